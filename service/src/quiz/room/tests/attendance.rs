//! Players who are not there, and browsers that are there too often.

use convene_domain::quiz::game::Rules;
use convene_domain::quiz::game::wire::{Audience, Control, Refusal, ToClient};

use super::super::crowd::EACH;
use super::super::presence::GRACE_MS;
use super::super::register::PER_ADDRESS;
use super::table::{Line, PIN, Table, browser, seat};
use crate::Viewer;
use crate::quiz::room::{Ending, Frame, Joined, join};

fn closed(message: ToClient) -> Option<u32> {
    match message {
        ToClient::Closed { question } => Some(question),
        _ => None,
    }
}

/// Whether this line was told that the question is closed, once the room has nothing left to do.
async fn is_closed(table: &Table, line: &mut Line) -> bool {
    Line::open(&table.service, &table.host, Audience::Screen).await;
    line.waiting().into_iter().any(|message| closed(message).is_some())
}

#[tokio::test]
async fn a_ghost_that_joined_and_never_came_holds_no_question_up() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    let mut ada = table.player("Ada").await;
    seat(&table.service, &browser("Ghost"), "Ghost").await;
    host.wish(Control::Start).await;
    ada.asked().await;
    ada.answer(0, 0).await;
    ada.accepted().await;
    assert!(!is_closed(&table, &mut ada).await, "somebody who has just joined may be on the way");
    table.clock.advance(GRACE_MS);
    assert_eq!(ada.until(closed).await, 0);
    host.wish(Control::Reveal { question: 0 }).await;
    host.wish(Control::Next { question: 0 }).await;
    assert_eq!(ada.asked().await, 1);
    ada.answer(1, 0).await;
    assert_eq!(ada.until(closed).await, 1, "the next question does not wait at all");
    table.clear().await;
}

#[tokio::test]
async fn whoever_loses_the_connection_is_waited_for_a_moment_and_again_once_back() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    let (mut ada, ben) = (table.player("Ada").await, table.player("Ben").await);
    host.wish(Control::Start).await;
    ada.asked().await;
    drop(ben);
    assert!(!is_closed(&table, &mut ada).await);
    table.clock.advance(GRACE_MS);
    let mut ben = Line::open(&table.service, &browser("Ben"), Audience::Player).await;
    ada.answer(0, 0).await;
    ada.accepted().await;
    assert!(!is_closed(&table, &mut ada).await, "Ben is back and still thinks");
    ben.answer(0, 1).await;
    assert_eq!(ada.until(closed).await, 0);
    table.clear().await;
}

#[tokio::test]
async fn whoever_comes_back_in_time_was_never_gone() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    let (mut ada, ben) = (table.player("Ada").await, table.player("Ben").await);
    host.wish(Control::Start).await;
    ada.asked().await;
    ada.answer(0, 0).await;
    ada.accepted().await;
    drop(ben);
    assert!(!is_closed(&table, &mut ada).await);
    table.clock.advance(GRACE_MS - 1);
    let _ben = Line::open(&table.service, &browser("Ben"), Audience::Player).await;
    table.clock.advance(1);
    assert!(!is_closed(&table, &mut ada).await);
    table.clear().await;
}

#[tokio::test]
async fn of_too_many_windows_the_oldest_is_let_go() {
    let table = Table::set(Rules::default()).await;
    table.player("Ada").await;
    for (viewer, audience) in [(browser("Ada"), Audience::Player), (table.host.clone(), Audience::Host)] {
        let mut lines = Vec::new();
        for _ in 0..=EACH {
            lines.push(Line::open(&table.service, &viewer, audience).await);
        }
        let oldest = lines.first_mut().expect("a line");
        assert_eq!(oldest.connection.outgoing.recv().await, Some(Frame::Close(Ending::Replaced)));
        assert_eq!(oldest.connection.outgoing.recv().await, None);
        table.host_line().await.wish(Control::Lock).await;
        let newest = lines.last_mut().expect("a line");
        newest.connection.incoming.hear("{}", 0).await.expect("it listens");
        assert_eq!(newest.refusal().await, Refusal::Unreadable, "the others go on");
    }
    table.clear().await;
}

#[tokio::test]
async fn many_from_one_address_have_to_wait_and_the_host_hears_of_it() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    let from = |number: i64, address: &str| Viewer {
        browser: format!("browser {number}"),
        address: address.to_owned(),
        ..Viewer::default()
    };
    for number in 0..PER_ADDRESS.most {
        seat(&table.service, &from(number, "hall"), &format!("Player {number}")).await;
    }
    let late = from(-1, "hall");
    let wants = async |viewer: &Viewer, name: &str| join(&table.service, viewer, PIN, None, name).await;
    assert_eq!(wants(&late, "Late").await.expect("an answer"), Joined::Refused(Refusal::Crowded));
    assert_eq!(wants(&late, "Late").await.expect("an answer"), Joined::Refused(Refusal::Crowded));
    let told = |message| matches!(message, ToClient::TurnedAway { refusal: Refusal::Crowded }).then_some(());
    host.until(told).await;
    assert!(host.waiting().into_iter().all(|message| told(message).is_none()), "once, not for every try");
    assert!(matches!(wants(&from(-2, "home"), "Home").await, Ok(Joined::New(_))), "from elsewhere");
    assert!(matches!(wants(&from(0, "hall"), "Again").await, Ok(Joined::Already(_))), "who sits stays");
    table.clock.advance(PER_ADDRESS.window_ms);
    assert!(matches!(wants(&late, "Late").await, Ok(Joined::New(_))));
    table.clear().await;
}

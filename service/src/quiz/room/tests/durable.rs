//! What was acknowledged is never lost, and nothing counts twice.

use convene_domain::quiz::game::wire::{Audience, Control, PhaseView, ToClient};
use convene_domain::quiz::game::{Phase, Rules};
use convene_store::quiz::game::State;

use super::table::{Line, Table, browser};
use crate::quiz::room::{Ending, Frame};

fn revealed(message: ToClient) -> Option<u32> {
    match message {
        ToClient::Revealed(revealed) => Some(revealed.answered),
        _ => None,
    }
}

#[tokio::test]
async fn a_game_killed_in_the_middle_of_a_question_goes_on_with_every_acknowledged_answer() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    let mut ada = table.player("Ada").await;
    let mut ben = table.player("Ben").await;
    host.wish(Control::Start).await;
    ada.asked().await;
    ada.answer(0, 0).await;
    assert_eq!(ada.accepted().await, [0]);
    table.service.rooms().kill();
    assert!(
        super::table::next(&mut ben.connection)
            .await
            .is_some_and(|message| matches!(message, ToClient::Asking(_)))
    );
    assert!(super::table::next(&mut ben.connection).await.is_none(), "the line is dead");

    let after = table.another_server();
    let mut host = Line::open(&after, &table.host, Audience::Host).await;
    assert_eq!(host.welcome.answered, 1);
    let mut ada = Line::open(&after, &browser("Ada"), Audience::Player).await;
    assert_eq!(ada.welcome.you.as_ref().and_then(|you| you.answer.clone()), Some(vec![0]));
    assert!(matches!(&ada.welcome.phase, PhaseView::Asking(asking) if asking.question == 0));
    ada.answer(0, 0).await;
    assert_eq!(ada.accepted().await, [0], "asking again for the same is harmless");
    let mut ben = Line::open(&after, &browser("Ben"), Audience::Player).await;
    ben.answer(0, 1).await;
    ben.accepted().await;
    host.wish(Control::Reveal { question: 0 }).await;
    assert_eq!(host.until(revealed).await, 2);
    let answers = table.stored_answers().await;
    assert_eq!(answers.len(), 2);
    let score = ada.until(|message| match message {
        ToClient::Result(result) => Some(result.score),
        _ => None,
    });
    assert_eq!(i64::from(score.await), i64::from(answers[0].points.max(answers[1].points)));
    after.rooms().shutdown().await;
    table.clear().await;
}

#[tokio::test]
async fn an_older_room_stores_nothing_once_a_newer_one_has_the_game() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    let mut ada = table.player("Ada").await;
    host.wish(Control::Start).await;
    ada.asked().await;
    let other = table.another_server();
    let mut newer = Line::open(&other, &browser("Ada"), Audience::Player).await;
    ada.answer(0, 3).await;
    let frame = ada.connection.outgoing.recv().await;
    assert_eq!(frame, Some(Frame::Close(Ending::Restart)), "no acknowledgement, only: connect again");
    assert_eq!(table.stored_answers().await, []);
    newer.answer(0, 0).await;
    newer.accepted().await;
    assert_eq!(table.stored_answers().await.len(), 1);
    other.rooms().shutdown().await;
    table.clear().await;
}

#[tokio::test]
async fn a_whole_class_answers_at_once_and_every_answer_is_there_once() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    let mut class = Vec::new();
    for number in 0..120 {
        class.push(table.player(&format!("Player {number}")).await);
    }
    host.wish(Control::Start).await;
    host.asked().await;
    for (number, player) in (0u8..).zip(&mut class) {
        player.answer(0, number % 4).await;
        player.answer(0, number % 4).await;
    }
    for (number, player) in (0u8..).zip(&mut class) {
        assert_eq!(player.accepted().await, [number % 4]);
    }
    let mut seats: Vec<_> = table.stored_answers().await.into_iter().map(|answer| answer.seat_id).collect();
    seats.sort_unstable();
    seats.dedup();
    assert_eq!((seats.len(), table.stored_answers().await.len()), (120, 120));
    host.wish(Control::Reveal { question: 0 }).await;
    assert_eq!(host.until(revealed).await, 120);
    table.clear().await;
}

#[tokio::test]
async fn what_cannot_be_stored_is_not_acknowledged() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    let mut ada = table.player("Ada").await;
    host.wish(Control::Start).await;
    ada.asked().await;
    table.db.close().await;
    ada.answer(0, 0).await;
    assert_eq!(ada.connection.outgoing.recv().await, Some(Frame::Close(Ending::Restart)));
    table.clear().await;
}

#[tokio::test]
async fn a_stopping_server_tells_everybody_to_come_back() {
    let table = Table::set(Rules::default()).await;
    let mut ada = table.player("Ada").await;
    table.service.rooms().shutdown().await;
    assert_eq!(ada.connection.outgoing.recv().await, Some(Frame::Close(Ending::Restart)));
    assert_eq!(table.service.rooms().count(), 0);
    assert!(
        crate::quiz::room::connect(&table.service, &browser("Ada"), super::table::PIN, Audience::Player)
            .await
            .is_err()
    );
    table.clear().await;
}

#[tokio::test]
async fn time_runs_out_on_the_servers_clock_and_while_nobody_is_connected() {
    let table = Table::set(Rules { auto_reveal: true, ..Rules::default() }).await;
    let mut host = table.host_line().await;
    table.player("Ada").await;
    host.wish(Control::Start).await;
    host.asked().await;
    table.clock.advance(20_300);
    assert_eq!(host.until(revealed).await, 0);
    drop(host);
    let phase: Phase = serde_json::from_str(&table.stored_game().await.phase).expect("a phase");
    assert!(matches!(phase, Phase::Revealed { .. }));
    table.clear().await;
}

#[tokio::test]
async fn a_finished_game_gives_its_pin_back_and_still_shows_its_podium_to_whoever_comes_back() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    let ada = table.player("Ada").await;
    host.wish(Control::Start).await;
    host.wish(Control::End).await;
    let podium = host.until(|message| match message {
        ToClient::Finished(finished) => Some(finished.podium.len()),
        _ => None,
    });
    assert_eq!(podium.await, 1);
    let stored = table.stored_game().await;
    assert_eq!((stored.pin, stored.state), (None, State::Finished));
    assert!(stored.started_at.is_some() && stored.finished_at.is_some());
    drop(ada);
    let ada = Line::open(&table.service, &browser("Ada"), Audience::Player).await;
    assert!(matches!(ada.welcome.phase, PhaseView::Finished(_)));
    drop((ada, host));
    super::rest::all_closed(&table).await;
    table.clear().await;
}

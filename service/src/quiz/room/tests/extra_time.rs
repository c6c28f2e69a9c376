//! Extra time: counted for hosts, switched off for one game, and remembered by it.

use convene_domain::account::Role;
use convene_domain::quiz::game::Rules;
use convene_domain::quiz::game::wire::{Audience, Control, ExtraTime, Refusal, ToClient, You};

use super::table::{Line, Table, browser, seat, somebody};
use crate::Viewer;
use crate::quiz::room::{Joined, join};

/// A member whose profile asks for twice the usual time, seated in the game.
async fn with_double_time(table: &Table) -> Viewer {
    let mut ada = somebody(&table.service, "Ada", Role::Member).await;
    ada.person.as_mut().expect("an account").extra_time = 200;
    seat(&table.service, &ada, "Ada").await;
    ada
}

fn you(message: ToClient) -> Option<You> {
    match message {
        ToClient::Welcome(welcome) => welcome.you,
        _ => None,
    }
}

fn extra_time(message: ToClient) -> Option<ExtraTime> {
    match message {
        ToClient::Lobby { extra_time, .. } => Some(extra_time),
        _ => None,
    }
}

#[tokio::test]
async fn hosts_see_how_many_have_extra_time_and_players_nothing_of_one_another() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    assert_eq!(host.welcome.extra_time, ExtraTime::default());
    with_double_time(&table).await;
    assert_eq!(host.until(extra_time).await, ExtraTime { off: false, players: 1 });
    let ben = table.player("Ben").await;
    assert_eq!(ben.welcome.extra_time, ExtraTime::default());
    table.clear().await;
}

#[tokio::test]
async fn switched_off_it_stays_off_after_a_restart_and_those_who_have_it_are_told() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    let ada = with_double_time(&table).await;
    let mut line = Line::open(&table.service, &ada, Audience::Player).await;
    assert_eq!(line.welcome.you.as_ref().map(|you| (you.extra_time, you.extra_time_off)), Some((200, false)));
    host.wish(Control::ExtraTime { on: false }).await;
    let told = line.until(you).await;
    assert_eq!((told.extra_time, told.extra_time_off), (100, true));
    assert!(table.stored_game().await.extra_time_off);
    table.service.rooms().kill();

    let after = table.another_server();
    let mut host = Line::open(&after, &table.host, Audience::Host).await;
    assert_eq!(host.welcome.extra_time, ExtraTime { off: true, players: 1 });
    let line = Line::open(&after, &ada, Audience::Player).await;
    assert_eq!(line.welcome.you.map(|you| (you.extra_time, you.extra_time_off)), Some((100, true)));
    host.wish(Control::Start).await;
    host.asked().await;
    host.wish(Control::ExtraTime { on: true }).await;
    assert_eq!(host.refusal().await, Refusal::WrongMoment, "not while a question is open");
    after.rooms().shutdown().await;
    table.clear().await;
}

#[tokio::test]
async fn only_hosts_switch_extra_time() {
    let table = Table::set(Rules::default()).await;
    let mut ada = table.player("Ada").await;
    ada.wish(Control::ExtraTime { on: false }).await;
    assert_eq!(ada.refusal().await, Refusal::NotAHost);
    assert!(!table.stored_game().await.extra_time_off);
    table.clear().await;
}

#[tokio::test]
async fn whoever_is_removed_and_locked_out_does_not_come_back_in_another_browser() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    let rude = table.player("Rude").await;
    let seat = rude.welcome.you.as_ref().map(|you| you.seat).expect("a seat");
    host.wish(Control::KickAndLock { seat }).await;
    let done = |message| match message {
        ToClient::Lobby { locked: true, seats, .. } => {
            seats.iter().find(|view| view.seat == seat).map(|view| view.removed)
        }
        _ => None,
    };
    assert!(host.until(done).await, "one message says both");
    let again = join(&table.service, &browser("another"), super::table::PIN, None, "Rude 2").await;
    assert_eq!(again.expect("an answer"), Joined::Refused(Refusal::Locked));
    let stored = table.stored_game().await;
    assert!(stored.locked);
    table.clear().await;
}

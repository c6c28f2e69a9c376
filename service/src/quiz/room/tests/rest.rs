//! Rooms nobody is in, and games nobody comes back to.

use convene_domain::quiz::game::Rules;
use convene_domain::quiz::game::wire::{Audience, Control, PhaseView, ToClient};
use convene_domain::time::{HOUR, MINUTE};

use super::super::rest::LOBBY_LIFE_MS;
use super::table::{Line, PATIENCE, Table, browser};
use crate::quiz::room::{Ending, Frame, expire};

/// Lets time pass until this server holds no room any more.
pub async fn all_closed(table: &Table) {
    let closed = async {
        while table.service.rooms().count() > 0 {
            table.clock.advance(MINUTE);
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, closed).await.expect("the room closes");
}

#[tokio::test]
async fn a_room_everybody_left_closes_and_its_game_goes_on_where_it_was() {
    let table = Table::set(Rules { untimed: true, ..Rules::default() }).await;
    let mut host = table.host_line().await;
    let mut ada = table.player("Ada").await;
    host.wish(Control::Start).await;
    ada.asked().await;
    ada.answer(0, 0).await;
    host.wish(Control::Reveal { question: 0 }).await;
    host.until(|message| matches!(message, ToClient::Revealed(_)).then_some(())).await;
    drop((host, ada));
    all_closed(&table).await;
    let ada = Line::open(&table.service, &browser("Ada"), Audience::Player).await;
    assert!(matches!(ada.welcome.phase, PhaseView::Revealed(_)));
    assert_eq!(ada.welcome.you.map(|you| you.score), Some(1_000));
    table.clear().await;
}

#[tokio::test]
async fn a_room_in_which_somebody_waits_stays_and_keeps_its_game_alive() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    for _ in 0..30 {
        table.clock.advance(HOUR);
        let lives = async {
            while table.stored_game().await.expires_at < table.service.now().plus(LOBBY_LIFE_MS) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, lives).await.expect("the room says that somebody is there");
        assert_eq!(expire(&table.service).await.expect("looks"), 0);
    }
    host.wish(Control::Lock).await;
    host.until(|message| matches!(message, ToClient::Lobby { locked: true, .. }).then_some(())).await;
    table.clear().await;
}

#[tokio::test]
async fn a_podium_left_open_ends_after_an_hour() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    host.wish(Control::End).await;
    host.until(|message| matches!(message, ToClient::Finished(_)).then_some(())).await;
    table.clock.advance(HOUR);
    assert_eq!(host.connection.outgoing.recv().await, Some(Frame::Close(Ending::Over)));
    all_closed(&table).await;
    table.clear().await;
}

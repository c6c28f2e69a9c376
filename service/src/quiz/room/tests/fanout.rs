//! A message for all is encoded once, nobody waits for a slow browser, and hosts are not drowned in counts.

use convene_domain::quiz::game::Rules;
use convene_domain::quiz::game::wire::{Audience, Control, ToClient};

use super::table::{Line, Table, browser, next};
use crate::quiz::room::Frame;

#[tokio::test]
async fn a_message_for_all_is_one_piece_of_memory() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    let mut players = [table.player("Ada").await, table.player("Ben").await, table.player("Cleo").await];
    host.wish(Control::Start).await;
    let mut starts = Vec::new();
    for player in &mut players {
        let Some(Frame::Text(text)) = player.connection.outgoing.recv().await else { panic!("a message") };
        starts.push(text.as_ptr());
    }
    assert!(starts.windows(2).all(|pair| pair[0] == pair[1]));
    table.clear().await;
}

#[tokio::test]
async fn a_slow_browser_is_dropped_and_others_get_everything() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    let mut quick = table.player("Quick").await;
    let mut slow = table.player("Slow").await;
    host.wish(Control::Start).await;
    assert_eq!(quick.asked().await, 0);
    for _ in 0..40 {
        for (act, wanted) in [(Control::Pause, "paused"), (Control::Resume, "resumed")] {
            // A line of its own each time: this host clicks faster than one line allows.
            table.host_line().await.wish(act).await;
            let heard = quick.until(|message| match message {
                ToClient::Paused { .. } => Some("paused"),
                ToClient::Resumed { .. } => Some("resumed"),
                _ => None,
            });
            assert_eq!(heard.await, wanted);
        }
    }
    let mut kept = 0;
    while next(&mut slow.connection).await.is_some() {
        kept += 1;
    }
    assert_eq!(kept, super::super::connection::QUEUE, "what fitted was kept, then the line ended");
    let back = Line::open(&table.service, &browser("Slow"), Audience::Player).await;
    assert!(back.welcome.you.is_some(), "and the next line starts with a full picture");
    table.clear().await;
}

#[tokio::test]
async fn hosts_hear_counts_at_most_five_times_a_second() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    let mut players = Vec::new();
    for number in 0..12 {
        players.push(table.player(&format!("Player {number}")).await);
    }
    host.wish(Control::Start).await;
    host.asked().await;
    table.clock.advance(1_000);
    host.waiting();
    let mut heard = Vec::new();
    for player in &mut players[..11] {
        player.answer(0, 0).await;
        player.accepted().await;
        table.clock.advance(100);
        heard.extend(settle(&table, &mut host).await);
    }
    assert!((4..=7).contains(&heard.len()), "1.1 seconds of answers: {heard:?}");
    assert!(heard.windows(2).all(|pair| pair[0] < pair[1]));
    table.clock.advance(200);
    heard.extend(settle(&table, &mut host).await);
    assert_eq!(heard.last(), Some(&11), "the last count is told in the end");
    table.clear().await;
}

/// What the host heard of answers, once the room has nothing left to do.
async fn settle(table: &Table, host: &mut Line) -> Vec<u32> {
    // The room takes one command after the other, so a welcome comes after everything before it.
    Line::open(&table.service, &table.host, Audience::Screen).await;
    let answered = |message| match message {
        ToClient::Counts { answered, .. } => Some(answered),
        _ => None,
    };
    host.waiting().into_iter().filter_map(answered).collect()
}

#[tokio::test]
async fn names_that_come_at_once_reach_the_host_together() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    for number in 0..10 {
        super::table::seat(&table.service, &browser(&format!("b{number}")), &format!("Player {number}"))
            .await;
    }
    table.clock.advance(200);
    let mut names = std::collections::HashSet::new();
    let mut messages = 0;
    while names.len() < 10 {
        let (players, seats) = host
            .until(|message| match message {
                ToClient::Lobby { players, seats, .. } => Some((players, seats)),
                _ => None,
            })
            .await;
        messages += 1;
        names.extend(seats.into_iter().map(|seat| seat.nickname));
        assert!(players >= 1);
    }
    assert!(messages <= 2, "{messages} messages for ten names");
    table.clear().await;
}

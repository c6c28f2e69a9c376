//! Who may what, and who is who.

use convene_domain::account::Role;
use convene_domain::quiz::game::Rules;
use convene_domain::quiz::game::wire::{Audience, Control, PhaseView, Refusal, ToClient};

use super::table::{Line, PIN, Table, browser, seat, somebody};
use crate::quiz::room::{Gone, Joined, connect, join};
use crate::{Error, Viewer};

#[tokio::test]
async fn a_forged_control_is_refused_and_changes_nothing() {
    let table = Table::set(Rules::default()).await;
    let mut screen = Line::open(&table.service, &table.host, Audience::Screen).await;
    let mut ada = table.player("Ada").await;
    for act in [Control::Start, Control::End, Control::Lock] {
        ada.wish(act.clone()).await;
        assert_eq!(ada.refusal().await, Refusal::NotAHost);
        screen.wish(act).await;
        assert_eq!(screen.refusal().await, Refusal::NotAHost);
    }
    let mut host = table.host_line().await;
    assert_eq!((host.welcome.phase.clone(), host.welcome.game.locked), (PhaseView::Lobby, false));
    host.answer(0, 0).await;
    assert_eq!(host.refusal().await, Refusal::NoSeat);
    table.clear().await;
}

#[tokio::test]
async fn only_those_who_control_the_game_listen_as_host_or_screen() {
    let table = Table::set(Rules::default()).await;
    let educator = somebody(&table.service, "Edsger", Role::Educator).await;
    let lead = somebody(&table.service, "Lin", Role::Lead).await;
    for audience in [Audience::Host, Audience::Screen] {
        let opened = |viewer: Viewer| {
            let service = table.service.clone();
            async move { connect(&service, &viewer, PIN, audience).await.map(drop) }
        };
        assert!(matches!(opened(browser("Eve")).await, Err(Error::SignIn)));
        assert!(matches!(opened(educator.clone()).await, Err(Error::Forbidden(_))));
        assert!(opened(lead.clone()).await.is_ok());
    }
    let stranger = connect(&table.service, &browser("Eve"), PIN, Audience::Player).await.map(drop);
    assert!(matches!(stranger, Err(Error::Missing)), "no seat");
    table.clear().await;
}

#[tokio::test]
async fn a_cohost_controls_the_game_from_their_own_device() {
    let table = Table::set(Rules::default()).await;
    let cohost = somebody(&table.service, "Edsger", Role::Educator).await;
    let mut tx = table.service.begin().await.expect("a transaction");
    let id = cohost.id().expect("an account");
    convene_store::quiz::game::add_cohost(&mut tx, table.game, id, table.service.now()).await.expect("added");
    tx.commit().await.expect("a commit");
    let mut line = Line::open(&table.service, &cohost, Audience::Host).await;
    line.wish(Control::Start).await;
    assert_eq!(line.asked().await, 0);
    table.clear().await;
}

#[tokio::test]
async fn two_tabs_and_two_devices_of_one_account_are_one_player() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    let ada = somebody(&table.service, "Ada", Role::Member).await;
    let phone = Viewer { browser: "browser of her phone".into(), ..ada.clone() };
    let at_desk = seat(&table.service, &ada, "Ada").await;
    let again = join(&table.service, &ada, PIN, None, "Somebody else").await.expect("joins");
    assert_eq!(again, Joined::Already(at_desk));
    assert_eq!(seat(&table.service, &phone, "Countess").await, at_desk);
    let mut tab = Line::open(&table.service, &ada, Audience::Player).await;
    let mut other_tab = Line::open(&table.service, &phone, Audience::Player).await;
    assert_eq!(other_tab.welcome.game.players, 1);
    host.wish(Control::Start).await;
    tab.asked().await;
    tab.answer(0, 2).await;
    assert_eq!((tab.accepted().await, other_tab.accepted().await), (vec![2], vec![2]));
    other_tab.answer(0, 0).await;
    assert_eq!(other_tab.refusal().await, Refusal::AlreadyAnswered);
    assert_eq!(table.stored_answers().await.len(), 1);
    table.clear().await;
}

#[tokio::test]
async fn on_a_shared_computer_each_account_has_a_seat_of_its_own() {
    let table = Table::set(Rules::default()).await;
    let ada = somebody(&table.service, "Ada", Role::Member).await;
    let ben = Viewer { browser: ada.browser.clone(), ..somebody(&table.service, "Ben", Role::Member).await };
    let first = seat(&table.service, &ada, "Ada").await;
    let second = seat(&table.service, &ben, "Ben").await;
    assert_ne!(first, second);
    assert_eq!(seat(&table.service, &ben, "Ben").await, second);
    let line = Line::open(&table.service, &ben, Audience::Player).await;
    assert_eq!(line.welcome.you.map(|you| you.nickname), Some("Ben".into()));
    table.clear().await;
}

#[tokio::test]
async fn nicknames_are_taken_once_and_kept_decent() {
    let table = Table::set(Rules::default()).await;
    seat(&table.service, &browser("Ada"), "Ada").await;
    let taken = join(&table.service, &browser("Eve"), PIN, None, "АDА").await.expect("an answer");
    assert_eq!(taken, Joined::NameTaken { suggestion: "АDА 2".into() });
    for name in ["", "a\u{202e}b", &"x".repeat(25), "fuck you"] {
        let Err(Error::Fields(errors)) = join(&table.service, &browser("Eve"), PIN, None, name).await else {
            panic!("{name:?} is refused");
        };
        assert!(errors.of("nickname").is_some());
    }
    for name in
        ["Player 1", "王小明", "Anna-Lena", "Assad Hassan", "Shiva", "Nguyễn", "Scunthorpe United", "🦊"]
    {
        let _ = seat(&table.service, &browser(name), name).await;
    }
    table.clear().await;
}

#[tokio::test]
async fn a_kicked_player_sees_nothing_more_until_let_in_again() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    let mut ada = table.player("Ada").await;
    let mut ben = table.player("Ben").await;
    let seat = ada.welcome.you.as_ref().map(|you| you.seat).expect("a seat");
    host.wish(Control::Kick { seat }).await;
    host.wish(Control::Start).await;
    ben.asked().await;
    ada.answer(0, 0).await;
    assert_eq!(ada.refusal().await, Refusal::NoSeat);
    let tab = Line::open(&table.service, &browser("Ada"), Audience::Player).await;
    assert_eq!(tab.welcome.phase, PhaseView::Lobby);
    host.wish(Control::Readmit { seat }).await;
    let phase = ada.until(|message| match message {
        ToClient::Asking(_) => panic!("nothing of the question was sent while removed"),
        ToClient::Welcome(welcome) => Some(welcome.phase),
        _ => None,
    });
    assert!(matches!(phase.await, PhaseView::Asking(_)));
    table.clear().await;
}

#[tokio::test]
async fn a_locked_game_lets_nobody_new_in() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    seat(&table.service, &browser("Ada"), "Ada").await;
    host.wish(Control::Lock).await;
    host.until(|message| matches!(message, ToClient::Lobby { locked: true, .. }).then_some(())).await;
    let ben = join(&table.service, &browser("Ben"), PIN, None, "Ben").await.expect("an answer");
    assert_eq!(ben, Joined::Refused(Refusal::Locked));
    assert!(matches!(join(&table.service, &browser("Ada"), PIN, None, "Ada").await, Ok(Joined::Already(_))));
    table.clear().await;
}

#[tokio::test]
async fn unreadable_messages_are_refused_and_a_flood_ends_the_connection() {
    let table = Table::set(Rules::default()).await;
    let mut ada = table.player("Ada").await;
    for text in [
        "",
        "{",
        "[]",
        r#"{"t":"answer"}"#,
        r#"{"t":"answer","question":-1,"choices":[0]}"#,
        &"x".repeat(10_000),
    ] {
        ada.connection.incoming.hear(text, 0).await.expect("the line stays");
        assert_eq!(ada.refusal().await, Refusal::Unreadable);
    }
    let mut ended = Ok(());
    for _ in 0..200 {
        ended = ended.and(ada.connection.incoming.hear("{}", 0).await);
        ada.waiting();
    }
    assert_eq!(ended, Err(Gone::Flooding));
    table.clear().await;
}

#[tokio::test]
async fn whoever_comes_during_a_pause_sees_the_question_when_the_game_goes_on() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    let mut ada = table.player("Ada").await;
    host.wish(Control::Start).await;
    ada.asked().await;
    host.wish(Control::Pause).await;
    ada.until(|message| matches!(message, ToClient::Paused { .. }).then_some(())).await;
    let mut ben = table.player("Ben").await;
    assert_eq!(ben.welcome.phase, PhaseView::Paused { question: 0 });
    table.clock.advance(60_000);
    host.wish(Control::Resume).await;
    ada.until(|message| matches!(message, ToClient::Resumed { left_ms: Some(20_000), .. }).then_some(()))
        .await;
    let phase = ben.until(|message| match message {
        ToClient::Welcome(welcome) => Some(welcome.phase),
        _ => None,
    });
    assert!(matches!(phase.await, PhaseView::Asking(asking) if asking.left_ms == Some(20_000)));
    table.clear().await;
}

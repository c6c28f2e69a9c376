//! Crowds, real and forged, at the door and on the sockets of a live game.

use axum::http::StatusCode;
use convene_domain::id::SeatId;
use convene_domain::quiz::game::wire::{Control, PhaseView, Refusal, ToClient};
use convene_domain::quiz::game::{Nickname, SEATS};
use convene_domain::time::MINUTE;
use convene_store::quiz::{door, seat};

use crate::harness::{Browser, Page, Portal};
use crate::stage::{Heard, Line, Sender as _, join, listen, open_game};

/// Lines one player or one host may have at once.
const EACH: usize = 8;
/// New seats from one address in ten minutes.
const PER_ADDRESS: usize = 500;
const NOT_ALLOWED: Option<u16> = Some(4001);
const REPLACED: Option<u16> = Some(4003);

/// Seats `count` players as many visits of a script would, from the address `home` answers for each.
async fn seat_many(portal: &Portal, pin: &str, count: usize, home: impl Fn(usize) -> String) {
    let mut tx = portal.service.db().begin().await.expect("a transaction");
    let game = door::by_pin(&mut tx, pin).await.expect("asks").expect("the game");
    for number in 0..count {
        let nickname = Nickname::parse(&format!("Player {number}")).expect("a nickname");
        let address = portal.service.address_hash(home(number).parse().expect("an address"));
        let new = seat::New {
            id: SeatId::new(portal.service.now(), portal.service.chance().bytes()),
            game_id: game.id,
            nickname: nickname.as_str(),
            nickname_key: nickname.key(),
            browser_hash: &format!("browser {number}"),
            person_id: None,
            extra_time: 100,
            address: &address,
            joined_at: portal.service.now(),
        };
        assert_eq!(seat::insert(&mut tx, &new).await.expect("a seat"), seat::Seated::New);
    }
    tx.commit().await.expect("a commit");
}

async fn seats(portal: &Portal, pin: &str) -> usize {
    let mut tx = portal.service.db().read().await.expect("a connection");
    let game = door::by_pin(&mut tx, pin).await.expect("asks").expect("the game");
    seat::of_game(&mut tx, game.id).await.expect("seats").len()
}

fn from<'a>(portal: &'a Portal, address: &str) -> Browser<'a> {
    let mut browser = portal.browser();
    browser.address = format!("{address}:4000").parse().expect("an address");
    browser
}

async fn wants_in(browser: &mut Browser<'_>, pin: &str, nickname: &str) -> Page {
    browser.post(&format!("/quiz/{pin}"), &[("nickname", nickname)]).await
}

#[tokio::test]
async fn a_script_that_joins_again_and_again_is_refused_and_the_host_is_told() {
    let portal = Portal::demo().await;
    let server = listen(&portal).await;
    let mut educator = portal.demo_browser("educator").await;
    let pin = open_game(&mut educator, 1, &[]).await;
    seat_many(&portal, &pin, PER_ADDRESS - 2, |_| "198.51.100.20".to_owned()).await;
    let (mut host, _) = Line::enter(server, &pin, "host", &educator.cookie()).await;
    for nickname in ["One more", "The last"] {
        join(&mut from(&portal, "198.51.100.20"), &pin, nickname).await;
    }
    let page = wants_in(&mut from(&portal, "198.51.100.20"), &pin, "Ghost").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    assert!(
        page.says("Very many people have just joined from your network. Wait ten minutes"),
        "{}",
        page.body
    );
    assert!(page.body.contains("value=\"Ghost\""), "what was typed stays");
    let why = host.until(|message| match message {
        ToClient::TurnedAway { refusal } => Some(*refusal),
        _ => None,
    });
    assert_eq!(why.await, Refusal::Crowded);
    assert_eq!(seats(&portal, &pin).await, PER_ADDRESS);
    join(&mut from(&portal, "192.0.2.99"), &pin, "Grace").await;
    portal.clock.advance(10 * MINUTE);
    join(&mut from(&portal, "198.51.100.20"), &pin, "Later").await;
}

#[tokio::test]
async fn a_game_has_two_thousand_seats() {
    let portal = Portal::demo().await;
    let mut educator = portal.demo_browser("educator").await;
    let pin = open_game(&mut educator, 1, &[]).await;
    seat_many(&portal, &pin, SEATS - 1, |number| format!("10.0.{}.{}", number / 250, number % 250)).await;
    join(&mut from(&portal, "192.0.2.1"), &pin, "The last").await;
    let page = wants_in(&mut from(&portal, "192.0.2.2"), &pin, "Late").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("This game is full. Nobody new can join it."), "{}", page.body);
}

#[tokio::test]
async fn a_ninth_window_ends_the_first_one_with_a_code_of_its_own() {
    let portal = Portal::demo().await;
    let server = listen(&portal).await;
    let mut educator = portal.demo_browser("educator").await;
    let pin = open_game(&mut educator, 1, &[]).await;
    let mut player = portal.browser();
    join(&mut player, &pin, "Grace").await;
    for (audience, cookie) in [("player", player.cookie()), ("host", educator.cookie())] {
        let mut lines = Vec::new();
        for _ in 0..=EACH {
            lines.push(Line::enter(server, &pin, audience, &cookie).await.0);
        }
        let (messages, code) = lines[0].rest().await;
        assert_eq!((messages.len(), code), (0, REPLACED), "{audience}");
        for line in &mut lines[1..] {
            line.send(tokio_tungstenite::tungstenite::Message::text("?")).await;
            assert_eq!(line.refusal().await, Refusal::Unreadable, "{audience}: the others listen");
        }
    }
}

#[tokio::test]
async fn a_host_who_signed_out_everywhere_is_refused_at_the_next_control_and_sent_away() {
    let portal = Portal::demo().await;
    let server = listen(&portal).await;
    let mut lost = portal.demo_browser("educator").await;
    let mut here = portal.demo_browser("educator").await;
    let pin = open_game(&mut here, 1, &[]).await;
    join(&mut portal.browser(), &pin, "Grace").await;
    let (mut line, _) = Line::enter(server, &pin, "host", &lost.cookie()).await;
    let page = here.post("/me/sessions", &[("act", "elsewhere")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    line.wish(Control::Start).await;
    assert_eq!(line.refusal().await, Refusal::NotAHost);
    assert_eq!(line.rest().await.1, NOT_ALLOWED);
    let again =
        Line::open(server, &pin, "host", &lost.cookie(), None).await.expect("an upgrade").rest().await;
    assert_eq!(again.1, NOT_ALLOWED);
    assert_ne!(lost.get(&format!("/quiz/{pin}/host")).await.status, StatusCode::OK);
    let (mut kept, welcome) = Line::enter(server, &pin, "host", &here.cookie()).await;
    assert_eq!(welcome.phase, PhaseView::Lobby, "the wish changed nothing");
    kept.wish(Control::Start).await;
    assert_eq!(kept.asked().await, 0);
}

#[tokio::test]
async fn a_browser_that_keeps_no_cookies_is_told_before_it_has_a_seat() {
    let portal = Portal::demo().await;
    let mut educator = portal.demo_browser("educator").await;
    let pin = open_game(&mut educator, 1, &[]).await;
    let door = format!("/quiz/{pin}");
    let mut guest = portal.browser();
    let page = guest.get(&door).await;
    assert!(guest.cookies.contains_key("convene_browser"), "the form comes with the cookie it needs");
    assert!(page.body.contains("name=\"cookie\""), "and says so when it is sent");
    let form = [("cookie", "yes"), ("nickname", "Grace")];
    for _ in 0..2 {
        guest.cookies.clear();
        let page = guest.post(&door, &form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.says("Your browser keeps no cookies, so your seat would be lost."), "{}", page.body);
        assert!(page.body.contains("value=\"Grace\""), "what was typed stays");
    }
    assert_eq!(seats(&portal, &pin).await, 0, "no ghost is left behind");
    let page = guest.post(&door, &form).await;
    assert_eq!(page.location(), format!("{door}/play"), "allowed at last, the same form goes through");
    assert_eq!(guest.get(page.location()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn two_accounts_at_one_browser_each_come_to_their_own_seat() {
    let portal = Portal::demo().await;
    let server = listen(&portal).await;
    let mut educator = portal.demo_browser("educator").await;
    let pin = open_game(&mut educator, 1, &[]).await;
    let (mut host, _) = Line::enter(server, &pin, "host", &educator.cookie()).await;
    let mut shared = portal.browser();
    join(&mut shared, &pin, "Ada").await;
    let browser = shared.cookies["convene_browser"].clone();
    for (email, nickname) in [("ada@example.org", "Ada"), ("ben@example.org", "Ben")] {
        portal.clock.advance(MINUTE);
        shared.sign_in(email).await;
        // As a browser does whose cookie was set before cookies changed hands with their people.
        shared.cookies.insert("convene_browser".to_owned(), browser.clone());
        join(&mut shared, &pin, nickname).await;
        let play = shared.get(&format!("/quiz/{pin}/play")).await;
        assert_eq!(play.status, StatusCode::OK, "{nickname} finds the page again: {}", play.location());
        let (_, welcome) = Line::enter(server, &pin, "player", &shared.cookie()).await;
        assert_eq!(welcome.you.expect("a seat").nickname, nickname);
    }
    host.wish(Control::Start).await;
    assert!(matches!(host.next().await, Heard::Message(_)));
    assert_eq!(seats(&portal, &pin).await, 2);
}

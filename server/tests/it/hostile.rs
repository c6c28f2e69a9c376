//! What people may try on the socket of a live game: forged, repeated, broken, huge and endless messages.

use std::net::SocketAddr;

use axum::http::StatusCode;
use convene_domain::id::SeatId;
use convene_domain::quiz::game::wire::{Control, PhaseView, Refusal, ToClient, Welcome};
use convene_domain::time::MINUTE;
use tokio_tungstenite::tungstenite::Message;

use crate::harness::{Browser, Portal};
use crate::stage::{Heard, Line, Sender as _, join, listen, open_game, solution};

/// Too many messages.
const FLOODING: Option<u16> = Some(1008);
/// No seat, or no right to this view.
const NOT_ALLOWED: Option<u16> = Some(4001);

/// A game in its lobby.
struct Stage<'a> {
    portal: &'a Portal,
    server: SocketAddr,
    pin: String,
    educator: Browser<'a>,
    host: Line,
}

impl<'a> Stage<'a> {
    async fn set(portal: &'a Portal, questions: u32) -> Self {
        let server = listen(portal).await;
        let mut educator = portal.demo_browser("educator").await;
        let pin = open_game(&mut educator, questions, &[("scoring", "speed")]).await;
        let (host, _) = Line::enter(server, &pin, "host", &educator.cookie()).await;
        Self { portal, server, pin, educator, host }
    }

    async fn player(&self, nickname: &str) -> (Browser<'a>, Line) {
        let mut browser = self.portal.browser();
        join(&mut browser, &self.pin, nickname).await;
        let (line, _) = self.come_back(&browser).await;
        (browser, line)
    }

    async fn come_back(&self, browser: &Browser<'_>) -> (Line, Welcome) {
        Line::enter(self.server, &self.pin, "player", &browser.cookie()).await
    }

    /// What a newcomer among the hosts sees now.
    async fn phase(&self) -> PhaseView {
        Line::enter(self.server, &self.pin, "host", &self.educator.cookie()).await.1.phase
    }

    async fn wish(&mut self, act: Control, done: impl Fn(&ToClient) -> bool) {
        self.host.wish(act).await;
        self.host.until(|message| done(message).then_some(())).await;
    }

    async fn start(&mut self, lines: &mut [&mut Line]) {
        self.wish(Control::Start, |message| matches!(message, ToClient::Asking(_))).await;
        for line in lines {
            line.asked().await;
        }
    }

    async fn reveal(&mut self, question: u32) {
        self.wish(Control::Reveal { question }, |message| matches!(message, ToClient::Revealed(_))).await;
    }
}

async fn refused(line: &mut Line, question: u32, choices: &[u8]) -> Refusal {
    line.answer(question, choices).await;
    line.refusal().await
}

#[tokio::test]
async fn neither_players_nor_screens_steer_a_game() {
    let portal = Portal::demo().await;
    let stage = Stage::set(&portal, 1).await;
    let (_browser, mut player) = stage.player("Grace").await;
    let (mut screen, _) = Line::enter(stage.server, &stage.pin, "screen", &stage.educator.cookie()).await;
    let seat = SeatId::new(stage.portal.service.now(), [7; 10]);
    let acts = [
        Control::Start,
        Control::Reveal { question: 0 },
        Control::Next { question: 0 },
        Control::Pause,
        Control::Lock,
        Control::Kick { seat },
        Control::Readmit { seat },
        Control::End,
    ];
    for act in acts {
        for line in [&mut player, &mut screen] {
            line.wish(act.clone()).await;
            assert_eq!(line.refusal().await, Refusal::NotAHost, "{act:?}");
        }
    }
    assert_eq!(refused(&mut screen, 0, &[0]).await, Refusal::NoSeat, "a screen has no answers");
    assert_eq!(stage.phase().await, PhaseView::Lobby);
}

#[tokio::test]
async fn answers_count_once_in_their_time_and_as_one_of_the_choices() {
    let portal = Portal::demo().await;
    let mut stage = Stage::set(&portal, 2).await;
    let (_ada, mut ada) = stage.player("Ada L").await;
    let (_bob, mut bob) = stage.player("Bob").await;
    assert_eq!(refused(&mut ada, 0, &[0]).await, Refusal::WrongMoment, "in the lobby");
    stage.start(&mut [&mut ada, &mut bob]).await;
    assert_eq!(refused(&mut ada, 1, &[0]).await, Refusal::WrongMoment, "a question that was not asked yet");
    assert_eq!(refused(&mut ada, u32::MAX, &[0]).await, Refusal::WrongMoment);
    for choices in [&[][..], &[4], &[255], &[0, 1], &[0, 0]] {
        assert_eq!(refused(&mut ada, 0, choices).await, Refusal::NotAChoice, "{choices:?}");
    }
    assert_eq!(refused(&mut stage.host, 0, &[0]).await, Refusal::NoSeat, "a host does not play");
    for _ in 0..2 {
        ada.answer(0, &[0]).await;
        assert_eq!(ada.accepted().await, (0, vec![0]), "the same answer again is the same answer");
    }
    assert_eq!(refused(&mut ada, 0, &[1]).await, Refusal::AlreadyAnswered);
    stage.wish(Control::Pause, |message| matches!(message, ToClient::Paused { .. })).await;
    assert_eq!(refused(&mut bob, 0, &[0]).await, Refusal::Paused);
    stage.wish(Control::Resume, |message| matches!(message, ToClient::Resumed { .. })).await;
    portal.clock.advance(3 * MINUTE);
    bob.until(|message| matches!(message, ToClient::Closed { question: 0 }).then_some(())).await;
    assert_eq!(refused(&mut bob, 0, &[0]).await, Refusal::TooLate);
    stage.reveal(0).await;
    assert_eq!(refused(&mut bob, 0, &[0]).await, Refusal::TooLate, "now that the solution is known");
    assert_eq!(refused(&mut ada, 0, &[1]).await, Refusal::AlreadyAnswered);
    stage.wish(Control::End, |message| matches!(message, ToClient::Finished(_))).await;
    assert_eq!(refused(&mut bob, 1, &[1]).await, Refusal::Over);
    let finished = stage.phase().await;
    let PhaseView::Finished(finished) = finished else { panic!("{finished:?}") };
    let scores: Vec<_> = finished.podium.iter().map(|row| (row.nickname.as_str(), row.score)).collect();
    assert_eq!(scores, [("Ada L", 1_000), ("Bob", 0)]);
}

#[tokio::test]
async fn what_is_no_message_is_refused_and_the_player_plays_on() {
    let portal = Portal::demo().await;
    let mut stage = Stage::set(&portal, 1).await;
    let (_browser, mut player) = stage.player("Grace").await;
    stage.start(&mut [&mut player]).await;
    let long = format!("{{\"t\":\"answer\",\"question\":0,\"choices\":[{}0]}}", "0,".repeat(1_500));
    let frames = [
        Message::text(""),
        Message::text("]["),
        Message::text("null"),
        Message::text("{\"t\":\"revealed\"}"),
        Message::text("{\"t\":\"answer\",\"question\":-1,\"choices\":[0]}"),
        Message::text("{\"t\":\"answer\",\"question\":0,\"choices\":[256]}"),
        Message::text("{\"t\":\"answer\",\"question\":0,\"choices\":\"0\"}"),
        Message::text("{\"t\":\"control\",\"act\":{\"do\":\"make_me_host\"}}"),
        Message::text("[".repeat(2_000)),
        Message::text(long),
        Message::binary(b"{\"t\":\"answer\",\"question\":0,\"choices\":[0]}".to_vec()),
    ];
    for frame in frames {
        let shown = format!("{frame:?}");
        player.send(frame).await;
        assert_eq!(player.refusal().await, Refusal::Unreadable, "{shown}");
    }
    player.answer(0, &[3]).await;
    assert_eq!(player.accepted().await, (0, vec![3]));
}

#[tokio::test]
async fn a_megabyte_ends_its_own_line_and_no_other() {
    let portal = Portal::demo().await;
    let mut stage = Stage::set(&portal, 1).await;
    let (browser, mut giant) = stage.player("Giant").await;
    let (_other, mut other) = stage.player("Other").await;
    stage.start(&mut [&mut giant, &mut other]).await;
    giant.send(Message::text("x".repeat(1 << 20))).await;
    let (messages, _) = giant.rest().await;
    assert!(!messages.iter().any(|message| matches!(message, ToClient::Accepted { .. })));
    other.answer(0, &[1]).await;
    assert_eq!(other.accepted().await, (0, vec![1]));
    let (mut giant, welcome) = stage.come_back(&browser).await;
    assert_eq!(welcome.you.expect("the seat is kept").nickname, "Giant");
    giant.answer(0, &[0]).await;
    assert_eq!(giant.accepted().await, (0, vec![0]));
}

#[tokio::test]
async fn a_flood_is_refused_then_cut_off_and_nobody_else_notices() {
    let portal = Portal::demo().await;
    let mut stage = Stage::set(&portal, 1).await;
    let (_browser, mut flood) = stage.player("Flood").await;
    let (_other, mut other) = stage.player("Other").await;
    stage.start(&mut [&mut flood, &mut other]).await;
    for _ in 0..500 {
        flood.answer(7, &[0]).await;
    }
    other.answer(0, &[1]).await;
    assert_eq!(other.accepted().await, (0, vec![1]));
    let (messages, code) = flood.rest().await;
    assert_eq!(code, FLOODING);
    let too_many = |message: &ToClient| matches!(message, ToClient::Refused { refusal: Refusal::TooMany });
    assert!(messages.iter().any(too_many), "it was told before: {messages:?}");
    assert!(other.frames.iter().all(|frame| !frame.contains("refused")));
}

#[tokio::test]
async fn other_sites_open_no_socket_even_with_the_players_cookies() {
    let portal = Portal::demo().await;
    let stage = Stage::set(&portal, 1).await;
    let (browser, _line) = stage.player("Grace").await;
    for origin in ["https://evil.example", "null", "http://localhost.evil.example", "http://127.0.0.1:1"] {
        let answer = Line::open(stage.server, &stage.pin, "player", &browser.cookie(), Some(origin)).await;
        assert_eq!(answer.err(), Some(StatusCode::FORBIDDEN), "{origin}");
    }
}

#[tokio::test]
async fn who_has_no_seat_cannot_tell_a_game_from_none() {
    let portal = Portal::demo().await;
    let stage = Stage::set(&portal, 1).await;
    let (elsewhere, _line) = stage.player("Grace").await;
    let stranger = portal.browser();
    // 271828 is the demo's lobby: there is such a game, and this player has a seat in another one.
    for (cookie, pin) in [
        (stranger.cookie(), stage.pin.as_str()),
        (stranger.cookie(), "999999"),
        (stranger.cookie(), "%00"),
        (elsewhere.cookie(), "271828"),
        (elsewhere.cookie(), "999999"),
    ] {
        for audience in ["player", "host", "screen", "", "admin"] {
            let line = Line::open(stage.server, pin, audience, &cookie, None).await;
            let (messages, code) = line.expect("an upgrade").rest().await;
            assert_eq!((messages.len(), code), (0, NOT_ALLOWED), "{pin} {audience}");
        }
    }
}

/// Frames of a line before the solution of a question was shown.
fn before_reveal(line: &Line, question: u32) -> Vec<&str> {
    let start = format!("{{\"t\":\"revealed\",\"asking\":{{\"question\":{question},");
    let frames = line.frames.iter().map(String::as_str);
    let before: Vec<_> = frames.take_while(|frame| !frame.starts_with(&start)).collect();
    assert!(before.len() < line.frames.len(), "question {question} was revealed");
    before
}

#[tokio::test]
async fn no_solution_leaves_the_server_before_its_reveal() {
    let portal = Portal::demo().await;
    let mut stage = Stage::set(&portal, 3).await;
    let (mut right_browser, mut right) = stage.player("Right").await;
    let (_wrong_browser, mut wrong) = stage.player("Wrong").await;
    let (mut screen, _) = Line::enter(stage.server, &stage.pin, "screen", &stage.educator.cookie()).await;
    stage.start(&mut [&mut right, &mut wrong, &mut screen]).await;
    for question in 0..3 {
        let (picked, other) = (solution(question), (solution(question) + 1) % 4);
        right.answer(question, &[picked]).await;
        wrong.answer(question, &[other]).await;
        for (line, choice) in [(&mut right, picked), (&mut wrong, other)] {
            line.accepted().await;
            let said = format!("{{\"t\":\"accepted\",\"question\":{question},\"choices\":[{choice}]}}");
            assert!(line.frames.contains(&said), "right and wrong answers are confirmed in the same words");
        }
        // Somebody comes back in the middle, and pages are asked as well.
        let (late, _) = stage.come_back(&right_browser).await;
        let explanation = format!("Because of explanation {question}");
        assert!(!late.frames[0].contains(&explanation));
        for path in ["", "/play", "/host", "/screen"] {
            let path = format!("/quiz/{}{path}", stage.pin);
            assert!(!right_browser.get(&path).await.body.contains(&explanation), "{path}");
        }
        stage.reveal(question).await;
        for line in [&mut right, &mut wrong, &mut screen] {
            line.until(|message| matches!(message, ToClient::Revealed(_)).then_some(())).await;
            for frame in before_reveal(line, question) {
                assert!(!frame.contains(&explanation), "{frame}");
                assert!(question > 0 || !frame.contains("\"correct\""), "{frame}");
            }
        }
        assert!(before_reveal(&stage.host, question).iter().all(|frame| !frame.contains(&explanation)));
        if question < 2 {
            stage.wish(Control::Next { question }, |message| matches!(message, ToClient::Asking(_))).await;
            for line in [&mut right, &mut wrong, &mut screen] {
                assert_eq!(line.asked().await, question + 1);
            }
        }
    }
}

#[tokio::test]
async fn a_kicked_player_is_out_on_every_line_until_let_in_again() {
    let portal = Portal::demo().await;
    let mut stage = Stage::set(&portal, 2).await;
    let (mut browser, mut rude) = stage.player("Rude").await;
    let (_other_browser, mut other) = stage.player("Other").await;
    let seat = stage.come_back(&browser).await.1.you.expect("a seat").seat;
    stage.start(&mut [&mut rude, &mut other]).await;
    stage.wish(Control::Kick { seat }, |message| matches!(message, ToClient::Lobby { players: 1, .. })).await;
    rude.until(|message| matches!(message, ToClient::Kicked).then_some(())).await;
    assert_eq!(refused(&mut rude, 0, &[0]).await, Refusal::NoSeat);
    // Neither a second line nor the join form makes a new player of this browser.
    let again = browser.post(&format!("/quiz/{}", stage.pin), &[("nickname", "Polite")]).await;
    assert_eq!(again.location(), format!("/quiz/{}/play", stage.pin));
    let (mut second, welcome) = stage.come_back(&browser).await;
    let you = welcome.you.expect("the seat");
    assert_eq!((you.nickname.as_str(), you.removed, welcome.phase), ("Rude", true, PhaseView::Lobby));
    assert_eq!(refused(&mut second, 0, &[0]).await, Refusal::NoSeat);
    stage.reveal(0).await;
    other.until(|message| matches!(message, ToClient::Revealed(_)).then_some(())).await;
    assert_eq!(refused(&mut rude, 0, &[0]).await, Refusal::NoSeat);
    let heard: Vec<_> = rude.frames.iter().skip_while(|frame| !frame.contains("kicked")).collect();
    assert!(!heard.iter().any(|frame| frame.contains("revealed")), "{heard:?}");
    let present = |message: &ToClient| matches!(message, ToClient::Lobby { players: 2, .. });
    stage.wish(Control::Readmit { seat }, present).await;
    rude.until(|message| matches!(message, ToClient::Readmitted).then_some(())).await;
    assert!(matches!(rude.next().await, Heard::Message(ToClient::Welcome(_))), "the game follows");
    stage.wish(Control::Next { question: 0 }, |message| matches!(message, ToClient::Asking(_))).await;
    assert_eq!(rude.asked().await, 1);
    rude.answer(1, &[1]).await;
    assert_eq!(rude.accepted().await, (1, vec![1]));
}

use convene_domain::Time;
use convene_domain::id::{GameId, SeatId};
use convene_domain::quiz::game::wire::Control;

use super::*;

fn seat_id() -> SeatId {
    SeatId::new(Time::from_millis(1_000), [7; 10])
}

fn game_id() -> GameId {
    GameId::new(Time::from_millis(1_000), [8; 10])
}

fn a_question(kind: Kind, weight: Weight, limit_ms: Option<u64>) -> Asking {
    let prompt = "„Wie viel?“ \"quoted\" \u{1f600} \\ <b>".to_owned();
    let choices = vec!["محمد".to_owned(), "2\n3".to_owned()];
    Asking { question: 3, prompt, kind, choices, weight, limit_ms, left_ms: limit_ms }
}

fn standings() -> Vec<Standing> {
    let row = |before| Standing { nickname: "Zoë".into(), score: 4_294_967_295, rank: 2, before };
    vec![row(None), row(Some(4))]
}

fn a_result() -> PlayerResult {
    PlayerResult {
        question: 3,
        answered: true,
        correct: false,
        points: 1,
        bonus: 2,
        score: 3,
        rank: 4,
        players: 5,
        streak: 6,
    }
}

fn a_reveal(explanation: Option<&str>) -> Revealed {
    Revealed {
        asking: a_question(Kind::Multiple, Weight::Zero, None),
        correct: vec![0, 1],
        picked: vec![12, 0],
        answered: 12,
        explanation: explanation.map(str::to_owned),
        standings: standings(),
        last: true,
    }
}

fn an_end() -> Finished {
    Finished { podium: standings(), players: 41, game: game_id() }
}

fn a_welcome(phase: PhaseView, you: Option<You>) -> ToClient {
    let (title, pin) = ("Vaults".to_owned(), "493027".to_owned());
    let game = GameView { id: game_id(), title, pin, questions: 10, players: 41, locked: true };
    let seats = vec![SeatView { seat: seat_id(), nickname: "Ada".into(), removed: true }];
    let extra_time = ExtraTime { off: true, players: 3 };
    ToClient::Welcome(Box::new(Welcome { game, phase, you, seats, answered: 9, extra_time }))
}

fn a_player(answer: Option<Vec<u8>>, result: Option<PlayerResult>) -> Option<You> {
    let nickname = "Kestrel".to_owned();
    Some(You {
        seat: seat_id(),
        nickname,
        score: 1_250,
        rank: 3,
        streak: 2,
        extra_time: 150,
        extra_time_off: true,
        answer,
        result,
        removed: false,
    })
}

const REFUSALS: [Refusal; 13] = [
    Refusal::TooLate,
    Refusal::WrongMoment,
    Refusal::AlreadyAnswered,
    Refusal::Paused,
    Refusal::NotAChoice,
    Refusal::NoSeat,
    Refusal::NotAHost,
    Refusal::Locked,
    Refusal::Over,
    Refusal::Unreadable,
    Refusal::TooMany,
    Refusal::Full,
    Refusal::Crowded,
];

/// At least one of each kind. A message that is new to the domain does not compile in `kind_of`.
fn every_message() -> Vec<ToClient> {
    let open = || a_question(Kind::Single, Weight::One, Some(20_000));
    let seats = vec![SeatView { seat: seat_id(), nickname: "Ada".into(), removed: false }];
    let mut all = vec![
        a_welcome(PhaseView::Lobby, None),
        a_welcome(PhaseView::Asking(open()), a_player(None, None)),
        a_welcome(PhaseView::Paused { question: 3 }, a_player(Some(vec![]), None)),
        a_welcome(PhaseView::Closed { question: open() }, a_player(Some(vec![0, 1]), None)),
        a_welcome(PhaseView::Revealed(a_reveal(None)), a_player(Some(vec![1]), Some(a_result()))),
        a_welcome(PhaseView::Finished(an_end()), None),
        ToClient::Lobby {
            players: 1,
            locked: false,
            extra_time: ExtraTime { off: false, players: 1 },
            seats,
        },
        ToClient::Asking(open()),
        ToClient::Asking(a_question(Kind::TrueFalse, Weight::Two, None)),
        ToClient::Counts { question: 1, answered: 2, players: 3 },
        ToClient::Accepted { question: 1, choices: vec![0, 5] },
        ToClient::Closed { question: 1 },
        ToClient::Revealed(a_reveal(Some("Because."))),
        ToClient::Result(a_result()),
        ToClient::Paused { question: 1 },
        ToClient::Resumed { question: 1, left_ms: Some(4_000) },
        ToClient::Resumed { question: 1, left_ms: None },
        ToClient::Kicked,
        ToClient::Readmitted,
        ToClient::Finished(an_end()),
        ToClient::TurnedAway { refusal: Refusal::Crowded },
    ];
    all.extend(REFUSALS.map(|refusal| ToClient::Refused { refusal }));
    all
}

/// Kinds are numbered without a gap.
fn kind_of(message: &ToClient) -> usize {
    match message {
        ToClient::Welcome(_) => 0,
        ToClient::Lobby { .. } => 1,
        ToClient::Asking(_) => 2,
        ToClient::Counts { .. } => 3,
        ToClient::Accepted { .. } => 4,
        ToClient::Refused { refusal } => match refusal {
            Refusal::TooLate
            | Refusal::WrongMoment
            | Refusal::AlreadyAnswered
            | Refusal::Paused
            | Refusal::NotAChoice
            | Refusal::NoSeat
            | Refusal::NotAHost
            | Refusal::Locked
            | Refusal::Over
            | Refusal::Unreadable
            | Refusal::TooMany
            | Refusal::Full
            | Refusal::Crowded => 5,
        },
        ToClient::Closed { .. } => 6,
        ToClient::Revealed(_) => 7,
        ToClient::Result(_) => 8,
        ToClient::Paused { .. } => 9,
        ToClient::Resumed { .. } => 10,
        ToClient::Kicked => 11,
        ToClient::Readmitted => 12,
        ToClient::Finished(_) => 13,
        ToClient::TurnedAway { .. } => 14,
    }
}

#[test]
fn every_message_reads_as_it_was_written() {
    for message in every_message() {
        let text = serde_json::to_string(&message).expect("JSON");
        assert_eq!(read(&text), Some(message), "{text}");
    }
}

#[test]
fn every_kind_of_message_is_tried() {
    let tried: std::collections::BTreeSet<usize> = every_message().iter().map(kind_of).collect();
    assert_eq!(tried.into_iter().collect::<Vec<_>>(), (0..=14).collect::<Vec<_>>());
}

/// The text of a message from a server of the version before extra time could be switched off.
fn as_before_the_switch(message: &ToClient) -> String {
    let mut text = serde_json::to_value(message).expect("JSON");
    let body = text.as_object_mut().expect("an object");
    body.remove("extra_time").expect("what was added");
    if let Some(you) = body.get_mut("you").and_then(Value::as_object_mut) {
        you.remove("extra_time_off").expect("what was added");
    }
    text.to_string()
}

#[test]
fn a_page_reads_a_game_on_a_server_that_is_not_updated_yet() {
    let off = |message| match message {
        ToClient::Welcome(welcome) => (welcome.extra_time, welcome.you.map(|you| you.extra_time_off)),
        ToClient::Lobby { extra_time, .. } => (extra_time, None),
        other => panic!("another message: {other:?}"),
    };
    let lobby = ToClient::Lobby {
        players: 1,
        locked: false,
        extra_time: ExtraTime { off: true, players: 1 },
        seats: Vec::new(),
    };
    for (message, you) in [
        (a_welcome(PhaseView::Lobby, None), None),
        (a_welcome(PhaseView::Lobby, a_player(None, None)), Some(false)),
        (lobby, None),
    ] {
        let text = as_before_the_switch(&message);
        assert_eq!(read(&text).map(off), Some((ExtraTime::default(), you)), "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_passed_over() {
    for text in [
        "",
        "{}",
        "[]",
        "null",
        "{\"t\":\"confetti\"}",
        "{\"t\":\"closed\"}",
        "{\"t\":\"closed\",\"question\":-1}",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn what_a_browser_says_reads_as_the_domain_means_it() {
    let answer = |choices| ToGame::Answer { question: 7, choices };
    let control = |act| ToGame::Control { act };
    let kick = control(Control::KickAndLock { seat: seat_id() });
    let off = control(Control::ExtraTime { on: false });
    for message in [answer(vec![]), answer(vec![0]), answer(vec![1, 5]), kick, off] {
        let text = write(&message).expect("text");
        assert_eq!(serde_json::from_str::<ToGame>(&text).expect("readable"), message, "{text}");
    }
}

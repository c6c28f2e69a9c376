use convene_domain::Time;
use convene_domain::id::{GameId, SeatId};
use convene_domain::quiz::game::wire::{
    Asking, ExtraTime, GameView, PhaseView, PlayerResult, Revealed, ToClient, Welcome, You,
};
use convene_domain::quiz::{Kind, Weight};

use super::*;

fn asking() -> Asking {
    Asking {
        question: 2,
        prompt: "What is a perpetual?".into(),
        kind: Kind::Single,
        choices: vec!["A future".into(), "A swap".into()],
        weight: Weight::One,
        limit_ms: Some(20_000),
        left_ms: Some(20_000),
    }
}

fn revealed() -> ToClient {
    ToClient::Revealed(Revealed {
        asking: asking(),
        correct: vec![0],
        picked: vec![1, 0],
        answered: 1,
        explanation: None,
        standings: Vec::new(),
        last: false,
    })
}

fn table(player: bool) -> Table {
    let id = GameId::new(Time::from_millis(1_000), [0; 10]);
    let game = GameView {
        id,
        title: "Vaults".into(),
        pin: "493027".into(),
        questions: 10,
        players: 41,
        locked: false,
    };
    let you = player.then(|| You {
        seat: SeatId::new(Time::from_millis(1_000), [1; 10]),
        nickname: "Kestrel".into(),
        score: 0,
        rank: 1,
        streak: 0,
        extra_time: 100,
        extra_time_off: false,
        answer: None,
        result: None,
        removed: false,
    });
    let mut table = Table::default();
    let extra_time = ExtraTime::default();
    let welcome =
        Welcome { game, phase: PhaseView::Asking(asking()), you, seats: Vec::new(), answered: 0, extra_time };
    table.hear(ToClient::Welcome(Box::new(welcome)), 0.0);
    table
}

/// Everything said, in order, while the clock runs.
struct Ear {
    last: Moment,
    said: Vec<String>,
}

impl Ear {
    fn new() -> Self {
        Self { last: Moment::Quiet, said: Vec::new() }
    }

    fn listen(&mut self, table: &Table, now: f64) {
        let heard = moment(table, now);
        if heard != self.last {
            self.last = heard;
            self.said.push(sentence(table, heard));
        }
    }
}

#[test]
fn a_question_without_an_answer_is_spoken_of_four_times() {
    let (mut table, mut ear) = (table(true), Ear::new());
    for tick in 0..100 {
        ear.listen(&table, f64::from(tick) * 200.0);
    }
    table.hear(ToClient::Closed { question: 2 }, 20_400.0);
    ear.listen(&table, 20_400.0);
    table.hear(revealed(), 21_000.0);
    ear.listen(&table, 21_000.0);
    let result = PlayerResult {
        question: 2,
        answered: false,
        correct: false,
        points: 0,
        bonus: 0,
        score: 1_250,
        rank: 3,
        players: 41,
        streak: 0,
    };
    table.hear(ToClient::Result(result), 21_000.0);
    ear.listen(&table, 21_000.0);
    assert_eq!(
        ear.said,
        [
            "Question 3 of 10. 20 seconds.",
            "10 seconds left.",
            "Time is up.",
            "No answer. 0 points. You are 3rd with 1,250."
        ]
    );
}

#[test]
fn a_stored_answer_is_the_lock_and_silences_the_clock() {
    let (mut table, mut ear) = (table(true), Ear::new());
    ear.listen(&table, 0.0);
    table.hear(ToClient::Accepted { question: 2, choices: vec![0] }, 3_000.0);
    for tick in 15..110 {
        ear.listen(&table, f64::from(tick) * 200.0);
    }
    table.hear(ToClient::Closed { question: 2 }, 22_000.0);
    ear.listen(&table, 22_000.0);
    assert_eq!(ear.said, ["Question 3 of 10. 20 seconds.", "Your answer is stored."]);
}

#[test]
fn where_no_focus_moves_the_prompt_is_spoken_too() {
    let table = table(false);
    let said = sentence(&table, moment(&table, 0.0));
    assert_eq!(said, "Question 3 of 10. What is a perpetual? 20 seconds.");
}

#[test]
fn a_score_is_spoken_once_and_only_when_it_is_final() {
    let (mut table, mut ear) = (table(true), Ear::new());
    ear.listen(&table, 0.0);
    table.hear(ToClient::Accepted { question: 2, choices: vec![0] }, 3_000.0);
    ear.listen(&table, 3_000.0);
    table.hear(revealed(), 4_000.0);
    for tick in 0..20 {
        ear.listen(&table, 4_000.0 + f64::from(tick) * 200.0);
    }
    assert_eq!(ear.said.last().map(String::as_str), Some("Your answer is stored."), "no number yet");
    let result = PlayerResult {
        question: 2,
        answered: true,
        correct: true,
        points: 900,
        bonus: 0,
        score: 900,
        rank: 1,
        players: 41,
        streak: 1,
    };
    table.hear(ToClient::Result(result), 8_000.0);
    for tick in 0..20 {
        ear.listen(&table, 8_000.0 + f64::from(tick) * 200.0);
    }
    let numbers: Vec<_> = ear.said.iter().filter(|said| said.contains("points")).collect();
    assert_eq!(numbers, ["Right. 900 points. You are 1st with 900."]);
}

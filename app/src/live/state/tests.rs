use convene_domain::Time;
use convene_domain::id::{GameId, SeatId};
use convene_domain::quiz::game::wire::{
    Asking, Control, ExtraTime, Finished, GameView, PhaseView, PlayerResult, Refusal, Revealed, SeatView,
    ToClient, ToGame, Welcome, You,
};
use convene_domain::quiz::{Kind, Weight};

use super::*;

fn seat(number: u8) -> SeatId {
    SeatId::new(Time::from_millis(1_000), [number; 10])
}

fn asking(question: u32, kind: Kind) -> Asking {
    Asking {
        question,
        prompt: "What is a perpetual?".into(),
        kind,
        choices: ["A future", "A swap", "An option"].map(String::from).into(),
        weight: Weight::One,
        limit_ms: Some(20_000),
        left_ms: Some(20_000),
    }
}

fn you() -> You {
    You {
        seat: seat(1),
        nickname: "Kestrel".into(),
        score: 0,
        rank: 1,
        streak: 0,
        extra_time: 100,
        extra_time_off: false,
        answer: None,
        result: None,
        removed: false,
    }
}

fn welcome(phase: PhaseView, you: Option<You>) -> ToClient {
    let id = GameId::new(Time::from_millis(1_000), [0; 10]);
    let (title, pin) = ("Delta-neutral vaults".to_owned(), "493027".to_owned());
    let game = GameView { id, title, pin, questions: 10, players: 3, locked: false };
    let extra_time = ExtraTime::default();
    ToClient::Welcome(Box::new(Welcome { game, phase, you, seats: Vec::new(), answered: 0, extra_time }))
}

fn revealed(question: u32) -> Revealed {
    Revealed {
        asking: asking(question, Kind::Single),
        correct: vec![1],
        picked: vec![0, 2, 1],
        answered: 3,
        explanation: None,
        standings: Vec::new(),
        last: false,
    }
}

/// A player who has heard these, the last of them at 0 ms.
fn player(messages: impl IntoIterator<Item = ToClient>) -> Table {
    let mut table = Table::default();
    for message in messages {
        assert_eq!(table.hear(message, 0.0), Then::Nothing);
    }
    table
}

fn at_question(kind: Kind) -> Table {
    player([welcome(PhaseView::Lobby, Some(you())), ToClient::Asking(asking(0, kind))])
}

fn answer(choices: &[u8]) -> Option<ToGame> {
    Some(ToGame::Answer { question: 0, choices: choices.to_vec() })
}

#[test]
fn one_tap_answers_a_single_choice_question_and_a_second_tap_changes_nothing() {
    let mut table = at_question(Kind::Single);
    assert_eq!(table.choose(1, 100.0), answer(&[1]));
    assert_eq!(table.answer, Answer::Sending(vec![1]));
    assert_eq!(table.choose(2, 200.0), None);
    table.hear(ToClient::Accepted { question: 0, choices: vec![1] }, 300.0);
    assert_eq!(table.answer, Answer::Stored(vec![1]));
    assert_eq!(table.choose(2, 400.0), None);
}

#[test]
fn several_answers_are_marked_and_unmarked_until_they_are_sent() {
    let mut table = at_question(Kind::Multiple);
    assert_eq!(table.submit(0.0), None, "nothing is marked");
    for at in [2, 0, 1, 0] {
        assert_eq!(table.choose(at, 0.0), None);
    }
    assert_eq!(table.submit(0.0), answer(&[1, 2]));
    assert_eq!(table.submit(0.0), None, "already on its way");
}

#[test]
fn an_answer_that_does_not_exist_cannot_be_chosen() {
    let mut table = at_question(Kind::Single);
    assert_eq!(table.choose(3, 0.0), None);
    assert_eq!(table.answer, Answer::default());
}

#[test]
fn nothing_can_be_chosen_after_ones_own_time() {
    let mut late = at_question(Kind::Single);
    assert_eq!(late.choose(0, 20_000.0), None);

    let slow = You { extra_time: 150, ..you() };
    let mut slow = player([welcome(PhaseView::Asking(asking(0, Kind::Single)), Some(slow))]);
    assert_eq!(slow.choose(0, 29_999.0), answer(&[0]));
}

#[test]
fn an_answer_chosen_without_a_connection_is_sent_again_while_the_question_is_open() {
    let mut table = at_question(Kind::Single);
    table.line = Line::Down;
    table.choose(2, 1_000.0);
    let back = Asking { left_ms: Some(15_000), ..asking(0, Kind::Single) };
    table.hear(welcome(PhaseView::Asking(back), Some(you())), 5_000.0);
    assert_eq!(table.line, Line::Up);
    assert_eq!(table.unsent(), answer(&[2]));
}

#[test]
fn an_answer_that_comes_too_late_after_a_lost_connection_is_said_to_be_late() {
    let mut table = at_question(Kind::Single);
    table.choose(2, 1_000.0);
    table.hear(welcome(PhaseView::Closed { question: asking(0, Kind::Single) }, Some(you())), 30_000.0);
    assert_eq!(table.refusal, Some(Refusal::TooLate));
    assert_eq!(table.unsent(), None);
    assert_eq!(table.answer, Answer::default());
}

#[test]
fn after_a_reload_the_stored_answer_is_shown() {
    let back = You { answer: Some(vec![2]), ..you() };
    let table = player([welcome(PhaseView::Asking(asking(0, Kind::Single)), Some(back))]);
    assert_eq!(table.answer, Answer::Stored(vec![2]));
}

#[test]
fn a_second_snapshot_of_the_same_question_leaves_the_view_alone() {
    let mut table = at_question(Kind::Single);
    let before = table.stage.clone();
    let again = Asking { left_ms: Some(12_000), ..asking(0, Kind::Single) };
    table.hear(welcome(PhaseView::Asking(again), Some(you())), 8_000.0);
    assert_eq!(table.stage, before);
    assert_eq!(table.deadline.map(|deadline| deadline.seconds(8_000.0)), Some(12));
}

#[test]
fn extra_time_does_not_grow_with_a_reconnection() {
    let slow = || Some(You { extra_time: 200, ..you() });
    let mut table = player([welcome(PhaseView::Asking(asking(0, Kind::Single)), slow())]);
    let none_left = Asking { left_ms: Some(0), ..asking(0, Kind::Single) };
    table.hear(welcome(PhaseView::Asking(none_left), slow()), 30_000.0);
    assert_eq!(table.deadline.map(|deadline| deadline.seconds(30_000.0)), Some(10));
}

#[test]
fn another_question_starts_afresh() {
    let mut table = at_question(Kind::Single);
    table.choose(1, 0.0);
    table.hear(ToClient::Refused { refusal: Refusal::TooLate }, 0.0);
    table.hear(ToClient::Asking(asking(1, Kind::Single)), 0.0);
    assert_eq!((table.answer.clone(), table.refusal, table.answered), (Answer::default(), None, 0));
    assert_eq!(table.progress(), Some((2, 10)));
}

#[test]
fn a_pause_hides_the_question_and_gives_back_the_time_that_was_left() {
    let mut table = at_question(Kind::Single);
    table.hear(ToClient::Paused { question: 0 }, 5_000.0);
    assert_eq!(table.stage, Stage::Paused(0));
    assert_eq!(table.choose(0, 5_000.0), None);
    let resumed = ToClient::Resumed { question: 0, left_ms: Some(15_000) };
    assert_eq!(table.hear(resumed, 65_000.0), Then::Nothing);
    assert_eq!(table.deadline.map(|deadline| deadline.seconds(65_000.0)), Some(15));
    assert_eq!(table.choose(0, 66_000.0), answer(&[0]));
}

#[test]
fn the_host_still_has_the_question_a_pause_hides_and_the_time_that_is_left() {
    let mut table = player([welcome(PhaseView::Asking(asking(0, Kind::Single)), None)]);
    table.hear(ToClient::Paused { question: 0 }, 5_000.0);
    let hidden = table.hidden_question().map(|(asking, left)| (asking.question, left));
    assert_eq!(hidden, Some((0, Some(15_000.0))));
    let late = player([welcome(PhaseView::Paused { question: 0 }, None)]);
    assert_eq!(late.hidden_question(), None);
}

#[test]
fn whoever_came_during_a_pause_asks_for_the_question_when_it_ends() {
    let mut table = player([welcome(PhaseView::Paused { question: 0 }, Some(you()))]);
    let resumed = ToClient::Resumed { question: 0, left_ms: Some(15_000) };
    assert_eq!(table.hear(resumed, 0.0), Then::Resync);
}

#[test]
fn a_refused_answer_can_be_given_again_only_where_that_makes_sense() {
    let refused = |refusal| {
        let mut table = at_question(Kind::Single);
        table.choose(1, 0.0);
        let then = table.hear(ToClient::Refused { refusal }, 0.0);
        assert_eq!(table.refusal, Some(refusal));
        (then, table.answer)
    };
    assert_eq!(refused(Refusal::TooLate), (Then::Nothing, Answer::default()));
    assert_eq!(refused(Refusal::TooMany), (Then::Nothing, Answer::Choosing(vec![1])));
    assert_eq!(refused(Refusal::AlreadyAnswered).0, Then::Resync);
}

#[test]
fn another_tabs_answer_replaces_ours_when_it_was_first() {
    let mut table = at_question(Kind::Single);
    table.choose(1, 0.0);
    table.hear(ToClient::Refused { refusal: Refusal::AlreadyAnswered }, 0.0);
    let first = You { answer: Some(vec![0]), ..you() };
    table.hear(welcome(PhaseView::Asking(asking(0, Kind::Single)), Some(first)), 0.0);
    assert_eq!(table.answer, Answer::Stored(vec![0]));
    assert_eq!(table.refusal, Some(Refusal::AlreadyAnswered), "and it is still said why");
}

#[test]
fn a_result_counts_for_the_player_and_goes_with_the_next_question() {
    let mut table = at_question(Kind::Single);
    table.hear(ToClient::Revealed(revealed(0)), 0.0);
    let result = PlayerResult {
        question: 0,
        answered: true,
        correct: true,
        points: 980,
        bonus: 0,
        score: 980,
        rank: 2,
        players: 3,
        streak: 1,
    };
    table.hear(ToClient::Result(result.clone()), 0.0);
    let shown = table.you.clone().expect("a seat");
    assert_eq!((shown.score, shown.rank, shown.result), (980, 2, Some(result)));
    table.hear(ToClient::Asking(asking(1, Kind::Single)), 0.0);
    assert_eq!(table.you.and_then(|you| you.result), None);
}

#[test]
fn a_removed_player_answers_nothing_until_let_in_again() {
    let mut table = at_question(Kind::Single);
    table.hear(ToClient::Kicked, 0.0);
    assert!(table.is_removed());
    assert_eq!(table.choose(0, 0.0), None);
    table.hear(ToClient::Readmitted, 0.0);
    assert_eq!(table.choose(0, 0.0), answer(&[0]));
}

#[test]
fn seats_are_merged_by_their_id() {
    let view =
        |number, removed| SeatView { seat: seat(number), nickname: format!("Player {number}"), removed };
    let mut table = player([welcome(PhaseView::Lobby, None)]);
    let extra_time = ExtraTime::default();
    let lobby = |players, seats| ToClient::Lobby { players, locked: false, extra_time, seats };
    table.hear(lobby(2, vec![view(1, false), view(2, false)]), 0.0);
    table.hear(lobby(2, vec![view(3, false), view(1, true)]), 0.0);
    assert_eq!(table.seats, [view(1, true), view(2, false), view(3, false)]);
    assert_eq!(table.players, 2);
}

#[test]
fn one_wish_at_a_time_and_its_effect_makes_room_for_the_next() {
    let mut table = player([welcome(PhaseView::Lobby, None)]);
    assert_eq!(table.wish(Control::Start, 0.0), Some(ToGame::Control { act: Control::Start }));
    assert_eq!(table.wish(Control::Lock, 0.0), None);
    let extra_time = ExtraTime::default();
    let somebody_came = ToClient::Lobby { players: 4, locked: false, extra_time, seats: Vec::new() };
    table.hear(somebody_came, 0.0);
    assert_eq!(table.wish(Control::Lock, 0.0), None, "a newcomer is not the start");
    table.hear(ToClient::Asking(asking(0, Kind::Single)), 0.0);
    assert!(table.wish(Control::Pause, 0.0).is_some());
    table.hear(ToClient::Refused { refusal: Refusal::NotAHost }, 0.0);
    assert!(table.wish(Control::Pause, 0.0).is_some());
}

#[test]
fn removing_and_locking_is_done_when_both_are() {
    let mut table = player([welcome(PhaseView::Lobby, None)]);
    let remove = Control::KickAndLock { seat: seat(1) };
    let lobby = |locked, removed| {
        let seats = vec![SeatView { seat: seat(1), nickname: "Rude".into(), removed }];
        ToClient::Lobby { players: 1, locked, extra_time: ExtraTime::default(), seats }
    };
    assert!(table.wish(remove, 0.0).is_some());
    for unrelated in [lobby(false, true), lobby(true, false)] {
        table.hear(unrelated, 0.0);
        assert_eq!(table.wish(Control::Start, 0.0), None, "the wish still waits for its effect");
    }
    table.hear(lobby(true, true), 0.0);
    assert!(table.wish(Control::Start, 0.0).is_some());
}

#[test]
fn switching_extra_time_is_done_when_it_is_switched() {
    let mut table = player([welcome(PhaseView::Lobby, None)]);
    let lobby = |off| {
        let extra_time = ExtraTime { off, players: 2 };
        ToClient::Lobby { players: 3, locked: false, extra_time, seats: Vec::new() }
    };
    table.wish(Control::ExtraTime { on: false }, 0.0);
    table.hear(lobby(false), 0.0);
    assert_eq!(table.wish(Control::Start, 0.0), None);
    table.hear(lobby(true), 0.0);
    assert_eq!(table.extra_time, ExtraTime { off: true, players: 2 });
    assert!(table.wish(Control::Start, 0.0).is_some());
}

#[test]
fn nothing_is_wished_without_a_connection() {
    let mut table = player([welcome(PhaseView::Lobby, None)]);
    table.line = Line::Down;
    assert_eq!(table.wish(Control::Start, 0.0), None);
}

#[test]
fn what_got_no_reply_for_five_seconds_is_overdue_once() {
    let mut table = at_question(Kind::Single);
    table.choose(0, 1_000.0);
    assert!(!table.is_overdue(5_900.0));
    assert!(table.is_overdue(6_100.0));
    assert!(!table.is_overdue(6_200.0));
    table.hear(ToClient::Accepted { question: 0, choices: vec![0] }, 6_300.0);
    assert!(!table.is_overdue(60_000.0));
}

#[test]
fn counts_of_another_question_are_passed_over() {
    let mut table = at_question(Kind::Single);
    table.hear(ToClient::Counts { question: 0, answered: 2, players: 3 }, 0.0);
    table.hear(ToClient::Counts { question: 7, answered: 9, players: 3 }, 0.0);
    assert_eq!((table.answered, table.players), (2, 3));
}

#[test]
fn the_end_is_the_end() {
    let mut table = at_question(Kind::Single);
    let game = GameId::new(Time::from_millis(1_000), [0; 10]);
    table.hear(ToClient::Finished(Finished { podium: Vec::new(), players: 3, game }), 0.0);
    assert!(matches!(table.stage, Stage::Finished(_)));
    assert_eq!(table.choose(0, 0.0), None);
}

#[test]
fn the_host_hears_why_newcomers_are_turned_away_until_they_took_note() {
    let mut table = player([welcome(PhaseView::Lobby, None)]);
    table.hear(ToClient::TurnedAway { refusal: Refusal::Crowded }, 1_000.0);
    assert_eq!(table.turned_away, Some(Refusal::Crowded));
    table.hear(welcome(PhaseView::Lobby, None), 2_000.0);
    assert_eq!(table.turned_away, Some(Refusal::Crowded), "a new connection does not hide it");
}

#[test]
fn marks_that_were_not_sent_go_out_in_the_last_moment_and_only_once() {
    let mut table = at_question(Kind::Multiple);
    table.choose(2, 100.0);
    table.choose(0, 200.0);
    assert_eq!(table.last_call(19_000.0), None, "there is time to change one's mind");
    assert_eq!(table.last_call(19_700.0), answer(&[0, 2]));
    assert_eq!(table.answer, Answer::Sending(vec![0, 2]));
    assert_eq!(table.last_call(19_900.0), None, "already on its way");
}

#[test]
fn a_page_that_was_slow_sends_its_marks_after_zero_and_leaves_the_verdict_to_the_game() {
    let mut table = at_question(Kind::Multiple);
    table.choose(1, 100.0);
    assert_eq!(table.last_call(20_150.0), answer(&[1]));
    table.hear(ToClient::Refused { refusal: Refusal::TooLate }, 20_300.0);
    assert_eq!(table.last_call(20_400.0), None);
}

#[test]
fn nothing_is_sent_in_the_last_moment_where_nothing_is_marked_or_the_question_is_closed() {
    let mut empty = at_question(Kind::Multiple);
    assert_eq!(empty.last_call(19_900.0), None);
    let mut closed = at_question(Kind::Multiple);
    closed.choose(1, 100.0);
    closed.hear(ToClient::Closed { question: 0 }, 5_000.0);
    assert_eq!(closed.last_call(19_900.0), None);
    let mut slow = player([
        welcome(PhaseView::Lobby, Some(You { extra_time: 200, ..you() })),
        ToClient::Asking(asking(0, Kind::Multiple)),
    ]);
    slow.choose(1, 100.0);
    assert_eq!(slow.last_call(19_900.0), None, "with twice the time the moment is later");
    assert_eq!(slow.last_call(39_700.0), answer(&[1]));
}

#[test]
fn right_answers_are_counted_where_every_result_was_heard() {
    let mut table = player([welcome(PhaseView::Lobby, Some(you()))]);
    let mut hear = |question, correct| {
        let result = PlayerResult {
            question,
            answered: true,
            correct,
            points: 0,
            bonus: 0,
            score: 0,
            rank: 1,
            players: 3,
            streak: 0,
        };
        table.hear(ToClient::Result(result), 0.0);
        table.right_answers()
    };
    let told: Vec<_> = (0..10).map(|question| hear(question, question % 3 == 0)).collect();
    assert_eq!(told[..9], [None; 9]);
    assert_eq!(told[9], Some((4, 10)));
    assert_eq!(hear(9, true), Some((4, 10)), "the same result once more changes nothing");
}

//! What a game does, told as short games.

use super::wire::{Control, PhaseView, PlayerResult, Refusal, Revealed, ToClient};
use super::*;
use crate::Time;
use crate::id::{GameId, SeatId};
use crate::quiz::{Choice, Kind, Question, Weight};

pub(super) const T0: Time = Time::from_millis(1_700_000_000_000);

pub(super) fn at(millis: i64) -> Time {
    T0.plus(millis)
}

pub(super) fn seat_id(number: u8) -> SeatId {
    SeatId::new(T0, [number; 10])
}

pub(super) fn nickname(text: &str) -> Nickname {
    Nickname::parse(text).expect("a nickname")
}

/// Four answers of which the first is right, and 20 seconds.
pub(super) fn question(number: usize) -> Question {
    let choice = |at: usize| Choice { text: format!("answer {number}.{at}"), correct: at == 0 };
    Question {
        kind: Kind::Single,
        prompt: format!("question {number}"),
        choices: (0..4).map(choice).collect(),
        limit: Some(20),
        weight: Weight::One,
        explanation: Some(format!("because-{number}-so")),
    }
}

pub(super) fn setup(rules: Rules, questions: Vec<Question>) -> Setup {
    let id = GameId::new(T0, [7; 10]);
    Setup { id, title: "Delta-neutral vaults".into(), pin: "042042".into(), rules, questions }
}

fn game(rules: Rules, questions: Vec<Question>) -> Game {
    Game::restore(setup(rules, questions), Saved::default()).expect("a new game")
}

fn three() -> Game {
    game(Rules::default(), (0..3).map(question).collect())
}

fn join(game: &mut Game, number: u8, extra_time: u32, now: Time) -> Step {
    let name = nickname(&format!("Player {}", char::from(b'A' + number)));
    game.step(Event::Join { seat: seat_id(number), nickname: name, extra_time }, now)
}

fn answer(game: &mut Game, number: u8, question: u32, choice: u8, now: Time) -> Step {
    let event = Event::Answer { seat: seat_id(number), question, choices: vec![choice], round_trip_ms: 0 };
    game.step(event, now)
}

fn host(game: &mut Game, wish: Control, now: Time) -> Step {
    game.step(Event::Control(wish), now)
}

fn refused(refusal: Refusal) -> Reply {
    Reply::Refused(refusal)
}

fn result(step: &Step, number: u8) -> &PlayerResult {
    let to = To::Seat(seat_id(number));
    let found = step.messages.iter().find_map(|message| match &message.body {
        ToClient::Result(result) if message.to == to => Some(result),
        _ => None,
    });
    found.expect("a result for this player")
}

fn revealed(step: &Step) -> &Revealed {
    let found = step.messages.iter().find_map(|message| match &message.body {
        ToClient::Revealed(revealed) if message.to == To::Everyone => Some(revealed),
        _ => None,
    });
    found.expect("a reveal for everybody")
}

fn tells_everyone(step: &Step, wanted: fn(&ToClient) -> bool) -> bool {
    step.messages.iter().any(|message| message.to == To::Everyone && wanted(&message.body))
}

/// A game with players 0 and 1, at its first question, opened at `at(0)`.
fn two_players_asked(mut game: Game) -> Game {
    join(&mut game, 0, 100, at(-10));
    join(&mut game, 1, 100, at(-9));
    assert_eq!(host(&mut game, Control::Start, at(0)).reply, Reply::Done);
    game
}

#[test]
fn a_whole_game_from_lobby_to_podium() {
    let mut game = two_players_asked(three());
    assert_eq!(answer(&mut game, 0, 0, 0, at(10_000)).reply, Reply::Done);
    let last = answer(&mut game, 1, 0, 3, at(11_000));
    assert!(
        tells_everyone(&last, |body| matches!(body, ToClient::Closed { question: 0 })),
        "all have answered"
    );
    let reveal = host(&mut game, Control::Reveal { question: 0 }, at(12_000));
    assert_eq!(result(&reveal, 0).points, 750);
    assert_eq!((result(&reveal, 0).rank, result(&reveal, 1).rank), (1, 2));
    assert_eq!(revealed(&reveal).correct, [0]);
    assert_eq!(revealed(&reveal).picked, [1, 0, 0, 1]);
    assert_eq!(revealed(&reveal).standings[0].before, None);
    for at_question in 1..3 {
        host(&mut game, Control::Next { question: at_question - 1 }, at(20_000));
        answer(&mut game, 1, at_question, 0, at(20_100));
        let reveal = host(&mut game, Control::Reveal { question: at_question }, at(30_000));
        assert_eq!(revealed(&reveal).last, at_question == 2);
        assert_eq!(revealed(&reveal).standings[0].before, Some(if at_question == 1 { 2 } else { 1 }));
    }
    let end = host(&mut game, Control::Next { question: 2 }, at(40_000));
    let [Write::Phase { phase, .. }] = &end.writes[..] else { panic!("one change: {:?}", end.writes) };
    assert_eq!((phase.state(), phase.asked()), ("finished", 3));
    let podium = game.finished().podium;
    assert_eq!(podium.iter().map(|row| (row.score, row.rank)).collect::<Vec<_>>(), [(2_000, 1), (750, 2)]);
}

#[test]
fn an_answer_is_refused_after_the_deadline_and_in_the_wrong_phase() {
    let mut game = three();
    join(&mut game, 0, 100, at(-10));
    join(&mut game, 1, 100, at(-9));
    assert_eq!(answer(&mut game, 0, 0, 0, at(-5)).reply, refused(Refusal::WrongMoment));
    host(&mut game, Control::Start, at(0));
    assert_eq!(answer(&mut game, 0, 1, 0, at(5)).reply, refused(Refusal::WrongMoment));
    assert_eq!(answer(&mut game, 7, 0, 0, at(5)).reply, refused(Refusal::NoSeat));
    assert_eq!(answer(&mut game, 0, 0, 4, at(5)).reply, refused(Refusal::NotAChoice));
    assert_eq!(answer(&mut game, 0, 0, 0, at(20_001)).reply, refused(Refusal::TooLate));
    assert_eq!(answer(&mut game, 0, 0, 0, at(20_000)).reply, Reply::Done, "the last moment counts");
    host(&mut game, Control::Reveal { question: 0 }, at(21_000));
    assert_eq!(answer(&mut game, 1, 0, 0, at(21_001)).reply, refused(Refusal::TooLate));
    host(&mut game, Control::End, at(22_000));
    assert_eq!(answer(&mut game, 1, 0, 0, at(22_001)).reply, refused(Refusal::Over));
}

#[test]
fn the_first_answer_counts_and_asking_again_for_the_same_is_harmless() {
    let mut game = two_players_asked(three());
    assert_eq!(answer(&mut game, 0, 0, 2, at(1_000)).writes.len(), 1);
    let again = answer(&mut game, 0, 0, 2, at(1_500));
    assert_eq!((again.reply, again.writes.len()), (Reply::Done, 0));
    let accepted = ToClient::Accepted { question: 0, choices: vec![2] };
    assert_eq!(again.messages, [Message { to: To::Seat(seat_id(0)), body: accepted }]);
    assert_eq!(answer(&mut game, 0, 0, 0, at(1_600)).reply, refused(Refusal::AlreadyAnswered));
    host(&mut game, Control::Reveal { question: 0 }, at(2_000));
    assert_eq!(answer(&mut game, 0, 0, 2, at(2_500)).reply, Reply::Done, "even after the reveal");
}

#[test]
fn a_slow_line_is_forgiven_three_tenths_of_a_second_and_no_more() {
    for (round_trip_ms, arrives, taken) in
        [(80, 1_000, 920), (5_000, 1_000, 700), (300, 20_300, 20_000), (300, 200, 0)]
    {
        let mut game = two_players_asked(three());
        let event = Event::Answer { seat: seat_id(0), question: 0, choices: vec![0], round_trip_ms };
        let step = game.step(event, at(arrives));
        let [Write::Answer(stored)] = &step.writes[..] else { panic!("stored: {step:?}") };
        assert_eq!(stored.given.taken_ms, taken);
    }
    let mut game = two_players_asked(three());
    let event = Event::Answer { seat: seat_id(0), question: 0, choices: vec![0], round_trip_ms: 9_000 };
    assert_eq!(game.step(event, at(20_301)).reply, refused(Refusal::TooLate));
}

#[test]
fn time_closes_a_question_once_nobody_can_answer_any_more() {
    let mut game = two_players_asked(three());
    assert_eq!(game.wake_at(), Some(at(20_300)));
    assert!(game.step(Event::Tick, at(20_299)).writes.is_empty());
    let closed = game.step(Event::Tick, at(20_300));
    assert!(tells_everyone(&closed, |body| matches!(body, ToClient::Closed { question: 0 })));
    assert_eq!(game.wake_at(), None);
    assert!(game.step(Event::Tick, at(30_000)).messages.is_empty());
}

#[test]
fn solutions_can_show_by_themselves() {
    let mut game =
        two_players_asked(game(Rules { auto_reveal: true, ..Rules::default() }, vec![question(0)]));
    let step = game.step(Event::Tick, at(20_300));
    assert!(revealed(&step).last);
    assert!(!tells_everyone(&step, |body| matches!(body, ToClient::Closed { .. })));
}

#[test]
fn a_click_in_the_moment_time_runs_out_cannot_skip_a_reveal_that_nobody_saw() {
    let mut game =
        two_players_asked(game(Rules { auto_reveal: true, ..Rules::default() }, vec![question(0)]));
    let early = host(&mut game, Control::Next { question: 0 }, at(20_300));
    assert_eq!((early.reply, early.writes.len()), (refused(Refusal::WrongMoment), 0));
}

#[test]
fn extra_time_stretches_a_persons_own_limit_and_holds_the_question_open() {
    let mut game = three();
    join(&mut game, 0, 150, at(-10));
    join(&mut game, 1, 100, at(-9));
    host(&mut game, Control::Start, at(0));
    assert_eq!(game.wake_at(), Some(at(30_300)));
    assert_eq!(answer(&mut game, 1, 0, 0, at(20_001)).reply, refused(Refusal::TooLate));
    let step = answer(&mut game, 0, 0, 0, at(15_000));
    let [Write::Answer(stored)] = &step.writes[..] else { panic!("stored: {step:?}") };
    assert_eq!(stored.given.points, 750, "half of the own limit used");
    assert_eq!(game.wake_at(), Some(at(20_300)), "the one with more time has answered");
}

#[test]
fn without_a_limit_or_in_accuracy_mode_every_right_answer_earns_everything() {
    let unlimited = Question { limit: None, ..question(0) };
    let accuracy = Rules { speed: false, ..Rules::default() };
    let untimed = Rules { untimed: true, ..Rules::default() };
    for (rules, question) in [(Rules::default(), unlimited), (accuracy, question(0)), (untimed, question(0))]
    {
        let mut game = two_players_asked(game(rules, vec![question]));
        answer(&mut game, 0, 0, 0, at(19_000));
        let reveal = host(&mut game, Control::Reveal { question: 0 }, at(20_000));
        assert_eq!(result(&reveal, 0).points, 1_000, "{rules:?}");
    }
}

#[test]
fn a_streak_pays_and_a_question_without_points_neither_feeds_nor_breaks_it() {
    let mut questions: Vec<_> = (0..4).map(question).collect();
    questions[1].weight = Weight::Zero;
    let rules = Rules { streak_bonus: true, speed: false, ..Rules::default() };
    let mut game = two_players_asked(game(rules, questions));
    let mut earned = Vec::new();
    for (number, choice) in [(0, 0), (1, 3), (2, 0), (3, 1)] {
        answer(&mut game, 0, number, choice, at(1_000));
        let reveal = host(&mut game, Control::Reveal { question: number }, at(2_000));
        let mine = result(&reveal, 0);
        earned.push((mine.points, mine.bonus, mine.streak));
        host(&mut game, Control::Next { question: number }, at(1_000));
    }
    assert_eq!(earned, [(1_000, 0, 1), (0, 0, 1), (1_100, 100, 2), (0, 0, 0)]);
}

#[test]
fn multiple_choice_needs_all_right_answers_and_no_other() {
    let mut several = Question { kind: Kind::Multiple, ..question(0) };
    several.choices[2].correct = true;
    for (choices, right) in [(vec![2, 0], true), (vec![0], false), (vec![0, 1, 2], false)] {
        let mut game = two_players_asked(game(Rules::default(), vec![several.clone()]));
        let event = Event::Answer { seat: seat_id(0), question: 0, choices, round_trip_ms: 0 };
        game.step(event, at(100));
        assert_eq!(result(&host(&mut game, Control::End, at(200)), 0).correct, right);
    }
    let mut game = two_players_asked(game(Rules::default(), vec![several]));
    for choices in [vec![], vec![0, 0], vec![4]] {
        let event = Event::Answer { seat: seat_id(0), question: 0, choices, round_trip_ms: 0 };
        assert_eq!(game.step(event, at(100)).reply, refused(Refusal::NotAChoice));
    }
}

#[test]
fn a_pause_hides_the_question_and_stops_the_clock() {
    let mut game = two_players_asked(three());
    host(&mut game, Control::Pause, at(5_000));
    assert_eq!(game.wake_at(), None);
    assert_eq!(game.welcome_player(seat_id(0), at(6_000)).phase, PhaseView::Paused { question: 0 });
    assert_eq!(answer(&mut game, 0, 0, 0, at(60_000)).reply, refused(Refusal::Paused));
    let resumed = host(&mut game, Control::Resume, at(100_000));
    assert!(
        tells_everyone(&resumed, |body| *body == ToClient::Resumed { question: 0, left_ms: Some(15_000) })
    );
    assert_eq!(game.wake_at(), Some(at(115_300)));
    let step = answer(&mut game, 0, 0, 0, at(105_000));
    let [Write::Answer(stored)] = &step.writes[..] else { panic!("stored: {step:?}") };
    assert_eq!(stored.given.taken_ms, 10_000);
}

#[test]
fn a_double_click_does_nothing_and_a_stale_click_is_refused() {
    let mut game = two_players_asked(three());
    assert_eq!(host(&mut game, Control::Next { question: 0 }, at(1)).reply, refused(Refusal::WrongMoment));
    assert_eq!(host(&mut game, Control::Reveal { question: 1 }, at(1)).reply, refused(Refusal::WrongMoment));
    for wish in [Control::Reveal { question: 0 }, Control::Next { question: 0 }] {
        assert!(!host(&mut game, wish.clone(), at(2)).writes.is_empty());
        let again = host(&mut game, wish, at(3));
        assert_eq!((again.reply, again.writes.len(), again.messages.len()), (Reply::Done, 0, 0));
    }
    assert_eq!(game.phase().round().map(|round| round.question), Some(1));
}

#[test]
fn a_locked_game_lets_nobody_new_in() {
    let mut game = three();
    assert_eq!(host(&mut game, Control::Lock, at(0)).writes, [Write::Locked(true)]);
    assert_eq!(join(&mut game, 0, 100, at(1)).reply, refused(Refusal::Locked));
    host(&mut game, Control::Unlock, at(2));
    assert_eq!(join(&mut game, 0, 100, at(3)).reply, Reply::Joined);
}

#[test]
fn names_that_look_alike_are_refused_with_a_free_one() {
    let mut game = three();
    for (number, name) in [(0, "Ada"), (1, "Ada 2")] {
        game.step(Event::Join { seat: seat_id(number), nickname: nickname(name), extra_time: 100 }, at(0));
    }
    let event = Event::Join { seat: seat_id(2), nickname: nickname("аdа"), extra_time: 100 };
    let step = game.step(event, at(1));
    assert_eq!(step.reply, Reply::NameTaken { suggestion: nickname("аdа 3") });
    assert!(step.writes.is_empty());
}

#[test]
fn a_removed_player_counts_nowhere_and_comes_back_with_everything() {
    let mut game = two_players_asked(three());
    join(&mut game, 2, 1_000, at(1));
    answer(&mut game, 0, 0, 0, at(100));
    answer(&mut game, 1, 0, 1, at(100));
    let kick = host(&mut game, Control::Kick { seat: seat_id(2) }, at(200));
    assert!(
        tells_everyone(&kick, |body| matches!(body, ToClient::Closed { .. })),
        "nobody is left to answer"
    );
    let kick = host(&mut game, Control::Kick { seat: seat_id(0) }, at(300));
    assert_eq!(kick.messages[0], Message { to: To::Seat(seat_id(0)), body: ToClient::Kicked });
    assert_eq!(answer(&mut game, 0, 0, 0, at(301)).reply, refused(Refusal::NoSeat));
    let away = game.welcome_player(seat_id(0), at(302));
    assert_eq!((away.phase, away.you.map(|you| you.removed)), (PhaseView::Lobby, Some(true)));
    let reveal = host(&mut game, Control::Reveal { question: 0 }, at(400));
    assert_eq!((revealed(&reveal).answered, revealed(&reveal).standings.len()), (1, 1));
    assert_eq!(result(&reveal, 1).rank, 1);
    host(&mut game, Control::Readmit { seat: seat_id(0) }, at(500));
    let back = game.welcome_player(seat_id(0), at(501)).you.expect("a seat");
    assert_eq!((back.score, back.rank, back.answer), (1_000, 1, Some(vec![0])));
}

#[test]
fn a_player_is_removed_and_the_game_locked_in_one_step() {
    let mut game = two_players_asked(three());
    let step = host(&mut game, Control::KickAndLock { seat: seat_id(1) }, at(100));
    assert_eq!(step.writes, [Write::Locked(true), Write::SeatRemoved { seat: seat_id(1), at: at(100) }]);
    assert!(step.messages.contains(&Message { to: To::Seat(seat_id(1)), body: ToClient::Kicked }));
    assert_eq!(join(&mut game, 2, 100, at(200)).reply, refused(Refusal::Locked));
    assert!(host(&mut game, Control::KickAndLock { seat: seat_id(1) }, at(300)).writes.is_empty(), "twice");
    host(&mut game, Control::Unlock, at(400));
    let unknown = host(&mut game, Control::KickAndLock { seat: seat_id(9) }, at(500));
    assert_eq!((unknown.reply, unknown.writes), (refused(Refusal::NoSeat), vec![]));
    assert!(!game.is_locked(), "a wish that is refused changes nothing");
}

#[test]
fn a_late_joiner_enters_at_once_with_the_time_that_is_left() {
    let mut game = two_players_asked(three());
    assert_eq!(join(&mut game, 2, 100, at(12_000)).reply, Reply::Joined);
    let PhaseView::Asking(asking) = game.welcome_player(seat_id(2), at(12_000)).phase else {
        panic!("asked")
    };
    assert_eq!((asking.limit_ms, asking.left_ms), (Some(20_000), Some(8_000)));
    assert_eq!(answer(&mut game, 2, 0, 0, at(14_000)).reply, Reply::Done);
}

#[test]
fn a_game_ended_in_the_middle_counts_the_answers_it_got() {
    let mut game = two_players_asked(three());
    answer(&mut game, 0, 0, 0, at(100));
    let end = host(&mut game, Control::End, at(200));
    assert!(tells_everyone(&end, |body| matches!(body, ToClient::Finished(_))));
    assert_eq!((result(&end, 0).score, game.finished().podium[0].score), (1_000, 1_000));
    assert_eq!(host(&mut game, Control::End, at(300)).reply, Reply::Done);
    assert_eq!(host(&mut game, Control::Start, at(300)).reply, refused(Refusal::Over));
    assert_eq!(join(&mut game, 5, 100, at(400)).reply, refused(Refusal::Over));
}

#[test]
fn the_leaderboard_has_five_ranks_and_ten_rows_at_most() {
    let mut game = game(Rules { speed: false, ..Rules::default() }, vec![question(0)]);
    for number in 0..14 {
        join(&mut game, number, 100, at(i64::from(number)));
    }
    host(&mut game, Control::Start, at(100));
    for number in 0..4 {
        answer(&mut game, number, 0, 0, at(200));
    }
    let reveal = host(&mut game, Control::Reveal { question: 0 }, at(300));
    let ranks: Vec<_> = revealed(&reveal).standings.iter().map(|row| row.rank).collect();
    assert_eq!(ranks, [1, 1, 1, 1, 5, 5, 5, 5, 5, 5]);
    host(&mut game, Control::End, at(400));
    assert_eq!(game.finished().podium.len(), 4);
}

#[test]
fn a_stored_phase_beyond_the_questions_is_reported_not_played() {
    let round = Round { question: 3, opened_at: T0, standings_at: None };
    let saved = Saved { phase: Phase::Asking { round }, ..Saved::default() };
    let damaged = Game::restore(setup(Rules::default(), vec![question(0)]), saved).expect_err("refused");
    assert_eq!(damaged, Damaged { question: 4, questions: 1 });
}

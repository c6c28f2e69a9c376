//! What holds in every game, whatever happens in it.

use std::collections::HashMap;

use proptest::prelude::*;

use super::tests::{T0, nickname, question, seat_id, setup};
use super::wire::{Control, PhaseView, ToClient, Welcome};
use super::*;
use crate::Time;
use crate::id::SeatId;
use crate::quiz::{Kind, Question, Weight};

const PLAYERS: u8 = 6;

/// Everything a database would hold.
#[derive(Default)]
struct Stored(Saved);

impl Stored {
    fn write(&mut self, write: Write) {
        let seats = &mut self.0.seats;
        let mut mark = |id: SeatId, removed: bool| {
            seats.iter_mut().filter(|seat| seat.id == id).for_each(|seat| seat.removed = removed);
        };
        match write {
            Write::Phase { phase, .. } => self.0.phase = through_json(&phase),
            Write::Locked(locked) => self.0.locked = locked,
            Write::ExtraTimeOff(off) => self.0.extra_time_off = off,
            Write::SeatAdded(seat) => seats.insert(0, seat),
            Write::SeatRemoved { seat, .. } => mark(seat, true),
            Write::SeatReadmitted { seat } => mark(seat, false),
            Write::Answer(answer) => {
                let twice =
                    |other: &SavedAnswer| (other.seat, other.question) == (answer.seat, answer.question);
                assert!(!self.0.answers.iter().any(twice), "an answer was stored twice: {answer:?}");
                self.0.answers.insert(0, answer);
            }
        }
    }
}

fn through_json(phase: &Phase) -> Phase {
    serde_json::from_str(&serde_json::to_string(phase).expect("writes")).expect("reads")
}

fn questions() -> Vec<Question> {
    let mut all: Vec<_> = (0..4).map(question).collect();
    all[1].weight = Weight::Zero;
    all[2].limit = None;
    all[3].weight = Weight::Two;
    all[3].kind = Kind::Multiple;
    all[3].choices[2].correct = true;
    all
}

fn rules() -> impl Strategy<Value = Rules> {
    (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(speed, streak_bonus, auto_reveal, untimed)| Rules { speed, streak_bonus, auto_reveal, untimed },
    )
}

/// Events in plausible proportion, each after some milliseconds.
fn events() -> impl Strategy<Value = Vec<(Event, i64)>> {
    let seat = (0..PLAYERS).prop_map(seat_id);
    let join =
        (0..PLAYERS, prop_oneof![Just(100u32), Just(150), Just(1_000)]).prop_map(|(number, extra_time)| {
            let nickname = nickname(&format!("Player {}", char::from(b'A' + number)));
            Event::Join { seat: seat_id(number), nickname, extra_time }
        });
    let choices =
        prop_oneof![Just(vec![0]), Just(vec![1]), Just(vec![2, 0]), prop::collection::vec(0u8..6, 0..3)];
    let answer =
        (seat.clone(), 0u32..4, choices, 0u32..2_000).prop_map(|(seat, question, choices, round_trip_ms)| {
            Event::Answer { seat, question, choices, round_trip_ms }
        });
    let control = prop_oneof![
        3 => Just(Control::Start),
        8 => (0u32..4).prop_map(|question| Control::Reveal { question }),
        8 => (0u32..4).prop_map(|question| Control::Next { question }),
        1 => Just(Control::Pause),
        3 => Just(Control::Resume),
        1 => prop_oneof![Just(Control::Lock), Just(Control::Unlock)],
        1 => seat.clone().prop_map(|seat| Control::Kick { seat }),
        1 => seat.clone().prop_map(|seat| Control::KickAndLock { seat }),
        2 => any::<bool>().prop_map(|on| Control::ExtraTime { on }),
        2 => seat.prop_map(|seat| Control::Readmit { seat }),
    ];
    let event = prop_oneof![
        4 => join,
        12 => answer,
        8 => control.prop_map(Event::Control),
        2 => Just(Event::Tick),
    ];
    let end = prop::option::of(Just((Event::Control(Control::End), 5)));
    let pause = prop_oneof![8 => 0i64..2_000, 1 => 0i64..25_000];
    (prop::collection::vec((event, pause), 0..160), end)
        .prop_map(|(events, end)| events.into_iter().chain(end).collect())
}

fn views(game: &Game, now: Time) -> Vec<Welcome> {
    let players = (0..PLAYERS).map(|number| game.welcome_player(seat_id(number), now));
    players.chain([game.welcome_host(now)]).collect()
}

/// The highest question whose solution may be known, if any: as `ToClient` and `Welcome` say it.
fn secrets_after(phase: &Phase) -> std::ops::Range<u32> {
    match phase {
        Phase::Finished { .. } => 0..0,
        phase => phase.settled()..4,
    }
}

fn check_ranks(game: &Game, now: Time) {
    let present: Vec<_> = (0..PLAYERS)
        .filter_map(|number| game.welcome_player(seat_id(number), now).you)
        .filter(|you| !you.removed)
        .collect();
    for you in &present {
        let better = present.iter().filter(|other| other.score > you.score).count();
        assert_eq!(you.rank as usize, better + 1);
    }
    assert_eq!(game.players() as usize, present.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_game_restored_at_any_moment_is_the_same_game(rules in rules(), events in events()) {
        let fresh = || setup(rules, questions());
        let mut game = Game::restore(fresh(), Saved::default()).expect("a new game");
        let (mut stored, mut now) = (Stored::default(), T0);
        for (event, pause) in events {
            now = now.plus(pause);
            let mut twin = Game::restore(fresh(), stored.0.clone()).expect("what was stored reads back");
            let (step, shadow) = (game.step(event.clone(), now), twin.step(event, now));
            prop_assert_eq!(&step.reply, &shadow.reply);
            prop_assert_eq!(&step.writes, &shadow.writes);
            prop_assert_eq!(game.wake_at(), twin.wake_at());
            prop_assert_eq!(views(&game, now), views(&twin, now));
            step.writes.into_iter().for_each(|write| stored.write(write));
        }
        let restored = Game::restore(fresh(), stored.0).expect("reads back");
        prop_assert_eq!(views(&game, now), views(&restored, now));
    }

    #[test]
    fn no_solution_leaves_before_its_reveal(rules in rules(), events in events()) {
        let mut game = Game::restore(setup(rules, questions()), Saved::default()).expect("a new game");
        let mut now = T0;
        for (event, pause) in events {
            now = now.plus(pause);
            let step = game.step(event, now);
            let secret = secrets_after(game.phase());
            let sent = step.messages.iter().map(|message| serde_json::to_string(&message.body));
            let shown = views(&game, now).into_iter().map(|view| serde_json::to_string(&ToClient::Welcome(Box::new(view))));
            let unsettled = game.phase().settled() < game.phase().asked();
            for text in sent.chain(shown) {
                let text = text.expect("writes");
                for hidden in secret.clone() {
                    let explanation = format!("because-{hidden}-so");
                    prop_assert!(!text.contains(&explanation), "{}", text);
                }
                prop_assert!(!(unsettled && text.contains("correct")), "{}", text);
            }
        }
    }

    #[test]
    fn every_point_is_from_one_stored_answer(rules in rules(), events in events()) {
        let mut game = Game::restore(setup(rules, questions()), Saved::default()).expect("a new game");
        let (mut stored, mut now) = (Stored::default(), T0);
        for (event, pause) in events {
            now = now.plus(pause);
            game.step(event, now).writes.into_iter().for_each(|write| stored.write(write));
            let settled = game.phase().settled();
            let mut earned: HashMap<SeatId, u32> = HashMap::new();
            for answer in &stored.0.answers {
                let most = questions()[answer.question as usize].weight.points();
                let own = answer.given.points - answer.given.bonus;
                prop_assert!(own <= most && (own * 2 >= most || !answer.given.correct));
                prop_assert!(answer.given.bonus <= 500 && (answer.given.correct || answer.given.points == 0));
                if answer.question < settled {
                    *earned.entry(answer.seat).or_default() += answer.given.points;
                }
            }
            for you in (0..PLAYERS).filter_map(|number| game.welcome_player(seat_id(number), now).you) {
                prop_assert_eq!(you.score, earned.get(&you.seat).copied().unwrap_or(0));
            }
            check_ranks(&game, now);
        }
    }

    #[test]
    fn counts_agree_with_what_is_stored(rules in rules(), events in events()) {
        let mut game = Game::restore(setup(rules, questions()), Saved::default()).expect("a new game");
        let (mut stored, mut now) = (Stored::default(), T0);
        for (event, pause) in events {
            now = now.plus(pause);
            game.step(event, now).writes.into_iter().for_each(|write| stored.write(write));
            let host = game.welcome_host(now);
            let Some(round) = game.phase().round() else { continue };
            let present = |id: SeatId| stored.0.seats.iter().any(|seat| seat.id == id && !seat.removed);
            let given: Vec<_> = stored.0.answers.iter()
                .filter(|answer| answer.question == round.question && present(answer.seat)).collect();
            prop_assert_eq!(host.answered as usize, given.len());
            if let PhaseView::Revealed(revealed) = host.phase {
                for (choice, picked) in (0u8..).zip(&revealed.picked) {
                    let counted = given.iter().filter(|answer| answer.given.choices.contains(&choice)).count();
                    prop_assert_eq!(*picked as usize, counted);
                }
            }
        }
    }
}

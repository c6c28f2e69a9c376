//! Who is there while a question is open. Ghosts, who joined and never came or who left, hold nobody up: a question
//! ends early once everybody who is there has answered.

use super::machine::{Game, Step};
use super::wire::Refusal;
use crate::Time;
use crate::id::SeatId;

impl Game {
    pub(super) fn here(&mut self, id: SeatId) -> Result<(), Refusal> {
        let at = *self.by_id.get(&id).ok_or(Refusal::NoSeat)?;
        let seat = &mut self.seats[at];
        if seat.away {
            seat.away = false;
            if seat.awaited() {
                self.tally.expect(seat.percent(self.extra_time_off));
            }
        }
        Ok(())
    }

    pub(super) fn away(&mut self, id: SeatId, now: Time, step: &mut Step) -> Result<(), Refusal> {
        let at = *self.by_id.get(&id).ok_or(Refusal::NoSeat)?;
        let seat = &mut self.seats[at];
        if seat.awaited() {
            self.tally.excuse(seat.percent(self.extra_time_off));
        }
        seat.away = true;
        self.close_when_all_answered(now, step);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at, nickname, question, seat_id, setup};
    use super::super::wire::{Control, PhaseView, Refusal};
    use super::super::*;
    use crate::Time;

    /// Players with these extra times, at the first of two questions, which opened at `at(0)`.
    fn asked(extra_times: &[u32]) -> Game {
        let setup = setup(Rules::default(), (0..2).map(question).collect());
        let mut game = Game::restore(setup, Saved::default()).expect("a new game");
        for (number, extra_time) in (0..).zip(extra_times) {
            let nickname = nickname(&format!("Player {}", char::from(b'A' + number)));
            let join = Event::Join { seat: seat_id(number), nickname, extra_time: *extra_time };
            assert_eq!(game.step(join, at(-10)).reply, Reply::Joined);
        }
        game.step(Event::Control(Control::Start), at(0));
        game
    }

    fn answers(game: &mut Game, number: u8, question: u32, now: Time) {
        let event = Event::Answer { seat: seat_id(number), question, choices: vec![0], round_trip_ms: 0 };
        assert_eq!(game.step(event, now).reply, Reply::Done);
    }

    fn is_open(game: &Game, now: Time) -> bool {
        matches!(game.welcome_host(now).phase, PhaseView::Asking(_))
    }

    #[test]
    fn a_question_ends_once_everybody_who_is_there_has_answered() {
        let mut game = asked(&[100, 100, 100]);
        game.step(Event::Away { seat: seat_id(2) }, at(1_000));
        answers(&mut game, 0, 0, at(2_000));
        assert!(is_open(&game, at(2_000)), "one of those who are there still thinks");
        answers(&mut game, 1, 0, at(3_000));
        assert!(!is_open(&game, at(3_000)));
    }

    #[test]
    fn whoever_leaves_last_ends_the_question_that_waited_for_them() {
        let mut game = asked(&[100, 100]);
        answers(&mut game, 0, 0, at(2_000));
        let step = game.step(Event::Away { seat: seat_id(1) }, at(9_000));
        assert!(!is_open(&game, at(9_000)));
        assert!(matches!(step.writes[..], [Write::Phase { .. }]), "and that is stored: {:?}", step.writes);
    }

    #[test]
    fn whoever_comes_back_is_waited_for_again() {
        let mut game = asked(&[100, 100]);
        game.step(Event::Away { seat: seat_id(1) }, at(1_000));
        game.step(Event::Here { seat: seat_id(1) }, at(2_000));
        game.step(Event::Here { seat: seat_id(1) }, at(2_000));
        answers(&mut game, 0, 0, at(3_000));
        assert!(is_open(&game, at(3_000)));
        answers(&mut game, 1, 0, at(4_000));
        assert!(!is_open(&game, at(4_000)));
    }

    #[test]
    fn a_question_nobody_has_answered_outlives_a_room_whose_network_failed() {
        let mut game = asked(&[100, 100]);
        for number in 0..2 {
            game.step(Event::Away { seat: seat_id(number) }, at(1_000));
        }
        assert!(is_open(&game, at(1_000)));
        assert_eq!(game.wake_at(), Some(at(20_300)), "it ends with its time");
    }

    #[test]
    fn extra_time_is_kept_for_those_who_are_there() {
        let mut game = asked(&[100, 200]);
        assert_eq!(game.wake_at(), Some(at(40_300)));
        game.step(Event::Away { seat: seat_id(1) }, at(1_000));
        assert_eq!(game.wake_at(), Some(at(20_300)));
        game.step(Event::Here { seat: seat_id(1) }, at(2_000));
        assert_eq!(game.wake_at(), Some(at(40_300)));
    }

    #[test]
    fn ghosts_of_one_question_hold_up_no_later_one_and_may_be_removed_and_let_in() {
        let mut game = asked(&[100, 100]);
        game.step(Event::Away { seat: seat_id(1) }, at(1_000));
        game.step(Event::Control(Control::Kick { seat: seat_id(1) }), at(1_100));
        game.step(Event::Control(Control::Readmit { seat: seat_id(1) }), at(1_200));
        answers(&mut game, 0, 0, at(2_000));
        assert!(!is_open(&game, at(2_000)));
        game.step(Event::Control(Control::Reveal { question: 0 }), at(3_000));
        game.step(Event::Control(Control::Next { question: 0 }), at(4_000));
        answers(&mut game, 0, 1, at(5_000));
        assert!(!is_open(&game, at(5_000)));
    }

    #[test]
    fn a_stranger_is_neither_here_nor_away() {
        let mut game = asked(&[100]);
        for event in [Event::Here { seat: seat_id(9) }, Event::Away { seat: seat_id(9) }] {
            assert_eq!(game.step(event, at(1_000)).reply, Reply::Refused(Refusal::NoSeat));
        }
    }

    #[test]
    fn a_game_has_so_many_seats_and_no_more() {
        let seat = |number: usize| SavedSeat {
            id: crate::id::SeatId::new(at(number as i64), [7; 10]),
            nickname: nickname(&format!("Player {number}")),
            extra_time: 100,
            joined_at: at(0),
            removed: number == 0,
        };
        let saved = Saved { seats: (1..SEATS).map(seat).collect(), ..Saved::default() };
        let mut game = Game::restore(setup(Rules::default(), vec![question(0)]), saved).expect("a game");
        let mut join = |number: usize| {
            let SavedSeat { id, nickname, .. } = seat(number);
            game.step(Event::Join { seat: id, nickname, extra_time: 100 }, at(1)).reply
        };
        assert_eq!(join(SEATS), Reply::Joined);
        assert_eq!(join(SEATS + 1), Reply::Refused(Refusal::Full));
        assert_eq!(join(SEATS), Reply::Joined, "who sits stays");
    }
}

//! A game rebuilt from what was stored: after a crash, a restart, or when another node takes it over.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use super::machine::{Game, Setup};
use super::phase::Phase;
use super::seat::{Given, SavedAnswer, SavedSeat, Seat};
use super::standings::Ranks;
use super::tally::Tally;
use crate::id::SeatId;

/// Everything stored of a game that changes while it is played.
#[derive(Debug, Clone, Default)]
pub struct Saved {
    pub phase: Phase,
    pub locked: bool,
    /// The host has switched extra time off.
    pub extra_time_off: bool,
    /// In any order.
    pub seats: Vec<SavedSeat>,
    /// In any order.
    pub answers: Vec<SavedAnswer>,
}

/// What was stored cannot be a game.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damaged {
    /// The question the stored phase names, and how many there are.
    pub question: u32,
    pub questions: usize,
}

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the stored game is at question {} of {}", self.question, self.questions)
    }
}

impl std::error::Error for Damaged {}

impl Game {
    /// The game exactly as it was after the last change that was stored.
    pub fn restore(setup: Setup, saved: Saved) -> Result<Self, Damaged> {
        let asked = saved.phase.asked();
        if asked as usize > setup.questions.len() {
            return Err(Damaged { question: asked, questions: setup.questions.len() });
        }
        let mut seats: Vec<Seat> = saved.seats.into_iter().map(Seat::new).collect();
        seats.sort_unstable_by_key(Seat::arrival);
        let mut game = Self {
            by_id: seats
                .iter()
                .enumerate()
                .map(|(at, seat)| (seat.saved.id, at))
                .collect::<HashMap<SeatId, usize>>(),
            names: seats.iter().map(|seat| seat.saved.nickname.key().to_owned()).collect::<HashSet<String>>(),
            setup,
            phase: saved.phase,
            locked: saved.locked,
            extra_time_off: saved.extra_time_off,
            seats,
            tally: Tally::default(),
            ranks: Ranks::default(),
        };
        game.replay(saved.answers);
        game.ranks = Ranks::new(&game.seats, &game.phase);
        Ok(game)
    }

    /// Gives every stored answer again, question by question.
    fn replay(&mut self, answers: Vec<SavedAnswer>) {
        let mut by_question: BTreeMap<u32, Vec<(usize, Given)>> = BTreeMap::new();
        for answer in answers {
            if let Some(at) = self.by_id.get(&answer.seat) {
                by_question.entry(answer.question).or_default().push((*at, answer.given));
            }
        }
        for question in 0..self.phase.asked() {
            self.seats.iter_mut().for_each(|seat| seat.given = None);
            for (at, given) in by_question.remove(&question).unwrap_or_default() {
                self.seats[at].given = Some(given);
            }
            if question < self.phase.settled() {
                let worth_points = self.is_worth_points(question);
                self.seats.iter_mut().for_each(|seat| seat.settle(worth_points));
            }
        }
        if let Some(round) = self.phase.round() {
            self.tally = Tally::new(self.question(round.question).choices.len());
        }
        for seat in self.seats.iter().filter(|seat| seat.present()) {
            match &seat.given {
                Some(given) => self.tally.count(&given.choices),
                None => self.tally.expect(seat.percent(self.extra_time_off)),
            }
        }
    }
}

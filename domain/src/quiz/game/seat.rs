//! A player's place in a game.

use super::Nickname;
use crate::Time;
use crate::id::SeatId;

/// A seat as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSeat {
    pub id: SeatId,
    pub nickname: Nickname,
    /// Percent of a limit this person has; see [`super::scoring::EXTRA_TIME`].
    pub extra_time: u32,
    pub joined_at: Time,
    /// Removed by the host; score and answers stay, in case it is let in again.
    pub removed: bool,
}

/// An answer as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedAnswer {
    pub seat: SeatId,
    /// Position of the question in the game, from 0.
    pub question: u32,
    pub given: Given,
    pub received_at: Time,
}

/// What a player answered, and what it is worth.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Given {
    /// Positions in the question's list of choices, ascending.
    pub choices: Vec<u8>,
    pub correct: bool,
    /// Milliseconds from the opening to the answer, pauses and latency credit taken off.
    pub taken_ms: u64,
    /// Everything this answer earned, the bonus included.
    pub points: u32,
    /// The part of `points` that is for the streak.
    pub bonus: u32,
}

/// A seat as played.
#[derive(Debug, Clone)]
pub(super) struct Seat {
    pub saved: SavedSeat,
    /// Points of all questions that count so far.
    pub score: u32,
    /// The score before the latest question that counts.
    pub score_before: u32,
    /// Right answers in a row, as of the latest question that counts.
    pub streak: u32,
    /// The answer to the question on show.
    pub given: Option<Given>,
    /// Has no connection, and the others wait for them no longer. Nobody is when a game is restored.
    pub away: bool,
}

impl Seat {
    pub fn new(saved: SavedSeat) -> Self {
        Self { saved, score: 0, score_before: 0, streak: 0, given: None, away: false }
    }

    pub fn present(&self) -> bool {
        !self.saved.removed
    }

    /// Whether a question stays open for this player while others could have answered all.
    pub fn awaited(&self) -> bool {
        self.present() && !self.away && self.given.is_none()
    }

    /// Counts the answer to a question. One without points is no test: it neither feeds nor breaks a streak.
    pub fn settle(&mut self, worth_points: bool) {
        self.score_before = self.score;
        let given = self.given.as_ref();
        self.score += given.map_or(0, |given| given.points);
        if worth_points {
            self.streak = if given.is_some_and(|given| given.correct) { self.streak + 1 } else { 0 };
        }
    }

    /// Order of rows with the same score: who came first.
    pub fn arrival(&self) -> (Time, SeatId) {
        (self.saved.joined_at, self.saved.id)
    }
}

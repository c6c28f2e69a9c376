//! Where a game stands, as it is stored.

use serde::{Deserialize, Serialize};

use crate::Time;

/// One question being played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Position in the game, from 0.
    pub question: u32,
    /// When its time began. Moves forward by the length of every pause.
    pub opened_at: Time,
    /// When the standings were last shown before this question; none before the first reveal. Whoever joined later
    /// had no rank then.
    pub standings_at: Option<Time>,
}

/// What everybody is looking at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Phase {
    #[default]
    Lobby,
    Asking {
        round: Round,
    },
    Paused {
        round: Round,
        /// How much of the question's time was used when the pause began, in milliseconds.
        elapsed_ms: i64,
    },
    /// No more answers, no solution yet.
    Closed {
        round: Round,
    },
    Revealed {
        round: Round,
        revealed_at: Time,
    },
    Finished {
        /// How many questions were opened; all their answers count.
        asked: u32,
        standings_at: Option<Time>,
    },
}

impl Phase {
    /// The `state` column of a game: what lists of games ask for.
    pub const fn state(&self) -> &'static str {
        match self {
            Phase::Lobby => "lobby",
            Phase::Finished { .. } => "finished",
            _ => "running",
        }
    }

    /// The question on show.
    pub const fn round(&self) -> Option<Round> {
        match self {
            Phase::Lobby | Phase::Finished { .. } => None,
            Phase::Asking { round }
            | Phase::Paused { round, .. }
            | Phase::Closed { round }
            | Phase::Revealed { round, .. } => Some(*round),
        }
    }

    /// How many questions were opened so far, the one on show included.
    pub const fn asked(&self) -> u32 {
        match (self, self.round()) {
            (Phase::Finished { asked, .. }, _) => *asked,
            (_, Some(round)) => round.question + 1,
            _ => 0,
        }
    }

    /// How many questions count in the scores people see: those revealed, and all that were opened once it is over.
    pub const fn settled(&self) -> u32 {
        match (self, self.round()) {
            (Phase::Revealed { .. } | Phase::Finished { .. }, _) => self.asked(),
            (_, Some(round)) => round.question,
            _ => 0,
        }
    }

    /// When standings were shown before the latest question that counts.
    pub(super) const fn standings_at(&self) -> Option<Time> {
        match (self, self.round()) {
            (Phase::Finished { standings_at, .. }, _) => *standings_at,
            (_, Some(round)) => round.standings_at,
            _ => None,
        }
    }
}

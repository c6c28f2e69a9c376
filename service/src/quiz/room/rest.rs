//! When a room goes to rest, and how long its game then waits for somebody.

use convene_domain::Time;
use convene_domain::time::{HOUR, MINUTE};

use super::connection::Ending;
use super::task::Room;

/// How long a lobby lives in which nobody is, in milliseconds: opened in the evening, it is there in the morning.
pub(in crate::quiz) const LOBBY_LIFE_MS: i64 = 12 * HOUR;
/// The same for a game that has begun, which people may finish the next day.
const RUNNING_LIFE_MS: i64 = 24 * HOUR;
/// How long a room stays that everybody has left, in milliseconds. A game that goes on is read again from what was
/// stored; the podium of one that is over is gone with its room.
const LINGER_MS: i64 = 10 * MINUTE;
/// How long a podium stays for those who leave it open, in milliseconds.
pub(in crate::quiz) const PODIUM_MS: i64 = HOUR;
/// How often a room in which nothing happens stores that somebody is there, in milliseconds.
const PROOF_MS: i64 = HOUR;

pub(super) struct Rest {
    empty_since: Option<Time>,
    over_since: Option<Time>,
    /// When it is stored next that somebody is there.
    prove_at: Time,
}

impl Rest {
    /// Of a room that was made at `now`, and in which nobody is yet.
    pub fn new(now: Time) -> Self {
        Self { empty_since: Some(now), over_since: None, prove_at: now }
    }

    /// It is to be stored that somebody is in this game.
    pub fn is_proof_due(&self, now: Time) -> bool {
        now >= self.prove_at
    }

    pub fn proven(&mut self, now: Time) {
        self.prove_at = now.plus(PROOF_MS);
    }

    /// When there is something to do though nobody says anything.
    pub fn wake_at(&self, is_used: bool) -> Option<Time> {
        let proof = (is_used && self.over_since.is_none()).then_some(self.prove_at);
        [proof, self.close_at()].into_iter().flatten().min()
    }

    fn close_at(&self) -> Option<Time> {
        let left = self.empty_since.map(|empty| self.over_since.map_or(empty, |over| over.max(empty)));
        let podium = self.over_since.map(|over| over.plus(PODIUM_MS));
        [left.map(|left| left.plus(LINGER_MS)), podium].into_iter().flatten().min()
    }
}

impl Room {
    /// How long the game lives from now on without anybody in it, in milliseconds.
    pub(super) fn life_ms(&self) -> i64 {
        if self.game.phase().asked() == 0 { LOBBY_LIFE_MS } else { RUNNING_LIFE_MS }
    }

    /// Whether the room ends now, because nobody needs it.
    pub(super) fn ending(&mut self, now: Time) -> Option<Ending> {
        let (empty, over) = (self.crowd.is_empty(), self.game.is_over());
        self.rest.empty_since = self.rest.empty_since.or(Some(now)).filter(|_| empty);
        self.rest.over_since = self.rest.over_since.or(Some(now)).filter(|_| over);
        let ending = if over { Ending::Over } else { Ending::Restart };
        self.rest.close_at().is_some_and(|at| now >= at).then_some(ending)
    }
}

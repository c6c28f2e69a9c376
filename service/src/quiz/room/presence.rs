//! Players without a connection, and since when: for a moment the others still wait for them.

use std::collections::{HashMap, HashSet, VecDeque};

use convene_domain::Time;
use convene_domain::id::SeatId;
use convene_domain::time::SECOND;

/// How long a player without a connection is waited for, in milliseconds. A browser that lost its connection, or
/// whose server was restarted, tries again every ten seconds at least.
pub(super) const GRACE_MS: i64 = 15 * SECOND;

#[derive(Debug, Default)]
pub(super) struct Presence {
    missing: HashMap<SeatId, Time>,
    /// In the order they went missing; what `missing` does not say as well is out of date.
    queue: VecDeque<(Time, SeatId)>,
    away: HashSet<SeatId>,
}

impl Presence {
    /// This player has no connection at `now`: not yet, or not any more.
    pub fn missed(&mut self, seat: SeatId, now: Time) {
        if !self.away.contains(&seat) {
            self.missing.insert(seat, now);
            self.queue.push_back((now, seat));
        }
    }

    /// This player has a connection. Whether the others had stopped waiting for them.
    pub fn came(&mut self, seat: SeatId) -> bool {
        self.missing.remove(&seat);
        self.away.remove(&seat)
    }

    /// When the next player is waited for no longer.
    pub fn due(&self) -> Option<Time> {
        self.queue.front().map(|(since, _)| since.plus(GRACE_MS))
    }

    /// Players who are waited for no longer, from `now` on.
    pub fn take_away(&mut self, now: Time) -> Vec<SeatId> {
        let mut gone = Vec::new();
        while self.due().is_some_and(|due| now >= due) {
            let Some((since, seat)) = self.queue.pop_front() else { break };
            if self.missing.get(&seat) == Some(&since) {
                self.missing.remove(&seat);
                self.away.insert(seat);
                gone.push(seat);
            }
        }
        gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Time = Time::from_millis(1_800_000_000_000);

    fn seat(number: i64) -> SeatId {
        SeatId::new(NOON.plus(number), [3; 10])
    }

    #[test]
    fn whoever_comes_back_in_time_was_never_away() {
        let mut presence = Presence::default();
        presence.missed(seat(1), NOON);
        assert!(!presence.came(seat(1)));
        presence.missed(seat(1), NOON.plus(10_000));
        assert_eq!(presence.take_away(NOON.plus(GRACE_MS)), [], "missing for five seconds");
        assert_eq!(presence.take_away(NOON.plus(10_000 + GRACE_MS)), [seat(1)]);
        assert_eq!(presence.due(), None);
    }

    #[test]
    fn whoever_stays_away_is_told_of_once_and_can_come_back() {
        let mut presence = Presence::default();
        presence.missed(seat(1), NOON);
        presence.missed(seat(2), NOON.plus(1));
        assert_eq!(presence.take_away(NOON.plus(GRACE_MS)), [seat(1)]);
        presence.missed(seat(1), NOON.plus(GRACE_MS));
        assert_eq!(presence.take_away(NOON.plus(3 * GRACE_MS)), [seat(2)]);
        assert!(presence.came(seat(1)));
        assert!(!presence.came(seat(1)));
    }
}

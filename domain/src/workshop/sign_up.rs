//! Whether one can sign up for a workshop right now, and how often one may.

use super::WorkshopState;
use crate::Time;
use crate::account::limits::Limit;
use crate::time::{DAY, HOUR, MINUTE};

/// Dates that guests register for from one network address, where a refused form counts as one: a classroom may join a
/// series at once. The form that reaches the limit is still accepted, so that no series is too long to be joined.
pub const SIGN_UPS_PER_ADDRESS: Limit = Limit { most: 300, window_ms: 10 * MINUTE };
/// Forms by which people who are signed in register themselves, by the person.
pub const SIGN_UPS_PER_PERSON: Limit = Limit { most: 300, window_ms: 10 * MINUTE };
/// Forms accepted with one e-mail address from people who have not proven it: nobody's mailbox is flooded. What comes
/// after is answered alike and does nothing, so that the answer does not tell what others typed.
pub const SIGN_UPS_PER_EMAIL: Limit = Limit { most: 30, window_ms: HOUR };
/// Seats that one person gives to friends.
pub const HAND_ONS: Limit = Limit { most: 30, window_ms: HOUR };
/// Guests who may register for one workshop from one network address within [`GUESTS_WINDOW`], unless its hosts say
/// otherwise: a family or a small office.
pub const GUESTS_PER_NETWORK: i64 = 5;
/// How long a guest's registration counts towards the limit of its network address, in milliseconds.
pub const GUESTS_WINDOW: i64 = DAY;
/// How long a guest has to confirm by e-mail, in milliseconds. Until then their seat is held.
pub const CONFIRM_WITHIN: i64 = 2 * HOUR;
/// How often an address typed again from the same network counts towards its limit: once for each time that a seat can
/// be held for it.
pub const SAME_GUEST: Limit = Limit { most: 1, window_ms: CONFIRM_WITHIN };

/// The limit of guests from one network address for a workshop whose hosts allow so many.
pub const fn guests_per_network(most: i64) -> Limit {
    Limit { most, window_ms: GUESTS_WINDOW }
}

/// Until when a guest who registers at `now` can confirm: never past the start.
pub fn confirm_until(now: Time, starts_at: Time) -> Time {
    now.plus(CONFIRM_WITHIN).min(starts_at)
}

/// Where a workshop stands for those who want to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// For its team only.
    Draft,
    /// Called off.
    Cancelled,
    /// Signing up begins later.
    NotYet {
        opens_at: Time,
    },
    Open,
    /// Signing up has ended; the start is ahead.
    Closed,
    /// It has begun.
    Running,
    /// It is over.
    Over,
}

/// A workshop's times and state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    pub state: WorkshopState,
    pub opens_at: Option<Time>,
    pub closes_at: Option<Time>,
    pub starts_at: Time,
    pub ends_at: Time,
}

impl Dates {
    pub fn phase(&self, now: Time) -> Phase {
        match (self.state, self.opens_at) {
            (WorkshopState::Draft, _) => Phase::Draft,
            (WorkshopState::Cancelled, _) => Phase::Cancelled,
            _ if now >= self.ends_at => Phase::Over,
            _ if now >= self.starts_at => Phase::Running,
            _ if self.closes_at.is_some_and(|closes| now >= closes) => Phase::Closed,
            (_, Some(opens_at)) if now < opens_at => Phase::NotYet { opens_at },
            _ => Phase::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_millis(1_800_000_000_000);

    #[test]
    fn a_guest_has_two_hours_to_confirm_but_not_past_the_start() {
        assert_eq!(confirm_until(NOW, NOW.plus(DAY)), NOW.plus(2 * HOUR));
        assert_eq!(confirm_until(NOW, NOW.plus(HOUR)), NOW.plus(HOUR));
    }

    #[test]
    fn signing_up_opens_and_closes_at_its_times() {
        let mut dates = Dates {
            state: WorkshopState::Published,
            opens_at: Some(NOW),
            closes_at: Some(NOW.plus(HOUR)),
            starts_at: NOW.plus(2 * HOUR),
            ends_at: NOW.plus(3 * HOUR),
        };
        let at = |minutes: i64| dates.phase(NOW.plus(minutes * MINUTE));
        assert_eq!(at(-1), Phase::NotYet { opens_at: NOW });
        assert_eq!((at(0), at(59)), (Phase::Open, Phase::Open));
        assert_eq!((at(60), at(119)), (Phase::Closed, Phase::Closed));
        assert_eq!((at(120), at(179), at(180)), (Phase::Running, Phase::Running, Phase::Over));
        dates.closes_at = None;
        dates.opens_at = None;
        assert_eq!(dates.phase(NOW.plus(-999 * HOUR)), Phase::Open);
        assert_eq!(
            dates.phase(NOW.plus(119 * MINUTE)),
            Phase::Open,
            "until the start, when nothing else is said"
        );
        dates.state = WorkshopState::Cancelled;
        assert_eq!(dates.phase(NOW), Phase::Cancelled);
    }
}

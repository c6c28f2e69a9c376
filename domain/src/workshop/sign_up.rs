//! Whether one can sign up for a workshop right now, and how often one may.

use super::WorkshopState;
use crate::Time;
use crate::account::limits::Limit;
use crate::time::{HOUR, MINUTE};

/// Sign-ups from one network address: a whole classroom may register at once.
pub const SIGN_UPS_PER_ADDRESS: Limit = Limit { most: 100, window_ms: 10 * MINUTE };
/// Sign-ups with one e-mail address by people who have not proven it: nobody's mailbox is flooded.
pub const SIGN_UPS_PER_EMAIL: Limit = Limit { most: 20, window_ms: HOUR };

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

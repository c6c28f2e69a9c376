//! When a reminder goes out, and when it has become too late for it.

use crate::Time;
use crate::time::{HOUR, MINUTE};

/// Most a reminder may be late, in milliseconds: longer ago, the server was down or the plan was changed, and the
/// reminder would say nothing that its reader does not know.
const LATE: i64 = 6 * HOUR;

/// The instant of a reminder `minutes` before the start.
pub const fn moment(starts_at: Time, minutes: i64) -> Time {
    starts_at.plus(minutes.saturating_mul(MINUTE).saturating_neg())
}

/// Whether a reminder `minutes` before the start is to go out at `now`: its moment has come, and not so long ago
/// that half of its distance, or six hours, have passed.
pub fn is_due(starts_at: Time, minutes: i64, now: Time) -> bool {
    let late = now.since(moment(starts_at, minutes));
    let most = LATE.min(minutes.saturating_mul(MINUTE) / 2);
    minutes > 0 && late >= 0 && late <= most && now < starts_at
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Time = Time::from_millis(1_800_000_000_000);

    #[test]
    fn a_reminder_goes_out_at_its_moment_and_a_little_later() {
        let day = 24 * 60;
        for (before, due) in [(24 * 60 + 1, false), (24 * 60, true), (18 * 60, true), (18 * 60 - 1, false)] {
            assert_eq!(is_due(START, day, moment(START, before)), due, "{before} min before the start");
        }
        for (before, due) in [(61, false), (60, true), (30, true), (29, false), (0, false), (-5, false)] {
            assert_eq!(is_due(START, 60, moment(START, before)), due, "{before} min before the start");
        }
    }

    #[test]
    fn a_distance_that_makes_no_sense_never_is_due() {
        for minutes in [0, -60, i64::MIN, i64::MAX] {
            assert!(!is_due(START, minutes, START.plus(-HOUR)), "{minutes}");
        }
    }
}

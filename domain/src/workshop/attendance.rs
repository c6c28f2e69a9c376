//! From when and until when one gets into a workshop, and what its attendance comes to once it is over.

use crate::Time;
use crate::time::HOUR;

/// How long before the start people are checked in at the earliest, in hours: time to set up and to try it out, and
/// nobody is checked in weeks ahead by mistake.
pub const DOOR_HOURS: i64 = 12;

/// From when on people are checked in to a workshop that starts then. Whoever was noted as there before was there for
/// another time: when a workshop moves, such notes are forgotten.
pub const fn door_opens_at(starts_at: Time) -> Time {
    starts_at.plus(-DOOR_HOURS * HOUR)
}

/// How long after its planned end the online room lets those back in who were there, in milliseconds: a workshop that
/// overruns loses nobody to a dropped line.
pub const BACK_IN: i64 = 2 * HOUR;

/// Figures of one workshop. Who was checked in or opened the join link attended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Came, walk-ins among them.
    pub attended: i64,
    /// Had a seat and did not come.
    pub no_shows: i64,
    /// Came without having registered.
    pub walk_ins: i64,
    /// Whole percent of those who had registered that came; none when nobody had registered.
    pub rate: Option<i64>,
}

impl Report {
    /// From those who had `registered` and got a seat, how many of them `came`, and the `walk_ins` who were there.
    pub fn of(registered: i64, came: i64, walk_ins: i64) -> Self {
        let rate = (registered > 0).then(|| (came * 100 + registered / 2) / registered);
        Self { attended: came + walk_ins, no_shows: registered - came, walk_ins, rate }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_door_opens_on_the_day_and_not_weeks_ahead() {
        let start = Time::from_millis(1_800_000_000_000);
        assert_eq!(start.since(door_opens_at(start)), 12 * HOUR);
    }

    #[test]
    fn the_rate_is_of_those_who_had_registered() {
        let report = Report::of(10, 7, 2);
        assert_eq!((report.attended, report.no_shows, report.walk_ins, report.rate), (9, 3, 2, Some(70)));
    }

    #[test]
    fn with_nobody_registered_there_is_no_rate() {
        assert_eq!(Report::of(0, 0, 0).rate, None);
        let report = Report::of(0, 0, 3);
        assert_eq!((report.attended, report.no_shows, report.rate), (3, 0, None));
    }

    #[test]
    fn shares_are_rounded_to_the_nearest() {
        assert_eq!(Report::of(3, 1, 0).rate, Some(33));
        assert_eq!(Report::of(3, 2, 0).rate, Some(67));
    }
}

//! What a workshop's attendance comes to, once it is over.

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

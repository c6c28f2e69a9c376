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
    /// From the seats given out (`confirmed`, walk-ins among them), those who `attended`, and the `walk_ins`.
    ///
    /// A walk-in whose check-in was taken back is neither there nor a no-show.
    pub fn of(confirmed: i64, attended: i64, walk_ins: i64) -> Self {
        let registered = (confirmed - walk_ins).max(0);
        let came = (attended - walk_ins).clamp(0, registered);
        let rate = (registered > 0).then(|| (came * 100 + registered / 2) / registered);
        Self { attended, no_shows: registered - came, walk_ins, rate }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_of_those_who_had_registered() {
        let report = Report::of(12, 9, 2);
        assert_eq!((report.attended, report.no_shows, report.walk_ins, report.rate), (9, 3, 2, Some(70)));
    }

    #[test]
    fn with_nobody_registered_there_is_no_rate() {
        assert_eq!(Report::of(0, 0, 0).rate, None);
        assert_eq!(Report::of(3, 3, 3).rate, None);
        assert_eq!(Report::of(3, 3, 3).no_shows, 0);
    }

    #[test]
    fn shares_are_rounded_to_the_nearest() {
        assert_eq!(Report::of(3, 1, 0).rate, Some(33));
        assert_eq!(Report::of(3, 2, 0).rate, Some(67));
    }
}

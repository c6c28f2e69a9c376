//! How long is left: counted on the page's own monotonic clock from the moment a message arrived, so that a
//! wrong wall clock changes nothing.

use convene_domain::quiz::game::wire::Asking;

/// When time is up for one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deadline {
    /// On the page's monotonic clock, in milliseconds.
    ends_at: f64,
    /// The person's whole limit in milliseconds, extra time included.
    limit_ms: f64,
}

impl Deadline {
    /// The deadline of a question received at `now`, for a person with `extra_time` percent of the limit.
    /// None for a question without a limit.
    pub fn of(asking: &Asking, extra_time: u32, now: f64) -> Option<Self> {
        let (limit, left) = (asking.limit_ms?, asking.left_ms?);
        let extra = limit * u64::from(extra_time.saturating_sub(100)) / 100;
        Some(Self { ends_at: now + millis(left + extra), limit_ms: millis(limit + extra) })
    }

    pub fn sooner(self, other: Self) -> Self {
        if other.ends_at < self.ends_at { other } else { self }
    }

    /// The same deadline after a pause of `ms` milliseconds.
    pub fn later_by(self, ms: f64) -> Self {
        Self { ends_at: self.ends_at + ms, ..self }
    }

    /// Milliseconds left at `now`, never below 0.
    pub fn left_ms(self, now: f64) -> f64 {
        (self.ends_at - now).max(0.0)
    }

    /// Whole seconds left at `now`, a started second counted as one.
    pub fn seconds(self, now: f64) -> u32 {
        (self.left_ms(now) / 1_000.0).ceil() as u32
    }

    /// Whole percent of the limit left at `now`.
    pub fn percent(self, now: f64) -> u32 {
        (self.left_ms(now) * 100.0 / self.limit_ms.max(1.0)).min(100.0) as u32
    }

    /// The whole limit in seconds.
    pub fn limit_seconds(self) -> u32 {
        (self.limit_ms / 1_000.0).round() as u32
    }
}

/// Limits are minutes at most, far inside what an f64 counts exactly.
fn millis(ms: u64) -> f64 {
    ms as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use convene_domain::quiz::{Kind, Weight};

    fn asking(limit_ms: Option<u64>, left_ms: Option<u64>) -> Asking {
        Asking {
            question: 0,
            prompt: "What is a perpetual?".into(),
            kind: Kind::Single,
            choices: vec!["a".into(), "b".into()],
            weight: Weight::One,
            limit_ms,
            left_ms,
        }
    }

    #[test]
    fn a_started_second_counts_and_nothing_is_left_after_the_end() {
        let deadline = Deadline::of(&asking(Some(20_000), Some(12_500)), 100, 1_000.0).expect("a limit");
        assert_eq!(deadline.seconds(1_000.0), 13);
        assert_eq!(deadline.seconds(13_499.0), 1);
        assert_eq!(deadline.seconds(13_500.0), 0);
        assert_eq!(deadline.seconds(99_000.0), 0);
        assert_eq!(deadline.percent(1_000.0), 62);
    }

    #[test]
    fn extra_time_adds_its_share_of_the_whole_limit() {
        let seconds =
            |extra| Deadline::of(&asking(Some(20_000), Some(5_000)), extra, 0.0).map(|d| d.seconds(0.0));
        assert_eq!(seconds(100), Some(5));
        assert_eq!(seconds(150), Some(15));
        assert_eq!(seconds(200), Some(25));
        assert_eq!(seconds(1_000), Some(185));
    }

    #[test]
    fn a_question_without_a_limit_has_no_deadline() {
        assert_eq!(Deadline::of(&asking(None, None), 150, 0.0), None);
    }
}

//! The waiting line: who comes up when a seat frees, and how long a seat is kept for them.

use crate::Time;
use crate::time::MINUTE;

/// The shortest an offer stands, unless less than this is left until the start, in milliseconds.
pub const SHORTEST_OFFER: i64 = 10 * MINUTE;

/// Until when a seat that frees at `now` is kept for the next in line: `longest_ms` at most, half of what is left
/// until the start when that is less, and never past the start. None once it has started: then nobody moves up.
pub fn offer_until(now: Time, starts_at: Time, longest_ms: i64) -> Option<Time> {
    let left = starts_at.since(now);
    (left > 0).then(|| now.plus(longest_ms.min(left / 2).max(SHORTEST_OFFER).min(left)))
}

/// How many of the `waiting` people come up when `taken` of `capacity` seats are taken.
pub fn comes_up(capacity: Option<i64>, taken: i64, waiting: i64) -> i64 {
    capacity.map_or(waiting, |capacity| waiting.min(capacity - taken).max(0))
}

/// Seats somebody who signs up now may have: none while others wait for them. None when there is no limit.
pub fn seats_left(capacity: Option<i64>, taken: i64, waiting: i64) -> Option<i64> {
    match capacity {
        _ if waiting > 0 => Some(0),
        capacity => capacity.map(|capacity| (capacity - taken).max(0)),
    }
}

/// The place in line behind `ahead` people, from 1.
pub const fn position(ahead: i64) -> i64 {
    ahead + 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::time::{DAY, HOUR};

    const NOW: Time = Time::from_millis(1_800_000_000_000);

    fn offered(left: i64, longest: i64) -> Option<i64> {
        offer_until(NOW, NOW.plus(left), longest).map(|until| until.since(NOW))
    }

    #[test]
    fn an_offer_grows_shorter_as_the_start_comes_near() {
        let longest = 12 * HOUR;
        assert_eq!(offered(9 * DAY, longest), Some(12 * HOUR), "what the host chose");
        assert_eq!(offered(DAY, longest), Some(12 * HOUR));
        assert_eq!(offered(6 * HOUR, longest), Some(3 * HOUR), "half of what is left");
        assert_eq!(offered(12 * MINUTE, longest), Some(10 * MINUTE), "time enough to read a mail");
        assert_eq!(offered(4 * MINUTE, longest), Some(4 * MINUTE), "but not past the start");
        assert_eq!(offered(0, longest), None);
        assert_eq!(offered(-HOUR, longest), None, "nobody moves up once it has begun");
    }

    #[test]
    fn nobody_passes_people_who_wait() {
        assert_eq!(seats_left(Some(10), 4, 0), Some(6));
        assert_eq!(seats_left(Some(10), 9, 2), Some(0), "the free seat is for those who wait");
        assert_eq!(seats_left(None, 4, 0), None);
        assert_eq!(seats_left(None, 4, 1), Some(0));
        assert_eq!(position(0), 1);
    }

    proptest! {
        #[test]
        fn an_offer_ends_after_now_and_never_after_the_start(
            left in 1..400 * DAY, longest in 0..30 * DAY,
        ) {
            let stands = offered(left, longest).expect("an offer before the start");
            prop_assert!(stands > 0 && stands <= left);
            prop_assert!(stands >= SHORTEST_OFFER.min(left));
            prop_assert!(stands <= longest.max(SHORTEST_OFFER));
        }

        #[test]
        fn less_time_never_makes_a_longer_offer(left in 1..40 * DAY, less in 1..40 * DAY, longest in 0..9 * DAY) {
            let (more, less) = (left.max(less), left.min(less));
            prop_assert!(offered(less, longest) <= offered(more, longest));
        }

        #[test]
        fn everybody_who_comes_up_has_a_seat(
            capacity in prop::option::of(1..50i64), taken in 0..50i64, waiting in 0..50i64,
        ) {
            let up = comes_up(capacity, taken, waiting);
            prop_assert!((0..=waiting).contains(&up));
            if let Some(capacity) = capacity {
                prop_assert!(up == 0 || taken + up <= capacity);
                prop_assert!(up == waiting || taken + up >= capacity, "no seat stays empty while somebody waits");
            } else {
                prop_assert_eq!(up, waiting);
            }
        }
    }
}

//! Points.
//!
//! A right answer after `t` of the limit `T` earns `round(P * (1 - t / (2 T)))`, where `P` is the question's full
//! points: the last moment is still worth half. Answers within half a second earn everything, since nobody reads
//! faster than that.

/// Answers this quick earn full points, in milliseconds.
pub const FULL_POINTS_MS: u64 = 500;
/// Most milliseconds a slow line is forgiven.
pub const CREDIT_MS: u64 = 300;
/// Extra points per right answer in a row, from the second on.
pub const STREAK_STEP: u32 = 100;
/// Most extra points a row of right answers brings at once.
pub const STREAK_MOST: u32 = 500;
/// Percent of a limit a person may have.
pub const EXTRA_TIME: std::ops::RangeInclusive<u32> = 100..=1_000;

/// Milliseconds taken off the time an answer took: the question travelled to the player and the answer back, which
/// together is one round trip.
pub fn credit_ms(round_trip_ms: u32) -> u64 {
    u64::from(round_trip_ms).min(CREDIT_MS)
}

/// A limit for somebody who has `extra_time` percent of it, in milliseconds.
pub fn own_limit_ms(limit_ms: u64, extra_time: u32) -> u64 {
    limit_ms.saturating_mul(u64::from(extra_time)) / 100
}

/// Points for a right answer after `taken_ms` of the person's own limit. Without a limit: all of them.
pub fn points(full: u32, taken_ms: u64, limit_ms: Option<u64>) -> u32 {
    let Some(limit) = limit_ms.filter(|limit| *limit > 0) else { return full };
    if taken_ms < FULL_POINTS_MS {
        return full;
    }
    let (twice, taken) = (u128::from(limit) * 2, u128::from(taken_ms.min(limit)));
    // Half of the divisor is added before dividing, which rounds to the nearest.
    let exact = (u128::from(full) * (twice - taken) + u128::from(limit)) / twice;
    u32::try_from(exact).unwrap_or(full)
}

/// Extra points for one more right answer after `streak` right ones in a row.
pub fn streak_bonus(streak: u32) -> u32 {
    streak.saturating_mul(STREAK_STEP).min(STREAK_MOST)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn points_follow_the_formula() {
        let twenty = Some(20_000);
        assert_eq!(points(1_000, 0, twenty), 1_000);
        assert_eq!(points(1_000, 499, twenty), 1_000);
        assert_eq!(points(1_000, 500, twenty), 988, "987.5 rounds up");
        assert_eq!(points(1_000, 10_000, twenty), 750);
        assert_eq!(points(1_000, 20_000, twenty), 500);
        assert_eq!(points(2_000, 20_000, twenty), 1_000);
        assert_eq!(points(1_000, 3_600_000, None), 1_000);
        assert_eq!(points(0, 700, twenty), 0);
    }

    #[test]
    fn a_streak_pays_from_the_second_answer_on_and_at_most_five_hundred() {
        let paid: Vec<_> = (0..8).map(streak_bonus).collect();
        assert_eq!(paid, [0, 100, 200, 300, 400, 500, 500, 500]);
    }

    #[test]
    fn extra_time_stretches_the_whole_scale() {
        assert_eq!(own_limit_ms(20_000, 150), 30_000);
        assert_eq!(points(1_000, 15_000, Some(own_limit_ms(20_000, 150))), 750);
    }

    proptest! {
        #[test]
        fn points_stay_between_half_and_all_and_never_grow_with_time(
            full in 0u32..=2_000, limit in 1u64..=6_000_000, early in 0u64..7_000_000, later in 0u64..1_000_000,
        ) {
            let first = points(full, early, Some(limit));
            let second = points(full, early + later, Some(limit));
            prop_assert!(second <= first);
            prop_assert!(first <= full && second * 2 >= full);
        }

        #[test]
        fn credit_never_exceeds_three_tenths_of_a_second(round_trip in any::<u32>()) {
            prop_assert!(credit_ms(round_trip) <= 300);
            prop_assert!(credit_ms(round_trip) <= u64::from(round_trip));
        }
    }
}

//! How slow a player's line is, as far as the game forgives it.
//!
//! A browser can hold its answers to pings back and so look slower than it is, but it cannot answer a ping before the
//! ping has arrived. The shortest of several round trips is therefore the one to believe: an answer that was held back
//! once in a while earns nothing, and neither does a ping that was never answered, because only answers are measured.

use std::collections::VecDeque;

/// How many of the last round trips are looked at. With a ping every five seconds, that is the last 40 seconds.
pub const MEASURED: usize = 8;

/// The last round trips of one connection, in milliseconds.
#[derive(Debug, Clone, Default)]
pub struct RoundTrips {
    last: VecDeque<u32>,
}

impl RoundTrips {
    /// Takes in one more answered ping.
    pub fn measured(&mut self, round_trip_ms: u32) {
        if self.last.len() == MEASURED {
            self.last.pop_front();
        }
        self.last.push_back(round_trip_ms);
    }

    /// The shortest of the last [`MEASURED`] round trips; 0 when none was measured, so that nothing is forgiven.
    pub fn shortest_ms(&self) -> u32 {
        self.last.iter().copied().min().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::scoring::{CREDIT_MS, credit_ms};
    use super::*;

    fn after(round_trips: &[u32]) -> u32 {
        let mut line = RoundTrips::default();
        round_trips.iter().for_each(|took| line.measured(*took));
        line.shortest_ms()
    }

    #[test]
    fn a_line_on_which_nothing_was_measured_is_forgiven_nothing() {
        assert_eq!(after(&[]), 0);
    }

    #[test]
    fn answers_held_back_earn_nothing_while_one_of_the_last_was_quick() {
        assert_eq!(after(&[40, 300, 300, 300, 300, 300, 300, 300]), 40);
        assert_eq!(after(&[300, 300, 300, 300, 300, 300, 300, 40]), 40);
    }

    #[test]
    fn a_line_that_became_slow_is_forgiven_what_it_costs_now() {
        assert_eq!(
            after(&[40, 250, 260, 270, 280, 250, 260, 270, 280]),
            250,
            "the quick one is the ninth last"
        );
    }

    proptest! {
        #[test]
        fn no_line_is_forgiven_more_than_any_of_its_last_round_trips_or_the_maximum(
            round_trips in prop::collection::vec(any::<u32>(), 1..30),
        ) {
            let credit = credit_ms(after(&round_trips));
            let last = &round_trips[round_trips.len().saturating_sub(MEASURED)..];
            prop_assert!(last.iter().all(|took| credit <= u64::from(*took)));
            prop_assert!(credit <= CREDIT_MS);
        }
    }
}

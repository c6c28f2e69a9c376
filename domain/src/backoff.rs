//! How long to leave alone what keeps failing.

use crate::time::{MINUTE, SECOND};

/// After the first failure, in milliseconds: most of what fails once works a moment later.
const FIRST: i64 = 15 * SECOND;
/// The longest pause, in milliseconds: what was mended is noticed soon enough.
const LONGEST: i64 = 15 * MINUTE;

/// The pause after so many failures in a row, in milliseconds: it doubles each time, up to a quarter of an hour.
pub fn pause(failures: u32) -> i64 {
    // Sixteen times is long past the longest, and far from overflowing.
    let doublings = failures.saturating_sub(1).min(16);
    (FIRST << doublings).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_a_quarter_of_an_hour() {
        let pauses: Vec<i64> = (0..9).map(|failures| pause(failures) / SECOND).collect();
        assert_eq!(pauses, [15, 15, 30, 60, 120, 240, 480, 900, 900]);
        for failures in [62, 63, 64, 65, u32::MAX] {
            assert_eq!(pause(failures), LONGEST, "{failures}");
        }
    }
}

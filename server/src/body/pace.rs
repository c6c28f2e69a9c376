//! How slow a sender may be.

use std::time::Duration;

use tokio::time::Instant;

/// The least that is asked of a sender.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How long the first piece may take.
    pub first: Duration,
    /// Longest silence after it.
    pub pause: Duration,
    /// How far behind the rate a sender may fall. Nobody gets further ahead of it than this, so that what came quickly
    /// buys no time later.
    pub window: Duration,
    /// Least bytes per second.
    pub rate: u32,
}

/// A phone on the slowest of networks still sends 8 KB a second: ten megabytes in some twenty minutes.
pub const PACE: Pace = Pace {
    first: Duration::from_secs(10),
    pause: Duration::from_secs(30),
    window: Duration::from_secs(60),
    rate: 8 * 1024,
};

/// One sender against the pace. Time uses credit up, bytes bring it back, up to one window: over any stretch of time,
/// a sender brings what the rate asks for, less one window's worth.
#[derive(Debug)]
pub struct Progress {
    pace: Pace,
    credit: Duration,
    at: Instant,
    begun: bool,
}

impl Progress {
    pub fn begin(pace: Pace, now: Instant) -> Self {
        Self { pace, credit: pace.window, at: now, begun: false }
    }

    /// Until when the next piece must have come.
    pub fn deadline(&self, now: Instant) -> Instant {
        let pause = if self.begun { self.pace.pause } else { self.pace.first };
        (now + pause).min(self.at + self.credit)
    }

    pub fn receive(&mut self, bytes: usize, now: Instant) {
        let brought = Duration::from_secs(bytes as u64) / self.pace.rate;
        let left = self.credit.saturating_sub(now.saturating_duration_since(self.at));
        self.credit = (left + brought).min(self.pace.window);
        self.at = now;
        self.begun = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Sends a piece every `every`, and answers after how long it is too late for the next one.
    fn lasts(
        bytes: usize,
        every: Duration,
        pieces: u32,
        progress: &mut Progress,
        mut now: Instant,
    ) -> Duration {
        let start = now;
        for _ in 0..pieces {
            if progress.deadline(now) < now + every {
                break;
            }
            now += every;
            progress.receive(bytes, now);
        }
        now - start
    }

    #[test]
    fn a_slow_phone_arrives_and_who_dribbles_does_not() {
        let start = Instant::now();
        // Ten megabytes at 16 KB a second; and in bursts, with 25 seconds of nothing between them.
        let mut phone = Progress::begin(PACE, start);
        assert_eq!(lasts(16 * 1024, SECOND, 640, &mut phone, start), 640 * SECOND);
        let mut bursts = Progress::begin(PACE, start);
        bursts.receive(1, start);
        assert_eq!(lasts(400 * 1024, 25 * SECOND, 26, &mut bursts, start), 650 * SECOND);
        // A byte every twenty seconds never pauses for long, and yet it is over soon.
        let mut dribble = Progress::begin(PACE, start);
        dribble.receive(1, start);
        assert!(lasts(1, 20 * SECOND, 1_000, &mut dribble, start) <= PACE.window);
    }

    #[test]
    fn what_came_quickly_buys_one_minute_and_no_more() {
        let start = Instant::now();
        let mut quick = Progress::begin(PACE, start);
        quick.receive(10_800_000, start + SECOND);
        // All but the end at once, then a few bytes every ten seconds.
        let held = lasts(9, 10 * SECOND, 1_000, &mut quick, start + SECOND);
        assert!(held <= PACE.window, "{held:?}");
    }

    #[test]
    fn the_first_piece_comes_within_ten_seconds_and_every_other_within_thirty() {
        let start = Instant::now();
        let mut progress = Progress::begin(PACE, start);
        assert_eq!(progress.deadline(start), start + 10 * SECOND);
        progress.receive(1, start + SECOND);
        assert_eq!(progress.deadline(start + SECOND), start + 31 * SECOND);
    }
}

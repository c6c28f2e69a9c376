//! Says what a long step does and how long it took.

use std::time::{Duration, Instant};

use crate::Result;

/// Runs from now on.
pub struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "build steps are timed with the machine's own clock")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Announces `what`, does it and says how long it took.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("==> {what}");
    let watch = Stopwatch::start();
    let done = work()?;
    eprintln!("    {}", seconds(watch.elapsed()));
    Ok(done)
}

/// `0.4 s`, `12 s` or `3 min 05 s`.
pub fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    match whole {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..120 => format!("{whole} s"),
        _ => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_people_say_them() {
        assert_eq!(seconds(Duration::from_millis(420)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(71)), "71 s");
        assert_eq!(seconds(Duration::from_secs(185)), "3 min 05 s");
    }
}

//! The only place that reads the time.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use convene_domain::Time;

/// Tells the time and wakes sleepers.
pub trait Clock: Debug + Send + Sync {
    fn now(&self) -> Time;
    /// Returns at `until`, or at once when that is past.
    fn sleep_until(&self, until: Time) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The machine's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    fn now(&self) -> Time {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Time::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn sleep_until(&self, until: Time) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let millis = u64::try_from(until.since(self.now())).unwrap_or(0);
        Box::pin(tokio::time::sleep(Duration::from_millis(millis)))
    }
}

/// A clock that tests move by hand. It stands still in between, or runs on where browsers watch it.
#[cfg(any(test, feature = "test-clock"))]
#[derive(Debug)]
pub struct TestClock {
    /// Where it stands; none where it runs with the machine's clock.
    stands_at: Option<Time>,
    /// How far tests have moved it, in milliseconds.
    moved: tokio::sync::watch::Sender<i64>,
}

#[cfg(any(test, feature = "test-clock"))]
impl TestClock {
    /// Stands at `now` until it is moved.
    pub fn at(now: Time) -> Self {
        Self { stands_at: Some(now), moved: tokio::sync::watch::Sender::new(0) }
    }

    /// Runs with the machine's clock, ahead of it by what it was moved.
    pub fn running() -> Self {
        Self { stands_at: None, moved: tokio::sync::watch::Sender::new(0) }
    }

    /// Moves the clock forward by `millis` and wakes everybody whose time has come.
    pub fn advance(&self, millis: i64) {
        self.moved.send_modify(|moved| *moved += millis);
    }
}

#[cfg(any(test, feature = "test-clock"))]
impl Clock for TestClock {
    fn now(&self) -> Time {
        self.stands_at.unwrap_or_else(|| SystemClock.now()).plus(*self.moved.borrow())
    }

    fn sleep_until(&self, until: Time) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let mut moves = self.moved.subscribe();
        Box::pin(async move {
            loop {
                let left = until.since(self.now());
                let Some(left) = u64::try_from(left).ok().filter(|left| *left > 0) else { return };
                let passes = async {
                    match self.stands_at {
                        Some(_) => std::future::pending().await,
                        None => tokio::time::sleep(Duration::from_millis(left)).await,
                    }
                };
                // The sender lives as long as `self`, so waiting for a move cannot fail.
                tokio::select! { () = passes => {}, _ = moves.changed() => {} }
            }
        })
    }
}

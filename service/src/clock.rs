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

/// A clock that stands until a test moves it.
#[cfg(any(test, feature = "test-clock"))]
#[derive(Debug)]
pub struct TestClock {
    now: tokio::sync::watch::Sender<Time>,
}

#[cfg(any(test, feature = "test-clock"))]
impl TestClock {
    pub fn at(now: Time) -> Self {
        Self { now: tokio::sync::watch::Sender::new(now) }
    }

    /// Moves the clock forward by `millis` and wakes everybody whose time has come.
    pub fn advance(&self, millis: i64) {
        self.now.send_modify(|now| *now = now.plus(millis));
    }
}

#[cfg(any(test, feature = "test-clock"))]
impl Clock for TestClock {
    fn now(&self) -> Time {
        *self.now.borrow()
    }

    fn sleep_until(&self, until: Time) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let mut watch = self.now.subscribe();
        Box::pin(async move {
            // The sender lives as long as `self`, so waiting cannot fail.
            let _ = watch.wait_for(|now| *now >= until).await;
        })
    }
}

//! Work in the background, one item at a time: an item that fails is logged, counted and left alone for a while, and
//! keeps no other from being done.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};

use convene_domain::{Time, backoff};

use crate::{Error, Result, Service};

/// What is done in the background.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Job {
    Offers,
    Unconfirmed,
    Reminders,
    FollowUps,
    Mail,
    Housekeeping,
}

impl Job {
    /// Its name in logs and metrics.
    const fn as_str(self) -> &'static str {
        match self {
            Job::Offers => "offers",
            Job::Unconfirmed => "unconfirmed",
            Job::Reminders => "reminders",
            Job::FollowUps => "follow_ups",
            Job::Mail => "mail",
            Job::Housekeeping => "housekeeping",
        }
    }
}

/// Most items whose failures are remembered; of more, those that may be tried the soonest are forgotten.
const REMEMBERED: usize = 1_000;

/// Items that failed lately, on this node.
#[derive(Default)]
pub(crate) struct Failures(Mutex<HashMap<(Job, String), Failed>>);

#[derive(Clone, Copy)]
struct Failed {
    /// In a row.
    times: u32,
    again_at: Time,
}

impl Failures {
    fn all(&self) -> MutexGuard<'_, HashMap<(Job, String), Failed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn may_be_tried(&self, job: Job, item: &str, now: Time) -> bool {
        self.all().get(&(job, item.to_owned())).is_none_or(|failed| failed.again_at <= now)
    }

    fn succeeded(&self, job: Job, item: &str) {
        self.all().remove(&(job, item.to_owned()));
    }

    fn failed(&self, job: Job, item: &str, now: Time) {
        let mut all = self.all();
        if all.len() >= REMEMBERED
            && let Some(soonest) =
                all.iter().min_by_key(|(_, failed)| failed.again_at).map(|(key, _)| key.clone())
        {
            all.remove(&soonest);
        }
        let failed = all.entry((job, item.to_owned())).or_insert(Failed { times: 0, again_at: now });
        failed.times = failed.times.saturating_add(1);
        failed.again_at = now.plus(backoff::pause(failed.times));
    }
}

/// Says that an item of a job failed.
pub(crate) fn note(job: Job, item: &str, error: &Error) {
    metrics::counter!("convene_job_failures_total", "job" => job.as_str()).increment(1);
    tracing::error!(job = job.as_str(), item, %error, "an item of a job failed; the others go on");
}

/// Does `run` for each item, which is named by its id, and adds up what they answer. One that fails, by a panic even,
/// is left alone for longer and longer.
pub(crate) async fn each<I, F>(
    service: &Service,
    job: Job,
    items: impl IntoIterator<Item = (String, I)>,
    run: impl Fn(Service, I) -> F,
) -> usize
where
    F: Future<Output = Result<usize>> + Send + 'static,
{
    let mut done = 0;
    for (id, item) in items {
        if !service.failures().may_be_tried(job, &id, service.now()) {
            continue;
        }
        // A task of its own, so that a panic ends this item and no more.
        let outcome = tokio::spawn(run(service.clone(), item)).await;
        match outcome.unwrap_or_else(|error| Err(Error::Internal(error.to_string()))) {
            Ok(count) => {
                service.failures().succeeded(job, &id);
                done += count;
            }
            Err(error) => {
                service.failures().failed(job, &id, service.now());
                note(job, &id, &error);
            }
        }
    }
    done
}

/// Does one of several steps of a job, which come round by themselves: what it answers, or 0 when it fails.
pub(crate) async fn step(job: Job, name: &str, run: impl Future<Output = Result<u64>>) -> u64 {
    run.await.unwrap_or_else(|error| {
        note(job, name, &error);
        0
    })
}

#[cfg(test)]
mod tests {
    use convene_domain::time::{MINUTE, SECOND};

    use super::*;

    const NOW: Time = Time::from_millis(1_800_000_000_000);

    #[test]
    fn what_fails_is_left_alone_for_longer_each_time_until_it_works_once() {
        let failures = Failures::default();
        let waits = |after: i64| !failures.may_be_tried(Job::Offers, "a", NOW.plus(after));
        assert!(!waits(0), "nothing failed yet");
        failures.failed(Job::Offers, "a", NOW);
        assert!(waits(15 * SECOND - 1) && !waits(15 * SECOND));
        failures.failed(Job::Offers, "a", NOW);
        assert!(waits(30 * SECOND - 1) && !waits(30 * SECOND));
        assert!(failures.may_be_tried(Job::Offers, "b", NOW), "another item");
        assert!(failures.may_be_tried(Job::Reminders, "a", NOW), "another job");
        failures.succeeded(Job::Offers, "a");
        assert!(!waits(0));
        failures.failed(Job::Offers, "a", NOW);
        assert!(!waits(15 * SECOND), "counted from the start");
    }

    #[test]
    fn only_so_many_failures_are_remembered() {
        let failures = Failures::default();
        failures.failed(Job::Offers, "late", NOW.plus(MINUTE));
        for number in 0..2 * REMEMBERED {
            failures.failed(Job::Reminders, &number.to_string(), NOW);
        }
        assert_eq!(failures.all().len(), REMEMBERED);
        assert!(!failures.may_be_tried(Job::Offers, "late", NOW.plus(MINUTE)), "the soonest went");
    }
}

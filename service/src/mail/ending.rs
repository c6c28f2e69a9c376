//! How tries end: what becomes of an item, and what is remembered while it cannot be recorded.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use convene_domain::Time;
use convene_domain::id::OutboxId;
use convene_domain::time::{HOUR, MINUTE, SECOND};
use convene_store::mail as outbox;

use super::delivery::Failure;
use super::{Content, Outgoing, kinds};

/// Pauses between tries, in milliseconds; after the last one the mail is dead.
const PAUSES: [i64; 6] = [30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR];
/// Most tries of one item. More come about only where the ends of earlier ones could not be recorded.
const TRIES: i64 = 7;

/// How one try ended.
pub(super) enum Outcome {
    Delivered(Outgoing),
    /// No mail server is set: admins can read it here.
    Kept(Outgoing),
    /// Not written, because it is no longer true.
    NotNeeded,
    /// It came to its end before it could be sent.
    Expired(Outgoing),
    /// For another area, which takes it from here.
    Deferred,
    Failed(Option<Outgoing>, Failure),
}

/// What becomes of an item.
pub(super) enum Next {
    Again { due_at: Time, error: String },
    Ended(Ended),
}

/// An item at its end, as it is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ended {
    /// `done`, `kept` or `dead`.
    pub state: &'static str,
    pub recipient: String,
    pub payload: String,
    pub error: Option<String>,
}

impl Ended {
    fn of(
        item: &outbox::Item,
        state: &'static str,
        outgoing: Option<Outgoing>,
        error: Option<String>,
    ) -> Self {
        let Some(outgoing) = outgoing else {
            let (recipient, payload) = (item.recipient.clone(), item.payload.clone());
            return Self { state, recipient, payload, error };
        };
        // It is at its end whether or not it can be read later.
        let payload = kinds::with_content(item, &outgoing.content).unwrap_or_else(|error| {
            tracing::error!(id = %item.id, %error, "a mail is not kept");
            "{}".to_owned()
        });
        Self { state, recipient: outgoing.to, payload, error }
    }

    /// An item that was tried too often already. None for one that may be tried.
    pub fn of_too_many(item: &outbox::Item) -> Option<Self> {
        let error = format!(
            "Tried {TRIES} times, but the result couldn't be saved. It may have been delivered. Check the log and the \
             database disk."
        );
        let secret = kinds::content(item).ok().flatten().filter(|content| content.secret);
        let blanked =
            secret.map(|content| without_secret(Outgoing { to: item.recipient.clone(), content }, NOT_KEPT));
        (item.attempts > TRIES).then(|| Self::of(item, "dead", blanked, Some(error)))
    }
}

/// What the outcome of a try means for the item.
pub(super) fn after(item: &outbox::Item, outcome: Outcome, now: Time) -> Next {
    Next::Ended(match outcome {
        Outcome::Delivered(sent) => Ended::of(item, "done", Some(without_secret(sent, DELIVERED)), None),
        Outcome::Kept(outgoing) => Ended::of(item, "kept", Some(outgoing), None),
        Outcome::NotNeeded => Ended::of(item, "done", None, None),
        Outcome::Expired(outgoing) => {
            Ended::of(item, "dead", Some(without_secret(outgoing, EXPIRED)), Some(EXPIRED.to_owned()))
        }
        Outcome::Deferred => Ended::of(item, "kept", None, None),
        Outcome::Failed(outgoing, failure) => return after_failure(item, outgoing, failure, now),
    })
}

fn after_failure(item: &outbox::Item, outgoing: Option<Outgoing>, failure: Failure, now: Time) -> Next {
    let tried = usize::try_from(item.attempts).unwrap_or(usize::MAX).saturating_sub(1);
    let (pause, error) = match failure {
        Failure::ForNow(error) => (PAUSES.get(tried), error),
        Failure::ForGood(error) => (None, error),
    };
    tracing::warn!(id = %item.id, attempt = item.attempts, error, "mail not delivered");
    let ends = outgoing.as_ref().and_then(|outgoing| outgoing.content.good_until);
    let too_late = pause.is_some_and(|pause| ends.is_some_and(|ends| now.plus(*pause) >= ends));
    if let Some(pause) = pause.filter(|_| !too_late) {
        return Next::Again { due_at: now.plus(*pause), error };
    }
    let (outgoing, error) = match outgoing {
        // Nobody can use it any more, so nobody needs to read it.
        Some(outgoing) if too_late => {
            (Some(without_secret(outgoing, EXPIRED)), format!("{error}. {EXPIRED}"))
        }
        other => (other, error),
    };
    Next::Ended(Ended::of(item, "dead", outgoing, Some(error)))
}

const DELIVERED: &str = "Delivered. This mail held a code that signs somebody in, so it is not kept.";
const NOT_KEPT: &str = "This mail held a code that signs somebody in, so it is not kept.";
const EXPIRED: &str =
    "Not sent: it would have expired before it arrived. Whoever asked for it can ask for a new one.";

/// What stays readable of a mail that came to its end, as `why` says.
fn without_secret(outgoing: Outgoing, why: &str) -> Outgoing {
    if !outgoing.content.secret {
        return outgoing;
    }
    let content = Content {
        subject: "Sign-in code".to_owned(),
        text: why.to_owned(),
        html: String::new(),
        attachments: Vec::new(),
        ..outgoing.content
    };
    Outgoing { content, ..outgoing }
}

/// Most mails of [`Unrecorded`]; of more, some may be sent once more.
const REMEMBERED: usize = 1_000;

/// Mail that left while the database could not record it: its lease ends, and then it is recorded, not sent again.
#[derive(Default)]
pub(crate) struct Unrecorded(Mutex<HashMap<OutboxId, Ended>>);

impl Unrecorded {
    fn all(&self) -> MutexGuard<'_, HashMap<OutboxId, Ended>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn get(&self, id: OutboxId) -> Option<Ended> {
        self.all().get(&id).cloned()
    }

    pub(super) fn keep(&self, id: OutboxId, ended: Ended) {
        let mut all = self.all();
        if all.len() < REMEMBERED || all.contains_key(&id) {
            all.insert(id, ended);
        }
    }

    pub(super) fn forget(&self, id: OutboxId) {
        self.all().remove(&id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pause_is_followed_by_a_try_and_no_more_are_made() {
        assert_eq!(usize::try_from(TRIES), Ok(PAUSES.len() + 1));
    }
}

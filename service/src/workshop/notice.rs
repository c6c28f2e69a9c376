//! What registered people are told: queued with its cause, put into words when it is sent.

use std::collections::BTreeMap;

use convene_domain::Time;
use convene_domain::id::{MessageId, OutboxId, PersonId, RegistrationId};
use convene_domain::workshop::RegistrationState;
use convene_store::Tx;
use convene_store::mail as outbox;
use convene_store::workshop::registration::Member;
use serde::{Deserialize, Serialize};

use super::Registration;
use crate::{Result, Service};

/// The outbox's name for a [`Notice`].
pub const KIND: &str = "workshop";

/// The outbox's name for a [`Confirm`].
pub const CONFIRM: &str = "workshop-confirm";

/// Asks the owner of an address to confirm a registration. Put into words when it is sent, like a [`Notice`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "confirm", tag = "why")]
pub struct Confirm {
    /// What one form asked for.
    pub form: RegistrationId,
}

/// Why somebody is written to. What the mail says is read from the rows at the moment it is sent, so that a notice
/// that is no longer true is dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum Why {
    /// They have a seat.
    Confirmed,
    /// They asked again and had registered before: says what they have.
    Already,
    /// They wait for the team's word.
    Pending,
    /// They are in line.
    Waiting,
    /// A seat freed and is theirs.
    Promoted,
    /// A seat freed and is kept for them for a while.
    Offered,
    /// They let the offer pass.
    OfferEnded,
    /// They gave the seat or the place in line up.
    Left,
    /// The team said no.
    Declined,
    /// The team took the seat back.
    Removed,
    /// They gave their seat to somebody else.
    HandedOn { to: String },
    /// Somebody gave them a seat.
    Received { from: String },
    /// Time or place changed.
    Changed,
    /// The workshop does not take place.
    CalledOff,
    /// It begins in so many minutes.
    Reminder { minutes: i64, starts_at: Time },
    /// The team wrote.
    Message { message: MessageId },
    /// It is over and they were there: materials, certificate, and what they think of it.
    Attended,
}

impl Why {
    /// What admins read of it while it waits.
    pub const fn about(&self) -> &'static str {
        match self {
            Why::Confirmed => "Workshop: a seat",
            Why::Already => "Workshop: registered before",
            Why::Pending => "Workshop: a request waits for the team",
            Why::Waiting => "Workshop: a place in line",
            Why::Promoted => "Workshop: a seat freed",
            Why::Offered => "Workshop: a seat is offered",
            Why::OfferEnded => "Workshop: an offer has ended",
            Why::Left => "Workshop: a seat was given up",
            Why::Declined => "Workshop: a request was declined",
            Why::Removed => "Workshop: a seat was taken back",
            Why::HandedOn { .. } => "Workshop: a seat was handed on",
            Why::Received { .. } => "Workshop: a seat was received",
            Why::Changed => "Workshop: time or place changed",
            Why::CalledOff => "Workshop: called off",
            Why::Reminder { .. } => "Workshop: a reminder",
            Why::Message { .. } => "Workshop: a message of the team",
            Why::Attended => "Workshop: afterwards",
        }
    }
}

/// A registration a notice speaks for, with what its rows say no more by the time it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    pub registration: RegistrationId,
    /// What was held until it ended. None where nothing ended, and in rows queued before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<RegistrationState>,
    /// When it began and ended before it was moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<(Time, Time)>,
}

impl Subject {
    pub(crate) const fn of(registration: RegistrationId) -> Self {
        Self { registration, held: None, was: None }
    }

    /// `before` is the registration as it was until it ended.
    pub(crate) const fn ended(before: &Registration) -> Self {
        Self { registration: before.id, held: Some(before.state), was: None }
    }
}

/// A notice as the outbox keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    #[serde(flatten)]
    pub subject: Subject,
    /// The same person's other dates that one act changed along with it: all are told in one letter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<Subject>,
    #[serde(flatten)]
    pub why: Why,
}

impl Notice {
    pub fn subjects(&self) -> impl Iterator<Item = &Subject> {
        std::iter::once(&self.subject).chain(&self.with)
    }
}

/// Whom one act is told to: each person once, however many of their dates it touched.
#[derive(Debug, Default)]
pub(crate) struct Round(BTreeMap<PersonId, (String, Vec<Subject>)>);

impl Round {
    pub fn add(&mut self, member: &Member, subject: Subject) {
        let (_, subjects) =
            self.0.entry(member.registration.person_id).or_insert_with(|| (member.email.clone(), Vec::new()));
        subjects.push(subject);
    }

    /// Queues one notice for each. How many people.
    pub async fn queue(self, service: &Service, tx: &mut Tx, why: &Why) -> Result<usize> {
        let people = self.0.len();
        for (recipient, mut subjects) in self.0.into_values() {
            let subject = subjects.remove(0);
            put(service, tx, &recipient, &Notice { subject, with: subjects, why: why.clone() }).await?;
        }
        Ok(people)
    }
}

/// Queues a notice in the transaction of its cause. The caller rings [`Service::mail_waits`] after the commit.
/// `recipient` is the person's address now; it is for admins who look into the outbox.
pub(crate) async fn queue(
    service: &Service,
    tx: &mut Tx,
    registration: RegistrationId,
    recipient: &str,
    why: Why,
) -> Result<()> {
    queue_for(service, tx, Subject::of(registration), recipient, why).await
}

/// [`queue`] with what the rows will not say any more.
pub(crate) async fn queue_for(
    service: &Service,
    tx: &mut Tx,
    subject: Subject,
    recipient: &str,
    why: Why,
) -> Result<()> {
    put(service, tx, recipient, &Notice { subject, with: Vec::new(), why }).await
}

/// Queues the question whether what one form asked for is wanted, like [`queue`].
pub(crate) async fn queue_confirm(
    service: &Service,
    tx: &mut Tx,
    form: RegistrationId,
    recipient: &str,
) -> Result<()> {
    store(service, tx, CONFIRM, recipient, &serde_json::to_string(&Confirm { form })?).await
}

async fn put(service: &Service, tx: &mut Tx, recipient: &str, notice: &Notice) -> Result<()> {
    store(service, tx, KIND, recipient, &serde_json::to_string(notice)?).await
}

async fn store(service: &Service, tx: &mut Tx, kind: &str, recipient: &str, payload: &str) -> Result<()> {
    let now = service.now();
    let id = OutboxId::new(now, service.chance().bytes());
    outbox::insert(tx, &outbox::NewItem { id, kind, recipient, payload, due_at: now, now }).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_queued_before_can_still_be_read() {
        let id = RegistrationId::new(Time::from_millis(1), [7; 10]);
        let old = format!(r#"{{"registration":"{id}","why":"left","content":{{"subject":"x"}}}}"#);
        let notice: Notice = serde_json::from_str(&old).expect("a notice");
        assert_eq!(notice, Notice { subject: Subject::of(id), with: Vec::new(), why: Why::Left });
        let both = Notice {
            subject: Subject { held: Some(RegistrationState::Waiting), ..Subject::of(id) },
            with: vec![Subject {
                was: Some((Time::from_millis(2), Time::from_millis(3))),
                ..Subject::of(id)
            }],
            why: Why::Reminder { minutes: 60, starts_at: Time::from_millis(4) },
        };
        let text = serde_json::to_string(&both).expect("JSON");
        assert_eq!(serde_json::from_str::<Notice>(&text).expect("the same"), both);
    }
}

//! What registered people are told: queued with its cause, put into words when it is sent.

use convene_domain::Time;
use convene_domain::id::{MessageId, OutboxId, RegistrationId};
use convene_store::Tx;
use convene_store::mail as outbox;
use serde::{Deserialize, Serialize};

use crate::{Result, Service};

/// The outbox's name for a [`Notice`].
pub const KIND: &str = "workshop";

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

/// A notice as the outbox keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub registration: RegistrationId,
    #[serde(flatten)]
    pub why: Why,
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
    let now = service.now();
    let payload = serde_json::to_string(&Notice { registration, why })?;
    let id = OutboxId::new(now, service.chance().bytes());
    outbox::insert(tx, &outbox::NewItem { id, kind: KIND, recipient, payload: &payload, due_at: now, now })
        .await?;
    Ok(())
}

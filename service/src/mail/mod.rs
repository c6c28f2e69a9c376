//! Mail: written into the outbox with its cause, delivered by a worker.

mod letter;
mod smtp;
mod worker;

use convene_domain::account::{Act, Email};
use convene_domain::id::OutboxId;
use convene_store::Tx;
use convene_store::mail as outbox;
use serde::{Deserialize, Serialize};

pub use letter::Letter;
pub use smtp::{Security, Smtp, check as check_smtp};
pub(crate) use smtp::{store as smtp_store, stored as smtp_stored};
pub use worker::{deliver_due, run};

use crate::{Error, Result, Service, Viewer};

const KIND: &str = "mail";

/// What the outbox keeps of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Holds a code or link that signs somebody in: blanked once it is delivered.
    pub secret: bool,
}

/// Puts a letter into the outbox, in the transaction of its cause.
pub async fn send(service: &Service, tx: &mut Tx, to: &str, letter: Letter) -> Result<()> {
    let now = service.now();
    let community = crate::account::setup::community_name(tx).await?;
    let payload = serde_json::to_string(&letter.content(&community, &service.settings().public_url))?;
    outbox::insert(
        tx,
        &outbox::NewItem {
            id: OutboxId::new(now, service.chance().bytes()),
            kind: KIND,
            recipient: to,
            payload: &payload,
            due_at: now,
            now,
        },
    )
    .await?;
    Ok(())
}

/// A mail as admins see it.
#[derive(Debug, Clone)]
pub struct Mail {
    pub item: outbox::Item,
    pub content: Content,
}

fn read(item: outbox::Item) -> Result<Mail> {
    let content = serde_json::from_str(&item.payload)?;
    Ok(Mail { item, content })
}

/// The newest mails.
pub async fn list(service: &Service, viewer: &Viewer) -> Result<Vec<Mail>> {
    viewer.allowed(Act::ReadMail)?;
    let mut tx = service.read().await?;
    outbox::newest(&mut tx, KIND, 200).await?.into_iter().map(read).collect()
}

/// One mail.
pub async fn get(service: &Service, viewer: &Viewer, id: OutboxId) -> Result<Mail> {
    viewer.allowed(Act::ReadMail)?;
    let mut tx = service.read().await?;
    read(outbox::by_id(&mut tx, id).await?.ok_or(Error::Missing)?)
}

/// Tries a dead or kept mail again.
pub async fn retry(service: &Service, viewer: &Viewer, id: OutboxId) -> Result<()> {
    viewer.allowed(Act::ReadMail)?;
    let mut tx = service.begin().await?;
    let found = outbox::retry(&mut tx, id, service.now()).await?;
    tx.commit().await?;
    service.mail_waits();
    if found { Ok(()) } else { Err(Error::Missing) }
}

/// Sends a test message to `to`.
pub async fn send_test(service: &Service, viewer: &Viewer, to: &str) -> Result<()> {
    viewer.allowed(Act::ManageCommunity)?;
    let to = Email::parse(to).map_err(|e| Error::field("to", e.to_string()))?;
    let mut tx = service.begin().await?;
    let letter =
        Letter::new("Mail from your community works").line("You asked for this test message. It arrived.");
    send(service, &mut tx, to.as_str(), letter).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(())
}

//! Mail: written into the outbox with its cause, delivered by a worker.

mod admin;
mod delivery;
mod ending;
mod kinds;
mod letter;
pub mod optout;
mod smtp;
mod worker;

use convene_domain::id::OutboxId;
use convene_domain::{Language, Time};
use convene_store::Tx;
use convene_store::mail as outbox;
use serde::{Deserialize, Serialize};

pub use admin::{
    Mail, SHOWN, Shelf, Shelves, attachment, get, list, list_page, retry, retry_dead, send_test,
};
pub use delivery::check_authorities;
pub(crate) use ending::Unrecorded;
pub use kinds::content;
pub use letter::Letter;
pub use smtp::{Security, Smtp, check as check_smtp, is_loopback, password_in_the_clear};
pub(crate) use smtp::{store as smtp_store, stored as smtp_stored};
pub use worker::{deliver_due, run};

use crate::{Result, Service};

const KIND: &str = "mail";

/// What the outbox keeps of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub subject: String,
    /// English in rows queued before mail had a language.
    #[serde(default)]
    pub language: Language,
    pub text: String,
    pub html: String,
    /// Holds a code or link that signs somebody in: blanked once it is delivered.
    pub secret: bool,
    /// When the code in it ends: nobody needs the mail after that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good_until: Option<Time>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Where this kind of mail is unsubscribed from; none for what people must be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsubscribe: Option<String>,
    /// Where answers go, when not to the sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
}

/// A text file that goes with a mail. A calendar (`text/calendar`) is also shown by mail programs themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    pub media_type: String,
    pub body: String,
}

/// A mail ready to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub to: String,
    pub content: Content,
}

/// The Message-ID of an item: the same at every try.
fn message_id(service: &Service, id: OutboxId) -> String {
    format!("<{id}@{}>", service.settings().host())
}

/// Puts a letter into the outbox, in the transaction of its cause. One that is good for minutes only goes before all
/// others: somebody sits and waits for it.
pub async fn send(service: &Service, tx: &mut Tx, to: &str, letter: Letter) -> Result<()> {
    let now = service.now();
    let community = crate::account::setup::community_name(tx).await?;
    let content = letter.content(&community, &service.settings().public_url);
    let payload = serde_json::to_string(&content)?;
    let id = OutboxId::new(now, service.chance().bytes());
    let new = outbox::NewItem { id, kind: KIND, recipient: to, payload: &payload, due_at: now, now };
    if content.good_until.is_some() {
        outbox::insert_urgent(tx, &new).await?;
    } else {
        outbox::insert(tx, &new).await?;
    }
    Ok(())
}

/// The address mail comes from, without a name; a made-up one where no mail server is set.
pub(crate) async fn sender_address(service: &Service, tx: &mut Tx) -> Result<String> {
    let from = smtp::current(service, tx).await?.map(|smtp| smtp.from);
    let parsed = from.and_then(|from| from.parse::<lettre::message::Mailbox>().ok());
    Ok(match parsed {
        Some(mailbox) => mailbox.email.to_string(),
        None => format!("no-reply@{}", service.settings().host()),
    })
}

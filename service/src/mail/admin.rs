//! Mail as admins see it: what was sent, what waits, what could not leave.

use convene_domain::account::{Act, Email};
use convene_domain::choice::Refused;
use convene_domain::id::OutboxId;
use convene_store::mail as outbox;
use convene_store::rows;

use super::kinds::{self, READABLE};
use super::{Attachment, Content, send};
use crate::account::words;
use crate::{Error, Result, Service, Viewer};

/// Most mails on one page.
pub const SHOWN: u32 = 50;

/// A mail as admins see it.
#[derive(Debug, Clone)]
pub struct Mail {
    pub item: outbox::Item,
    /// Its subject, or what it will be about.
    pub subject: String,
    /// None until it is put into words, which happens when it is sent.
    pub content: Option<Content>,
}

/// Which mails to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    All,
    Waiting,
    /// Given up: an admin decides.
    Dead,
    /// No mail server was set.
    Kept,
    /// No longer true when its time came: nothing was sent.
    Dropped,
}

impl Shelf {
    pub const ALL: [Shelf; 5] = [Shelf::All, Shelf::Waiting, Shelf::Dead, Shelf::Kept, Shelf::Dropped];

    /// As in the address of the page; `None` for all.
    pub const fn state(self) -> Option<&'static str> {
        match self {
            Shelf::All => None,
            Shelf::Waiting => Some("waiting"),
            Shelf::Dead => Some("dead"),
            Shelf::Kept => Some("kept"),
            Shelf::Dropped => Some("dropped"),
        }
    }
}

impl std::str::FromStr for Shelf {
    type Err = Refused;
    fn from_str(text: &str) -> std::result::Result<Self, Refused> {
        let found = Self::ALL.into_iter().find(|shelf| shelf.state() == Some(text));
        found.ok_or(Refused("Choose waiting, dead, kept or dropped."))
    }
}

/// Some mails of one shelf, newest first, and how many there are on each.
#[derive(Debug, Clone)]
pub struct Shelves {
    pub mails: Vec<Mail>,
    counts: Vec<(String, i64)>,
}

impl Shelves {
    /// How many mails there are on `shelf`.
    pub fn count(&self, shelf: Shelf) -> i64 {
        let counted =
            self.counts.iter().filter(|(state, _)| shelf.state().is_none_or(|asked| asked == state));
        counted.map(|(_, count)| count).sum()
    }
}

/// What can be shown of an item: one whose words cannot be read is there with its state and the error all the same.
fn read(item: outbox::Item) -> Mail {
    let content = kinds::content(&item).unwrap_or_else(|error| {
        rows::note("words of mail", &item.id.to_string(), &error);
        None
    });
    let subject = match &content {
        Some(content) => content.subject.clone(),
        None => kinds::about(&item),
    };
    Mail { item, subject, content }
}

/// The newest mails.
pub async fn list(service: &Service, viewer: &Viewer, shelf: Shelf) -> Result<Shelves> {
    list_page(service, viewer, shelf, 1).await
}

/// A page of at most [`SHOWN`] mails, newest first; `page` counts from 1.
pub async fn list_page(service: &Service, viewer: &Viewer, shelf: Shelf, page: u32) -> Result<Shelves> {
    viewer.allowed(Act::ReadMail)?;
    let mut tx = service.read().await?;
    let skipped = i64::from(page.saturating_sub(1)) * i64::from(SHOWN);
    let found = outbox::listed(&mut tx, READABLE, shelf.state(), skipped, i64::from(SHOWN)).await?;
    let mails = found.into_iter().map(read).collect();
    Ok(Shelves { mails, counts: outbox::count_by_state(&mut tx, READABLE).await? })
}

/// One mail.
pub async fn get(service: &Service, viewer: &Viewer, id: OutboxId) -> Result<Mail> {
    viewer.allowed(Act::ReadMail)?;
    let mut tx = service.read().await?;
    Ok(read(outbox::by_id(&mut tx, id).await?.ok_or(Error::Missing)?))
}

/// A file that came with a mail.
pub async fn attachment(service: &Service, viewer: &Viewer, id: OutboxId, name: &str) -> Result<Attachment> {
    let content = get(service, viewer, id).await?.content.ok_or(Error::Missing)?;
    content.attachments.into_iter().find(|file| file.name == name).ok_or(Error::Missing)
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

/// Tries every dead mail again. How many.
pub async fn retry_dead(service: &Service, viewer: &Viewer) -> Result<u64> {
    viewer.allowed(Act::ReadMail)?;
    let mut tx = service.begin().await?;
    let count = outbox::retry_dead(&mut tx, READABLE, service.now()).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(count)
}

/// Sends a test message to `to`.
pub async fn send_test(service: &Service, viewer: &Viewer, to: &str) -> Result<()> {
    viewer.allowed(Act::ManageCommunity)?;
    let to = Email::parse(to).map_err(|e| Error::field("to", e.to_string()))?;
    let mut tx = service.begin().await?;
    let letter = words::test(viewer.language_for(viewer.person.as_ref()));
    send(service, &mut tx, to.as_str(), letter).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(())
}

//! What the team writes to those who registered.

use convene_domain::id::{MessageId, PersonId, WorkshopId};
use convene_domain::workshop::WorkshopState;
use convene_domain::workshop::message::{Audience, Draft, PER_WORKSHOP};
use convene_store::Tx;
use convene_store::workshop::message::{self as store, Recipient};

use super::notice::{self, Why};
use super::{Workshop, access};
use crate::account::throttle;
use crate::mail::optout::Topic;
use crate::{Error, Result, Service, Viewer};

pub use convene_store::workshop::message::Sent;

/// How many an audience has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    pub audience: Audience,
    /// Who gets the mail.
    pub people: usize,
    /// Who belongs to it and wants no messages of teams.
    pub out: usize,
}

/// Everything the page of messages shows.
#[derive(Debug, Clone)]
pub struct Desk {
    pub workshop: Workshop,
    pub reach: Vec<Reach>,
    /// Newest first.
    pub sent: Vec<Sent>,
    /// For the next message: the same form sent twice is one message.
    pub next: MessageId,
}

/// The workshop's messages, for its team.
pub async fn desk(service: &Service, viewer: &Viewer, id: WorkshopId) -> Result<Desk> {
    let mut tx = service.read().await?;
    let workshop = access::run(&mut tx, viewer, id).await?;
    let mut reach = Vec::new();
    for audience in Audience::ALL {
        let everybody = recipients(&mut tx, id, *audience).await?;
        let out = everybody.iter().filter(|person| person.is_out).count();
        reach.push(Reach { audience: *audience, people: everybody.len() - out, out });
    }
    let sent = store::of_workshop(&mut tx, id).await?;
    let next = MessageId::new(service.now(), service.chance().bytes());
    Ok(Desk { workshop, reach, sent, next })
}

async fn recipients(tx: &mut Tx, id: WorkshopId, audience: Audience) -> Result<Vec<Recipient>> {
    Ok(store::recipients(tx, id, audience.as_str(), Topic::WorkshopMessages.as_str()).await?)
}

/// What was posted. `message` is what [`Desk::next`] gave the form.
#[derive(Debug, Clone, Copy, Default)]
pub struct Form<'a> {
    pub message: &'a str,
    pub audience: &'a str,
    pub subject: &'a str,
    pub body: &'a str,
}

/// Sends a message. To how many; the same form sent twice is one message.
pub async fn send(service: &Service, viewer: &Viewer, id: WorkshopId, form: &Form<'_>) -> Result<i64> {
    let mut tx = service.begin().await?;
    let workshop = access::run(&mut tx, viewer, id).await?;
    let sender_id = viewer.id().ok_or(Error::SignIn)?;
    let message: MessageId =
        form.message.parse().map_err(|_| Error::field("", "Open this page again, then send the message."))?;
    let draft = Draft::read(form.audience, form.subject, form.body)?;
    if let Some(known) = store::by_id(&mut tx, message).await? {
        return sent_before(&known.message, id, sender_id, &draft);
    }
    if workshop.state == WorkshopState::Draft {
        return Err(Error::field("", "This workshop is a draft: nobody has registered yet."));
    }
    throttle::count(service, &mut tx, &format!("workshop-message:{id}"), PER_WORKSHOP).await?;
    let mut people = recipients(&mut tx, id, draft.audience).await?;
    people.retain(|person| !person.is_out);
    if people.is_empty() {
        return Err(Error::field("audience", "There is nobody in this group who could get the message."));
    }
    let count = i64::try_from(people.len()).unwrap_or(i64::MAX);
    let new = store::Message {
        id: message,
        workshop_id: id,
        sender_id,
        audience: draft.audience.as_str().to_owned(),
        subject: draft.subject,
        body: draft.body,
        recipients: count,
        sent_at: service.now(),
    };
    if !store::insert(&mut tx, &new).await? {
        // The same form arrived twice at once, and the other one was first.
        return Ok(count);
    }
    for person in people {
        let why = Why::Message { message };
        notice::queue(service, &mut tx, person.registration_id, &person.email, why).await?;
    }
    tx.commit().await?;
    service.mail_waits();
    Ok(count)
}

/// What to say of a form that was sent before: how many got it, or that this is another text.
fn sent_before(known: &store::Message, id: WorkshopId, sender: PersonId, draft: &Draft) -> Result<i64> {
    if known.workshop_id != id || known.sender_id != sender {
        return Err(Error::Missing);
    }
    let same_words = known.subject == draft.subject && known.body == draft.body;
    if !same_words || known.audience != draft.audience.as_str() {
        let sentence = "A message from this form was sent already. Copy your text, open the page again and send it there.";
        return Err(Error::field("", sentence));
    }
    Ok(known.recipients)
}

//! Mail that people can do without, and how they say so: by a link, signed in or not.

use convene_domain::choice::Refused;
use convene_domain::id::PersonId;
use convene_store::Tx;
use convene_store::account::person;
use convene_store::optout;
use subtle::ConstantTimeEq;

use crate::{Error, Result, Service};

/// A kind of mail that can be unsubscribed from. What people must be told has no topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// What the team of a workshop writes to those who registered.
    WorkshopMessages,
    /// Thanks after a workshop, with its materials and the certificate.
    AfterWorkshops,
    /// Invitations to say what one thinks.
    Surveys,
}

impl Topic {
    pub const ALL: [Topic; 3] = [Topic::WorkshopMessages, Topic::AfterWorkshops, Topic::Surveys];

    pub const fn as_str(self) -> &'static str {
        match self {
            Topic::WorkshopMessages => "workshop_messages",
            Topic::AfterWorkshops => "after_workshops",
            Topic::Surveys => "surveys",
        }
    }

    /// What it is, as the page says it: "No more ...".
    pub const fn words(self) -> &'static str {
        match self {
            Topic::WorkshopMessages => "messages from the teams of workshops",
            Topic::AfterWorkshops => {
                "letters of thanks after workshops, with materials and your certificate,"
            }
            Topic::Surveys => "invitations to surveys",
        }
    }
}

impl std::str::FromStr for Topic {
    type Err = Refused;
    fn from_str(text: &str) -> std::result::Result<Self, Refused> {
        let found = Self::ALL.into_iter().find(|topic| topic.as_str() == text);
        found.ok_or(Refused("There is no such kind of mail."))
    }
}

/// What an unsubscribe link is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub topic: Topic,
    /// Whose mail it is.
    pub email: String,
    /// Whether they said they want no more.
    pub is_off: bool,
}

/// The address of the page where this person unsubscribes from `topic`.
pub fn url(service: &Service, person: PersonId, topic: Topic) -> String {
    format!("{}/unsubscribe/{}", service.settings().public_url, link(service, person, topic))
}

/// `TOPIC.PERSON.SEAL`, the seal being 128 bits of HMAC-SHA256 in hex.
fn link(service: &Service, person: PersonId, topic: Topic) -> String {
    let topic = topic.as_str();
    let seal = service.seal(&format!("unsubscribe:{topic}:{person}"));
    format!("{topic}.{person}.{}", &seal[..32])
}

/// Whom and what a link is about; one that was not made here leads nowhere.
async fn open(service: &Service, tx: &mut Tx, asked: &str) -> Result<(String, Topic)> {
    let mut parts = asked.splitn(3, '.');
    let topic: Option<Topic> = parts.next().and_then(|topic| topic.parse().ok());
    let person: Option<PersonId> = parts.next().and_then(|person| person.parse().ok());
    let (Some(topic), Some(person)) = (topic, person) else { return Err(Error::Missing) };
    if !bool::from(link(service, person, topic).as_bytes().ct_eq(asked.as_bytes())) {
        return Err(Error::Missing);
    }
    let found = person::by_id(tx, person).await?.ok_or(Error::Missing)?;
    Ok((found.email, topic))
}

/// What the link is about, and how things stand.
pub async fn look(service: &Service, link: &str) -> Result<Choice> {
    let mut tx = service.read().await?;
    let (email, topic) = open(service, &mut tx, link).await?;
    let is_off = optout::is_out(&mut tx, &email, topic.as_str()).await?;
    Ok(Choice { topic, email, is_off })
}

/// Unsubscribes, or takes that back. Doing it twice changes nothing.
pub async fn set(service: &Service, link: &str, off: bool) -> Result<Choice> {
    let mut tx = service.begin().await?;
    let (email, topic) = open(service, &mut tx, link).await?;
    if off {
        optout::insert(&mut tx, &email, topic.as_str(), service.now()).await?;
    } else {
        optout::remove(&mut tx, &email, topic.as_str()).await?;
    }
    tx.commit().await?;
    Ok(Choice { topic, email, is_off: off })
}

/// Whether mail of this topic may go to the address.
pub(crate) async fn wants(tx: &mut Tx, email: &str, topic: Topic) -> Result<bool> {
    Ok(!optout::is_out(tx, email, topic.as_str()).await?)
}

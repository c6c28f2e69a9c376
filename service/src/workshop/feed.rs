//! Workshops as calendar files and feeds.

use convene_domain::account::Act;
use convene_domain::id::{PersonId, WorkshopId};
use convene_domain::time::DAY;
use convene_domain::workshop::Details;
use convene_store::Tx;
use convene_store::account::person;
use convene_store::workshop::feed::{self as store, Entry};
use convene_store::workshop::listing::Filter;
use convene_store::workshop::{registration, workshop};
use subtle::ConstantTimeEq;

use super::{Workshop, access, event, link};
use crate::account::setup::community_name;
use crate::chance::secret_hash;
use crate::ics::{self, Calendar, Event, Method};
use crate::{Error, Result, Service, Viewer};

/// How long a workshop stays in feeds after its start, in milliseconds.
const KEPT: i64 = 30 * DAY;
/// Most events in a feed.
const MOST: i64 = 1_000;

/// A calendar as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    pub text: String,
    /// The same for the same text.
    pub tag: String,
}

impl Feed {
    fn of(calendar: &Calendar) -> Self {
        let text = calendar.to_string();
        let tag = secret_hash(&text)[..32].to_owned();
        Self { text, tag }
    }
}

async fn entry(service: &Service, tx: &mut Tx, entry: &Entry) -> Result<Event> {
    let details: Details = serde_json::from_str(&entry.workshop.details)?;
    let organizer = event::organizer(service, tx, &entry.host_name).await?;
    Ok(event::public(service, organizer, &entry.workshop, &details))
}

/// What everybody may find, called-off workshops among them, so that they vanish from calendars.
pub async fn public(service: &Service, filter: &Filter) -> Result<Feed> {
    let mut tx = service.read().await?;
    let found = store::public(&mut tx, filter, service.now().plus(-KEPT), MOST).await?;
    let mut events = Vec::new();
    for workshop in &found {
        events.push(entry(service, &mut tx, workshop).await?);
    }
    let name = format!("Workshops of {}", community_name(&mut tx).await?);
    Ok(Feed::of(&Calendar { method: Method::Publish, name: Some(name), events }))
}

async fn public_event(service: &Service, tx: &mut Tx, workshop: &Workshop) -> Result<Event> {
    let host = person::by_id(tx, workshop.owner_id).await?.map(|person| person.name).unwrap_or_default();
    entry(service, tx, &Entry { workshop: workshop.clone(), host_name: host }).await
}

/// One workshop, for whoever may see it.
pub async fn one(service: &Service, viewer: &Viewer, id: WorkshopId, key: Option<&str>) -> Result<Feed> {
    let mut tx = service.read().await?;
    let workshop = access::see(&mut tx, viewer, id, key).await?;
    let event = public_event(service, &mut tx, &workshop).await?;
    Ok(Feed::of(&Calendar::of(Method::Publish, event)))
}

/// Links that put a workshop into a calendar on the web.
pub async fn links(service: &Service, workshop: &Workshop) -> Result<ics::Links> {
    let mut tx = service.read().await?;
    Ok(ics::links(&public_event(service, &mut tx, workshop).await?))
}

/// The workshop of a seat, by the seat's personal link.
pub async fn seat(service: &Service, asked: &str) -> Result<Feed> {
    let mut tx = service.read().await?;
    let id = link::registration_of(asked).ok_or(Error::Missing)?;
    let member = registration::member(&mut tx, id).await?.ok_or(Error::Missing)?;
    if !link::opens(service, &member.registration, asked) {
        return Err(Error::Missing);
    }
    let found = workshop::by_id(&mut tx, member.registration.workshop_id).await?.ok_or(Error::Missing)?;
    let details: Details = serde_json::from_str(&found.details)?;
    let host = person::by_id(&mut tx, found.owner_id).await?.map(|person| person.name).unwrap_or_default();
    let organizer = event::organizer(service, &mut tx, &host).await?;
    let event = event::of_seat(service, organizer, &found, &details, &member.registration, &member.email);
    Ok(Feed::of(&Calendar::of(Method::Publish, event)))
}

/// A person's own feed: their seats and offers, and the workshops of their teams.
pub async fn personal(service: &Service, asked: &str) -> Result<Feed> {
    let mut tx = service.read().await?;
    let person = owner(service, &mut tx, asked).await?;
    let from = service.now().plus(-KEPT);
    let email = person::by_id(&mut tx, person).await?.ok_or(Error::Missing)?.email;
    let entries = store::with_seat(&mut tx, person, from, MOST).await?;
    let seats = store::seats(&mut tx, person, from, MOST).await?;
    let mut events = Vec::new();
    for found in &entries {
        let Some(seat) = seats.iter().find(|seat| seat.workshop_id == found.workshop.id) else { continue };
        let details: Details = serde_json::from_str(&found.workshop.details)?;
        let organizer = event::organizer(service, &mut tx, &found.host_name).await?;
        events.push(event::of_seat(service, organizer, &found.workshop, &details, seat, &email));
    }
    for found in &store::of_team(&mut tx, person, from, MOST).await? {
        // Who runs a workshop and has a seat in it needs it once.
        if !entries.iter().any(|known| known.workshop.id == found.workshop.id) {
            events.push(entry(service, &mut tx, found).await?);
        }
    }
    events.sort_by(|one, other| (one.starts_at, &one.uid).cmp(&(other.starts_at, &other.uid)));
    let name = format!("My workshops, {}", community_name(&mut tx).await?);
    Ok(Feed::of(&Calendar { method: Method::Publish, name: Some(name), events }))
}

/// Whose feed a link opens.
async fn owner(service: &Service, tx: &mut Tx, asked: &str) -> Result<PersonId> {
    let person: Option<PersonId> = asked.split_once('.').and_then(|(id, _)| id.parse().ok());
    let person = person.ok_or(Error::Missing)?;
    let version = store::version(tx, person).await?.ok_or(Error::Missing)?;
    let opens = link::feed(service, person, version).as_bytes().ct_eq(asked.as_bytes());
    if bool::from(opens) { Ok(person) } else { Err(Error::Missing) }
}

/// The address of the viewer's own feed; none until they made one.
pub async fn address(service: &Service, viewer: &Viewer) -> Result<Option<String>> {
    let person = viewer.allowed(Act::HaveProfile)?.id;
    let mut tx = service.read().await?;
    let version = store::version(&mut tx, person).await?;
    let public_url = &service.settings().public_url;
    Ok(version.map(|version| format!("{public_url}/calendar/{}.ics", link::feed(service, person, version))))
}

/// Makes the viewer's own feed, once.
pub async fn make(service: &Service, viewer: &Viewer) -> Result<()> {
    let person = viewer.allowed(Act::HaveProfile)?.id;
    let mut tx = service.begin().await?;
    store::make(&mut tx, person).await?;
    Ok(tx.commit().await?)
}

/// Ends the address of the viewer's own feed, in favour of another.
pub async fn renew(service: &Service, viewer: &Viewer) -> Result<()> {
    let person = viewer.allowed(Act::HaveProfile)?.id;
    let mut tx = service.begin().await?;
    if !store::renew(&mut tx, person).await? {
        return Err(Error::Missing);
    }
    Ok(tx.commit().await?)
}

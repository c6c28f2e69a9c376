//! Workshops as calendar files and feeds.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use convene_domain::Time;
use convene_domain::account::Act;
use convene_domain::id::{PersonId, WorkshopId};
use convene_domain::time::{DAY, MINUTE};
use convene_domain::workshop::Details;
use convene_store::account::person;
use convene_store::workshop::feed::{self as store, Entry};
use convene_store::workshop::listing::Filter;
use convene_store::workshop::{registration, workshop};
use convene_store::{Tx, rows};
use subtle::ConstantTimeEq;

use super::{Workshop, access, event, link};
use crate::account::setup::community_name;
use crate::chance::secret_hash;
use crate::ics::{self, Calendar, Event, Method};
use crate::{Error, Result, Service, Viewer, mail};

/// How long a workshop stays in feeds after its start, in milliseconds.
const KEPT: i64 = 30 * DAY;
/// Most events in a feed.
const MOST: i64 = 1_000;
/// How long a public calendar is sent as it was written, in milliseconds.
const FRESH: i64 = MINUTE;
/// Most public calendars kept at once.
const CALENDARS: usize = 64;
/// Longest value of a filter whose calendar is kept, in bytes.
const LONGEST: usize = 100;
/// What the log calls what cannot be read here.
const DETAILS: &str = "details of workshops in calendars";

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
        let tag = secret_hash(&text).chars().take(32).collect();
        Self { text, tag }
    }
}

/// Public calendars written lately, by their filters.
#[derive(Default)]
pub(crate) struct Calendars(Mutex<HashMap<Filter, (Time, Arc<Feed>)>>);

impl Calendars {
    fn all(&self) -> MutexGuard<'_, HashMap<Filter, (Time, Arc<Feed>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, filter: &Filter, now: Time) -> Option<Arc<Feed>> {
        let all = self.all();
        let (written, feed) = all.get(filter)?;
        (0..FRESH).contains(&now.since(*written)).then(|| feed.clone())
    }

    /// Keeps a calendar. Filters are whatever strangers type: of those only a few are kept, and they push neither each
    /// other nor the calendar of everything out.
    fn keep(&self, filter: &Filter, now: Time, feed: &Arc<Feed>) {
        let mut all = self.all();
        all.retain(|_, (written, _)| (0..FRESH).contains(&now.since(*written)));
        let is_short = filter.topic.as_ref().map_or(0, String::len) <= LONGEST
            && filter.language.as_ref().map_or(0, String::len) <= LONGEST;
        if *filter == Filter::default() || (is_short && all.len() < CALENDARS) {
            all.insert(filter.clone(), (now, feed.clone()));
        }
    }
}

/// What everybody may find, called-off workshops among them, so that they vanish from calendars. Up to a minute old.
pub async fn public(service: &Service, filter: &Filter) -> Result<Arc<Feed>> {
    let now = service.now();
    if let Some(known) = service.calendars().get(filter, now) {
        return Ok(known);
    }
    let mut tx = service.read().await?;
    let found = store::public(&mut tx, filter, now.plus(-KEPT), MOST).await?;
    let sender = mail::sender_address(service, &mut tx).await?;
    let name = format!("Workshops of {}", community_name(&mut tx).await?);
    drop(tx);
    let events = rows::each(
        DETAILS,
        &found,
        |entry| entry.workshop.id.to_string(),
        |found| entry(service, &sender, found),
    );
    let feed = Arc::new(Feed::of(&Calendar { method: Method::Publish, name: Some(name), events }));
    service.calendars().keep(filter, now, &feed);
    Ok(feed)
}

/// A workshop as everybody sees it. It asks the database nothing: a feed has many.
fn entry(service: &Service, sender: &str, entry: &Entry) -> Result<Event> {
    let details: Details = serde_json::from_str(&entry.workshop.details)?;
    Ok(event::public(service, event::host(&entry.host_name, sender), &entry.workshop, &details))
}

async fn public_event(service: &Service, tx: &mut Tx, workshop: &Workshop) -> Result<Event> {
    let host = person::by_id(tx, workshop.owner_id).await?.map(|person| person.name).unwrap_or_default();
    let sender = mail::sender_address(service, tx).await?;
    entry(service, &sender, &Entry { workshop: workshop.clone(), host_name: host })
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

/// A person's own feed: their seats and offers, and the workshops of their teams. However many they are, the database is
/// asked as often.
pub async fn personal(service: &Service, asked: &str) -> Result<Feed> {
    let mut tx = service.read().await?;
    let person = owner(service, &mut tx, asked).await?;
    let from = service.now().plus(-KEPT);
    let email = person::by_id(&mut tx, person).await?.ok_or(Error::Missing)?.email;
    let entries = store::with_seat(&mut tx, person, from, MOST).await?;
    let seats = store::seats(&mut tx, person, from, MOST).await?;
    let of_team = store::of_team(&mut tx, person, from, MOST).await?;
    let sender = mail::sender_address(service, &mut tx).await?;
    let name = format!("My workshops, {}", community_name(&mut tx).await?);
    drop(tx);
    let seats: HashMap<_, _> = seats.iter().map(|seat| (seat.workshop_id, seat)).collect();
    let seated: HashSet<_> = entries.iter().map(|entry| entry.workshop.id).collect();
    let id = |entry: &&Entry| entry.workshop.id.to_string();
    let with_seat = entries.iter().filter_map(|entry| Some((entry, *seats.get(&entry.workshop.id)?)));
    let mut events = rows::each(
        DETAILS,
        with_seat,
        |(entry, _)| id(entry),
        |(found, seat)| {
            let details: Details = serde_json::from_str(&found.workshop.details)?;
            let host = event::host(&found.host_name, &sender);
            Ok::<_, Error>(event::of_seat(service, host, &found.workshop, &details, seat, &email))
        },
    );
    // Who runs a workshop and has a seat in it needs it once.
    let others = of_team.iter().filter(|entry| !seated.contains(&entry.workshop.id));
    events.extend(rows::each(DETAILS, others, id, |found| entry(service, &sender, found)));
    events.sort_by(|one, other| (one.starts_at, &one.uid).cmp(&(other.starts_at, &other.uid)));
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

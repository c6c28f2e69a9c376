//! Finding workshops: the public list and calendar, what I registered for, what my team runs.

use std::collections::BTreeSet;

use convene_domain::Time;
use convene_domain::account::Act;
use convene_domain::id::{PersonId, SeriesId, WorkshopId};
use convene_domain::time::DAY;
use convene_domain::workshop::plan::topics_from_column as topics;
use convene_domain::workshop::{
    Details, Level, Place as Venue, RegistrationState, Visibility, WorkshopState,
};
use convene_store::workshop::listing::{self, Facet, Onlooker, Part};
use convene_store::{Rows, Tx, rows};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::link;
use crate::calendar::Local;
use crate::{Error, Result, Service, Viewer};

pub use convene_store::workshop::listing::{Filter, Place};

/// Workshops on one page of a list.
const PAGE: i64 = 24;
/// Most workshops of one month; more than anybody reads.
const MONTH: i64 = 400;
/// Most rows of what somebody has before them; more than anybody registers for.
const OWN: i64 = 100;
/// Rows asked for beyond the next few, for those that cannot be read.
const SPARE: i64 = 10;
/// Past workshops of somebody on one page.
const PAST: i64 = 20;

/// A workshop as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub id: WorkshopId,
    pub series: Option<SeriesId>,
    pub host: PersonId,
    pub host_name: String,
    pub title: String,
    pub summary: String,
    pub online: bool,
    /// Where it is, for those that have a place.
    pub address: Option<String>,
    /// BCP 47.
    pub language: String,
    pub level: Level,
    pub topics: Vec<String>,
    pub starts_at: Time,
    pub ends_at: Time,
    /// IANA name of the wall clock it was planned by.
    pub zone: String,
    pub seats: Seats,
    pub approval: bool,
    pub state: WorkshopState,
    /// What its link needs while it is not listed.
    pub key: Option<String>,
}

/// How full a workshop is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seats {
    /// As many as come; so many do by now.
    Open { taken: i64 },
    /// Some are left.
    Left { left: i64 },
    /// None for who comes now; so many wait.
    Full { waiting: i64 },
}

impl Seats {
    pub const fn of(capacity: Option<i64>, taken: i64, waiting: i64) -> Self {
        match capacity {
            None => Self::Open { taken },
            // Nobody passes those who wait, not even while a seat changes hands.
            Some(capacity) if waiting == 0 && taken < capacity => Self::Left { left: capacity - taken },
            Some(_) => Self::Full { waiting },
        }
    }
}

impl Listed {
    fn from_row(row: listing::Listed) -> Result<Self> {
        let details: Details = serde_json::from_str(&row.details)?;
        let (online, address) = match details.place {
            Venue::Online { .. } => (true, None),
            Venue::OnSite { address } => (false, Some(address)),
        };
        Ok(Self {
            id: row.id,
            series: *row.series_id,
            host: row.owner_id,
            host_name: row.host_name,
            title: row.title,
            summary: row.summary,
            online,
            address,
            language: row.language,
            level: row.level,
            topics: topics(&row.topics),
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            zone: row.zone,
            seats: Seats::of(row.capacity, row.taken, row.waiting),
            approval: row.approval,
            state: row.state,
            key: (row.visibility == Visibility::Unlisted).then_some(row.link_key),
        })
    }

    /// The address of its page.
    pub fn path(&self) -> String {
        match &self.key {
            Some(key) => format!("/workshops/{}?key={key}", self.id),
            None => format!("/workshops/{}", self.id),
        }
    }

    /// Its place in a list by start.
    pub const fn place(&self) -> Place {
        Place { starts_at: self.starts_at, id: self.id }
    }
}

/// The workshops of a list; one whose details cannot be read is left out.
fn read_all(found: impl IntoIterator<Item = listing::Listed>) -> Vec<Listed> {
    rows::each("details of workshops", found, |row| row.id.to_string(), Listed::from_row)
}

/// What a list can be filtered by: only what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choices {
    /// In alphabetical order.
    pub topics: Vec<String>,
    pub languages: Vec<String>,
    /// From easy to hard.
    pub levels: Vec<Level>,
    /// By name.
    pub hosts: Vec<(PersonId, String)>,
}

impl Choices {
    fn of(facets: Vec<Facet>) -> Self {
        let topics: BTreeSet<String> = facets.iter().flat_map(|facet| topics(&facet.topics)).collect();
        let languages: BTreeSet<&str> = facets.iter().map(|facet| facet.language.as_str()).collect();
        let hosts: BTreeSet<(&str, PersonId)> =
            facets.iter().map(|facet| (facet.host_name.as_str(), facet.owner_id)).collect();
        let has = |level: &Level| facets.iter().any(|facet| facet.level == *level);
        Self {
            topics: topics.into_iter().collect(),
            languages: languages.into_iter().map(str::to_owned).collect(),
            levels: Level::ALL.iter().copied().filter(has).collect(),
            hosts: hosts.into_iter().map(|(name, id)| (id, name.to_owned())).collect(),
        }
    }
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub workshops: Vec<Listed>,
    /// Where the next page begins, when there is one.
    pub more: Option<Place>,
    pub choices: Choices,
}

impl ListPage {
    /// What cannot be read takes its place on the page, so that the next page begins behind it.
    fn of(mut rows: Rows<listing::Listed>, choices: Choices) -> Self {
        let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let overflows = rows.found() > shown;
        rows.truncate(shown);
        let more = rows.last().filter(|_| overflows);
        let more = more.map(|row| Place { starts_at: row.starts_at, id: row.id });
        Self { workshops: read_all(rows), more, choices }
    }
}

/// Public workshops that are on or still to come, the next one first, from the one behind `after` on.
pub async fn coming(service: &Service, filter: &Filter, after: Option<Place>) -> Result<ListPage> {
    let now = service.now();
    let mut tx = service.read().await?;
    let rows = listing::coming(&mut tx, filter, now, after, PAGE + 1).await?;
    let facets = listing::facets(&mut tx, now.plus(1), Time::from_millis(i64::MAX)).await?;
    Ok(ListPage::of(rows, Choices::of(facets)))
}

/// Public workshops that are over, the last one first, from the one behind `before` on.
pub async fn past(service: &Service, filter: &Filter, before: Option<Place>) -> Result<ListPage> {
    let now = service.now();
    let mut tx = service.read().await?;
    let rows = listing::past(&mut tx, filter, now, before, PAGE + 1).await?;
    let facets = listing::facets(&mut tx, Time::from_millis(i64::MIN), now.plus(1)).await?;
    Ok(ListPage::of(rows, Choices::of(facets)))
}

/// The next public workshops, at most `most`.
pub async fn next(service: &Service, most: i64) -> Result<Vec<Listed>> {
    let mut tx = service.read().await?;
    let rows = listing::coming(&mut tx, &Filter::default(), service.now(), None, most + SPARE).await?;
    let mut next = read_all(rows);
    next.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(next)
}

/// Public workshops of some days, and what they can be filtered by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    pub workshops: Vec<Listed>,
    pub choices: Choices,
}

/// Public workshops that start on the days from `first` up to and without `end`, as days go where the reader is.
pub async fn days(service: &Service, filter: &Filter, local: &Local, first: Date, end: Date) -> Result<Days> {
    let zone = TimeZone::get(&local.zone).unwrap_or(TimeZone::UTC);
    let (from, until) = (midnight(&zone, first)?, midnight(&zone, end)?);
    let mut tx = service.read().await?;
    let rows = listing::between(&mut tx, filter, from, until, MONTH).await?;
    // Whatever the filters leave out of these days can still be asked for.
    let facets = listing::facets(&mut tx, from, until.plus(DAY)).await?;
    Ok(Days { workshops: read_all(rows), choices: Choices::of(facets) })
}

/// When a day begins in a zone; not always at 0:00, for some zones change their clocks then.
fn midnight(zone: &TimeZone, day: Date) -> Result<Time> {
    let begins = day.to_zoned(zone.clone()).and_then(|day| day.start_of_day());
    let begins = begins.map_err(|error| Error::Internal(format!("the start of {day}: {error}")))?;
    Ok(Time::from_millis(begins.timestamp().as_millisecond()))
}

/// Other dates of a series that one can still come to, as far as `onlooker` may know of them.
pub(super) async fn other_dates(
    tx: &mut Tx,
    series: SeriesId,
    except: WorkshopId,
    onlooker: Onlooker,
    now: Time,
    most: i64,
) -> Result<Vec<Listed>> {
    let rows = listing::of_series(tx, series, onlooker, now, most + 1).await?;
    let mut dates = read_all(rows.into_iter().filter(|row| row.id != except));
    dates.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(dates)
}

/// A workshop somebody registered for, and what they have there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mine {
    pub workshop: Listed,
    pub state: RegistrationState,
    pub offer_until: Option<Time>,
    /// Place in line, from 1.
    pub in_line: Option<i64>,
    pub attended: bool,
    /// The secret part of their personal page.
    pub link: String,
}

/// What the signed-in person registered for and is not over, the next one first.
pub async fn own(service: &Service, viewer: &Viewer) -> Result<Vec<Mine>> {
    let person = viewer.allowed(Act::Visit)?.id;
    let mut tx = service.read().await?;
    let rows = listing::registered(&mut tx, person, Part::Coming, service.now(), None, OWN).await?;
    Ok(all_mine(service, rows))
}

/// A page of what somebody had a seat in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastPage {
    pub workshops: Vec<Mine>,
    /// Where the next page begins, when there is one.
    pub older: Option<Place>,
}

/// What the signed-in person had a seat in, the last one first, from the one behind `before` on.
pub async fn own_past(service: &Service, viewer: &Viewer, before: Option<Place>) -> Result<PastPage> {
    let person = viewer.allowed(Act::Visit)?.id;
    let mut tx = service.read().await?;
    let mut rows = listing::registered(&mut tx, person, Part::Past, service.now(), before, PAST + 1).await?;
    let shown = usize::try_from(PAST).unwrap_or(usize::MAX);
    let overflows = rows.found() > shown;
    rows.truncate(shown);
    let older = rows.last().filter(|_| overflows).map(|row| &row.workshop);
    let older = older.map(|row| Place { starts_at: row.starts_at, id: row.id });
    Ok(PastPage { workshops: all_mine(service, rows), older })
}

fn all_mine(service: &Service, found: Rows<listing::Registered>) -> Vec<Mine> {
    let id = |row: &listing::Registered| row.workshop.id.to_string();
    rows::each("details of workshops", found, id, |row| mine(service, row))
}

fn mine(service: &Service, row: listing::Registered) -> Result<Mine> {
    Ok(Mine {
        link: link::seat(service, row.registration_id, row.link_version),
        workshop: Listed::from_row(row.workshop)?,
        state: row.registration_state,
        offer_until: *row.offer_until,
        in_line: Some(row.in_line).filter(|_| row.registration_state == RegistrationState::Waiting),
        attended: row.attended,
    })
}

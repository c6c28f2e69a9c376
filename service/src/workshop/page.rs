//! One workshop, as everybody who may see it sees it.

use convene_domain::Time;
use convene_domain::id::WorkshopId;
use convene_domain::time::MINUTE;
use convene_domain::workshop::plan::topics_from_column as topics;
use convene_domain::workshop::sign_up::Phase;
use convene_domain::workshop::{Details, Visibility, WorkshopState};
use convene_store::Tx;
use convene_store::account::person;
use convene_store::workshop::listing::Onlooker;
use convene_store::workshop::picture;

use super::listing::{Listed, Seats, other_dates};
use super::{Workshop, access, cover, event, markdown, register};
use crate::ics::{self, Links};
use crate::{Error, Result, Service, Viewer};

/// Most other dates of a series on a page.
const DATES: i64 = 6;

/// A workshop with all its page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub workshop: Workshop,
    pub details: Details,
    pub host_name: String,
    /// Safe HTML.
    pub description: String,
    pub topics: Vec<String>,
    pub seats: Seats,
    /// Instants of the agenda with their titles.
    pub agenda: Vec<(Time, String)>,
    /// Other dates of its series that are still to come.
    pub dates: Vec<Listed>,
    /// Links that put it into a calendar on the web.
    pub calendar: Links,
    /// How it stands for those who want to come.
    pub phase: Phase,
    /// Whether the reader runs it.
    pub runs: bool,
    /// Whether the reader may know who registered.
    pub meets: bool,
}

/// The workshop, provided the viewer may see it: see [`access::see`].
pub async fn open(service: &Service, viewer: &Viewer, id: WorkshopId, key: Option<&str>) -> Result<Opened> {
    let mut tx = service.read().await?;
    let workshop = access::see(&mut tx, viewer, id, key).await?;
    let host = person::by_id(&mut tx, workshop.owner_id).await?.ok_or(Error::Missing)?;
    let details: Details = serde_json::from_str(&workshop.details)?;
    let runs = access::runs(&mut tx, viewer, id).await?;
    let dates = match *workshop.series_id {
        Some(series) => {
            let knows_unlisted = runs || workshop.visibility == Visibility::Unlisted;
            let onlooker = Onlooker { knows_unlisted, person: viewer.id() };
            other_dates(&mut tx, series, id, onlooker, service.now(), DATES).await?
        }
        None => Vec::new(),
    };
    let organizer = event::organizer(service, &mut tx, &host.name).await?;
    let calendar = ics::links(&event::public(service, organizer, &workshop, &details));
    let meets = runs && access::meets(&mut tx, viewer, id).await?;
    let starts = workshop.starts_at;
    let agenda =
        details.agenda.iter().map(|item| (starts.plus(i64::from(item.after) * MINUTE), item.title.clone()));
    Ok(Opened {
        host_name: host.name,
        description: markdown::html(&details.description),
        topics: topics(&workshop.topics),
        seats: Seats::of(workshop.capacity, workshop.taken, workshop.waiting),
        agenda: agenda.collect(),
        phase: register::phase(&workshop, service.now()),
        calendar,
        dates,
        runs,
        meets,
        details,
        workshop,
    })
}

impl Opened {
    /// Whether everybody may find it; else it is its team's, or for whoever has its link.
    pub fn is_public(&self) -> bool {
        is_public(&self.workshop)
    }

    /// What the link to it needs; none when it is listed.
    pub fn key(&self) -> Option<&str> {
        (self.workshop.visibility == Visibility::Unlisted).then_some(self.workshop.link_key.as_str())
    }
}

/// A picture as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub media_type: String,
    pub bytes: Vec<u8>,
    /// Changes with the picture.
    pub tag: String,
    /// Whether caches on the way may keep it.
    pub public: bool,
}

/// The cover of a workshop: the uploaded one, or one drawn for it.
pub async fn cover(service: &Service, viewer: &Viewer, id: WorkshopId, key: Option<&str>) -> Result<Picture> {
    let mut tx = service.read().await?;
    let workshop = access::see(&mut tx, viewer, id, key).await?;
    if let Some(uploaded) = uploaded(&mut tx, &workshop).await? {
        return Ok(Picture {
            media_type: uploaded.media_type,
            bytes: uploaded.bytes,
            tag: uploaded.id.to_string(),
            public: is_public(&workshop),
        });
    }
    let svg = cover::svg(&workshop);
    Ok(Picture {
        media_type: "image/svg+xml".to_owned(),
        tag: crate::chance::secret_hash(&svg)[..16].to_owned(),
        bytes: svg.into_bytes(),
        public: is_public(&workshop),
    })
}

pub(super) async fn uploaded(tx: &mut Tx, workshop: &Workshop) -> Result<Option<picture::Picture>> {
    match *workshop.picture_id {
        Some(id) => Ok(picture::by_id(tx, id).await?),
        None => Ok(None),
    }
}

pub(super) fn is_public(workshop: &Workshop) -> bool {
    workshop.state != WorkshopState::Draft && workshop.visibility == Visibility::Listed
}

//! A workshop as its team sees it: who registered, what they answered, who came.

mod decide;
mod remove;
mod rename;

use std::collections::{BTreeMap, BTreeSet};

use convene_domain::id::WorkshopId;
use convene_domain::workshop::attendance::Report;
use convene_domain::workshop::{Details, RegistrationState, WorkshopState};
use convene_store::workshop::attendance::{self as stored, Counts, Registrant};
use convene_store::workshop::export::{self, Export};
use convene_store::workshop::material::{self, Material};
use convene_store::workshop::request::{self, Request};

pub use decide::{DECIDED_AT_ONCE, Decided, Decision, decide};
pub use rename::rename;

use super::{Workshop, access};
use crate::{Result, Service, Viewer};

/// Lists taken out that the team page remembers.
const EXPORTS: i64 = 10;

/// Which registrants to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    #[default]
    All,
    Pending,
    Confirmed,
    Offered,
    Waiting,
    Attended,
    /// Had a seat and did not come, or not yet.
    Missing,
    /// Gave up, let an offer pass, or were declined.
    Ended,
}

impl Show {
    pub const ALL: [Show; 8] = [
        Show::All,
        Show::Pending,
        Show::Confirmed,
        Show::Offered,
        Show::Waiting,
        Show::Attended,
        Show::Missing,
        Show::Ended,
    ];

    /// Its name in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Show::All => "all",
            Show::Pending => "pending",
            Show::Confirmed => "confirmed",
            Show::Offered => "offered",
            Show::Waiting => "waiting",
            Show::Attended => "attended",
            Show::Missing => "missing",
            Show::Ended => "ended",
        }
    }

    /// The view with this name; an unknown name is everybody.
    pub fn of(name: &str) -> Self {
        Self::ALL.into_iter().find(|show| show.as_str() == name).unwrap_or_default()
    }

    fn has(self, row: &Registrant) -> bool {
        let registration = &row.registration;
        let seated = registration.state == RegistrationState::Confirmed;
        let came = registration.checked_in_at.is_some() || registration.joined_at.is_some();
        match self {
            Show::All => true,
            Show::Pending => registration.state == RegistrationState::Pending,
            Show::Confirmed => seated,
            Show::Offered => registration.state == RegistrationState::Offered,
            Show::Waiting => registration.state == RegistrationState::Waiting,
            Show::Attended => seated && came,
            Show::Missing => seated && !came,
            Show::Ended => registration.state.ended(),
        }
    }

    /// How many it shows.
    pub const fn count(self, counts: &Counts) -> i64 {
        match self {
            Show::All => counts.confirmed + counts.offered + counts.waiting + counts.pending + counts.ended,
            Show::Pending => counts.pending,
            Show::Confirmed => counts.confirmed,
            Show::Offered => counts.offered,
            Show::Waiting => counts.waiting,
            Show::Attended => counts.attended,
            Show::Missing => counts.confirmed - counts.attended,
            Show::Ended => counts.ended,
        }
    }
}

/// A workshop for its team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    pub workshop: Workshop,
    pub details: Details,
    pub counts: Counts,
    /// Whether the viewer may know who registered; else there are figures and no rows.
    pub meets: bool,
    /// Those who were asked for, by state, the waiting in their order, the others by name.
    pub rows: Vec<Row>,
    /// Guests who have yet to confirm, the earliest first. Held seats among them are counted as taken.
    pub unconfirmed: Vec<Request>,
    pub materials: Vec<Material>,
    /// The last ones first.
    pub exports: Vec<Export>,
    /// Once it is over; none when it did not take place.
    pub report: Option<Report>,
}

/// A registrant with what they answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub registrant: Registrant,
    /// From 1, for those in line.
    pub position: Option<usize>,
    /// Question and answer, in the order of the questions, those not asked any more last; what has no answer is left
    /// out.
    pub answers: Vec<(String, String)>,
}

/// The team's view; `search` is looked for in names and addresses.
pub async fn view(
    service: &Service,
    viewer: &Viewer,
    id: WorkshopId,
    show: Show,
    search: &str,
) -> Result<Team> {
    let mut tx = service.read().await?;
    let workshop = access::run(&mut tx, viewer, id).await?;
    let details: Details = serde_json::from_str(&workshop.details)?;
    let counts = stored::counts(&mut tx, id).await?;
    let meets = access::meets(&mut tx, viewer, id).await?;
    let rows = match meets {
        true => rows(&details, stored::registrants(&mut tx, id).await?, show, search)?,
        false => Vec::new(),
    };
    let unconfirmed = match meets {
        true => request::of_workshop(&mut tx, id).await?.rows,
        false => Vec::new(),
    };
    let materials = material::of_workshop(&mut tx, id).await?;
    let exports = export::of_subject(&mut tx, &id.to_string(), EXPORTS).await?;
    let over = workshop.state == WorkshopState::Published && service.now() >= workshop.ends_at;
    let report =
        over.then(|| Report::of(counts.registered(), counts.registered_attended(), counts.walk_ins_here));
    Ok(Team { workshop, details, counts, meets, rows, unconfirmed, materials, exports, report })
}

fn fits(row: &Registrant, search: &str) -> bool {
    let search = search.trim().to_lowercase();
    row.registration.name.to_lowercase().contains(&search) || row.email.to_lowercase().contains(&search)
}

fn rows(details: &Details, found: Vec<Registrant>, show: Show, search: &str) -> Result<Vec<Row>> {
    let asked = asked(details, &found);
    let mut ahead = 0;
    let mut rows = Vec::new();
    for registrant in found {
        let waits = registrant.registration.state == RegistrationState::Waiting;
        ahead += usize::from(waits);
        if !(show.has(&registrant) && fits(&registrant, search)) {
            continue;
        }
        let mut given = answers(&registrant);
        let answers =
            asked.iter().filter_map(|(id, words)| Some((words.clone(), given.remove(id)?))).collect();
        rows.push(Row { registrant, position: waits.then_some(ahead), answers });
    }
    Ok(rows)
}

/// What somebody answered, by the ids of the questions. Answers that cannot be read are none: the person is there all
/// the same.
pub(super) fn answers(registrant: &Registrant) -> BTreeMap<u32, String> {
    let registration = &registrant.registration;
    serde_json::from_str(&registration.answers).unwrap_or_else(|error| {
        convene_store::rows::note("answers of registrations", &registration.id.to_string(), &error);
        BTreeMap::new()
    })
}

/// Everything these people answered, by the ids of the questions with their words: what is asked now in its order, then
/// what was asked once. An answer stays when its question goes: a consent was given all the same.
pub(super) fn asked(details: &Details, registrants: &[Registrant]) -> Vec<(u32, String)> {
    let mut asked: Vec<(u32, String)> =
        details.questions.iter().map(|question| (question.id, question.label.clone())).collect();
    let mut gone = BTreeSet::new();
    for registrant in registrants {
        gone.extend(answers(registrant).into_keys());
    }
    for (known, _) in &asked {
        gone.remove(known);
    }
    for question in details.retired.iter().filter(|question| gone.remove(&question.id)) {
        asked.push((question.id, format!("Removed question: {}", question.label)));
    }
    // Questions that went before their words were kept.
    asked.extend((1..).zip(gone).map(|(number, id)| (id, format!("Removed question {number}"))));
    asked
}

/// Whether this viewer may know who registered; see [`Team::meets`].
pub async fn meets(service: &Service, viewer: &Viewer, id: WorkshopId) -> Result<bool> {
    access::meets(&mut service.read().await?, viewer, id).await
}

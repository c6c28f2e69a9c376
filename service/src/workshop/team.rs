//! A workshop as its team sees it: who registered, what they answered, who came.

use std::collections::BTreeMap;

use convene_domain::id::{RegistrationId, WorkshopId};
use convene_domain::workshop::attendance::Report;
use convene_domain::workshop::{Details, RegistrationState};
use convene_store::workshop::attendance::{self as stored, Counts, Registrant};
use convene_store::workshop::export::{self, Export};
use convene_store::workshop::material::{self, Material};

use super::{Workshop, access, approve};
use crate::{Error, Result, Service, Viewer};

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
    /// Those who were asked for, by state, the waiting in their order, the others by name.
    pub rows: Vec<Row>,
    pub materials: Vec<Material>,
    /// The last ones first.
    pub exports: Vec<Export>,
    /// Once it is over.
    pub report: Option<Report>,
}

/// A registrant with what they answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub registrant: Registrant,
    /// From 1, for those in line.
    pub position: Option<usize>,
    /// Question and answer, in the order of the questions; those without an answer are left out.
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
    let rows = rows(&details, stored::registrants(&mut tx, id).await?, show, search)?;
    let materials = material::of_workshop(&mut tx, id).await?;
    let exports = export::of_subject(&mut tx, &id.to_string(), EXPORTS).await?;
    let over = service.now() >= workshop.ends_at;
    let report =
        over.then(|| Report::of(counts.registered(), counts.registered_attended(), counts.walk_ins_here));
    Ok(Team { workshop, details, counts, rows, materials, exports, report })
}

fn fits(row: &Registrant, search: &str) -> bool {
    let search = search.trim().to_lowercase();
    row.registration.name.to_lowercase().contains(&search) || row.email.to_lowercase().contains(&search)
}

fn rows(details: &Details, found: Vec<Registrant>, show: Show, search: &str) -> Result<Vec<Row>> {
    let mut ahead = 0;
    let mut rows = Vec::new();
    for registrant in found {
        let waits = registrant.registration.state == RegistrationState::Waiting;
        ahead += usize::from(waits);
        if !(show.has(&registrant) && fits(&registrant, search)) {
            continue;
        }
        let mut given = answers(&registrant)?;
        let answers = details
            .questions
            .iter()
            .filter_map(|question| Some((question.label.clone(), given.remove(&question.id)?)))
            .collect();
        rows.push(Row { registrant, position: waits.then_some(ahead), answers });
    }
    Ok(rows)
}

/// What somebody answered, by the ids of the questions.
pub(super) fn answers(registrant: &Registrant) -> Result<BTreeMap<u32, String>> {
    Ok(serde_json::from_str(&registrant.registration.answers)?)
}

/// What the team says about registrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Approve,
    Decline,
    /// Takes the seat, the offer or the place in line back.
    Remove,
}

/// What came of decisions about several people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decided {
    /// For how many it was done, or was so already.
    pub done: usize,
    /// Of those approved: how many found no seat left and wait in line now.
    pub in_line: usize,
    /// Why it was not done for the others, each reason once.
    pub refused: Vec<String>,
}

/// Decides about several registrations, one after the other: one that cannot be does not stop the others.
pub async fn decide(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    chosen: &[RegistrationId],
    decision: Decision,
) -> Result<Decided> {
    if chosen.is_empty() {
        return Err(Error::field("registration", "Tick at least one person first."));
    }
    let mut decided = Decided::default();
    for id in chosen {
        let state = match decision {
            Decision::Approve => approve::approve(service, viewer, workshop, *id).await.map(Some),
            Decision::Decline => approve::decline(service, viewer, workshop, *id).await.map(|()| None),
            Decision::Remove => approve::remove(service, viewer, workshop, *id).await.map(|()| None),
        };
        match state {
            Ok(state) => {
                decided.done += 1;
                decided.in_line += usize::from(state == Some(RegistrationState::Waiting));
            }
            Err(Error::Fields(errors)) => {
                let reasons = errors.iter().map(|error| error.message.clone());
                decided.refused.extend(reasons);
                decided.refused.sort();
                decided.refused.dedup();
            }
            Err(error) => return Err(error),
        }
    }
    Ok(decided)
}

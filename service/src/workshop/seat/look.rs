//! What a personal page shows.

use convene_domain::Time;
use convene_domain::workshop::answers::{self, Answers};
use convene_domain::workshop::sign_up::Phase;
use convene_domain::workshop::{Details, RegistrationState, line as rule};
use convene_store::account::person;
use convene_store::workshop::{registration, workshop};

use super::{SeriesDate, ahead, not_me, series};
use crate::workshop::register::{details, is_full, phase};
use crate::workshop::{Registration, Workshop, link};
use crate::{Result, Service};

/// What a link opens.
#[derive(Debug, Clone)]
pub enum Found {
    Seat(Box<Seat>),
    /// It was right once; a newer one has replaced it.
    Replaced,
    /// It never was one of ours, or was cut off.
    Unknown,
}

/// A registration and its workshop, as its person sees them.
#[derive(Debug, Clone)]
pub struct Seat {
    pub registration: Registration,
    pub workshop: Workshop,
    pub details: Details,
    /// Where the mails go.
    pub email: String,
    pub host: String,
    pub phase: Phase,
    pub answers: Answers,
    /// Something required is unanswered: a seat that was handed on.
    pub incomplete: bool,
    /// From 1, for those in line.
    pub position: Option<i64>,
    /// Whether the offer still stands.
    pub offered_until: Option<Time>,
    /// Whether somebody who comes now, or comes back, gets no seat.
    pub full: bool,
    /// Dates of the series this person has registered for, this one included, that are not over.
    pub dates: Vec<SeriesDate>,
    /// Whether its person has said that somebody else had registered them.
    pub disowned: bool,
}

impl Seat {
    pub fn state(&self) -> RegistrationState {
        self.registration.state
    }

    /// Whether anything can be changed: before the start of a workshop that takes place.
    pub const fn changeable(&self) -> bool {
        matches!(self.phase, Phase::NotYet { .. } | Phase::Open | Phase::Closed)
    }

    /// Whether whoever gave it up can have it again as it was: a free seat, and nobody asks.
    pub fn can_come_back(&self) -> bool {
        self.phase == Phase::Open && !self.full && !self.workshop.approval
    }

    /// Whether the seat can be given to somebody else. Where the team approves, it chooses who comes.
    pub fn can_hand_on(&self) -> bool {
        self.changeable() && self.state() == RegistrationState::Confirmed && !self.workshop.approval
    }
}

/// The highest link version whose predecessors are looked at: nobody's link is renewed more often.
const VERSIONS: i64 = 50;

/// Opens a personal link. Changes nothing.
pub async fn look(service: &Service, link: &str) -> Result<Found> {
    let Some(id) = link::registration_of(link) else { return Ok(Found::Unknown) };
    let mut tx = service.read().await?;
    let Some(member) = registration::member(&mut tx, id).await? else { return Ok(Found::Unknown) };
    let registered = &member.registration;
    if !link::opens(service, registered, link) {
        let older = (1..registered.link_version.min(VERSIONS)).any(|link_version| {
            link::opens(service, &Registration { link_version, ..registered.clone() }, link)
        });
        return Ok(if older { Found::Replaced } else { Found::Unknown });
    }
    let Some(workshop) = workshop::by_id(&mut tx, registered.workshop_id).await? else {
        return Ok(Found::Unknown);
    };
    let now = service.now();
    let details = details(&workshop)?;
    let answers: Answers = serde_json::from_str(&registered.answers)?;
    let host = person::by_id(&mut tx, workshop.owner_id).await?.map(|host| host.name).unwrap_or_default();
    let position = ahead(&mut tx, &member).await?.map(rule::position);
    let dates = series::dates(service, &mut tx, &workshop, registered).await?;
    Ok(Found::Seat(Box::new(Seat {
        phase: phase(&workshop, now),
        incomplete: answers::incomplete(&details.questions, &answers),
        offered_until: registered.offer_until.filter(|until| *until > now && workshop.starts_at > now),
        full: is_full(&workshop),
        disowned: not_me::disowned(registered),
        email: member.email.clone(),
        registration: member.registration,
        details,
        answers,
        host,
        position,
        dates,
        workshop,
    })))
}

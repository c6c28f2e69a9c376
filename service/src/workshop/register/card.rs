//! What the card beside a workshop shows: whether one can register, and how it stands for whoever looks.

use convene_domain::Time;
use convene_domain::id::WorkshopId;
use convene_domain::workshop::sign_up::Phase;
use convene_domain::workshop::{Question, RegistrationState, Visibility, line as rule};
use convene_store::Tx;
use convene_store::workshop::{line, registration, seats};

use super::{details, phase};
use crate::workshop::{Registration, Workshop, event, link};
use crate::{Result, Service, Viewer};

/// Dates shown instead of a full one.
const OTHER_DATES: i64 = 3;

/// Everything the card shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub workshop: WorkshopId,
    pub phase: Phase,
    /// Why it does not take place, when it does not.
    pub cancel_reason: Option<String>,
    pub closes_at: Option<Time>,
    pub starts_at: Time,
    /// None: as many as come.
    pub capacity: Option<i64>,
    /// Seats somebody who signs up now may have. None: no limit.
    pub left: Option<i64>,
    /// How many wait.
    pub waiting: i64,
    /// Whether the team says yes to each registration first.
    pub approval: bool,
    /// Whether the viewer would register as a guest and confirm by e-mail.
    pub confirms: bool,
    pub questions: Vec<Question>,
    /// The viewer's own registration, when they are signed in and have one.
    pub mine: Option<Mine>,
    /// Where seats are free, when this date is full.
    pub elsewhere: Vec<OtherDate>,
    /// The series it belongs to, when more dates than this one can be had.
    pub series: Option<Series>,
}

impl Card {
    pub fn is_full(&self) -> bool {
        self.left == Some(0)
    }
}

/// A registration as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mine {
    pub state: RegistrationState,
    /// What follows `/seat/` in the address of its page.
    pub link: String,
    /// From 1, for those in line.
    pub position: Option<i64>,
    /// Until when a seat is kept.
    pub offer_until: Option<Time>,
}

/// Another date with free seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherDate {
    pub id: WorkshopId,
    /// The address of its page, with its key when it is not listed.
    pub path: String,
    pub starts_at: Time,
    /// None: no limit.
    pub left: Option<i64>,
}

/// The dates of a series one can sign up for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Series {
    pub dates: i64,
    /// How many of them have no seat left.
    pub full: i64,
}

/// The card of a workshop this viewer may see.
pub async fn card(service: &Service, viewer: &Viewer, workshop: &Workshop) -> Result<Card> {
    let now = service.now();
    let mut tx = service.read().await?;
    let registered = match viewer.id() {
        Some(person) => registration::of_person(&mut tx, workshop.id, person).await?,
        None => None,
    };
    let mine = match registered.filter(|registered| registered.state != RegistrationState::Cancelled) {
        Some(registered) => Some(mine(service, &mut tx, &registered).await?),
        None => None,
    };
    let phase = phase(workshop, now);
    let left = rule::seats_left(workshop.capacity, workshop.taken, workshop.waiting);
    let without_seat = mine.as_ref().is_none_or(|mine| !mine.state.takes_seat());
    let elsewhere = if phase == Phase::Open && left == Some(0) && without_seat {
        seats::other_dates(&mut tx, workshop, now, OTHER_DATES).await?.iter().map(other_date).collect()
    } else {
        Vec::new()
    };
    let series = match *workshop.series_id {
        Some(series) if phase == Phase::Open => {
            let unlisted = workshop.visibility == Visibility::Unlisted;
            let coming = seats::coming(&mut tx, series, unlisted, now).await?;
            (coming.dates > 1).then_some(Series { dates: coming.dates, full: coming.booked_out })
        }
        _ => None,
    };
    let asked = details(workshop)?;
    Ok(Card {
        workshop: workshop.id,
        phase,
        cancel_reason: workshop.cancel_reason.clone(),
        closes_at: *workshop.closes_at,
        starts_at: workshop.starts_at,
        capacity: workshop.capacity,
        left,
        waiting: workshop.waiting,
        approval: workshop.approval,
        confirms: asked.guests.confirm && viewer.person.is_none(),
        questions: asked.questions,
        mine,
        elsewhere,
        series,
    })
}

fn other_date(date: &Workshop) -> OtherDate {
    let left = rule::seats_left(date.capacity, date.taken, date.waiting);
    OtherDate { id: date.id, path: event::path(date), starts_at: date.starts_at, left }
}

pub(crate) async fn mine(service: &Service, tx: &mut Tx, registered: &Registration) -> Result<Mine> {
    let position = match (registered.state, registered.number) {
        (RegistrationState::Waiting, Some(number)) => {
            Some(rule::position(line::ahead_of(tx, registered.workshop_id, number).await?))
        }
        _ => None,
    };
    Ok(Mine {
        state: registered.state,
        link: link::personal(service, registered),
        position,
        offer_until: *registered.offer_until,
    })
}

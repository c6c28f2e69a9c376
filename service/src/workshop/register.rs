//! Signing up: a name and an address suffice. The database decides who gets a seat; nobody passes people who wait.

mod add;
mod card;
mod guest;
mod place;
mod rush;
mod walk_in;
mod whole_series;

use convene_domain::Time;
use convene_domain::id::WorkshopId;
use convene_domain::workshop::sign_up::{self, Dates, Phase};
use convene_domain::workshop::{Details, RegistrationState, Visibility, WorkshopState, line as rule};
use convene_store::Tx;
use convene_store::workshop::seats;

pub use add::{Added, add};
pub use card::{Card, Mine, OtherDate, Series, card};
pub(super) use guest::{known_or_new, read_answers};
pub(super) use place::again;
pub use rush::Rush;
pub use walk_in::{Arrived, walk_in};
pub(super) use whole_series::follow;

use super::{Workshop, access};
use crate::account::throttle;
use crate::{Error, Result, Service, Viewer};

/// What somebody typed to register.
#[derive(Debug, Clone, Copy, Default)]
pub struct Form<'a> {
    /// May be empty for whoever is signed in.
    pub name: &'a str,
    /// May be empty for whoever is signed in. Another address than their own registers somebody else.
    pub email: &'a str,
    /// All fields as posted; the answers are those named `q` and the question's id.
    pub answers: &'a [(String, String)],
    /// Whether a place in the waiting line is welcome where no seat is left.
    pub waiting_ok: bool,
    /// Every coming date of the series, not this one alone.
    pub whole_series: bool,
    /// The browser's zone; IANA name.
    pub zone: Option<&'a str>,
    /// What the link to an unlisted workshop carries.
    pub key: Option<&'a str>,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The signed-in person registered themselves: how the date they looked at stands, and how many dates it was.
    Mine { state: RegistrationState, dates: usize },
    /// The mail tells the person whose address was typed; here the same is said to everybody, so that nobody learns
    /// who is registered.
    Told,
}

const FULL: &str =
    "The last seat is gone. Everything you typed is still here, and you can join the waiting list with it.";

/// Registers for a workshop, or for every coming date of its series. The same form sent twice is one registration.
///
/// Refuses fields with a sentence each; when no seat is left and waiting is not welcome, the field is `waiting_ok`.
pub async fn register(
    service: &Service,
    viewer: &Viewer,
    id: WorkshopId,
    form: &Form<'_>,
) -> Result<Outcome> {
    match service.db().kind() {
        "sqlite" => rush::register(service, viewer, id, form).await,
        _ => alone(service, viewer, id, form).await,
    }
}

/// One sign-up in a transaction of its own.
async fn alone(service: &Service, viewer: &Viewer, id: WorkshopId, form: &Form<'_>) -> Result<Outcome> {
    let mut tx = service.begin().await?;
    let outcome = one(service, &mut tx, viewer, id, form).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(outcome)
}

/// One sign-up in the caller's transaction, which must not be committed when it is refused.
async fn one(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    id: WorkshopId,
    form: &Form<'_>,
) -> Result<Outcome> {
    let from = format!("sign-up-from:{}", viewer.address);
    throttle::count(service, tx, &from, sign_up::SIGN_UPS_PER_ADDRESS).await?;
    let (dates, whole_series) = wanted(service, tx, viewer, id, form).await?;
    let guest = guest::read(service, tx, viewer, &dates, whole_series, form).await?;
    let mut mine = None;
    let mut registered = 0;
    for date in &dates {
        if !date.approval && is_full(date) && !form.waiting_ok {
            continue;
        }
        let state = place::take(service, tx, date, &guest).await?;
        registered += 1;
        if date.id == id || mine.is_none() {
            mine = Some(state);
        }
    }
    // Said before anybody looks whether this address is registered: the answer must not depend on it.
    let state = mine.ok_or_else(|| Error::field("waiting_ok", FULL))?;
    Ok(if guest.by_other { Outcome::Told } else { Outcome::Mine { state, dates: registered } })
}

/// The dates to register for, held until the transaction ends, and whether they are a whole series.
async fn wanted(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    id: WorkshopId,
    form: &Form<'_>,
) -> Result<(Vec<Workshop>, bool)> {
    let now = service.now();
    let held = if form.whole_series {
        // Dates of a series are held in one go, in one order; this one is looked at without holding it.
        convene_store::workshop::workshop::by_id(tx, id).await?
    } else {
        seats::hold(tx, id).await?
    };
    let workshop = held.ok_or(Error::Missing)?;
    let unlisted = workshop.visibility == Visibility::Unlisted;
    if workshop.state == WorkshopState::Draft || unlisted {
        access::see(tx, viewer, id, form.key).await?;
    }
    let mut dates = match *workshop.series_id {
        Some(series) if form.whole_series => seats::hold_series(tx, series, now).await?,
        _ if form.whole_series => seats::hold(tx, id).await?.into_iter().collect(),
        _ => vec![workshop.clone()],
    };
    let whole = form.whole_series && workshop.series_id.is_some();
    if whole {
        // A date that is not listed is for those who know its link, or that of another such date.
        let known = |date: &Workshop| unlisted || date.visibility == Visibility::Listed;
        dates.retain(|date| phase(date, now) == Phase::Open && known(date));
    }
    match dates.first() {
        Some(first) if whole || phase(first, now) == Phase::Open => Ok((dates, whole)),
        _ => Err(Error::field("", not_open(phase(&workshop, now)))),
    }
}

/// Where a workshop stands for those who want to come.
pub fn phase(workshop: &Workshop, now: Time) -> Phase {
    let dates = Dates {
        state: workshop.state,
        opens_at: *workshop.opens_at,
        closes_at: *workshop.closes_at,
        starts_at: workshop.starts_at,
        ends_at: workshop.ends_at,
    };
    dates.phase(now)
}

const fn not_open(phase: Phase) -> &'static str {
    match phase {
        Phase::Draft => "This workshop is not published yet.",
        Phase::Cancelled => "This workshop does not take place, so nobody can register.",
        Phase::NotYet { .. } => "Registration has not opened yet. Come back at the time on this page.",
        Phase::Open => "No date of this series is open for registration.",
        Phase::Closed => "Registration has closed.",
        Phase::Running => "This workshop has begun, so nobody can register any more.",
        Phase::Over => "This workshop is over.",
    }
}

/// Whether somebody who signs up now gets no seat.
pub(super) fn is_full(workshop: &Workshop) -> bool {
    rule::seats_left(workshop.capacity, workshop.taken, workshop.waiting) == Some(0)
}

/// What is asked at registration.
pub(super) fn details(workshop: &Workshop) -> Result<Details> {
    Ok(serde_json::from_str(&workshop.details)?)
}

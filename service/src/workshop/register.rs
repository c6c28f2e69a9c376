//! Signing up: a name and an address suffice. The database decides who gets a seat; nobody passes people who wait.

mod add;
mod card;
pub mod confirm;
mod guest;
mod held;
mod network;
mod place;
mod rush;
pub(super) mod unconfirmed;
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
pub(super) use held::{Used, use_seat};
pub(super) use place::again;
pub use rush::Rush;
pub use unconfirmed::lapse;
pub(super) use unconfirmed::{hold_given, release, release_overdue};
pub use walk_in::{Arrived, walk_in};
pub(super) use whole_series::follow;

use super::{Workshop, access};
use crate::account::throttle;
use crate::chance::secret_hash;
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
    "That was the last seat. Everything you typed is still here, and you can join the waitlist with it.";

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
    outcome
}

/// One sign-up in the caller's transaction, to be committed either way: of a refused one nothing stays but what it
/// counts towards the limits. Fails where the transaction is of no use any more.
async fn one(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    id: WorkshopId,
    form: &Form<'_>,
) -> Result<Result<Outcome>> {
    let by = match guest::own_account(viewer, form.email) {
        Some(person) => (format!("sign-up-by:{person}"), sign_up::SIGN_UPS_PER_PERSON),
        None => (format!("sign-up-from:{}", viewer.address), sign_up::SIGN_UPS_PER_ADDRESS),
    };
    match throttle::count(service, tx, &by.0, by.1).await {
        Err(refused @ Error::TooMany { .. }) => return Ok(Err(refused)),
        counted => counted?,
    }
    // Counted before dates are held: two who hold one each would wait for the other.
    let unproven = guest::unproven(viewer, form.email);
    let to = unproven.map(|email| format!("sign-up-as:{}", secret_hash(email.as_str())));
    let written = match &to {
        Some(to) => throttle::within(throttle::count(service, tx, to, sign_up::SIGN_UPS_PER_EMAIL).await)?,
        None => true,
    };
    tx.savepoint().await?;
    let (outcome, dates) = match on_dates(service, tx, viewer, id, form, written).await {
        Ok(done) => done,
        Err(refused) => {
            tx.rollback_to_savepoint().await?;
            // No letter goes out. Else whoever knows an address could use up its limit with forms that are refused.
            if let Some(to) = &to {
                throttle::take_back(tx, to).await?;
            }
            return Ok(Err(refused));
        }
    };
    tx.release_savepoint().await?;
    if to.is_some() {
        // The form itself was counted above.
        let more = i64::try_from(dates).unwrap_or(i64::MAX) - 1;
        throttle::charge(service, tx, &by.0, more, by.1).await?;
    }
    Ok(Ok(outcome))
}

/// Registers for each date that is wanted and can be had. What came of it, and for how many dates. Unless `written`,
/// everything is looked at and nothing is done.
async fn on_dates(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    id: WorkshopId,
    form: &Form<'_>,
    written: bool,
) -> Result<(Outcome, usize)> {
    let (mut dates, whole_series) = wanted(service, tx, viewer, id, form).await?;
    let guest = guest::parse(viewer, &dates, whole_series, form)?;
    unconfirmed::release_overdue(service, tx, &mut dates).await?;
    let held = unconfirmed::own_seats(tx, &dates, &guest).await?;
    dates.retain(|date| held.contains(&date.id) || date.approval || !is_full(date) || form.waiting_ok);
    if dates.is_empty() {
        // Said before anybody looks whether this address is registered: the answer must not depend on it.
        return Err(Error::field("waiting_ok", FULL));
    }
    if guest.is_guest() {
        network::count(service, tx, viewer, &dates, guest.email()).await?;
    }
    if !written {
        return Ok((Outcome::Told, dates.len()));
    }
    let (mut at_once, mut confirmed_later) = (Vec::new(), Vec::new());
    for date in &dates {
        let confirms = guest.is_guest() && details(date)?.guests.confirm;
        if confirms { confirmed_later.push(date) } else { at_once.push(date) }
    }
    unconfirmed::hold(service, tx, &confirmed_later, &guest).await?;
    let mut mine = None;
    if !at_once.is_empty() {
        let known = guest.find_or_create(service, tx).await?;
        for date in at_once {
            let state = place::take(service, tx, date, &known, held.contains(&date.id)).await?;
            if date.id == id || mine.is_none() {
                mine = Some(state);
            }
        }
    }
    let outcome = match mine {
        Some(state) if !guest.is_guest() => Outcome::Mine { state, dates: dates.len() },
        _ => Outcome::Told,
    };
    Ok((outcome, dates.len()))
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

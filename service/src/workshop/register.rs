//! Signing up: a name and an address suffice. The database decides who gets a seat; nobody passes people who wait.

mod card;
mod rush;
mod walk_in;

use convene_domain::account::{Email, Role, profile};
use convene_domain::id::{PersonId, RegistrationId, WorkshopId};
use convene_domain::time::MINUTE;
use convene_domain::workshop::answers::{self, Answers};
use convene_domain::workshop::sign_up::{self, Dates, Phase};
use convene_domain::workshop::{Details, RegistrationState, Visibility, WorkshopState, line as rule};
use convene_domain::{FieldErrors, Language, Time};
use convene_store::Tx;
use convene_store::account::person::{self, NewPerson, Person};
use convene_store::workshop::{line, registration, seats};

pub use card::{Card, Mine, OtherDate, Series, card};
pub use rush::Rush;
pub use walk_in::{Arrived, walk_in};

use super::line::miscounted;
use super::notice::{self, Why};
use super::{Registration, Workshop, access};
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

/// A second click within this time is not worth a second mail, in milliseconds.
const SAME_BREATH: i64 = 5 * MINUTE;

const FULL: &str =
    "The last seat is gone. Everything you typed is still here, and you can join the waiting list with it.";

/// Who comes, and what they said.
struct Guest<'a> {
    person: PersonId,
    email: String,
    name: String,
    answers: String,
    zone: Option<&'a str>,
    language: Option<Language>,
    by_other: bool,
    whole_series: bool,
}

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
    let guest = guest(service, tx, viewer, &dates, whole_series, form).await?;
    let mut mine = None;
    let mut registered = 0;
    for date in &dates {
        if !date.approval && is_full(date) && !form.waiting_ok {
            continue;
        }
        let state = take_place(service, tx, date, &guest).await?;
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
    if workshop.state == WorkshopState::Draft || workshop.visibility == Visibility::Unlisted {
        access::see(tx, viewer, id, form.key).await?;
    }
    let mut dates = match *workshop.series_id {
        Some(series) if form.whole_series => seats::hold_series(tx, series, now).await?,
        _ if form.whole_series => seats::hold(tx, id).await?.into_iter().collect(),
        _ => vec![workshop.clone()],
    };
    let whole = form.whole_series && workshop.series_id.is_some();
    if whole {
        dates.retain(|date| phase(date, now) == Phase::Open);
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

/// Reads the form, and finds or notes the person.
async fn guest<'a>(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    dates: &[Workshop],
    whole_series: bool,
    form: &Form<'a>,
) -> Result<Guest<'a>> {
    let questions = dates.first().map(details).transpose()?.unwrap_or_default().questions;
    let zone = form.zone.filter(|zone| crate::account::profile::zone(zone).is_ok());
    let own = viewer.person.as_ref().filter(|me| is_own(me, form.email));
    let mut errors = FieldErrors::new();
    let name = match own {
        Some(me) if form.name.trim().is_empty() => Some(me.name.clone()),
        _ => errors.keep("name", profile::name(form.name)),
    };
    let email = match own {
        Some(_) => None,
        None => errors.keep("email", Email::parse(form.email)),
    };
    let typed = read_answers(&questions, form.answers).unwrap_or_else(|refused| {
        refused.iter().for_each(|error| errors.add(&error.field, error.message.as_str()));
        Answers::new()
    });
    errors.into_result()?;
    let name = name.unwrap_or_default();
    let answers = serde_json::to_string(&typed)?;
    let (person, email) = match (own, email) {
        (None, Some(email)) => {
            let to = format!("sign-up-as:{}", secret_hash(email.as_str()));
            throttle::count(service, tx, &to, sign_up::SIGN_UPS_PER_EMAIL).await?;
            let person = known_or_new(service, tx, &email, &name, zone).await?;
            (person.id, person.email)
        }
        (own, _) => own.map(|me| (me.id, me.email.clone())).ok_or(Error::SignIn)?,
    };
    let (language, by_other) = (viewer.language, own.is_none());
    Ok(Guest { person, email, name, answers, zone, language, by_other, whole_series })
}

/// Whether the address in the form is that of the signed-in person; they need not type it.
fn is_own(me: &Person, typed: &str) -> bool {
    typed.trim().is_empty() || Email::parse(typed).is_ok_and(|email| email.as_str() == me.email)
}

/// The answers among the posted fields.
pub(super) fn read_answers(
    questions: &[convene_domain::workshop::Question],
    fields: &[(String, String)],
) -> std::result::Result<Answers, FieldErrors> {
    answers::read(questions, |name| {
        fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    })
}

/// The person with this address; a newcomer is noted as a guest. Whoever is known keeps their own name.
pub(super) async fn known_or_new(
    service: &Service,
    tx: &mut Tx,
    email: &Email,
    name: &str,
    zone: Option<&str>,
) -> Result<Person> {
    let now = service.now();
    let new = NewPerson {
        id: PersonId::new(now, service.chance().bytes()),
        email,
        name,
        role: Role::Guest,
        zone,
        password_hash: None,
        now,
        proven: false,
    };
    Ok(person::insert_or_find(tx, &new).await?)
}

/// A seat, a place in line or a request, whichever there is for this date; how it stands then.
async fn take_place(
    service: &Service,
    tx: &mut Tx,
    date: &Workshop,
    guest: &Guest<'_>,
) -> Result<RegistrationState> {
    let now = service.now();
    let state = match is_full(date) {
        _ if date.approval => RegistrationState::Pending,
        true => RegistrationState::Waiting,
        false => RegistrationState::Confirmed,
    };
    let new = registration::New {
        id: RegistrationId::new(now, service.chance().bytes()),
        workshop_id: date.id,
        person_id: guest.person,
        name: &guest.name,
        state,
        answers: &guest.answers,
        number: (state == RegistrationState::Waiting).then_some(date.queue + 1),
        zone: guest.zone,
        language: guest.language,
        by_other: guest.by_other,
        whole_series: guest.whole_series,
        walk_in: false,
        now,
    };
    match registration::insert(tx, &new).await? {
        Some(registered) => {
            count_in(tx, date, &registered, now).await?;
            let why = match registered.state {
                RegistrationState::Confirmed => Why::Confirmed,
                RegistrationState::Waiting => Why::Waiting,
                _ => Why::Pending,
            };
            notice::queue(service, tx, registered.id, &guest.email, why).await?;
            Ok(registered.state)
        }
        None => {
            let before = registration::of_person(tx, date.id, guest.person).await?;
            let before = before.ok_or_else(|| miscounted(date.id, "a registration is gone"))?;
            remind(service, tx, &before, guest, now).await?;
            Ok(before.state)
        }
    }
}

/// Registers somebody again who has left, with the name and answers they gave then.
pub(super) async fn again(
    service: &Service,
    tx: &mut Tx,
    date: &Workshop,
    member: &registration::Member,
) -> Result<RegistrationState> {
    let before = &member.registration;
    let guest = Guest {
        person: before.person_id,
        email: member.email.clone(),
        name: before.name.clone(),
        answers: before.answers.clone(),
        zone: before.zone.as_deref(),
        language: before.language.as_deref().and_then(|code| code.parse().ok()),
        // Whoever holds the link reads the mails of this address.
        by_other: false,
        whole_series: false,
    };
    take_place(service, tx, date, &guest).await
}

/// Counts a new registration, on a date that is held.
async fn count_in(tx: &mut Tx, date: &Workshop, registered: &Registration, now: Time) -> Result<()> {
    let counted = match registered.state {
        RegistrationState::Confirmed => seats::take(tx, date.id, now).await?,
        RegistrationState::Waiting => line::join(tx, date.id).await? == registered.number,
        _ => true,
    };
    if counted { Ok(()) } else { Err(miscounted(date.id, "there is no seat")) }
}

/// Tells somebody what they have already, unless it was a second click.
async fn remind(
    service: &Service,
    tx: &mut Tx,
    before: &Registration,
    guest: &Guest<'_>,
    now: Time,
) -> Result<()> {
    if guest.by_other && now.since(before.created_at) > SAME_BREATH {
        notice::queue(service, tx, before.id, &guest.email, Why::Already).await?;
    }
    Ok(())
}

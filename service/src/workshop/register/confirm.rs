//! The link in the mail to a guest: it shows what they asked for, and a button confirms it. Opening it changes nothing,
//! so that programs which look at links in mails confirm nothing.

use std::collections::BTreeMap;

use convene_domain::Time;
use convene_domain::account::Email;
use convene_domain::id::{RegistrationId, WorkshopId};
use convene_domain::workshop::{RegistrationState, WorkshopState};
use convene_store::Tx;
use convene_store::account::person::Person;
use convene_store::workshop::registration;
use convene_store::workshop::request::{self, Request};
use convene_store::workshop::{line, seats, workshop};

use super::{details, held, known_or_new, unconfirmed};
use crate::workshop::line::{fill, miscounted};
use crate::workshop::{Registration, Workshop, approve, event, link, notice};
use crate::{Error, Result, Service};

/// What a link opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Open(Box<Open>),
    /// It was confirmed: what follows `/seat/` in the address of its page.
    Confirmed(String),
    /// The workshop was cancelled before it was confirmed.
    Cancelled {
        title: String,
        /// The workshop's page.
        page: String,
    },
    /// It was used, not confirmed in time, was withdrawn, or belongs to a registration that is over.
    Ended {
        title: String,
        /// The workshop's page.
        page: String,
    },
}

/// A registration to confirm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    pub title: String,
    /// The workshop's page.
    pub page: String,
    pub name: String,
    pub email: String,
    /// Question and answer, in the order of the questions.
    pub answers: Vec<(String, String)>,
    /// The starts of its dates, in their order, and whether a seat is held on each.
    pub dates: Vec<(Time, bool)>,
    /// Whether the team says yes to each registration first.
    pub approval: bool,
    pub until: Time,
}

const ENDED: &str = "This link has already been used or has expired. Check your email for your registration.";
const CANCELLED: &str = "This workshop was cancelled.";

/// What the link in a mail opens. Changes nothing.
pub async fn look(service: &Service, id: WorkshopId, link: &str) -> Result<Found> {
    let form = link::confirms(service, id, link).ok_or(Error::Missing)?;
    let mut tx = service.read().await?;
    let workshop = workshop::by_id(&mut tx, id).await?.ok_or(Error::Missing)?;
    let (title, page) = (workshop.title.clone(), event::path(&workshop));
    let rows = request::of_form(&mut tx, form).await?;
    let mut dates = Vec::new();
    let mut until = None;
    for row in &rows {
        let date = workshop::by_id(&mut tx, row.workshop_id).await?.ok_or(Error::Missing)?;
        if stands(row, &date, service.now()) {
            dates.push((date.starts_at, row.seat));
            until = Some(until.map_or(row.expires_at, |until: Time| until.min(row.expires_at)));
        }
    }
    dates.sort_unstable();
    let Some(first) = rows.first().filter(|_| !dates.is_empty()) else {
        return Ok(match confirmed(&mut tx, form).await? {
            Some(registration) => Found::Confirmed(link::personal(service, &registration)),
            None if workshop.state == WorkshopState::Cancelled => Found::Cancelled { title, page },
            None => Found::Ended { title, page },
        });
    };
    let mut given: BTreeMap<u32, String> = serde_json::from_str(&first.answers)?;
    let questions = details(&workshop)?.questions.into_iter();
    Ok(Found::Open(Box::new(Open {
        title,
        page,
        name: first.name.clone(),
        email: first.email.clone(),
        answers: questions
            .filter_map(|question| Some((question.label, given.remove(&question.id)?)))
            .collect(),
        dates,
        approval: workshop.approval,
        until: until.unwrap_or(first.expires_at),
    })))
}

/// Whether a request can be confirmed now.
fn stands(row: &Request, date: &Workshop, now: Time) -> bool {
    row.expires_at > now && date.starts_at > now && date.state == WorkshopState::Published
}

/// The registration that a form became, unless its links were renewed since.
async fn confirmed(tx: &mut Tx, form: RegistrationId) -> Result<Option<Registration>> {
    let found = registration::by_id(tx, form).await?;
    Ok(found.filter(|found| found.link_version == 1 && !found.state.ended()))
}

/// How somebody stands who has confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// What follows `/seat/` in the address of its page.
    pub link: String,
    pub state: RegistrationState,
    pub dates: usize,
}

/// Confirms what a guest asked for: held seats are theirs, where none was left they are at the end of the line. Done
/// already is done. Refuses what was not confirmed in time, with field `""`.
pub async fn confirm(service: &Service, id: WorkshopId, link: &str) -> Result<Confirmed> {
    let form = link::confirms(service, id, link).ok_or(Error::Missing)?;
    let mut tx = service.begin().await?;
    let mut dates = held_dates(&mut tx, form).await?;
    if dates.is_empty()
        && let Some(before) = confirmed(&mut tx, form).await?
    {
        let link = link::personal(service, &before);
        return Ok(Confirmed { link, state: before.state, dates: 1 });
    }
    dates.retain(|(row, date)| stands(row, date, service.now()));
    let mut person = None;
    let mut registered = Vec::new();
    for (row, date) in &dates {
        let person = match &person {
            Some(person) => person,
            None => person.insert(owner(service, &mut tx, row).await?),
        };
        registered.push(register(service, &mut tx, row, date, person).await?);
    }
    // The date they looked at, where it is among them.
    let shown = registered.iter().position(|registration| registration.workshop_id == id).unwrap_or(0);
    let Some(shown) = registered.get(shown) else {
        let workshop = workshop::by_id(&mut tx, id).await?.ok_or(Error::Missing)?;
        let cancelled = workshop.state == WorkshopState::Cancelled;
        return Err(Error::field("", if cancelled { CANCELLED } else { ENDED }));
    };
    let done =
        Confirmed { link: link::personal(service, shown), state: shown.state, dates: registered.len() };
    tx.commit().await?;
    service.mail_waits();
    Ok(done)
}

/// Withdraws what a guest asked for; held seats go to the next in line. Done already is done.
pub async fn withdraw(service: &Service, id: WorkshopId, link: &str) -> Result<()> {
    let form = link::confirms(service, id, link).ok_or(Error::Missing)?;
    let mut tx = service.begin().await?;
    for (row, date) in held_dates(&mut tx, form).await? {
        unconfirmed::release(&mut tx, date.id, row.id).await?;
        fill(service, &mut tx, date.id).await?;
    }
    tx.commit().await?;
    service.mail_waits();
    Ok(())
}

/// What a form asked for, with its dates held until the transaction ends.
async fn held_dates(tx: &mut Tx, form: RegistrationId) -> Result<Vec<(Request, Workshop)>> {
    let mut dates = Vec::new();
    for row in request::of_form(tx, form).await? {
        dates.extend(seats::hold(tx, row.workshop_id).await?);
    }
    // Read again: it may have changed before they were held.
    let rows = request::of_form(tx, form).await?.into_iter();
    let mut held: Vec<_> = rows
        .filter_map(|row| Some((row.clone(), dates.iter().find(|date| date.id == row.workshop_id)?.clone())))
        .collect();
    held.sort_by_key(|(_, date)| (date.starts_at, date.id));
    Ok(held)
}

async fn owner(service: &Service, tx: &mut Tx, row: &Request) -> Result<Person> {
    // It was an address when it was stored.
    let email =
        Email::parse(&row.email).map_err(|bad| Error::Internal(format!("a stored address: {bad}")))?;
    known_or_new(service, tx, &email, &row.name, row.zone.as_deref()).await
}

/// Makes a registration of a request on a date that is held. Whoever is registered already keeps what they have, but
/// for those who wait for a seat: one that is held for them is theirs.
async fn register(
    service: &Service,
    tx: &mut Tx,
    row: &Request,
    date: &Workshop,
    person: &Person,
) -> Result<Registration> {
    let now = service.now();
    if request::delete(tx, date.id, &row.id.to_string()).await?.is_none() {
        return Err(miscounted(date.id, "a request changed while it was held"));
    }
    let before = registration::of_person(tx, date.id, person.id).await?;
    if let Some(before) = before.filter(|before| !before.state.ended()) {
        if row.seat && date.approval {
            held::free(service, tx, &before).await?;
        } else if row.seat && held::use_or_free(service, tx, &before).await? {
            notice::queue(service, tx, before.id, &person.email, approve::why(RegistrationState::Confirmed))
                .await?;
        }
        return registration::by_id(tx, before.id).await?.ok_or(Error::Missing);
    }
    let seated = row.seat || (!date.approval && seats::take(tx, date.id, now).await?);
    let state = match seated {
        _ if date.approval => RegistrationState::Pending,
        true => RegistrationState::Confirmed,
        false => RegistrationState::Waiting,
    };
    let number = match state {
        RegistrationState::Waiting => line::join(tx, date.id).await?,
        _ => None,
    };
    let new = registration::New {
        id: row.id,
        workshop_id: date.id,
        person_id: person.id,
        name: &row.name,
        state,
        answers: &row.answers,
        number,
        zone: row.zone.as_deref(),
        language: row.language.as_deref().and_then(|code| code.parse().ok()),
        // Whoever has the link reads the mails of this address.
        by_other: false,
        whole_series: row.whole_series,
        walk_in: false,
        now,
    };
    let stored = registration::insert(tx, &new).await?;
    let stored = stored.ok_or_else(|| miscounted(date.id, "a registration changed while it was held"))?;
    // Where the team says yes first, and after it has said no, there is neither a seat nor a place in line.
    let counted =
        (!seated || stored.state == RegistrationState::Confirmed || seats::free(tx, date.id).await?)
            && (number.is_none()
                || stored.state == RegistrationState::Waiting
                || line::leave(tx, date.id).await?);
    if !counted {
        return Err(miscounted(date.id, "a held seat was not counted"));
    }
    notice::queue(service, tx, stored.id, &person.email, approve::why(stored.state)).await?;
    // A seat may be free for whoever waits: the one given back, or one that freed since registration closed.
    fill(service, tx, date.id).await?;
    registration::by_id(tx, stored.id).await?.ok_or(Error::Missing)
}

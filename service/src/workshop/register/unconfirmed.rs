//! Guests who have yet to confirm by e-mail: what is held for them, and what gives it back.
//!
//! All of this is the same whether or not the address is registered already, and none of it looks: seats left, places
//! in line and answers give nobody away.

use std::collections::{BTreeMap, BTreeSet};

use convene_domain::id::{RegistrationId, WorkshopId};
use convene_domain::time::HOUR;
use convene_domain::workshop::sign_up::confirm_until;
use convene_domain::{Language, Time};
use convene_store::Tx;
use convene_store::workshop::request::{self, Request};
use convene_store::workshop::seats;

use super::guest::GuestForm;
use super::{details, is_full};
use crate::workshop::line::{self, Hold, fill, miscounted};
use crate::workshop::{Workshop, notice};
use crate::{Error, Result, Service};

/// After this time a form that asks for the same again sends another letter, in milliseconds.
const RESEND_AFTER: i64 = HOUR;

/// Holds a seat on each of the dates that has one, and asks the owner of the address to confirm, in one letter. Where
/// no seat is left nothing is held: the place in line is given when it is confirmed.
pub(super) async fn hold(
    service: &Service,
    tx: &mut Tx,
    dates: &[&Workshop],
    read: &GuestForm<'_>,
) -> Result<()> {
    let now = service.now();
    let mut form = None;
    let mut before = None;
    let mut given = BTreeMap::new();
    for date in dates {
        let id = RegistrationId::new(now, service.chance().bytes());
        let new = Request {
            id,
            request_id: form.unwrap_or(id),
            workshop_id: date.id,
            email: read.email().to_owned(),
            name: read.name.clone(),
            answers: read.answers.clone(),
            zone: read.zone.map(str::to_owned),
            language: read.language.map(|language| Language::as_str(language).to_owned()),
            whole_series: read.whole_series,
            seat: !date.approval && !is_full(date),
            expires_at: confirm_until(now, date.starts_at),
            created_at: now,
            mailed_at: now,
        };
        match store(tx, date, &new, now).await? {
            Stored::New => form = form.or(Some(id)),
            Stored::GivenASeat(found) => _ = given.insert(found.request_id, found),
            Stored::Before(found) => before = before.or(Some(found)),
        }
    }
    // One letter for each form that has seats now.
    for found in given.values() {
        ask_again(service, tx, found).await?;
    }
    match (form, before) {
        _ if form.is_none() && !given.is_empty() => Ok(()),
        (Some(form), _) => notice::queue_confirm(service, tx, form, read.email()).await,
        (None, Some(before)) if now.since(before.mailed_at) >= RESEND_AFTER => {
            ask_again(service, tx, &before).await
        }
        _ => Ok(()),
    }
}

/// Holds a seat that somebody gives to the owner of this address, which is counted already, and asks them to confirm.
/// Whether it is held: not where a seat is held for this address already. The caller has ended what is overdue.
pub(in crate::workshop) async fn hold_given(
    service: &Service,
    tx: &mut Tx,
    date: &Workshop,
    email: &str,
    name: &str,
) -> Result<bool> {
    let now = service.now();
    let id = RegistrationId::new(now, service.chance().bytes());
    let new = Request {
        id,
        request_id: id,
        workshop_id: date.id,
        email: email.to_owned(),
        name: name.to_owned(),
        // Answers are personal: the friend gives their own.
        answers: "{}".to_owned(),
        zone: None,
        language: None,
        whole_series: false,
        seat: true,
        expires_at: confirm_until(now, date.starts_at),
        created_at: now,
        mailed_at: now,
    };
    if request::insert(tx, &new).await? {
        notice::queue_confirm(service, tx, id, email).await?;
        return Ok(true);
    }
    // They, or somebody else, asked before: that request has the seat now.
    let Some(found) = request::hold_seat(tx, date.id, email, new.expires_at).await? else { return Ok(false) };
    ask_again(service, tx, &found).await?;
    Ok(true)
}

/// Sends another letter for what was asked for before.
async fn ask_again(service: &Service, tx: &mut Tx, before: &Request) -> Result<()> {
    request::mailed(tx, before.request_id, service.now()).await?;
    notice::queue_confirm(service, tx, before.request_id, &before.email).await
}

/// What became of a request.
enum Stored {
    New,
    /// One without a seat stood already, and has a seat now.
    GivenASeat(Request),
    /// One stood already and stays as it is.
    Before(Request),
}

/// Stores a request and takes its seat; one that stands already without a seat gets it.
async fn store(tx: &mut Tx, date: &Workshop, new: &Request, now: Time) -> Result<Stored> {
    let stored = if request::insert(tx, new).await? {
        Stored::New
    } else {
        let given = match new.seat {
            true => request::hold_seat(tx, date.id, &new.email, new.expires_at).await?,
            false => None,
        };
        match given {
            Some(given) => Stored::GivenASeat(given),
            None => {
                let before = request::of_email(tx, date.id, &new.email).await?;
                return Ok(Stored::Before(before.ok_or_else(|| miscounted(date.id, "a request is gone"))?));
            }
        }
    };
    if new.seat && !seats::take(tx, date.id, now).await? {
        return Err(miscounted(date.id, "a seat cannot be held"));
    }
    Ok(stored)
}

/// Ends the requests that wait for a person to prove an address which they have proven by signing in. The dates on which
/// a seat was held for them: it is theirs.
pub(super) async fn own_seats(
    tx: &mut Tx,
    dates: &[Workshop],
    guest: &GuestForm<'_>,
) -> Result<BTreeSet<WorkshopId>> {
    let mut held = BTreeSet::new();
    if guest.is_guest() {
        return Ok(held);
    }
    for date in dates {
        if request::delete_of_email(tx, date.id, guest.email()).await? == Some(true) {
            held.insert(date.id);
        }
    }
    Ok(held)
}

/// Ends what is overdue on dates that are held, so that nobody who registers now finds its seat taken, or passes those
/// who wait for it, because the next round of [`lapse`] is still to come.
pub(in crate::workshop) async fn release_overdue(
    service: &Service,
    tx: &mut Tx,
    dates: &mut [Workshop],
) -> Result<()> {
    for date in dates {
        if !details(date)?.guests.confirm {
            continue;
        }
        if end_overdue(service, tx, date.id).await? > 0 {
            *date = seats::hold(tx, date.id).await?.ok_or(Error::Missing)?;
        }
    }
    Ok(())
}

/// Ends a request and gives back the seat that was held for it; the caller holds the workshop and moves the line on.
/// Whether it was still there.
pub(in crate::workshop) async fn release(
    tx: &mut Tx,
    workshop: WorkshopId,
    id: RegistrationId,
) -> Result<bool> {
    end(tx, workshop, &id.to_string()).await
}

/// [`release`] by the id as it is stored.
async fn end(tx: &mut Tx, workshop: WorkshopId, id: &str) -> Result<bool> {
    let Some(seat) = request::delete(tx, workshop, id).await? else { return Ok(false) };
    if seat && !seats::free(tx, workshop).await? {
        return Err(miscounted(workshop, "a held seat was not counted"));
    }
    Ok(true)
}

/// Ends what was not confirmed in time and brings the next in line up. How many ended.
pub async fn lapse(service: &Service) -> Result<usize> {
    line::end_overdue(service, Hold::Unconfirmed).await
}

/// The same for one workshop.
pub(in crate::workshop) async fn lapse_of(service: &Service, workshop: WorkshopId) -> Result<usize> {
    let mut tx = service.begin().await?;
    if seats::hold(&mut tx, workshop).await?.is_none() {
        return Ok(0);
    }
    let ended = end_overdue(service, &mut tx, workshop).await?;
    tx.commit().await?;
    Ok(ended)
}

/// Ends what was not confirmed in time for a workshop that is held, and moves the line on.
async fn end_overdue(service: &Service, tx: &mut Tx, workshop: WorkshopId) -> Result<usize> {
    let mut ended = 0;
    for id in request::lapsed(tx, workshop, service.now()).await? {
        ended += usize::from(end(tx, workshop, &id).await?);
    }
    if ended > 0 {
        fill(service, tx, workshop).await?;
    }
    Ok(ended)
}

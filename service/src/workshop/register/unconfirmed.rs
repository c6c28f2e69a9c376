//! Guests who have yet to confirm by e-mail: what is held for them, and what gives it back.
//!
//! All of this is the same whether or not the address is registered already, and none of it looks: seats left, places
//! in line and answers give nobody away.

use convene_domain::id::{RegistrationId, WorkshopId};
use convene_domain::time::MINUTE;
use convene_domain::workshop::sign_up::confirm_until;
use convene_domain::{Language, Time};
use convene_store::Tx;
use convene_store::workshop::request::{self, Request};
use convene_store::workshop::seats;

use super::guest::Read;
use super::{details, is_full};
use crate::workshop::line::{self, Hold, fill, miscounted};
use crate::workshop::{Workshop, notice};
use crate::{Error, Result, Service};

/// A second form within this time is not worth a second mail, in milliseconds.
const SAME_BREATH: i64 = 5 * MINUTE;

/// Holds a seat on each of the dates that has one, and asks the owner of the address to confirm, in one letter. Where
/// no seat is left nothing is held: the place in line is given when it is confirmed.
pub(super) async fn hold(service: &Service, tx: &mut Tx, dates: &[&Workshop], read: &Read<'_>) -> Result<()> {
    let now = service.now();
    let mut form = None;
    let mut before = None;
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
        };
        match store(tx, date, &new, now).await? {
            None => form = form.or(Some(id)),
            Some(found) => before = before.or(Some(found)),
        }
    }
    match (form, before) {
        (Some(form), _) => notice::queue_confirm(service, tx, form, read.email()).await,
        (None, Some(before)) if now.since(before.created_at) > SAME_BREATH => {
            notice::queue_confirm(service, tx, before.request_id, read.email()).await
        }
        _ => Ok(()),
    }
}

/// Holds a seat that somebody gives to the owner of this address, which is counted already, and asks them to confirm.
/// Whether it is held: not where something is held for this address.
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
    };
    let held = request::insert(tx, &new).await?;
    if held {
        notice::queue_confirm(service, tx, id, email).await?;
    }
    Ok(held)
}

/// Stores a request and takes its seat. The one that stands already, where there is one.
async fn store(tx: &mut Tx, date: &Workshop, new: &Request, now: Time) -> Result<Option<Request>> {
    if !request::insert(tx, new).await? {
        return Ok(request::of_email(tx, date.id, &new.email).await?);
    }
    if new.seat && !seats::take(tx, date.id, now).await? {
        return Err(miscounted(date.id, "a seat cannot be held"));
    }
    Ok(None)
}

/// Ends what is overdue on dates that are held, so that nobody who registers now finds its seat taken, or passes those
/// who wait for it, because the next round of [`lapse`] is still to come.
pub(super) async fn settle(service: &Service, tx: &mut Tx, dates: &mut [Workshop]) -> Result<()> {
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
    let Some(gone) = request::take(tx, workshop, id).await? else { return Ok(false) };
    give_back(tx, &gone).await?;
    Ok(true)
}

/// Gives back the seat of a request that is gone.
pub(super) async fn give_back(tx: &mut Tx, gone: &Request) -> Result<()> {
    if gone.seat && !seats::free(tx, gone.workshop_id).await? {
        return Err(miscounted(gone.workshop_id, "a held seat was not counted"));
    }
    Ok(())
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
        ended += usize::from(release(tx, workshop, id).await?);
    }
    if ended > 0 {
        fill(service, tx, workshop).await?;
    }
    Ok(ended)
}

//! The waiting line at work: whoever frees a seat brings the next person up in the same transaction.

use convene_domain::id::WorkshopId;
use convene_domain::workshop::{Promotion, RegistrationState, WorkshopState, line as rule};
use convene_store::Tx;
use convene_store::workshop::registration::{self, Member, Move};
use convene_store::workshop::{line, request, seats};

use super::notice::{self, Subject, Why};
use super::register::unconfirmed;
use crate::jobs::{self, Job};
use crate::{Error, Result, Service};

/// Gives free seats to those who have waited longest: at once, or as an offer, as the host chose. Nobody moves up in
/// a workshop that is not published or has begun. The caller rings [`Service::mail_waits`] after the commit.
pub async fn fill(service: &Service, tx: &mut Tx, id: WorkshopId) -> Result<()> {
    let now = service.now();
    let Some(workshop) = seats::hold(tx, id).await? else { return Ok(()) };
    let Some(offer_until) = rule::offer_until(now, workshop.starts_at, workshop.offer_ms) else {
        return Ok(());
    };
    if workshop.state != WorkshopState::Published {
        return Ok(());
    }
    for _ in 0..rule::comes_up(workshop.capacity, workshop.taken, workshop.waiting) {
        let found = line::next(tx, id).await?;
        // Those in front whose rows cannot be read keep their places; the seat stays free until they can be.
        if found.is_empty() && !found.unreadable.is_empty() {
            break;
        }
        if !line::advance(tx, id, now).await? {
            break;
        }
        let next = found.into_iter().next().ok_or_else(|| miscounted(id, "nobody is in line"))?;
        let (to, why) = match workshop.promotion {
            Promotion::AtOnce => (RegistrationState::Confirmed, Why::Promoted),
            Promotion::Offer => (RegistrationState::Offered, Why::Offered),
        };
        let to = Move {
            from: RegistrationState::Waiting,
            to,
            number: next.registration.number,
            offer_until: (to == RegistrationState::Offered).then_some(offer_until),
        };
        if !registration::change(tx, next.registration.id, to, now).await? {
            return Err(miscounted(id, "the next in line does not wait"));
        }
        notice::queue(service, tx, next.registration.id, &next.email, why).await?;
    }
    Ok(())
}

/// A defect of ours: the counters of a workshop and its registrations disagree. Nothing of the transaction stays.
pub(super) fn miscounted(id: WorkshopId, what: &str) -> Error {
    Error::Internal(format!("workshop {id}: {what}, against its counters"))
}

/// Ends a registration: what it held is given back, the person is told, and the next in line comes up. Whether it
/// still was what `member` says. The caller holds the workshop.
pub(crate) async fn end(
    service: &Service,
    tx: &mut Tx,
    member: &Member,
    to: RegistrationState,
    why: Option<Why>,
) -> Result<bool> {
    let ended = end_only(service, tx, member, to, why).await?;
    if ended && member.registration.state.takes_seat() {
        fill(service, tx, member.registration.workshop_id).await?;
    }
    Ok(ended)
}

/// [`end`] for many at once: the caller moves the line on afterwards.
pub(super) async fn end_only(
    service: &Service,
    tx: &mut Tx,
    member: &Member,
    to: RegistrationState,
    why: Option<Why>,
) -> Result<bool> {
    let registration = &member.registration;
    let (id, workshop) = (registration.id, registration.workshop_id);
    // Whom the team declines keeps the number: it may take that back.
    let number = registration.number.filter(|_| to == RegistrationState::Declined);
    let to = Move { number, ..Move::new(registration.state, to) };
    if !registration::change(tx, id, to, service.now()).await? {
        return Ok(false);
    }
    let counted = match registration.state {
        RegistrationState::Confirmed | RegistrationState::Offered => seats::free(tx, workshop).await?,
        RegistrationState::Waiting => line::leave(tx, workshop).await?,
        _ => true,
    };
    if !counted {
        return Err(miscounted(workshop, "somebody left who was not counted"));
    }
    if let Some(why) = why {
        notice::queue_for(service, tx, Subject::ended(registration), &member.email, why).await?;
    }
    Ok(true)
}

/// Workshops asked for at once.
const PAGE: i64 = 100;

/// What holds a seat for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// For the next in line.
    Offer,
    /// For a guest who has yet to confirm.
    Unconfirmed,
}

/// Ends offers whose time is over and brings the next in line up. How many ended.
pub async fn expire_offers(service: &Service) -> Result<usize> {
    end_overdue(service, Hold::Offer).await
}

/// Ends what is overdue and brings the next in line up, one workshop at a time. How many ended. Several nodes may do it
/// at once.
pub(super) async fn end_overdue(service: &Service, hold: Hold) -> Result<usize> {
    let mut ended = 0;
    let mut after = None;
    loop {
        let (mut tx, now) = (service.read().await?, service.now());
        let (job, page) = match hold {
            Hold::Offer => (Job::Offers, line::with_ended_offers(&mut tx, now, after, PAGE).await?),
            Hold::Unconfirmed => (Job::Unconfirmed, request::with_lapsed(&mut tx, now, after, PAGE).await?),
        };
        drop(tx);
        let is_last = i64::try_from(page.found()).is_ok_and(|found| found < PAGE);
        after = page.last().copied();
        let each = page.into_iter().map(|workshop| (workshop.to_string(), workshop));
        let end = move |service: Service, workshop| async move {
            match hold {
                Hold::Offer => expire_offers_of(&service, workshop).await,
                Hold::Unconfirmed => unconfirmed::lapse_of(&service, workshop).await,
            }
        };
        ended += jobs::each(service, job, each, end).await;
        if is_last || after.is_none() {
            break;
        }
    }
    if ended > 0 {
        service.mail_waits();
    }
    Ok(ended)
}

/// Ends the offers of one workshop whose time is over.
async fn expire_offers_of(service: &Service, workshop: WorkshopId) -> Result<usize> {
    // An offer that cannot be read never ends and is found on every round: it costs no transaction for writing, and
    // is no failure, after which the offers beside it would be left alone too.
    let mut tx = service.read().await?;
    if line::ended_offers(&mut tx, workshop, service.now()).await?.is_empty() {
        return Ok(0);
    }
    drop(tx);
    let mut tx = service.begin().await?;
    if seats::hold(&mut tx, workshop).await?.is_none() {
        return Ok(0);
    }
    let mut ended = 0;
    for member in line::ended_offers(&mut tx, workshop, service.now()).await? {
        let to = RegistrationState::Cancelled;
        ended += usize::from(end(service, &mut tx, &member, to, Some(Why::OfferEnded)).await?);
    }
    tx.commit().await?;
    Ok(ended)
}

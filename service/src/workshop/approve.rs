//! The team's word on registrations: yes, no, and taking a seat back.

use convene_domain::Time;
use convene_domain::id::{RegistrationId, WorkshopId};
use convene_domain::workshop::{RegistrationState, WorkshopState};
use convene_store::Tx;
use convene_store::workshop::registration::{self, Member, Move};
use convene_store::workshop::{line, seats};

use super::line::{end, fill, miscounted};
use super::notice::{self, Why};
use super::{Registration, Workshop, access};
use crate::{Error, Result, Service, Viewer};

/// A registration of a workshop this viewer runs, both held until the transaction ends.
async fn open(
    tx: &mut Tx,
    viewer: &Viewer,
    workshop: WorkshopId,
    id: RegistrationId,
) -> Result<(Workshop, Member)> {
    access::meet(tx, viewer, workshop).await?;
    let workshop = seats::hold(tx, workshop).await?.ok_or(Error::Missing)?;
    let member = registration::member(tx, id).await?.ok_or(Error::Missing)?;
    if member.registration.workshop_id == workshop.id { Ok((workshop, member)) } else { Err(Error::Missing) }
}

/// Says yes to somebody who asked: a seat, or the end of the line when none is left. How it stands then; done already
/// is done.
pub async fn approve(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    id: RegistrationId,
) -> Result<RegistrationState> {
    let now = service.now();
    let mut tx = service.begin().await?;
    let (workshop, member) = open(&mut tx, viewer, workshop, id).await?;
    let state = member.registration.state;
    if state.takes_seat() || state == RegistrationState::Waiting {
        return Ok(state);
    }
    if state != RegistrationState::Pending {
        return Err(Error::field("", "This registration has ended, so there is nothing to approve."));
    }
    takes_place(&workshop, now)?;
    let to = seat_or_line(&mut tx, &workshop, state, now).await?;
    if !registration::change(&mut tx, id, to, now).await? {
        return Err(miscounted(workshop.id, "a registration changed while it was held"));
    }
    notice::queue(service, &mut tx, id, &member.email, why(to.to)).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(to.to)
}

fn takes_place(workshop: &Workshop, now: Time) -> Result<()> {
    if workshop.state == WorkshopState::Published && now < workshop.ends_at {
        return Ok(());
    }
    Err(Error::field("", "This workshop does not take place any more."))
}

/// A seat on the team's word, or the end of the line when none is left: what a registration in the state `from` moves
/// to. Counts it; the caller holds the workshop.
pub(super) async fn seat_or_line(
    tx: &mut Tx,
    workshop: &Workshop,
    from: RegistrationState,
    now: Time,
) -> Result<Move> {
    if seats::take_by_team(tx, workshop.id, now).await? {
        return Ok(Move::new(from, RegistrationState::Confirmed));
    }
    still_moves(workshop, now)?;
    let number = line::join(tx, workshop.id).await?;
    Ok(Move { number, ..Move::new(from, RegistrationState::Waiting) })
}

fn still_moves(workshop: &Workshop, now: Time) -> Result<()> {
    if now < workshop.starts_at {
        return Ok(());
    }
    Err(Error::field("", "No seat is left, and the waiting list stands still since the start."))
}

/// What somebody is told who has this now.
pub(super) const fn why(state: RegistrationState) -> Why {
    match state {
        RegistrationState::Confirmed => Why::Confirmed,
        RegistrationState::Waiting => Why::Waiting,
        _ => Why::Pending,
    }
}

/// Says no to somebody who asked. They are told, and may ask again. Whether this call did it: it may be so already.
pub async fn decline(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    id: RegistrationId,
) -> Result<bool> {
    take_back(service, viewer, workshop, id, |state| match state {
        RegistrationState::Pending => Ok(Some(Why::Declined)),
        state if state.ended() => Ok(None),
        _ => Err(Error::field("", "This registration is approved already. Remove it instead.")),
    })
    .await
}

/// Takes a seat, an offer or a place in line back. The person is told; whoever comes back needs the team's yes. Whether
/// this call did it: it may be so already.
pub async fn remove(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    id: RegistrationId,
) -> Result<bool> {
    take_back(service, viewer, workshop, id, |state| Ok(removed(state))).await
}

/// What somebody is told whose registration the team removes; none when it has ended already.
pub(super) fn removed(state: RegistrationState) -> Option<Why> {
    match state {
        RegistrationState::Pending => Some(Why::Declined),
        state if state.ended() => None,
        _ => Some(Why::Removed),
    }
}

async fn take_back(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    id: RegistrationId,
    why: impl FnOnce(RegistrationState) -> Result<Option<Why>>,
) -> Result<bool> {
    let mut tx = service.begin().await?;
    let (_, member) = open(&mut tx, viewer, workshop, id).await?;
    let Some(why) = why(member.registration.state)? else { return Ok(false) };
    let done = end(service, &mut tx, &member, RegistrationState::Declined, Some(why)).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(done)
}

/// Takes a no back, whether it was a declined request or a removal: who had asked waits for the team's word again; who
/// had a seat has one again, if one is left; who had neither, or finds none, is in line at the number they had, or at
/// its end. They are told. How it stands then; done already is done.
///
/// Refuses with a sentence of field `""`: who left or let an offer pass, a workshop that is over or called off, and
/// after the start whoever finds no seat.
pub async fn reconsider(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    id: RegistrationId,
) -> Result<RegistrationState> {
    let now = service.now();
    let mut tx = service.begin().await?;
    let (workshop, member) = open(&mut tx, viewer, workshop, id).await?;
    match member.registration.state {
        RegistrationState::Declined => {}
        RegistrationState::Cancelled => {
            let sentence =
                "The team did not take this registration away. Add them again if they want to come.";
            return Err(Error::field("", sentence));
        }
        state => return Ok(state),
    }
    takes_place(&workshop, now)?;
    let to = way_back(&mut tx, &workshop, &member.registration, now).await?;
    if !registration::change(&mut tx, id, to, now).await? {
        return Err(miscounted(workshop.id, "a registration changed while it was held"));
    }
    notice::queue(service, &mut tx, id, &member.email, why(to.to)).await?;
    if to.to == RegistrationState::Waiting {
        // Seats may be free: then the letter about the line is not sent, but the one about the seat.
        fill(service, &mut tx, workshop.id).await?;
    }
    let back = registration::by_id(&mut tx, id).await?.ok_or(Error::Missing)?;
    tx.commit().await?;
    service.mail_waits();
    Ok(back.state)
}

/// What a declined registration moves to when the no is taken back. Counts it.
async fn way_back(tx: &mut Tx, workshop: &Workshop, declined: &Registration, now: Time) -> Result<Move> {
    let from = RegistrationState::Declined;
    let was = declined.declined_from.unwrap_or(RegistrationState::Pending);
    if was == RegistrationState::Pending {
        return Ok(Move::new(from, was));
    }
    if was == RegistrationState::Confirmed && seats::take_by_team(tx, workshop.id, now).await? {
        return Ok(Move { number: declined.number, ..Move::new(from, was) });
    }
    still_moves(workshop, now)?;
    let number = match declined.number {
        Some(number) if line::rejoin(tx, workshop.id).await? => Some(number),
        _ => line::join(tx, workshop.id).await?,
    };
    Ok(Move { number, ..Move::new(from, RegistrationState::Waiting) })
}

//! The team's word on registrations: yes, no, and taking a seat back.

use convene_domain::id::{RegistrationId, WorkshopId};
use convene_domain::workshop::{RegistrationState, WorkshopState};
use convene_store::Tx;
use convene_store::workshop::registration::{self, Member, Move};
use convene_store::workshop::{line, seats};

use super::line::{end, miscounted};
use super::notice::{self, Why};
use super::{Workshop, access};
use crate::{Error, Result, Service, Viewer};

/// A registration of a workshop this viewer runs, both held until the transaction ends.
async fn open(
    tx: &mut Tx,
    viewer: &Viewer,
    workshop: WorkshopId,
    id: RegistrationId,
) -> Result<(Workshop, Member)> {
    access::run(tx, viewer, workshop).await?;
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
    if workshop.state != WorkshopState::Published || now >= workshop.ends_at {
        return Err(Error::field("", "This workshop does not take place any more."));
    }
    let (to, why) = if seats::take_by_team(&mut tx, workshop.id, now).await? {
        (Move::new(state, RegistrationState::Confirmed), Why::Confirmed)
    } else if now >= workshop.starts_at {
        return Err(Error::field("", "No seat is left, and the waiting list stands still since the start."));
    } else {
        let number = line::join(&mut tx, workshop.id).await?;
        (Move { number, ..Move::new(state, RegistrationState::Waiting) }, Why::Waiting)
    };
    if !registration::change(&mut tx, id, to, now).await? {
        return Err(miscounted(workshop.id, "a registration changed while it was held"));
    }
    notice::queue(service, &mut tx, id, &member.email, why).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(to.to)
}

/// Says no to somebody who asked. They are told, and may ask again.
pub async fn decline(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    id: RegistrationId,
) -> Result<()> {
    take_back(service, viewer, workshop, id, |state| match state {
        RegistrationState::Pending => Ok(Some(Why::Declined)),
        state if state.ended() => Ok(None),
        _ => Err(Error::field("", "This registration is approved already. Remove it instead.")),
    })
    .await
}

/// Takes a seat, an offer or a place in line back. The person is told; whoever comes back needs the team's yes.
pub async fn remove(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    id: RegistrationId,
) -> Result<()> {
    take_back(service, viewer, workshop, id, |state| match state {
        RegistrationState::Pending => Ok(Some(Why::Declined)),
        state if state.ended() => Ok(None),
        _ => Ok(Some(Why::Removed)),
    })
    .await
}

async fn take_back(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    id: RegistrationId,
    why: impl FnOnce(RegistrationState) -> Result<Option<Why>>,
) -> Result<()> {
    let mut tx = service.begin().await?;
    let (_, member) = open(&mut tx, viewer, workshop, id).await?;
    let Some(why) = why(member.registration.state)? else { return Ok(()) };
    end(service, &mut tx, &member, RegistrationState::Declined, Some(why)).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(())
}

/// Takes a no back: the registration waits for the team's word again.
pub async fn reconsider(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    id: RegistrationId,
) -> Result<()> {
    let mut tx = service.begin().await?;
    open(&mut tx, viewer, workshop, id).await?;
    let to = Move::new(RegistrationState::Declined, RegistrationState::Pending);
    registration::change(&mut tx, id, to, service.now()).await?;
    tx.commit().await?;
    Ok(())
}

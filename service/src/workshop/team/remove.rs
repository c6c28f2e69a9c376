//! Removing many people at once.

use convene_domain::id::{RegistrationId, WorkshopId};
use convene_domain::workshop::RegistrationState;
use convene_store::Tx;
use convene_store::workshop::{registration, seats};

use super::Decided;
use crate::workshop::line::{end_only, fill};
use crate::workshop::register::release;
use crate::workshop::{access, approve};
use crate::{Error, Result, Service, Viewer};

/// Removes everyone chosen in one transaction: seats, offers, places in line and requests, and the registrations of
/// guests who have yet to confirm. Seats that free go to the line once all are removed. Everyone is told, but those who
/// have not confirmed. Those who are gone already are left out.
pub(super) async fn remove(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    chosen: &[RegistrationId],
) -> Result<Decided> {
    let mut tx = service.begin().await?;
    access::meet(&mut tx, viewer, workshop).await?;
    seats::hold(&mut tx, workshop).await?.ok_or(Error::Missing)?;
    let mut decided = Decided::default();
    for id in chosen {
        match one(service, &mut tx, workshop, *id).await? {
            Removed::Registration => {
                decided.done += 1;
                decided.changed.push(*id);
            }
            Removed::Unconfirmed | Removed::Before => decided.done += 1,
            Removed::Unknown => {}
        }
    }
    fill(service, &mut tx, workshop).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(decided)
}

enum Removed {
    /// It can be given back.
    Registration,
    Unconfirmed,
    /// It had ended before.
    Before,
    /// Nobody confirmed it in time, or somebody else removed it.
    Unknown,
}

async fn one(service: &Service, tx: &mut Tx, workshop: WorkshopId, id: RegistrationId) -> Result<Removed> {
    let Some(member) = registration::member(tx, id).await? else {
        return Ok(match release(tx, workshop, id).await? {
            true => Removed::Unconfirmed,
            false => Removed::Unknown,
        });
    };
    if member.registration.workshop_id != workshop {
        return Err(Error::Missing);
    }
    let Some(why) = approve::removed(member.registration.state) else { return Ok(Removed::Before) };
    let done = end_only(service, tx, &member, RegistrationState::Declined, Some(why)).await?;
    Ok(if done { Removed::Registration } else { Removed::Before })
}

//! Who sees a workshop, and who runs it.

use convene_domain::account::Act;
use convene_domain::id::WorkshopId;
use convene_domain::workshop::{Visibility, WorkshopState};
use convene_store::Tx;
use convene_store::workshop::{registration, workshop};
use subtle::ConstantTimeEq;

use super::Workshop;
use crate::{Error, Result, Viewer};

/// The workshop, provided this viewer may run it: its owner, its team, or the community team. Somebody who may not
/// even see it learns nothing of it.
pub(crate) async fn run(tx: &mut Tx, viewer: &Viewer, id: WorkshopId) -> Result<Workshop> {
    let person = viewer.allowed(Act::HostWorkshops)?.id;
    let found = workshop::by_id(tx, id).await?.ok_or(Error::Missing)?;
    let ours = viewer.may(Act::OverseeWorkshops) || workshop::is_team(tx, id, person).await?;
    if ours { Ok(found) } else { Err(Error::Forbidden(Act::OverseeWorkshops)) }
}

/// Whether this viewer may run the workshop.
pub(crate) async fn runs(tx: &mut Tx, viewer: &Viewer, id: WorkshopId) -> Result<bool> {
    match run(tx, viewer, id).await {
        Ok(_) => Ok(true),
        Err(Error::SignIn | Error::Forbidden(_) | Error::Missing) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The workshop, provided this viewer may see it: a draft is its team's, one by link is for whoever has the `key`
/// and for those who registered.
pub(crate) async fn see(tx: &mut Tx, viewer: &Viewer, id: WorkshopId, key: Option<&str>) -> Result<Workshop> {
    let found = workshop::by_id(tx, id).await?.ok_or(Error::Missing)?;
    if found.state != WorkshopState::Draft && found.visibility == Visibility::Listed {
        return Ok(found);
    }
    let has_key = key.is_some_and(|key| bool::from(key.as_bytes().ct_eq(found.link_key.as_bytes())));
    if found.state != WorkshopState::Draft && has_key {
        return Ok(found);
    }
    let registered = match viewer.id() {
        Some(person) if found.state != WorkshopState::Draft => {
            registration::of_person(tx, id, person).await?.is_some()
        }
        _ => false,
    };
    if registered || runs(tx, viewer, id).await? { Ok(found) } else { Err(Error::Missing) }
}

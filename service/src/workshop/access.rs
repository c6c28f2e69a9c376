//! Who sees a workshop, who runs it, and who knows the people in it.

use convene_domain::account::Act;
use convene_domain::id::WorkshopId;
use convene_domain::workshop::{Visibility, WorkshopState};
use convene_store::Tx;
use convene_store::workshop::{registration, workshop};
use subtle::ConstantTimeEq;

use super::Workshop;
use crate::{Error, Result, Viewer};

/// The workshop, provided this viewer may run it: its owner, its helpers, or the community team. Somebody who may not
/// even see it learns nothing of it.
pub(crate) async fn run(tx: &mut Tx, viewer: &Viewer, id: WorkshopId) -> Result<Workshop> {
    of_team(tx, viewer, id, Act::OverseeWorkshops).await
}

/// The workshop, provided this viewer may know who registered: its owner, its helpers, or an admin. The community team
/// sees figures alone, see [`run`].
pub(crate) async fn meet(tx: &mut Tx, viewer: &Viewer, id: WorkshopId) -> Result<Workshop> {
    of_team(tx, viewer, id, Act::SeeRegistrants).await
}

/// The workshop for its owner, its helpers, and whoever may do `act` with those of others.
async fn of_team(tx: &mut Tx, viewer: &Viewer, id: WorkshopId, act: Act) -> Result<Workshop> {
    let person = viewer.allowed(Act::HostWorkshops)?.id;
    let found = workshop::by_id(tx, id).await?.ok_or(Error::Missing)?;
    let ours = viewer.may(act) || workshop::is_team(tx, id, person).await?;
    if ours { Ok(found) } else { Err(Error::Forbidden(act)) }
}

/// Whether this viewer may run the workshop.
pub(crate) async fn runs(tx: &mut Tx, viewer: &Viewer, id: WorkshopId) -> Result<bool> {
    allowed(run(tx, viewer, id).await)
}

/// Whether this viewer may know who registered.
pub(crate) async fn meets(tx: &mut Tx, viewer: &Viewer, id: WorkshopId) -> Result<bool> {
    allowed(meet(tx, viewer, id).await)
}

fn allowed(found: Result<Workshop>) -> Result<bool> {
    match found {
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

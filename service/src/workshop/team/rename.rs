//! Names of registrants, put right by the team.

use convene_domain::account::profile;
use convene_domain::id::{RegistrationId, WorkshopId};
use convene_store::workshop::registration;

use crate::workshop::access;
use crate::{Error, Result, Service, Viewer};

/// Corrects the name somebody registered with, at any time, also after the end: it is what their certificate says. The
/// name as it is kept then. The person's own account keeps its name.
///
/// Refuses `name` with a sentence; a registration of another workshop is [`Error::Missing`]. Who did it, and for whom,
/// is in the server's log, without names.
pub async fn rename(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    id: RegistrationId,
    name: &str,
) -> Result<String> {
    let mut tx = service.begin().await?;
    let workshop = access::meet(&mut tx, viewer, workshop).await?;
    let found = registration::by_id(&mut tx, id).await?;
    let found = found.filter(|found| found.workshop_id == workshop.id).ok_or(Error::Missing)?;
    let name = profile::name(name).map_err(|refused| Error::field("name", refused.to_string()))?;
    if name != found.name {
        registration::set_name(&mut tx, id, &name, service.now()).await?;
        tx.commit().await?;
        let by = viewer.id().map(|by| by.to_string()).unwrap_or_default();
        tracing::info!(registration = %id, by, "a registrant's name was corrected");
    }
    Ok(name)
}

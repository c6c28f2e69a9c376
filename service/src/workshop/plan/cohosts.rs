//! Who helps the owner.

use convene_domain::account::{Act, Email, may};
use convene_domain::id::{PersonId, WorkshopId};
use convene_store::account::person;
use convene_store::workshop::team;

pub use convene_store::workshop::team::Helper;

use super::dates_of;
use crate::workshop::access;
use crate::{Error, Result, Service, Viewer};

/// Most helpers of one workshop.
const HELPERS: usize = 20;

/// Everybody who helps, by name.
pub async fn helpers(service: &Service, viewer: &Viewer, id: WorkshopId) -> Result<Vec<Helper>> {
    let mut tx = service.read().await?;
    access::run(&mut tx, viewer, id).await?;
    Ok(team::helpers(&mut tx, id).await?)
}

/// Adds an educator to the team by their address, for every date of a series. Answers their name. Only who may know
/// the people in it lets others know them: nobody of the community team adds themselves.
pub async fn add_helper(service: &Service, viewer: &Viewer, id: WorkshopId, email: &str) -> Result<String> {
    let mut tx = service.begin().await?;
    let found = access::meet(&mut tx, viewer, id).await?;
    let email = Email::parse(email).map_err(|refused| Error::field("helper", refused.to_string()))?;
    let known = person::by_email(&mut tx, &email).await?;
    let Some(helper) = known.filter(|known| may(Some(known.role), Act::HostWorkshops)) else {
        return Err(Error::field(
            "helper",
            "No educator has this address. Ask your community's admins to make them one.",
        ));
    };
    if helper.id == found.owner_id {
        return Err(Error::field("helper", "This is the host of the workshop already."));
    }
    if team::helpers(&mut tx, id).await?.len() >= HELPERS {
        return Err(Error::field("helper", format!("A workshop has at most {HELPERS} helpers.")));
    }
    for date in dates_of(&mut tx, &found).await? {
        team::add(&mut tx, date.id, helper.id).await?;
    }
    tx.commit().await?;
    Ok(helper.name)
}

/// Takes a helper off the team, of every date of a series. One who is not on it is off it already.
pub async fn remove_helper(
    service: &Service,
    viewer: &Viewer,
    id: WorkshopId,
    helper: PersonId,
) -> Result<()> {
    let mut tx = service.begin().await?;
    let found = access::meet(&mut tx, viewer, id).await?;
    for date in dates_of(&mut tx, &found).await? {
        team::remove(&mut tx, date.id, helper).await?;
    }
    tx.commit().await?;
    Ok(())
}

//! "This was not me": the way out for whoever was registered by somebody else.

use convene_domain::workshop::RegistrationState;
use convene_store::Tx;
use convene_store::workshop::registration::{self, Member};

use super::{open, series};
use crate::workshop::{Registration, line, link};
use crate::{Error, Result, Service};

/// Whether its person has said that it was not them. The name somebody else typed is forgotten then, and no
/// registration of anybody's own is without one.
pub(super) fn disowned(registration: &Registration) -> bool {
    registration.by_other
        && registration.name.is_empty()
        && registration.state == RegistrationState::Cancelled
}

/// Takes whoever was registered by somebody else off the list, from every date of the series that was taken with it,
/// with the name that was typed; they hear nothing more. Done already is done.
pub async fn not_me(service: &Service, link: &str) -> Result<()> {
    let mut tx = service.begin().await?;
    let id = link::registration_of(link).ok_or(Error::Missing)?;
    let whole = registration::by_id(&mut tx, id).await?.is_some_and(|found| found.whole_series);
    if whole {
        let typed_in = |found: &Member| found.registration.by_other && found.registration.whole_series;
        for left in series::leave(service, &mut tx, link, typed_in).await? {
            forget(service, &mut tx, &left.registration).await?;
        }
    }
    let (_, member) = open(service, &mut tx, link).await?;
    if !member.registration.by_other {
        return Err(Error::Missing);
    }
    if !member.registration.state.ended() {
        line::end(service, &mut tx, &member, RegistrationState::Cancelled, None).await?;
    }
    forget(service, &mut tx, &member.registration).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(())
}

async fn forget(service: &Service, tx: &mut Tx, who: &Registration) -> Result<()> {
    registration::set_name(tx, who.id, "", service.now()).await?;
    Ok(())
}

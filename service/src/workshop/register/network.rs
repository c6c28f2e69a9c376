//! How many guests register for a workshop from one network address.

use convene_domain::workshop::Guests;
use convene_domain::workshop::sign_up::{SAME_GUEST, guests_per_network};
use convene_store::Tx;
use convene_store::workshop::request;

use super::details;
use crate::account::throttle;
use crate::chance::secret_hash;
use crate::workshop::Workshop;
use crate::{Error, Result, Service, Viewer};

/// Counts a guest of this network address on each of the dates, in the database, so that every node sees it. Refuses
/// the whole form when that is one too many on any of them. The same address typed again soon counts once, as long as
/// what it asked for stands where guests confirm, and one that is registered already, from wherever, counts like all
/// others.
pub(super) async fn count(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    dates: &[Workshop],
    email: &str,
) -> Result<()> {
    for date in dates {
        let Guests { confirm, per_network: most } = details(date)?.guests;
        let limit = guests_per_network(most);
        let network = format!("sign-up-guest:{}:{}", date.id, viewer.address);
        let first =
            throttle::is_first(service, tx, &format!("{network}:{}", secret_hash(email)), SAME_GUEST).await?;
        if !first && (!confirm || request::of_email(tx, date.id, email).await?.is_some()) {
            continue;
        }
        match throttle::count(service, tx, &network, limit).await {
            Err(Error::TooMany { .. }) => return Err(Error::field("", too_many(most))),
            counted => counted?,
        }
    }
    Ok(())
}

fn too_many(most: i64) -> String {
    let people = if most == 1 { "1 guest has".to_owned() } else { format!("{most} guests have") };
    format!(
        "{people} registered from this network in the last 24 hours, which is the limit for this workshop. Sign in to \
         register yourself, or ask the host to allow more registrations from one network."
    )
}

//! Those who take part in a whole series, when it gets more dates.

use convene_domain::id::WorkshopId;
use convene_domain::workshop::sign_up::Phase;
use convene_store::Tx;
use convene_store::workshop::registration::Member;
use convene_store::workshop::seats;

use super::guest::Guest;
use super::{phase, place};
use crate::{Error, Result, Service};

/// Signs `members` up for the new `dates`, whoever signed up for the series first before the others: a seat, or a place
/// in line where none is left. Dates one cannot sign up for yet are left out. One letter tells each of all the dates,
/// like after signing up. The caller rings [`Service::mail_waits`] after the commit.
pub(in crate::workshop) async fn follow(
    service: &Service,
    tx: &mut Tx,
    members: &[Member],
    dates: &[WorkshopId],
) -> Result<()> {
    for member in members {
        let guest = Guest::like(member);
        for date in dates {
            // Each takes what the one before has left.
            let date = seats::hold(tx, *date).await?.ok_or(Error::Missing)?;
            if phase(&date, service.now()) == Phase::Open {
                place::take(service, tx, &date, &guest, false).await?;
            }
        }
    }
    Ok(())
}

//! A seat that is counted already, for somebody who may be registered.

use convene_domain::Time;
use convene_domain::workshop::RegistrationState;
use convene_store::Tx;
use convene_store::workshop::registration::{self, Move};
use convene_store::workshop::{line, seats};

use crate::workshop::Registration;
use crate::workshop::line::{fill, miscounted};
use crate::{Result, Service};

/// What became of the seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::workshop) enum Used {
    /// It is theirs, and stays counted.
    Seat,
    /// It is theirs, and the one that was offered to them is not any more: one of the two frees, and the next in line
    /// comes up.
    InsteadOfOffer,
    /// They have a seat, or the team has said no to them: it frees.
    Nothing,
}

/// Gives the seat to somebody who is registered, if they can use it. The caller holds the workshop.
pub(in crate::workshop) async fn use_seat(tx: &mut Tx, before: &Registration, now: Time) -> Result<Used> {
    let workshop = before.workshop_id;
    let used = match before.state {
        RegistrationState::Waiting if !line::leave(tx, workshop).await? => {
            return Err(miscounted(workshop, "nobody left the line"));
        }
        RegistrationState::Waiting | RegistrationState::Pending => Used::Seat,
        RegistrationState::Offered => Used::InsteadOfOffer,
        _ => return Ok(Used::Nothing),
    };
    // Who came up from the line keeps the number.
    let number = before.number.filter(|_| before.state == RegistrationState::Offered);
    let to = Move { number, ..Move::new(before.state, RegistrationState::Confirmed) };
    if !registration::change(tx, before.id, to, now).await? {
        return Err(miscounted(workshop, "a registration changed while it was held"));
    }
    Ok(used)
}

/// The same, and frees the seat that is left over. Whether the person has a seat by it whom nobody has told so.
pub(super) async fn use_or_free(service: &Service, tx: &mut Tx, before: &Registration) -> Result<bool> {
    let used = use_seat(tx, before, service.now()).await?;
    if used != Used::Seat {
        free(service, tx, before).await?;
    }
    Ok(used != Used::Nothing)
}

/// Frees a seat that was held for somebody who has what they need; the next in line comes up.
pub(super) async fn free(service: &Service, tx: &mut Tx, before: &Registration) -> Result<()> {
    if !seats::free(tx, before.workshop_id).await? {
        return Err(miscounted(before.workshop_id, "a held seat was not counted"));
    }
    fill(service, tx, before.workshop_id).await
}

//! What somebody gets on one date: a seat, a place in line or a request.

use convene_domain::Time;
use convene_domain::id::RegistrationId;
use convene_domain::time::MINUTE;
use convene_domain::workshop::RegistrationState;
use convene_store::Tx;
use convene_store::workshop::registration::{self, Member};
use convene_store::workshop::{line, seats};

use super::guest::Guest;
use super::{held, is_full};
use crate::workshop::line::miscounted;
use crate::workshop::notice::{self, Why};
use crate::workshop::{Registration, Workshop, approve};
use crate::{Result, Service};

/// A second click within this time is not worth a second mail, in milliseconds.
const RESEND_AFTER: i64 = 5 * MINUTE;

/// A seat, a place in line or a request, whichever there is for this date; how it stands then. With `held` a seat is
/// counted for this person already.
pub(super) async fn take(
    service: &Service,
    tx: &mut Tx,
    date: &Workshop,
    guest: &Guest<'_>,
    held: bool,
) -> Result<RegistrationState> {
    let now = service.now();
    let state = match is_full(date) && !held {
        _ if date.approval => RegistrationState::Pending,
        true => RegistrationState::Waiting,
        false => RegistrationState::Confirmed,
    };
    let new = registration::New {
        id: RegistrationId::new(now, service.chance().bytes()),
        workshop_id: date.id,
        person_id: guest.person,
        name: &guest.name,
        state,
        answers: &guest.answers,
        number: (state == RegistrationState::Waiting).then_some(date.queue + 1),
        zone: guest.zone,
        language: guest.language,
        by_other: guest.by_other,
        whole_series: guest.whole_series,
        walk_in: false,
        now,
    };
    match registration::insert(tx, &new).await? {
        Some(registered) => {
            if !held {
                count_in(tx, date, &registered, now).await?;
            } else if registered.state != RegistrationState::Confirmed {
                held::free(service, tx, &registered).await?;
            }
            let why = approve::why(registered.state);
            notice::queue(service, tx, registered.id, &guest.email, why).await?;
            Ok(registered.state)
        }
        None => {
            let before = registration::of_person(tx, date.id, guest.person).await?;
            let before = before.ok_or_else(|| miscounted(date.id, "a registration is gone"))?;
            if held && !date.approval && held::use_or_free(service, tx, &before).await? {
                notice::queue(service, tx, before.id, &guest.email, Why::Confirmed).await?;
                return Ok(RegistrationState::Confirmed);
            }
            if held && date.approval {
                held::free(service, tx, &before).await?;
            }
            remind(service, tx, &before, guest, now).await?;
            Ok(before.state)
        }
    }
}

/// Registers somebody again who has left, with the name and answers they gave then.
pub(in crate::workshop) async fn again(
    service: &Service,
    tx: &mut Tx,
    date: &Workshop,
    member: &Member,
) -> Result<RegistrationState> {
    // Whoever holds the link reads the mails of this address.
    let guest = Guest { by_other: false, whole_series: false, ..Guest::like(member) };
    take(service, tx, date, &guest, false).await
}

/// Counts a new registration, on a date that is held.
async fn count_in(tx: &mut Tx, date: &Workshop, registered: &Registration, now: Time) -> Result<()> {
    let counted = match registered.state {
        RegistrationState::Confirmed => seats::take(tx, date.id, now).await?,
        RegistrationState::Waiting => line::join(tx, date.id).await? == registered.number,
        _ => true,
    };
    if counted { Ok(()) } else { Err(miscounted(date.id, "there is no seat")) }
}

/// Tells somebody what they have already, unless it was a second click.
async fn remind(
    service: &Service,
    tx: &mut Tx,
    before: &Registration,
    guest: &Guest<'_>,
    now: Time,
) -> Result<()> {
    if guest.by_other && now.since(before.created_at) > RESEND_AFTER {
        notice::queue(service, tx, before.id, &guest.email, Why::Already).await?;
    }
    Ok(())
}

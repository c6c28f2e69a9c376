//! People who come to the door without having registered.

use convene_domain::FieldErrors;
use convene_domain::account::{BadEmail, Email, profile};
use convene_domain::id::{PersonId, RegistrationId, WorkshopId};
use convene_domain::workshop::sign_up::Phase;
use convene_domain::workshop::{RegistrationState, WorkshopState};
use convene_store::Tx;
use convene_store::workshop::registration::{self, Move};
use convene_store::workshop::{attendance as stored, line, request, seats};

use super::{held, known_or_new, phase};
use crate::workshop::line::miscounted;
use crate::workshop::{Registration, Workshop, access, attendance};
use crate::{Error, Result, Service, Viewer};

/// Who is here now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    pub registration: RegistrationId,
    /// Whether they were checked in before.
    pub before: bool,
}

/// Registers and checks in somebody at the door, from [`DOOR_HOURS`] before the start to the end: by the same seats as
/// everybody, on the team's word. Whoever is registered already is checked in.
///
/// [`DOOR_HOURS`]: convene_domain::workshop::attendance::DOOR_HOURS
pub async fn walk_in(
    service: &Service,
    viewer: &Viewer,
    id: WorkshopId,
    name: &str,
    email: &str,
) -> Result<Arrived> {
    let by = viewer.id().ok_or(Error::SignIn)?;
    let mut errors = FieldErrors::new();
    let name = errors.keep("name", profile::name(name));
    let email = errors.keep("email", theirs(email));
    errors.into_result()?;
    let (Some(name), Some(email)) = (name, email) else { return Err(Error::Missing) };
    let mut tx = service.begin().await?;
    let workshop = seats::hold(&mut tx, id).await?.ok_or(Error::Missing)?;
    access::meet(&mut tx, viewer, id).await?;
    if workshop.state != WorkshopState::Published || phase(&workshop, service.now()) == Phase::Over {
        return Err(Error::field("", "People can be let in until a published workshop is over."));
    }
    if let Some(early) = attendance::too_early(&workshop, service.now()) {
        let sentence = format!("{} To give somebody a seat now, add them on the list.", early.sentence());
        return Err(Error::field("", sentence));
    }
    let person = known_or_new(service, &mut tx, &email, &name, None).await?;
    let held = request::delete_of_email(&mut tx, id, email.as_str()).await? == Some(true);
    let seated = seat(service, &mut tx, &workshop, person.id, &name, held).await?;
    let first = stored::check_in(&mut tx, seated, by, service.now()).await?;
    tx.commit().await?;
    Ok(Arrived { registration: seated, before: !first })
}

/// An address that somebody types for somebody else.
pub(super) fn theirs(email: &str) -> std::result::Result<Email, String> {
    Email::parse(email).map_err(|bad| match bad {
        BadEmail::Empty => "Type their e-mail address.".to_owned(),
        bad => bad.to_string(),
    })
}

/// The confirmed registration of somebody at the door. With `held` a seat is counted for them already.
async fn seat(
    service: &Service,
    tx: &mut Tx,
    workshop: &Workshop,
    person: PersonId,
    name: &str,
    held: bool,
) -> Result<RegistrationId> {
    let now = service.now();
    let new = registration::New {
        id: RegistrationId::new(now, service.chance().bytes()),
        workshop_id: workshop.id,
        person_id: person,
        name,
        state: RegistrationState::Confirmed,
        answers: "{}",
        number: None,
        zone: None,
        language: None,
        by_other: true,
        whole_series: false,
        walk_in: true,
        now,
    };
    if let Some(registered) = registration::insert(tx, &new).await? {
        return if held || seats::take_by_team(tx, workshop.id, now).await? {
            Ok(registered.id)
        } else {
            full(workshop)
        };
    }
    let before = registration::of_person(tx, workshop.id, person).await?;
    let before = before.ok_or_else(|| miscounted(workshop.id, "a registration is gone"))?;
    if held {
        held::use_or_free(service, tx, &before).await?;
    }
    let before = match held {
        true => registration::by_id(tx, before.id).await?.ok_or(Error::Missing)?,
        false => before,
    };
    move_to_seat(service, tx, workshop, &before).await?;
    Ok(before.id)
}

/// Gives somebody who has registered, but has no seat yet, a seat.
async fn move_to_seat(
    service: &Service,
    tx: &mut Tx,
    workshop: &Workshop,
    before: &Registration,
) -> Result<()> {
    let now = service.now();
    let counted = match before.state {
        RegistrationState::Confirmed | RegistrationState::Offered => true,
        RegistrationState::Waiting => {
            seats::take_by_team(tx, workshop.id, now).await? && line::leave(tx, workshop.id).await?
        }
        _ => seats::take_by_team(tx, workshop.id, now).await?,
    };
    if !counted {
        return full(workshop);
    }
    let to = Move::new(before.state, RegistrationState::Confirmed);
    if before.state != RegistrationState::Confirmed && !registration::change(tx, before.id, to, now).await? {
        return Err(miscounted(workshop.id, "a registration changed while it was held"));
    }
    Ok(())
}

fn full<T>(workshop: &Workshop) -> Result<T> {
    let seats = workshop.capacity.unwrap_or_default();
    Err(Error::field(
        "",
        match (workshop.waiting, workshop.taken < seats) {
            (waiting, true) if waiting > 0 => {
                format!("{waiting} in the waiting line come first. Their turn ends when the workshop begins.")
            }
            _ => format!(
                "All {seats} seats are taken. Raise the number of seats, or take back one that stays empty."
            ),
        },
    ))
}

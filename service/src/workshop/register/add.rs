//! People the team adds by hand.

use convene_domain::FieldErrors;
use convene_domain::account::profile;
use convene_domain::id::{RegistrationId, WorkshopId};
use convene_domain::workshop::sign_up::Phase;
use convene_domain::workshop::{RegistrationState, WorkshopState};
use convene_store::account::person::Person;
use convene_store::workshop::registration::{self, Move};
use convene_store::workshop::{request, seats};

use super::walk_in::theirs;
use super::{known_or_new, phase};
use crate::workshop::line::miscounted;
use crate::workshop::{Workshop, access, approve, notice};
use crate::{Error, Result, Service, Viewer};

/// How somebody stands whom the team wanted to add.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added {
    pub registration: RegistrationId,
    /// Confirmed, or waiting where no seat is left; for who was `there` also offered.
    pub state: RegistrationState,
    /// Whether they were registered before: then nothing has changed.
    pub there: bool,
}

/// Adds a person on the team's word, at any time until the end and whether or not one can sign up then: a seat, or a
/// place in line when none is left before the start; nobody passes those who wait. Their mail has the calendar entry
/// and says how to get off the list, for somebody else typed their address. Whoever had asked has the team's yes by it.
///
/// Refuses `name` and `email` with a sentence each; a workshop that is not public or over, and no seat after the start,
/// with field `""`.
pub async fn add(
    service: &Service,
    viewer: &Viewer,
    id: WorkshopId,
    name: &str,
    email: &str,
) -> Result<Added> {
    let mut errors = FieldErrors::new();
    let name = errors.keep("name", profile::name(name));
    let email = errors.keep("email", theirs(email));
    errors.into_result()?;
    let (Some(name), Some(email)) = (name, email) else { return Err(Error::Missing) };
    let now = service.now();
    let mut tx = service.begin().await?;
    access::meet(&mut tx, viewer, id).await?;
    let workshop = seats::hold(&mut tx, id).await?.ok_or(Error::Missing)?;
    if workshop.state == WorkshopState::Draft {
        return Err(Error::field("", "Publish the workshop first, then add people to it."));
    }
    if matches!(phase(&workshop, now), Phase::Cancelled | Phase::Over) {
        return Err(Error::field("", "This workshop does not take place any more."));
    }
    let person = known_or_new(service, &mut tx, &email, &name, None).await?;
    let before = registration::of_person(&mut tx, id, person.id).await?;
    let from = before.as_ref().map_or(RegistrationState::Cancelled, |before| before.state);
    if let Some(before) = &before
        && (from.takes_seat() || from == RegistrationState::Waiting)
    {
        return Ok(Added { registration: before.id, state: from, there: true });
    }
    // What they were asked to confirm is not needed any more: a seat that is held for them is theirs.
    let to = match request::delete_of_email(&mut tx, id, email.as_str()).await? {
        Some(true) => Move::new(from, RegistrationState::Confirmed),
        _ => approve::seat_or_line(&mut tx, &workshop, from, now).await?,
    };
    let changed = || miscounted(id, "a registration changed while it was held");
    let added = match before {
        // They had asked: name and answers are theirs.
        Some(before) if from != RegistrationState::Cancelled => {
            registration::change(&mut tx, before.id, to, now).await?.then_some(before.id)
        }
        _ => {
            let new = new(service, &workshop, &person, &name, to);
            registration::insert(&mut tx, &new).await?.map(|added| added.id)
        }
    };
    let added = added.ok_or_else(changed)?;
    notice::queue(service, &mut tx, added, &person.email, approve::why(to.to)).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(Added { registration: added, state: to.to, there: false })
}

/// A registration for somebody who has none, or has left. Answers are personal: they give their own.
fn new<'a>(
    service: &Service,
    workshop: &Workshop,
    person: &Person,
    name: &'a str,
    to: Move,
) -> registration::New<'a> {
    let now = service.now();
    registration::New {
        id: RegistrationId::new(now, service.chance().bytes()),
        workshop_id: workshop.id,
        person_id: person.id,
        name,
        state: to.to,
        answers: "{}",
        number: to.number,
        zone: None,
        language: None,
        by_other: true,
        whole_series: false,
        walk_in: false,
        now,
    }
}

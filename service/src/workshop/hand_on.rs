//! Giving one's seat to a friend.

use convene_domain::FieldErrors;
use convene_domain::account::{Email, profile};
use convene_domain::id::{PersonId, RegistrationId};
use convene_domain::workshop::RegistrationState;
use convene_domain::workshop::sign_up::{HAND_ONS, Phase};
use convene_store::Tx;
use convene_store::workshop::registration::{self, Member, Move};

use super::line::{end, miscounted};
use super::notice::{self, Subject, Why};
use super::register::{Used, details, hold_given, known_or_new, phase, release_overdue, use_seat};
use super::{Workshop, seat};
use crate::account::throttle;
use crate::{Error, Result, Service};

/// Gives the seat behind `link` to the person with this address, at once: nobody in line is passed, for no seat frees.
/// A friend who is kept a seat by an offer has this one instead, and the kept one goes to the next in line. A friend who
/// has a seat already keeps theirs, and the given one goes to the next in line; the giver sees the same, so that nobody
/// learns who is registered.
///
/// Where guests confirm by e-mail, so does the friend: the seat is held for them meanwhile, whether or not they need it.
pub async fn hand_on(service: &Service, link: &str, name: &str, email: &str) -> Result<()> {
    let mut errors = FieldErrors::new();
    let name = errors.keep("friend_name", profile::name(name));
    let email = errors.keep("friend_email", Email::parse(email));
    errors.into_result()?;
    let (Some(name), Some(email)) = (name, email) else { return Err(Error::Missing) };
    let mut tx = service.begin().await?;
    let (mut workshop, giver) = seat::open(service, &mut tx, link).await?;
    may_give(service, &workshop, &giver, &email)?;
    // By the giver: strangers must not be able to use up what a friend may be given.
    let by = format!("hand-on:{}", giver.registration.person_id);
    throttle::count(service, &mut tx, &by, HAND_ONS).await?;
    if details(&workshop)?.guests.confirm {
        let told = Why::HandedOn { to: name.clone() };
        release_overdue(service, &mut tx, std::slice::from_mut(&mut workshop)).await?;
        if hold_given(service, &mut tx, &workshop, email.as_str(), &name).await? {
            give_away(service, &mut tx, &giver, told).await?;
        } else {
            // A seat is held for them already.
            end(service, &mut tx, &giver, RegistrationState::Cancelled, Some(told)).await?;
        }
        tx.commit().await?;
        service.mail_waits();
        return Ok(());
    }
    let friend = known_or_new(service, &mut tx, &email, &name, None).await?;
    let told = Why::HandedOn { to: name.clone() };
    let from = giver.registration.name.clone();
    let (used, received) = receive(service, &mut tx, &workshop, &giver, friend.id, &name).await?;
    if used != Used::Nothing {
        notice::queue(service, &mut tx, received, &friend.email, Why::Received { from }).await?;
    }
    match used {
        Used::Seat => give_away(service, &mut tx, &giver, told).await?,
        // A seat is left over: it frees, and the next in line comes up.
        Used::InsteadOfOffer | Used::Nothing => {
            end(service, &mut tx, &giver, RegistrationState::Cancelled, Some(told)).await?;
        }
    }
    tx.commit().await?;
    service.mail_waits();
    Ok(())
}

/// Ends the giver's registration; their seat stays counted, for it is somebody else's now.
async fn give_away(service: &Service, tx: &mut Tx, giver: &Member, told: Why) -> Result<()> {
    let given = Move::new(RegistrationState::Confirmed, RegistrationState::Cancelled);
    if !registration::change(tx, giver.registration.id, given, service.now()).await? {
        let workshop = giver.registration.workshop_id;
        return Err(miscounted(workshop, "a registration changed while it was held"));
    }
    notice::queue_for(service, tx, Subject::ended(&giver.registration), &giver.email, told).await
}

fn may_give(service: &Service, workshop: &Workshop, giver: &Member, to: &Email) -> Result<()> {
    if workshop.approval {
        return Err(Error::field(
            "",
            "The team chooses who comes to this workshop, so seats cannot be handed on.",
        ));
    }
    match phase(workshop, service.now()) {
        Phase::NotYet { .. } | Phase::Open | Phase::Closed => {}
        _ => return Err(Error::field("", "Seats can be handed on until the workshop begins.")),
    }
    if giver.registration.state != RegistrationState::Confirmed {
        return Err(Error::field("", "You have no seat to hand on."));
    }
    if to.as_str() == giver.email {
        return Err(Error::field("friend_email", "This is your own address. Type your friend's."));
    }
    Ok(())
}

/// Gives the friend the seat, if they can use it: what became of it, and their registration.
async fn receive(
    service: &Service,
    tx: &mut Tx,
    workshop: &Workshop,
    giver: &Member,
    friend: PersonId,
    name: &str,
) -> Result<(Used, RegistrationId)> {
    let before = registration::of_person(tx, workshop.id, friend).await?;
    match before.filter(|before| before.state != RegistrationState::Cancelled) {
        Some(before) => Ok((use_seat(tx, &before, service.now()).await?, before.id)),
        None => Ok((Used::Seat, new_seat(service, tx, giver, friend, name).await?)),
    }
}

/// A registration for a friend who has none, or has left. Answers are personal, consents above all: the friend gives
/// their own.
async fn new_seat(
    service: &Service,
    tx: &mut Tx,
    giver: &Member,
    friend: PersonId,
    name: &str,
) -> Result<RegistrationId> {
    let (now, workshop) = (service.now(), giver.registration.workshop_id);
    let new = registration::New {
        id: RegistrationId::new(now, service.chance().bytes()),
        workshop_id: workshop,
        person_id: friend,
        name,
        state: RegistrationState::Confirmed,
        answers: "{}",
        number: None,
        zone: None,
        language: None,
        by_other: true,
        whole_series: false,
        walk_in: false,
        now,
    };
    let added = registration::insert(tx, &new).await?;
    let added = added.ok_or_else(|| miscounted(workshop, "a registration changed while it was held"))?;
    if added.sequence > 0 {
        // They had left before: links from then open nothing.
        registration::renew_link(tx, added.id).await?;
    }
    Ok(added.id)
}

//! Giving one's seat to a friend.

use convene_domain::FieldErrors;
use convene_domain::account::{Email, profile};
use convene_domain::id::{PersonId, RegistrationId};
use convene_domain::workshop::RegistrationState;
use convene_domain::workshop::sign_up::{Phase, SIGN_UPS_PER_EMAIL};
use convene_store::Tx;
use convene_store::workshop::line;
use convene_store::workshop::registration::{self, Member, Move};

use super::line::{end, miscounted};
use super::notice::{self, Subject, Why};
use super::register::{known_or_new, phase};
use super::{Workshop, seat};
use crate::account::throttle;
use crate::chance::secret_hash;
use crate::{Error, Result, Service};

/// Gives the seat behind `link` to the person with this address, at once: nobody in line is passed, for no seat frees.
/// A friend who is kept a seat by an offer has this one instead, and the kept one goes to the next in line. A friend who
/// has a seat already keeps theirs, and the given one goes to the next in line; the giver sees the same, so that nobody
/// learns who is registered.
pub async fn hand_on(service: &Service, link: &str, name: &str, email: &str) -> Result<()> {
    let mut errors = FieldErrors::new();
    let name = errors.keep("friend_name", profile::name(name));
    let email = errors.keep("friend_email", Email::parse(email));
    errors.into_result()?;
    let (Some(name), Some(email)) = (name, email) else { return Err(Error::Missing) };
    let mut tx = service.begin().await?;
    let (workshop, giver) = seat::open(service, &mut tx, link).await?;
    may_give(service, &workshop, &giver, &email)?;
    let to = format!("sign-up-as:{}", secret_hash(email.as_str()));
    throttle::count(service, &mut tx, &to, SIGN_UPS_PER_EMAIL).await?;
    let friend = known_or_new(service, &mut tx, &email, &name, None).await?;
    let told = Why::HandedOn { to: name.clone() };
    let from = giver.registration.name.clone();
    match receive(service, &mut tx, &workshop, &giver, friend.id, &name).await? {
        Received::Seat(received) => {
            let given = Move::new(RegistrationState::Confirmed, RegistrationState::Cancelled);
            if !registration::change(&mut tx, giver.registration.id, given, service.now()).await? {
                return Err(miscounted(workshop.id, "a registration changed while it was held"));
            }
            let ended = Subject::ended(&giver.registration);
            notice::queue_for(service, &mut tx, ended, &giver.email, told).await?;
            notice::queue(service, &mut tx, received, &friend.email, Why::Received { from }).await?;
        }
        Received::InsteadOfOffer(received) => {
            notice::queue(service, &mut tx, received, &friend.email, Why::Received { from }).await?;
            end(service, &mut tx, &giver, RegistrationState::Cancelled, Some(told)).await?;
        }
        // The friend does not need it: it frees, and the next in line comes up.
        Received::Nothing => {
            end(service, &mut tx, &giver, RegistrationState::Cancelled, Some(told)).await?;
        }
    }
    tx.commit().await?;
    service.mail_waits();
    Ok(())
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

/// What the friend has got.
enum Received {
    /// The giver's seat, which stays counted.
    Seat(RegistrationId),
    /// The giver's seat, and the one that was kept for them is kept no longer: one of the two frees, and the next in
    /// line comes up.
    InsteadOfOffer(RegistrationId),
    /// They have a seat, or the team has said no to them.
    Nothing,
}

/// Gives the friend the seat, if they can use it.
async fn receive(
    service: &Service,
    tx: &mut Tx,
    workshop: &Workshop,
    giver: &Member,
    friend: PersonId,
    name: &str,
) -> Result<Received> {
    let before = registration::of_person(tx, workshop.id, friend).await?;
    let Some(before) = before.filter(|before| before.state != RegistrationState::Cancelled) else {
        return new_seat(service, tx, giver, friend, name).await.map(Received::Seat);
    };
    let got = match before.state {
        RegistrationState::Waiting if !line::leave(tx, workshop.id).await? => {
            return Err(miscounted(workshop.id, "nobody left the line"));
        }
        RegistrationState::Waiting | RegistrationState::Pending => Received::Seat(before.id),
        RegistrationState::Offered => Received::InsteadOfOffer(before.id),
        _ => return Ok(Received::Nothing),
    };
    let to = Move::new(before.state, RegistrationState::Confirmed);
    // Who came up from the line keeps the number.
    let number = before.number.filter(|_| before.state == RegistrationState::Offered);
    if !registration::change(tx, before.id, Move { number, ..to }, service.now()).await? {
        return Err(miscounted(workshop.id, "a registration changed while it was held"));
    }
    Ok(got)
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

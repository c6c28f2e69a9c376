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
use super::register::{details, hold_given, known_or_new, phase};
use super::{Workshop, seat};
use crate::account::throttle;
use crate::chance::secret_hash;
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
    // Counted before the workshop is held, like where people register: two who hold one each would wait for the other.
    let to = format!("sign-up-as:{}", secret_hash(email.as_str()));
    throttle::count(service, &mut tx, &to, SIGN_UPS_PER_EMAIL).await?;
    let (workshop, giver) = seat::open(service, &mut tx, link).await?;
    may_give(service, &workshop, &giver, &email)?;
    if details(&workshop)?.guests.confirm {
        let told = Why::HandedOn { to: name.clone() };
        if hold_given(service, &mut tx, &workshop, email.as_str(), &name).await? {
            give_away(service, &mut tx, &giver, told).await?;
        } else {
            // Something is held for them already.
            end(service, &mut tx, &giver, RegistrationState::Cancelled, Some(told)).await?;
        }
        tx.commit().await?;
        service.mail_waits();
        return Ok(());
    }
    let friend = known_or_new(service, &mut tx, &email, &name, None).await?;
    let told = Why::HandedOn { to: name.clone() };
    let from = giver.registration.name.clone();
    match receive(service, &mut tx, &workshop, &giver, friend.id, &name).await? {
        Received::Seat(received) => {
            give_away(service, &mut tx, &giver, told).await?;
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

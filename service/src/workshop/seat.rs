//! A person's own page about their seat: reached by the link in their mail, signed in or not.

mod look;
mod not_me;
mod series;

use convene_domain::FieldErrors;
use convene_domain::account::profile;
use convene_domain::id::RegistrationId;
use convene_domain::workshop::sign_up::Phase;
use convene_domain::workshop::{RegistrationState, WorkshopState};
use convene_store::Tx;
use convene_store::workshop::registration::{self, Member, Move};
use convene_store::workshop::{line, seats};

pub use look::{Found, Seat, look};
pub use not_me::not_me;
pub use series::{SeriesDate, cancel_series};

use super::notice::{self, Why};
use super::register::{details, is_full, phase, read_answers};
use super::{Workshop, link};
use crate::{Error, Result, Service};

/// The registration a link opens, and its workshop, held until the transaction ends.
pub(super) async fn open(service: &Service, tx: &mut Tx, link: &str) -> Result<(Workshop, Member)> {
    let id = link::registration_of(link).ok_or(Error::Missing)?;
    let before = registration::by_id(tx, id).await?.ok_or(Error::Missing)?;
    let workshop = seats::hold(tx, before.workshop_id).await?.ok_or(Error::Missing)?;
    // Read again: it may have changed before it was held.
    let member = registration::member(tx, id).await?.ok_or(Error::Missing)?;
    if link::opens(service, &member.registration, link) {
        Ok((workshop, member))
    } else {
        Err(Error::Missing)
    }
}

fn before_the_start(service: &Service, workshop: &Workshop) -> Result<()> {
    if workshop.state == WorkshopState::Cancelled {
        return Err(Error::field("", "This workshop does not take place, so there is nothing to change."));
    }
    match phase(workshop, service.now()) {
        Phase::Running => {
            Err(Error::field("", "This workshop has begun, so nothing can be changed any more."))
        }
        Phase::Over => Err(Error::field("", "This workshop is over, so nothing can be changed any more.")),
        _ => Ok(()),
    }
}

/// Gives up a seat, an offer, a place in line or a request; the next in line comes up at once. Done already is done.
/// What was held.
pub async fn cancel(service: &Service, link: &str) -> Result<Option<RegistrationState>> {
    leave(service, link, Some(Why::Left)).await
}

/// Lets an offer go; the next in line gets it at once.
pub async fn decline_offer(service: &Service, link: &str) -> Result<()> {
    leave(service, link, None).await.map(drop)
}

async fn leave(service: &Service, link: &str, why: Option<Why>) -> Result<Option<RegistrationState>> {
    let mut tx = service.begin().await?;
    let (workshop, member) = open(service, &mut tx, link).await?;
    let held = member.registration.state;
    if held.ended() {
        return Ok(None);
    }
    before_the_start(service, &workshop)?;
    super::line::end(service, &mut tx, &member, RegistrationState::Cancelled, why).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(Some(held))
}

/// Takes the seat that is kept.
pub async fn take_offer(service: &Service, link: &str) -> Result<()> {
    let mut tx = service.begin().await?;
    let (workshop, member) = open(service, &mut tx, link).await?;
    let registered = &member.registration;
    if registered.state == RegistrationState::Confirmed {
        return Ok(());
    }
    before_the_start(service, &workshop)?;
    let stands = registered.offer_until.is_some_and(|until| until > service.now());
    if registered.state != RegistrationState::Offered || !stands {
        return Err(Error::field(
            "",
            "This offer has ended, and the seat went to the next in line. You can join the waiting list again.",
        ));
    }
    let to = Move::new(RegistrationState::Offered, RegistrationState::Confirmed);
    let to = Move { number: registered.number, ..to };
    registration::change(&mut tx, registered.id, to, service.now()).await?;
    notice::queue(service, &mut tx, registered.id, &member.email, Why::Confirmed).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(())
}

/// Registers again with the same name and answers: the way back for whoever gave a seat up. In line at the end, if
/// no seat is left and `waiting_ok`; how it stands then.
pub async fn come_back(service: &Service, link: &str, waiting_ok: bool) -> Result<RegistrationState> {
    let mut tx = service.begin().await?;
    let (workshop, member) = open(service, &mut tx, link).await?;
    let registered = &member.registration;
    if !registered.state.ended() {
        return Ok(registered.state);
    }
    if not_me::disowned(registered) {
        let sentence = "You said that this was not you. To come, register on the page of the workshop.";
        return Err(Error::field("", sentence));
    }
    before_the_start(service, &workshop)?;
    if phase(&workshop, service.now()) != Phase::Open {
        return Err(Error::field("", "Registration is closed, so the seat cannot be taken again."));
    }
    if !workshop.approval && is_full(&workshop) && !waiting_ok {
        return Err(Error::field("", "No seat is left any more. You can join the waiting list."));
    }
    let back = super::register::again(service, &mut tx, &workshop, &member).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(back)
}

/// Changes name and answers, refusing each field with a sentence.
pub async fn change_answers(
    service: &Service,
    link: &str,
    name: &str,
    fields: &[(String, String)],
) -> Result<()> {
    let mut tx = service.begin().await?;
    let (workshop, member) = open(service, &mut tx, link).await?;
    before_the_start(service, &workshop)?;
    let mut errors = FieldErrors::new();
    let name = errors.keep("name", profile::name(name));
    let answers = match read_answers(&details(&workshop)?.questions, fields) {
        Ok(answers) => answers,
        Err(refused) => {
            refused.iter().for_each(|error| errors.add(&error.field, error.message.as_str()));
            Default::default()
        }
    };
    errors.into_result()?;
    let answers = serde_json::to_string(&answers)?;
    let id: RegistrationId = member.registration.id;
    let name = name.unwrap_or_default();
    if !registration::set_answers(&mut tx, id, &name, &answers, service.now()).await? {
        return Err(Error::field("", "You are not registered any more, so there is nothing to change."));
    }
    tx.commit().await?;
    Ok(())
}

/// How many wait before this registration.
pub(super) async fn ahead(tx: &mut Tx, member: &Member) -> Result<Option<i64>> {
    let registered = &member.registration;
    Ok(match (registered.state, registered.number) {
        (RegistrationState::Waiting, Some(number)) => {
            Some(line::ahead_of(tx, registered.workshop_id, number).await?)
        }
        _ => None,
    })
}

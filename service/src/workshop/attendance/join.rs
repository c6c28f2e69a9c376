//! Joining online: the link is for those with a seat, and whoever opens it counts as there.

use convene_domain::Time;
use convene_domain::time::MINUTE;
use convene_domain::workshop::attendance::BACK_IN;
use convene_domain::workshop::{Details, Place, RegistrationState, WorkshopState};
use convene_store::Tx;
use convene_store::workshop::attendance as stored;
use convene_store::workshop::{registration, workshop};

use super::super::{Registration, Workshop, link};
use crate::{Error, Result, Service};

/// How long before the start the door opens, in milliseconds.
pub const OPENS_BEFORE: i64 = 30 * MINUTE;

/// A registered person before the online room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    pub workshop: Workshop,
    pub registration: Registration,
    pub passage: Passage,
}

/// Whether one can go through, and where to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passage {
    Open {
        /// `http` or `https`.
        link: String,
    },
    NotYet {
        opens_at: Time,
    },
    Over,
    /// It takes place at an address, not online.
    OnSite {
        address: String,
    },
    /// The team has not set a link.
    NoLink,
    /// Without a seat nobody joins.
    NoSeat,
    CalledOff,
}

/// The door of whoever has the personal `link`. Changes nothing.
pub async fn look(service: &Service, link: &str) -> Result<Door> {
    let mut tx = service.read().await?;
    door(service, &mut tx, link).await
}

/// Goes through, if the door is open: the first time counts as having joined.
pub async fn enter(service: &Service, link: &str) -> Result<Door> {
    let mut tx = service.begin().await?;
    let mut door = door(service, &mut tx, link).await?;
    if matches!(door.passage, Passage::Open { .. }) {
        let now = service.now();
        // Conditional on the seat: whoever lost it this moment does not get the link either.
        if stored::join(&mut tx, door.registration.id, now).await? {
            tx.commit().await?;
            return Ok(door);
        }
        let row = registration::by_id(&mut tx, door.registration.id).await?.ok_or(Error::Missing)?;
        if row.state != RegistrationState::Confirmed {
            door.passage = Passage::NoSeat;
        }
    }
    Ok(door)
}

async fn door(service: &Service, tx: &mut Tx, link: &str) -> Result<Door> {
    let id = link::registration_of(link).ok_or(Error::Missing)?;
    let found = registration::by_id(tx, id).await?;
    let registration = found.filter(|found| link::opens(service, found, link)).ok_or(Error::Missing)?;
    let workshop = workshop::by_id(tx, registration.workshop_id).await?.ok_or(Error::Missing)?;
    let passage = passage(&workshop, &registration, service.now())?;
    Ok(Door { workshop, registration, passage })
}

fn passage(workshop: &Workshop, registration: &Registration, now: Time) -> Result<Passage> {
    if workshop.state == WorkshopState::Cancelled {
        return Ok(Passage::CalledOff);
    }
    if registration.state != RegistrationState::Confirmed {
        return Ok(Passage::NoSeat);
    }
    let details: Details = serde_json::from_str(&workshop.details)?;
    let link = match details.place {
        Place::OnSite { address } => return Ok(Passage::OnSite { address }),
        Place::Online { link } => link,
    };
    let opens_at = workshop.starts_at.plus(-OPENS_BEFORE);
    // Whoever was there and lost the line comes back in; nobody becomes an attendant after the end.
    let back_in = if registration.joined_at.is_some() { BACK_IN } else { 0 };
    Ok(if now >= workshop.ends_at.plus(back_in) {
        Passage::Over
    } else if now < opens_at {
        Passage::NotYet { opens_at }
    } else if link.starts_with("https://") || link.starts_with("http://") {
        Passage::Open { link }
    } else {
        Passage::NoLink
    })
}

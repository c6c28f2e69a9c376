//! Who came: check-in at the door by code or by list, and joining online.

mod code;
mod join;

use convene_domain::Time;
use convene_domain::id::{RegistrationId, WorkshopId};
use convene_domain::time::DAY;
use convene_domain::workshop::attendance::{DOOR_HOURS, door_opens_at};
use convene_domain::workshop::{RegistrationState, WorkshopState};
use convene_store::Tx;
use convene_store::workshop::attendance as stored;
use convene_store::workshop::registration;

use super::{Registration, Workshop, access};
use crate::{Error, Result, Service, Viewer};

pub use code::{SHORT, address, short, svg};
pub use convene_store::workshop::attendance::{Counts, Registrant};
pub use join::{Door, OPENS_BEFORE, Passage, enter, look};

/// How long a scan may have waited for the line to come back, in milliseconds.
const WAITS_MOST: i64 = 2 * DAY;

/// What came of trying to check somebody in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scan {
    /// They are in now.
    In { id: RegistrationId, name: String, at: Time },
    /// They were in before, and nothing changed.
    Already { id: RegistrationId, name: String, since: Time },
    /// Nobody was checked in.
    Refused(Refusal),
}

/// Why nobody was checked in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    NotACode,
    /// Not made by this server, or ended when the seat changed hands.
    NotOurs,
    OtherWorkshop {
        title: String,
    },
    /// They have no seat, but this.
    NoSeat {
        name: String,
        state: RegistrationState,
    },
    CalledOff,
    /// The door is not open yet.
    TooEarly {
        opens_at: Time,
    },
}

impl Refusal {
    /// What whoever stands at the door reads.
    pub fn sentence(&self) -> String {
        match self {
            Refusal::NotACode => {
                "This is not a check-in code. Ask for the one on their registration page, or use the list."
                    .into()
            }
            Refusal::NotOurs => {
                "This code does not open anything: it was not made here, or a newer one replaced it. \
                 Look them up in the list."
                    .into()
            }
            Refusal::OtherWorkshop { title } => format!("This code is for another workshop: {title}."),
            Refusal::NoSeat { name, state } => no_seat(name, *state),
            Refusal::CalledOff => "This workshop was called off, so nobody is checked in.".into(),
            Refusal::TooEarly { .. } => format!("Check-in opens {DOOR_HOURS} hours before the start."),
        }
    }
}

fn no_seat(name: &str, state: RegistrationState) -> String {
    match state {
        RegistrationState::Cancelled => format!("{name} gave this seat up."),
        RegistrationState::Declined => format!("{name} was declined."),
        RegistrationState::Waiting => format!("{name} is on the waiting list and has no seat."),
        RegistrationState::Offered => format!("{name} was offered a seat and has not taken it yet."),
        RegistrationState::Pending => format!("{name} waits for approval. Approve them first."),
        // They have one: whoever asks has just been refused by the database, and asks again.
        RegistrationState::Confirmed => format!("{name} could not be checked in. Try once more."),
    }
}

/// Why nobody is checked in at `at`, whoever it is.
fn shut(workshop: &Workshop, at: Time) -> Option<Refusal> {
    if workshop.state == WorkshopState::Cancelled {
        return Some(Refusal::CalledOff);
    }
    too_early(workshop, at)
}

/// Nobody is checked in before the door opens. When it closes is not said: who came is often noted afterwards.
pub(super) fn too_early(workshop: &Workshop, at: Time) -> Option<Refusal> {
    let opens_at = door_opens_at(workshop.starts_at);
    (at < opens_at).then_some(Refusal::TooEarly { opens_at })
}

/// Whose code this is, or why it opens nothing here. Changes nothing.
pub async fn read(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    text: &str,
) -> Result<std::result::Result<Registration, Refusal>> {
    let mut tx = service.read().await?;
    let workshop = access::meet(&mut tx, viewer, workshop).await?;
    if let Some(refusal) = shut(&workshop, service.now()) {
        return Ok(Err(refusal));
    }
    code::holder(service, &mut tx, &workshop, text).await
}

/// Checks in whoever shows the code `text`. `waited_ms` is how long ago it was scanned, when it had to wait for the
/// line to come back.
pub async fn scan(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    text: &str,
    waited_ms: i64,
) -> Result<Scan> {
    let mut tx = service.begin().await?;
    let workshop = access::meet(&mut tx, viewer, workshop).await?;
    let at = service.now().plus(-waited_ms.clamp(0, WAITS_MOST));
    if let Some(refusal) = shut(&workshop, at) {
        return Ok(Scan::Refused(refusal));
    }
    let holder = match code::holder(service, &mut tx, &workshop, text).await? {
        Ok(holder) => holder,
        Err(refusal) => return Ok(Scan::Refused(refusal)),
    };
    let done = arrive(&mut tx, viewer, holder, at).await?;
    tx.commit().await?;
    Ok(done)
}

/// Checks somebody in by the list.
pub async fn check_in(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    id: RegistrationId,
) -> Result<Scan> {
    let mut tx = service.begin().await?;
    let workshop = access::meet(&mut tx, viewer, workshop).await?;
    let found = of_workshop(&mut tx, &workshop, id).await?;
    if let Some(refusal) = shut(&workshop, service.now()) {
        return Ok(Scan::Refused(refusal));
    }
    let done = arrive(&mut tx, viewer, found, service.now()).await?;
    tx.commit().await?;
    Ok(done)
}

/// Takes a check-in back. Whether there was one.
pub async fn undo(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    id: RegistrationId,
) -> Result<bool> {
    let mut tx = service.begin().await?;
    let workshop = access::meet(&mut tx, viewer, workshop).await?;
    of_workshop(&mut tx, &workshop, id).await?;
    let undone = stored::undo_check_in(&mut tx, id).await?;
    tx.commit().await?;
    Ok(undone)
}

/// How many are where, for the team.
pub async fn counts(service: &Service, viewer: &Viewer, workshop: WorkshopId) -> Result<Counts> {
    let mut tx = service.read().await?;
    let workshop = access::run(&mut tx, viewer, workshop).await?;
    Ok(stored::counts(&mut tx, workshop.id).await?)
}

/// The registration, provided it is one of this workshop's.
async fn of_workshop(tx: &mut Tx, workshop: &Workshop, id: RegistrationId) -> Result<Registration> {
    let found = registration::by_id(tx, id).await?;
    found.filter(|found| found.workshop_id == workshop.id).ok_or(Error::Missing)
}

/// One conditional statement decides who was first; then the row says what is.
async fn arrive(tx: &mut Tx, viewer: &Viewer, who: Registration, at: Time) -> Result<Scan> {
    let by = viewer.id().ok_or(Error::SignIn)?;
    let (id, name) = (who.id, who.name);
    if stored::check_in(tx, id, by, at).await? {
        return Ok(Scan::In { id, name, at });
    }
    let now = registration::by_id(tx, id).await?.ok_or(Error::Missing)?;
    Ok(match (now.state, *now.checked_in_at) {
        (RegistrationState::Confirmed, Some(since)) => Scan::Already { id, name, since },
        (state, _) => Scan::Refused(Refusal::NoSeat { name, state }),
    })
}

//! What the team decides about several people.

use convene_domain::id::{RegistrationId, WorkshopId};
use convene_domain::workshop::RegistrationState;

use super::remove;
use crate::workshop::approve;
use crate::{Error, Result, Service, Viewer};

/// What the team says about registrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Approve,
    Decline,
    /// Removes them all in one transaction, guests who have yet to confirm among them: see [`remove::remove`].
    Remove,
    /// Takes the no of the two before back: see [`approve::reconsider`].
    Reconsider,
}

/// What came of decisions about several people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decided {
    /// For how many it was done, or was so already.
    pub done: usize,
    /// Those declined or removed by this call: [`Decision::Reconsider`] for them is the way back.
    pub changed: Vec<RegistrationId>,
    /// Of those approved or taken back: how many found no seat left and wait in line now.
    pub in_line: usize,
    /// Why it was not done for the others, each reason once.
    pub refused: Vec<String>,
}

/// Most people decided about by one press.
pub const DECIDED_AT_ONCE: usize = 200;

/// Decides about several registrations, one after the other: one that cannot be does not stop the others.
pub async fn decide(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    chosen: &[RegistrationId],
    decision: Decision,
) -> Result<Decided> {
    if chosen.is_empty() {
        return Err(Error::field("registration", "Select at least one person first."));
    }
    if chosen.len() > DECIDED_AT_ONCE {
        let sentence = format!("Select at most {DECIDED_AT_ONCE} people at a time.");
        return Err(Error::field("registration", sentence));
    }
    if decision == Decision::Remove {
        return remove::remove(service, viewer, workshop, chosen).await;
    }
    let mut decided = Decided::default();
    for id in chosen {
        // How they stand, where that is not what was asked for; and whether this call took it away.
        let decided_one = match decision {
            Decision::Approve => {
                approve::approve(service, viewer, workshop, *id).await.map(|state| (Some(state), false))
            }
            Decision::Decline | Decision::Remove => {
                approve::decline(service, viewer, workshop, *id).await.map(|did| (None, did))
            }
            Decision::Reconsider => {
                approve::reconsider(service, viewer, workshop, *id).await.map(|state| (Some(state), false))
            }
        };
        match decided_one {
            Ok((state, did)) => {
                decided.done += 1;
                decided.changed.extend(did.then_some(*id));
                decided.in_line += usize::from(state == Some(RegistrationState::Waiting));
            }
            Err(Error::Fields(errors)) => {
                let reasons = errors.iter().map(|error| error.message.clone());
                decided.refused.extend(reasons);
                decided.refused.sort();
                decided.refused.dedup();
            }
            Err(error) => return Err(error),
        }
    }
    Ok(decided)
}

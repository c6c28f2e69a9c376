//! Whether a notice still is true when it is about to be sent. Things change while mail waits.

use convene_domain::workshop::{RegistrationState, WorkshopState};

use super::Why;
use super::facts::Facts;

/// Whether it is worth sending now.
pub(super) fn holds(facts: &Facts, why: &Why) -> bool {
    let state = facts.registration.state;
    let called_off = facts.workshop.state == WorkshopState::Cancelled;
    let ahead = facts.now < facts.workshop.ends_at && !called_off;
    match why {
        Why::Confirmed | Why::Promoted | Why::Received { .. } => {
            ahead && state == RegistrationState::Confirmed
        }
        Why::Already => ahead && !state.ended(),
        Why::Pending => ahead && state == RegistrationState::Pending,
        Why::Waiting => ahead && state == RegistrationState::Waiting,
        Why::Offered => {
            let open = facts.registration.offer_until.is_some_and(|until| until > facts.now);
            ahead && open && state == RegistrationState::Offered
        }
        // Who came back meanwhile is told what they have now.
        Why::OfferEnded | Why::Left | Why::Removed | Why::HandedOn { .. } => state.ended(),
        Why::Declined => state == RegistrationState::Declined,
        Why::Changed => ahead && !state.ended(),
        Why::CalledOff => called_off && !state.ended(),
        Why::Reminder { starts_at, .. } => {
            let same = facts.workshop.starts_at == *starts_at;
            same && !called_off && facts.now < *starts_at && state == RegistrationState::Confirmed
        }
        Why::Message { .. } => facts.message.is_some() && !state.ended(),
        Why::Attended => !called_off && facts.attended() && !state.ended(),
    }
}

//! The calendar file that goes with a letter.

use convene_domain::workshop::RegistrationState;

use super::Why;
use super::facts::Facts;
use crate::ics::{Calendar, Method, Status};
use crate::mail::Attachment;

/// The file's name in every mail.
const NAME: &str = "invite.ics";

/// A request for who has a seat, a cancellation for who had one; nothing where no calendar changes.
pub(super) fn of(facts: &Facts, why: &Why) -> Option<Attachment> {
    let method = match why {
        Why::Confirmed | Why::Promoted | Why::Received { .. } | Why::Already | Why::Changed
            if facts.has_seat() =>
        {
            Method::Request
        }
        // The number rises when a seat is given up: without that no calendar ever had the event.
        Why::Left | Why::Removed | Why::HandedOn { .. } if facts.registration.sequence > 0 => Method::Cancel,
        Why::CalledOff if facts.registration.state == RegistrationState::Confirmed => Method::Cancel,
        _ => return None,
    };
    let mut event = facts.event.clone();
    if method == Method::Cancel {
        event.status = Status::Cancelled;
    }
    let media_type = format!("text/calendar; method={}; charset=utf-8", method.as_str());
    let body = Calendar::of(method, event).to_string();
    Some(Attachment { name: NAME.to_owned(), media_type, body })
}

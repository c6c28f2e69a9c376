//! The calendar file that goes with a letter.

use super::Why;
use super::facts::Facts;
use crate::ics::{Calendar, Event, Method, Status};
use crate::mail::Attachment;

/// What a letter changes in calendars: one date is requested or cancelled.
///
/// Several come in one file that is published, for a request or a cancellation speaks of one event alone (RFC 5546,
/// sections 3.2.2 and 3.2.5), while what is published may hold as many as it likes, called off ones among them with
/// `STATUS:CANCELLED` (section 3.2.1). Programs know each date by its UID, and its higher SEQUENCE is newer than what
/// they have (RFC 5545, section 3.8.7.4), whichever way that came.
pub(super) fn of(dates: &[Facts], why: &Why) -> Option<Attachment> {
    match dates {
        [] => None,
        [date] => {
            let method = change(date, why)?;
            Some(file("invite.ics", Calendar::of(method, event(date, method))))
        }
        several => {
            let changed = several.iter().filter_map(|date| Some(event(date, change(date, why)?)));
            let events: Vec<_> = changed.collect();
            let calendar = Calendar { method: Method::Publish, name: None, events };
            (!calendar.events.is_empty()).then(|| file("dates.ics", calendar))
        }
    }
}

/// A request for who has a seat, a cancellation for who had one; nothing where no calendar changes.
fn change(facts: &Facts, why: &Why) -> Option<Method> {
    match why {
        // Of a whole series some dates may have a seat and others a place in line.
        Why::Confirmed | Why::Waiting | Why::Pending | Why::Promoted | Why::Already | Why::Changed => {
            facts.has_seat().then_some(Method::Request)
        }
        Why::Received { .. } => facts.has_seat().then_some(Method::Request),
        Why::Left | Why::Removed | Why::HandedOn { .. } => facts.had_seat().then_some(Method::Cancel),
        Why::CalledOff => facts.has_seat().then_some(Method::Cancel),
        _ => None,
    }
}

fn event(facts: &Facts, method: Method) -> Event {
    let mut event = facts.event.clone();
    if method == Method::Cancel {
        event.status = Status::Cancelled;
    }
    event
}

fn file(name: &str, calendar: Calendar) -> Attachment {
    let media_type = format!("text/calendar; method={}; charset=utf-8", calendar.method.as_str());
    Attachment { name: name.to_owned(), media_type, body: calendar.to_string() }
}

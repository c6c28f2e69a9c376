//! Signing up for a whole series: one letter for all of its dates.

use convene_domain::Time;
use convene_domain::id::RegistrationId;
use convene_domain::time::MINUTE;
use convene_domain::workshop::{Details, RegistrationState};
use convene_store::Tx;
use convene_store::workshop::{line, registration, workshop};

use super::super::{Registration, event};
use super::Why;
use super::facts::Facts;
use crate::ics::{Calendar, Event, Method};
use crate::mail::Attachment;
use crate::{Result, Service};

/// Registrations made within this time of each other were one sign-up, in milliseconds.
const ONE_GO: i64 = MINUTE;

/// One of the dates.
pub(super) struct Date {
    pub registration: RegistrationId,
    pub starts_at: Time,
    pub ends_at: Time,
    pub state: RegistrationState,
    /// For a date with a waiting line: the number in it, 1 being next.
    pub position: i64,
    pub event: Event,
}

/// The dates this person signed up for in the same go, when the notice is about that; empty otherwise.
pub(super) async fn dates(service: &Service, tx: &mut Tx, facts: &Facts, why: &Why) -> Result<Vec<Date>> {
    let signs_up = matches!(why, Why::Confirmed | Why::Waiting | Why::Pending);
    let Some(series) = facts.workshop.series_id.filter(|_| signs_up && facts.registration.whole_series)
    else {
        return Ok(Vec::new());
    };
    let all = registration::in_series(tx, series, facts.registration.person_id).await?;
    let together = |other: &Registration| {
        let apart = other.created_at.since(facts.registration.created_at).abs();
        other.whole_series && !other.state.ended() && apart < ONE_GO
    };
    let mut dates = Vec::new();
    for registration in all.into_iter().filter(together) {
        let Some(workshop) = workshop::by_id(tx, registration.workshop_id).await? else { continue };
        let details: Details = serde_json::from_str(&workshop.details)?;
        let organizer = event::organizer(service, tx, &facts.host).await?;
        let position = match registration.number {
            Some(number) if registration.state == RegistrationState::Waiting => {
                line::ahead_of(tx, workshop.id, number).await? + 1
            }
            _ => 0,
        };
        dates.push(Date {
            registration: registration.id,
            starts_at: workshop.starts_at,
            ends_at: workshop.ends_at,
            state: registration.state,
            position,
            event: event::of_seat(service, organizer, &workshop, &details, &registration, &facts.email),
        });
    }
    Ok(dates)
}

/// All dates with a seat in one file. It is published, not requested: an invitation holds one event (RFC 5546,
/// section 3.2.2), and later changes of a date come as one.
pub(super) fn file(dates: &[Date]) -> Option<Attachment> {
    let seats = dates.iter().filter(|date| date.state == RegistrationState::Confirmed);
    let events: Vec<_> = seats.map(|date| date.event.clone()).collect();
    if events.is_empty() {
        return None;
    }
    let media_type = format!("text/calendar; method={}; charset=utf-8", Method::Publish.as_str());
    let body = Calendar { method: Method::Publish, name: None, events }.to_string();
    Some(Attachment { name: "dates.ics".to_owned(), media_type, body })
}

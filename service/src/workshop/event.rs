//! A workshop as an event of a calendar.

use convene_domain::workshop::{Details, Place, RegistrationState, Visibility, WorkshopState};
use convene_store::Tx;

use super::{Registration, Workshop, link};
use crate::ics::{Event, Party, Status};
use crate::{Result, Service, mail};

/// The workshop's page, with what it takes to see it.
pub(crate) fn page(service: &Service, workshop: &Workshop) -> String {
    format!("{}{}", service.settings().public_url, path(workshop))
}

/// The same without the server's address.
pub(crate) fn path(workshop: &Workshop) -> String {
    match workshop.visibility {
        Visibility::Listed => format!("/workshops/{}", workshop.id),
        Visibility::Unlisted => format!("/workshops/{}?key={}", workshop.id, workshop.link_key),
    }
}

/// Who invites: the host by name, at the community's address `sender`, where nobody's own address is given away.
pub(crate) fn host(name: &str, sender: &str) -> Party {
    Party { name: name.to_owned(), email: sender.to_owned() }
}

/// [`host`] at the address the community has now.
pub(crate) async fn organizer(service: &Service, tx: &mut Tx, name: &str) -> Result<Party> {
    Ok(host(name, &mail::sender_address(service, tx).await?))
}

/// The workshop as everybody sees it.
pub(crate) fn public(service: &Service, organizer: Party, workshop: &Workshop, details: &Details) -> Event {
    let url = page(service, workshop);
    let location = match &details.place {
        Place::Online { .. } => "Online".to_owned(),
        Place::OnSite { address } => address.trim().replace("\r\n", "\n").replace('\n', ", "),
    };
    let status = match workshop.state {
        WorkshopState::Cancelled => Status::Cancelled,
        WorkshopState::Draft | WorkshopState::Published => Status::Confirmed,
    };
    Event {
        uid: format!("workshop-{}@{}", workshop.id, service.settings().host()),
        sequence: workshop.sequence,
        // The same text for as long as nothing changes, so that programs need not fetch it again.
        stamp: workshop.updated_at,
        starts_at: workshop.starts_at,
        ends_at: workshop.ends_at,
        summary: workshop.title.clone(),
        description: format!("{}\n\n{url}", workshop.summary),
        location,
        url,
        categories: workshop.topics.split('|').filter(|topic| !topic.is_empty()).map(str::to_owned).collect(),
        status,
        organizer,
        attendee: None,
    }
}

/// The workshop as it goes into the calendar of somebody who registered.
pub(crate) fn of_seat(
    service: &Service,
    organizer: Party,
    workshop: &Workshop,
    details: &Details,
    registration: &Registration,
    email: &str,
) -> Event {
    let mut event = public(service, organizer, workshop, details);
    let seat = format!("{}/seat/{}", service.settings().public_url, link::personal(service, registration));
    if matches!(details.place, Place::Online { .. }) {
        event.location = format!("{seat}/join");
    }
    event.description = format!("{}\n\n{seat}", workshop.summary);
    event.sequence = workshop.sequence + registration.sequence;
    event.stamp = workshop.updated_at.max(registration.updated_at);
    event.status = match registration.state {
        _ if workshop.state == WorkshopState::Cancelled => Status::Cancelled,
        RegistrationState::Cancelled | RegistrationState::Declined => Status::Cancelled,
        RegistrationState::Confirmed => Status::Confirmed,
        RegistrationState::Pending | RegistrationState::Waiting | RegistrationState::Offered => {
            Status::Tentative
        }
    };
    // A name that a stranger typed stays out of somebody else's calendar.
    let name = if registration.by_other { String::new() } else { registration.name.clone() };
    event.attendee = Some(Party { name, email: email.to_owned() });
    event
}

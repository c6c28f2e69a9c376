//! Everything a letter may speak of.

use convene_domain::Time;
use convene_domain::workshop::{Details, Place, RegistrationState};
use convene_store::Tx;
use convene_store::account::person;
use convene_store::workshop::message::Sent;
use convene_store::workshop::{line, message, registration, workshop};

use super::super::{Registration, Workshop, event, link};
use super::{Notice, Why, topic};
use crate::account::setup::community_name;
use crate::calendar::Local;
use crate::ics::Event;
use crate::mail::optout;
use crate::{Result, Service};

pub(super) struct Facts {
    pub now: Time,
    pub community: String,
    pub workshop: Workshop,
    pub details: Details,
    /// The name of the owner.
    pub host: String,
    pub registration: Registration,
    pub email: String,
    pub reader: Local,
    /// The zone the workshop was planned in, with the reader's hours.
    pub own: Local,
    /// The workshop's page.
    pub page: String,
    /// The registration's personal page.
    pub seat: String,
    /// For those in line: their number, 1 being next.
    pub position: i64,
    /// What the team wrote, for a message.
    pub message: Option<Sent>,
    pub unsubscribe: Option<String>,
    /// The workshop as it goes into this person's calendar.
    pub event: Event,
}

impl Facts {
    /// None when the registration, its person or its workshop are gone.
    pub async fn read(service: &Service, tx: &mut Tx, notice: &Notice) -> Result<Option<Self>> {
        let Some(member) = registration::member(tx, notice.registration).await? else { return Ok(None) };
        let Some(workshop) = workshop::by_id(tx, member.registration.workshop_id).await? else {
            return Ok(None);
        };
        let message = match &notice.why {
            Why::Message { message } => message::by_id(tx, *message).await?,
            _ => None,
        };
        let owner = person::by_id(tx, workshop.owner_id).await?;
        let host = owner.map(|person| person.name).unwrap_or_default();
        let details: Details = serde_json::from_str(&workshop.details)?;
        let twelve_hours = member.hour_cycle.as_deref() == Some("h12");
        let zone = member.zone().unwrap_or(&workshop.zone).to_owned();
        let email = member.email;
        let registration = member.registration;
        let position = match registration.number {
            Some(number) if registration.state == RegistrationState::Waiting => {
                line::ahead_of(tx, workshop.id, number).await? + 1
            }
            _ => 0,
        };
        let public_url = &service.settings().public_url;
        let seat = format!("{public_url}/seat/{}", link::personal(service, &registration));
        let organizer = event::organizer(service, tx, &host).await?;
        let event = event::of_seat(service, organizer, &workshop, &details, &registration, &email);
        Ok(Some(Self {
            now: service.now(),
            community: community_name(tx).await?,
            own: Local { zone: workshop.zone.clone(), twelve_hours },
            reader: Local { zone, twelve_hours },
            page: event::page(service, &workshop),
            seat,
            position,
            message,
            unsubscribe: topic(&notice.why).map(|topic| optout::url(service, registration.person_id, topic)),
            event,
            workshop,
            details,
            host,
            registration,
            email,
        }))
    }

    /// Where an online workshop is joined: a page of ours, so that the real link stays with those who registered.
    pub fn join(&self) -> Option<String> {
        match &self.details.place {
            Place::Online { .. } => Some(format!("{}/join", self.seat)),
            Place::OnSite { .. } => None,
        }
    }

    pub fn has_seat(&self) -> bool {
        self.registration.state == RegistrationState::Confirmed
    }

    pub fn attended(&self) -> bool {
        self.registration.checked_in_at.is_some() || self.registration.joined_at.is_some()
    }
}

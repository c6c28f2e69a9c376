//! Everything a letter may speak of.

use convene_domain::time::MINUTE;
use convene_domain::workshop::{Details, Place, RegistrationState};
use convene_domain::{Language, Time};
use convene_store::Tx;
use convene_store::account::person;
use convene_store::workshop::message::Sent;
use convene_store::workshop::{line, message, registration, workshop};

use super::super::{Registration, Workshop, event, link};
use super::{Subject, Why, topic};
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
    /// What was held until it ended; see [`Subject::held`].
    pub held: Option<RegistrationState>,
    /// When it began and ended before it was moved.
    pub was: Option<(Time, Time)>,
    pub email: String,
    pub language: Language,
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
    pub async fn read(service: &Service, tx: &mut Tx, subject: &Subject, why: &Why) -> Result<Option<Self>> {
        let Some(member) = registration::member(tx, subject.registration).await? else { return Ok(None) };
        let Some(workshop) = workshop::by_id(tx, member.registration.workshop_id).await? else {
            return Ok(None);
        };
        let message = match why {
            Why::Message { message } => message::by_id(tx, *message).await?,
            _ => None,
        };
        let owner = person::by_id(tx, workshop.owner_id).await?;
        let host = owner.map(|person| person.name).unwrap_or_default();
        let details: Details = serde_json::from_str(&workshop.details)?;
        let twelve_hours = member.hour_cycle.as_deref() == Some("h12");
        let language = member.language();
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
            unsubscribe: topic(why).map(|topic| optout::url(service, registration.person_id, topic)),
            event,
            held: subject.held,
            was: subject.was,
            language,
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

    /// Whether a calendar has it that must let go of it: nobody in line has an entry. Of rows queued before what was
    /// held was kept nobody knows, and an entry that stays is worse than one taken back that never was.
    pub fn had_seat(&self) -> bool {
        self.held.is_none_or(|held| held == RegistrationState::Confirmed)
    }

    /// When it began and ended before, where that is not when it does now.
    pub fn moved_from(&self) -> Option<(Time, Time)> {
        self.was.filter(|was| *was != (self.workshop.starts_at, self.workshop.ends_at))
    }

    /// The name to greet somebody by. A name that a stranger typed is not repeated to whoever owns the address.
    pub fn name(&self) -> Option<&str> {
        if self.registration.by_other { None } else { harmless(&self.registration.name) }
    }

    /// How far the start is, in milliseconds: the round distance where a reminder of so many minutes is about on time,
    /// else the true one.
    pub fn until_start(&self, minutes: i64) -> i64 {
        let (meant, left) = (minutes * MINUTE, self.workshop.starts_at.since(self.now));
        if (meant - left).abs() <= meant / 20 { meant } else { left }
    }

    /// Whether the personal page has materials and certificate now, and nothing to change any more.
    pub fn has_keepsakes(&self) -> bool {
        self.has_seat() && (self.attended() || self.now >= self.workshop.ends_at)
    }

    pub fn attended(&self) -> bool {
        self.registration.checked_in_at.is_some() || self.registration.joined_at.is_some()
    }
}

/// A name that somebody else typed, unless mail programs would make a link of it: anybody can be called
/// "Look at evil.example".
pub(super) fn harmless(name: &str) -> Option<&str> {
    // "J. R. Tolkien" and "J.R. Tolkien" are names; in "t.co" two letters follow the dot at once.
    let is_link = |word: &str| {
        let mut after_dots = word.split(['.', '。', '｡', '․', '．']).skip(1);
        word.contains(['@', ':', '\\'])
            || after_dots.any(|rest| rest.chars().take_while(|c| c.is_alphanumeric()).count() > 1)
    };
    let name = name.trim();
    if name.is_empty() || name.split_whitespace().any(is_link) { None } else { Some(name) }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn a_name_that_would_become_a_link_is_left_out() {
        for name in [
            "Ada",
            "J. R. R. Tolkien",
            "J.R. Tolkien",
            "Dr. Ada L.",
            "O’Neill-Śmith",
            "Ada (she/her)",
            "李 明",
        ] {
            assert_eq!(harmless(name), Some(name));
        }
        let links = [
            "Look at evil.example",
            "https://evil",
            "t.co/x",
            "www.evil.example",
            "a@evil.example",
            "evil。example",
            "",
        ];
        for link in links {
            assert_eq!(harmless(link), None, "{link}");
        }
    }
}

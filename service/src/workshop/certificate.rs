//! Certificates of attendance: for whoever was there, once it is over; anybody can ask whether one is genuine.

mod fonts;
mod setting;
mod sheet;

use std::sync::Arc;

use convene_domain::Time;
use convene_domain::name;
use convene_domain::time::{DAY, HOUR, MINUTE};
use convene_domain::workshop::{RegistrationState, WorkshopState};
use convene_store::Tx;
use convene_store::account::person;
use convene_store::workshop::{registration, workshop};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Registration, link};
use crate::account::setup;
use crate::calendar::Local;
use crate::chance::secret_hash;
use crate::compute::Kept;
use crate::{Error, Result, Service};

pub use fonts::NoFont;

/// Certificates set lately, and the letters that kept others from being set.
pub(crate) type Certificates = Kept<std::result::Result<Arc<[u8]>, NoFont>>;

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Who was there.
    pub name: String,
    /// At which workshop.
    pub title: String,
    pub host: String,
    pub community: String,
    pub starts_at: Time,
    pub ends_at: Time,
    /// IANA name of the zone the workshop was planned in.
    pub zone: String,
    /// Where anybody can see that it is genuine.
    pub address: String,
}

/// The certificate of whoever has the personal `link`; none before the end, and none for who was not there.
pub async fn of_seat(service: &Service, link: &str) -> Result<Option<Certificate>> {
    let id = link::registration_of(link).ok_or(Error::Missing)?;
    let mut tx = service.read().await?;
    let found = registration::by_id(&mut tx, id).await?;
    let found = found.filter(|found| link::opens(service, found, link)).ok_or(Error::Missing)?;
    earned(service, &mut tx, found).await
}

/// The certificate with this code; none when it was not made here, or its holder was not there after all.
pub async fn verify(service: &Service, code: &str) -> Result<Option<Certificate>> {
    let code = code.to_ascii_lowercase();
    let Some(id) = link::registration_of(&code).filter(|id| link::certifies(service, *id, &code)) else {
        return Ok(None);
    };
    let mut tx = service.read().await?;
    match registration::by_id(&mut tx, id).await? {
        Some(found) => earned(service, &mut tx, found).await,
        None => Ok(None),
    }
}

async fn earned(service: &Service, tx: &mut Tx, found: Registration) -> Result<Option<Certificate>> {
    let workshop = workshop::by_id(tx, found.workshop_id).await?.ok_or(Error::Missing)?;
    let came = found.checked_in_at.is_some() || found.joined_at.is_some();
    let held = workshop.state == WorkshopState::Published && service.now() >= workshop.ends_at;
    if !(came && held && found.state == RegistrationState::Confirmed) {
        return Ok(None);
    }
    let host = person::by_id(tx, workshop.owner_id).await?.ok_or(Error::Missing)?;
    let code = link::certificate(service, found.id);
    Ok(Some(Certificate {
        name: name::drawable(&found.name, name::PERSON),
        title: name::drawable(&workshop.title, name::TITLE),
        host: name::drawable(&host.name, name::PERSON),
        community: name::drawable(&setup::community_name(tx).await?, name::PERSON),
        starts_at: workshop.starts_at,
        ends_at: workshop.ends_at,
        zone: workshop.zone,
        address: format!("{}/certificates/{code}", service.settings().public_url),
    }))
}

/// The certificate as a PDF file, one page of A4 across, with today's date in its properties.
///
/// It is set in Inter, which has Latin, Greek and Cyrillic letters. For all others the fonts installed on this
/// machine are searched; when none has a letter that is needed, there is no file but [`NoFont`], for a name must not
/// come out as a row of boxes, nor be spelt otherwise than its owner spells it.
///
/// `client` is the network address that asks, as it is stored.
pub async fn pdf(
    service: &Service,
    client: &str,
    certificate: &Certificate,
) -> Result<std::result::Result<Arc<[u8]>, NoFont>> {
    let now = service.now();
    let made_on = now.millis().div_euclid(DAY);
    let revision = secret_hash(&format!("{made_on} {certificate:?}"));
    let certificate = certificate.clone();
    let set = service.compute().run(service.clock(), client, move |budget| {
        match sheet::pdf(&certificate, now, budget) {
            Ok(file) => Ok(Ok(file.into())),
            Err(sheet::Failure::NoFont(missing)) => {
                tracing::warn!(letters = missing.letters, "no font of this machine has these letters");
                Ok(Err(missing))
            }
            Err(sheet::Failure::Ended(ended)) => Err(ended.into()),
            Err(sheet::Failure::Drawing(cause)) => {
                Err(Error::Internal(format!("a certificate failed: {cause}")))
            }
        }
    });
    service.certificates().get_or_make(&revision, set).await
}

impl Certificate {
    /// `Tuesday 24 November 2026, 18:00–19:30 CET (UTC+1)`, on the wall clock of the workshop's zone.
    pub fn when(&self) -> String {
        let zone = TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC);
        let at = |time: Time| {
            let stamp = Timestamp::from_millisecond(time.millis()).unwrap_or(Timestamp::UNIX_EPOCH);
            stamp.to_zoned(zone.clone())
        };
        let (start, end) = (at(self.starts_at), at(self.ends_at));
        let label = Local { zone: self.zone.clone(), twelve_hours: false }.zone_label(self.starts_at);
        let day = |of: &jiff::Zoned| of.strftime("%A %-d %B %Y").to_string();
        let (from, to) = (start.strftime("%H:%M"), end.strftime("%H:%M"));
        if start.date() == end.date() {
            format!("{}, {from}–{to} {label}", day(&start))
        } else {
            format!("{}, {from} – {}, {to} {label}", day(&start), day(&end))
        }
    }

    /// `1 h 30 min`.
    pub fn duration(&self) -> String {
        let length = self.ends_at.since(self.starts_at);
        match (length / HOUR, length % HOUR / MINUTE) {
            (0, minutes) => format!("{minutes} min"),
            (hours, 0) => format!("{hours} h"),
            (hours, minutes) => format!("{hours} h {minutes} min"),
        }
    }
}

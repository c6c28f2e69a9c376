//! The use cases of Convene: who may, one transaction, the decision asked of `domain`, outbox rows.
//!
//! Every function that changes something takes the [`Service`] and the [`Viewer`] who asks.

pub mod account;
pub mod calendar;
pub mod chance;
pub mod clock;
pub mod compute;
pub mod demo;
mod error;
pub mod housekeeping;
pub mod ics;
mod jobs;
pub mod mail;
pub mod quiz;
mod spreadsheet;
mod viewer;
pub mod workshop;

use std::sync::Arc;

use convene_domain::Time;
use convene_store::{Db, Tx};

pub use chance::Chance;
pub use clock::{Clock, SystemClock};
pub use error::{Error, Result};
pub use viewer::Viewer;

/// Everything a use case needs. Cheap to clone.
#[derive(Clone)]
pub struct Service(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Arc<dyn Clock>,
    chance: Chance,
    settings: Settings,
    rooms: quiz::room::Rooms,
    compute: compute::Pool,
    previews: workshop::preview::Previews,
    certificates: workshop::certificate::Certificates,
    mail_bell: tokio::sync::Notify,
    rush: workshop::register::Rush,
    passwords: account::password::Hashing,
    failures: jobs::Failures,
    calendars: workshop::feed::Calendars,
    unrecorded: mail::Unrecorded,
}

/// What the operator decided. Everything the community decides is in the database.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where people reach this server, without a trailing slash: `https://learn.example.org`.
    pub public_url: String,
    /// The mail server, when the configuration names one; it wins over the one set in the portal.
    pub smtp: Option<mail::Smtp>,
    /// Certificates of authorities that mail servers may be signed by, besides those everybody knows: PEM.
    pub smtp_ca: Option<String>,
    /// Key for hashes of network addresses; drawn at first start and kept in the database.
    pub address_key: [u8; 32],
}

impl Settings {
    /// The name in [`Settings::public_url`], without scheme and port: `learn.example.org`.
    pub fn host(&self) -> &str {
        let rest = self.public_url.split_once("://").map_or(self.public_url.as_str(), |(_, rest)| rest);
        let authority = rest.split('/').next().unwrap_or(rest);
        // An IPv6 address keeps its brackets: in Message-IDs they make a domain literal.
        match authority.rsplit_once(':') {
            Some((host, port)) if port.chars().all(|c| c.is_ascii_digit()) => host,
            _ => authority,
        }
    }
}

impl Service {
    pub fn new(db: Db, clock: Arc<dyn Clock>, chance: Chance, settings: Settings) -> Self {
        Self(Arc::new(Inner {
            db,
            clock,
            chance,
            settings,
            rooms: quiz::room::Rooms::default(),
            compute: Default::default(),
            previews: Default::default(),
            certificates: Default::default(),
            mail_bell: Default::default(),
            rush: Default::default(),
            passwords: Default::default(),
            failures: Default::default(),
            calendars: Default::default(),
            unrecorded: Default::default(),
        }))
    }

    pub fn now(&self) -> Time {
        self.0.clock.now()
    }

    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    pub fn chance(&self) -> &Chance {
        &self.0.chance
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// A network address as it is stored: keyed, so that nobody can list addresses and compare; IPv6 by its /56,
    /// which is one household.
    pub fn address_hash(&self, address: std::net::IpAddr) -> String {
        let bytes = match address.to_canonical() {
            std::net::IpAddr::V4(v4) => v4.octets().to_vec(),
            std::net::IpAddr::V6(v6) => v6.octets()[..7].to_vec(),
        };
        self.keyed_hash(&bytes)
    }

    /// HMAC-SHA256 of `text` under this server's key, in hex: proves that this server wrote it. `text` begins with
    /// what it is for, so that no seal passes for another kind.
    pub(crate) fn seal(&self, text: &str) -> String {
        self.keyed_hash(format!("seal:{text}").as_bytes())
    }

    fn keyed_hash(&self, bytes: &[u8]) -> String {
        use hmac::{Hmac, KeyInit, Mac};
        // HMAC takes keys of any length, so this cannot fail.
        let Ok(mut mac) = Hmac::<sha2::Sha256>::new_from_slice(&self.0.settings.address_key) else {
            return String::new();
        };
        mac.update(bytes);
        chance::hex(&mac.finalize().into_bytes())
    }

    /// Live games on this node.
    pub fn rooms(&self) -> &quiz::room::Rooms {
        &self.0.rooms
    }

    /// Where costly work is done.
    pub fn compute(&self) -> &compute::Pool {
        &self.0.compute
    }

    /// Certificates set lately.
    pub(crate) fn certificates(&self) -> &workshop::certificate::Certificates {
        &self.0.certificates
    }

    /// Preview pictures of workshops drawn lately.
    pub(crate) fn previews(&self) -> &workshop::preview::Previews {
        &self.0.previews
    }

    /// Sign-ups for workshops that wait to be stored.
    pub(crate) fn rush(&self) -> &workshop::register::Rush {
        &self.0.rush
    }

    /// Where passwords are hashed, so many at once as there are cores.
    pub fn passwords(&self) -> &account::password::Hashing {
        &self.0.passwords
    }

    /// Items of background jobs that failed lately.
    pub(crate) fn failures(&self) -> &jobs::Failures {
        &self.0.failures
    }

    /// Public calendars written lately.
    pub(crate) fn calendars(&self) -> &workshop::feed::Calendars {
        &self.0.calendars
    }

    /// Mail that is delivered, which could not be recorded yet.
    pub(crate) fn unrecorded(&self) -> &mail::Unrecorded {
        &self.0.unrecorded
    }

    /// Wakes the mail worker: something was put into the outbox.
    pub fn mail_waits(&self) {
        self.0.mail_bell.notify_one();
    }

    pub(crate) fn mail_bell(&self) -> &tokio::sync::Notify {
        &self.0.mail_bell
    }

    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// A connection for reading.
    pub(crate) async fn read(&self) -> Result<Tx> {
        Ok(self.0.db.read().await?)
    }

    /// A transaction for writing; rolled back unless committed.
    pub(crate) async fn begin(&self) -> Result<Tx> {
        Ok(self.0.db.begin().await?)
    }
}

//! The use cases of Convene: who may, one transaction, the decision asked of `domain`, outbox rows.
//!
//! Every function that changes something takes the [`Service`] and the [`Viewer`] who asks.

pub mod account;
pub mod chance;
pub mod clock;
mod error;
pub mod mail;
pub mod quiz;
mod viewer;

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
}

/// What the operator decided. Everything the community decides is in the database.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where people reach this server, without a trailing slash: `https://learn.example.org`.
    pub public_url: String,
    /// Key for hashes of network addresses; drawn at first start and kept in the database.
    pub address_key: [u8; 32],
}

impl Service {
    pub fn new(db: Db, clock: Arc<dyn Clock>, chance: Chance, settings: Settings) -> Self {
        Self(Arc::new(Inner { db, clock, chance, settings, rooms: quiz::room::Rooms::default() }))
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

    /// Live games on this node.
    pub fn rooms(&self) -> &quiz::room::Rooms {
        &self.0.rooms
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

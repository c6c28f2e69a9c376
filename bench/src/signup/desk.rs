//! The workshops people sign up for, and what the database says became of them.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use convene_domain::account::{Email, Role};
use convene_domain::id::WorkshopId;
use convene_domain::time::{DAY, HOUR};
use convene_domain::workshop::{Details, Level, Promotion, RegistrationState, Visibility};
use convene_service::account::setup;
use convene_service::workshop::{line, link};
use convene_service::{Chance, Service, Settings, SystemClock, demo};
use convene_store::account::person;
use convene_store::workshop::{edit, registration, seats, workshop};
use convene_store::{Db, mail};
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use super::crowd;
use crate::Result;

pub struct Desk {
    service: Service,
    /// For looking at one moment in one statement.
    looks: SqlitePool,
}

/// A workshop and everybody in it, at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Moment {
    pub capacity: i64,
    pub taken: i64,
    pub waiting: i64,
    /// Confirmed registrations and open offers.
    pub seated: i64,
    pub lined: i64,
    /// The highest number that came up from the line.
    pub last_up: Option<i64>,
    pub first_in_line: Option<i64>,
    pub people: i64,
    pub registrations: i64,
}

impl Moment {
    /// What must be true at every moment; the sentence that is not.
    pub fn audit(&self) -> Result<()> {
        let passed = self.first_in_line.is_some_and(|first| self.last_up.is_some_and(|last| last > first));
        let broken = [
            (self.seated > self.capacity, "more people than seats"),
            (self.taken != self.seated || self.waiting != self.lined, "counters that are wrong"),
            (self.lined > 0 && self.seated < self.capacity, "people who wait beside an empty seat"),
            (passed, "somebody who was passed in line"),
            (self.people != self.registrations, "somebody who is in twice"),
        ];
        match broken.iter().find(|(is_so, _)| *is_so) {
            Some((_, what)) => Err(format!("There is {what}: {self:?}")),
            None => Ok(()),
        }
    }
}

fn explain(error: impl std::fmt::Display) -> String {
    format!("The workshop's database: {error}")
}

impl Desk {
    pub async fn open(database: &Path) -> Result<Self> {
        let db = Db::open_sqlite(database).await.map_err(explain)?;
        // The server's own key: personal links are made of it.
        let address_key = setup::address_key(&db, &Chance::system()).await.map_err(explain)?;
        let settings =
            Settings { public_url: "http://localhost".to_owned(), smtp: None, smtp_ca: None, address_key };
        let service = Service::new(db, Arc::new(SystemClock), Chance::system(), settings);
        let options = SqliteConnectOptions::new().filename(database).read_only(true);
        let looks =
            SqlitePoolOptions::new().max_connections(1).connect_with(options).await.map_err(explain)?;
        Ok(Self { service, looks })
    }

    /// Publishes a workshop of the demo's educator with this many seats.
    pub async fn publish(&self, seats: u32) -> Result<WorkshopId> {
        let service = &self.service;
        let educator = demo::person(service, Role::Educator).await.map_err(explain)?;
        let owner_id = educator.ok_or("The demo community has no educator.")?.id;
        let now = service.now();
        let id = WorkshopId::new(now, service.chance().bytes());
        let details = serde_json::to_string(&Details::default()).map_err(explain)?;
        let content = workshop::Content {
            title: "Benchmark",
            summary: "Many people, few seats.",
            details: &details,
            language: "en",
            level: Level::Everybody,
            topics: "|",
            picture_id: None,
            starts_at: now.plus(9 * DAY),
            ends_at: now.plus(9 * DAY + HOUR),
            zone: "UTC",
            opens_at: None,
            closes_at: None,
            capacity: Some(i64::from(seats)),
            approval: false,
            promotion: Promotion::AtOnce,
            offer_ms: HOUR,
            reminders: "[]",
            visibility: Visibility::Listed,
        };
        let key = service.chance().token();
        let new = workshop::New { id, series_id: None, position: 1, owner_id, link_key: &key, content, now };
        let mut tx = service.db().begin().await.map_err(explain)?;
        workshop::insert(&mut tx, &new).await.map_err(explain)?;
        workshop::publish(&mut tx, id, now).await.map_err(explain)?;
        tx.commit().await.map_err(explain)?;
        Ok(id)
    }

    pub async fn look(&self, id: WorkshopId) -> Result<Moment> {
        sqlx::query_as(
            "SELECT capacity, taken, waiting,
                 (SELECT COUNT(*) FROM registration WHERE workshop_id = $1 AND state IN ('confirmed', 'offered'))
                     AS seated,
                 (SELECT COUNT(*) FROM registration WHERE workshop_id = $1 AND state = 'waiting') AS lined,
                 (SELECT MAX(number) FROM registration
                     WHERE workshop_id = $1 AND state IN ('confirmed', 'offered')) AS last_up,
                 (SELECT MIN(number) FROM registration WHERE workshop_id = $1 AND state = 'waiting') AS first_in_line,
                 (SELECT COUNT(DISTINCT person_id) FROM registration WHERE workshop_id = $1) AS people,
                 (SELECT COUNT(*) FROM registration WHERE workshop_id = $1) AS registrations
             FROM workshop WHERE id = $1",
        )
        .bind(id.to_string())
        .fetch_one(&self.looks)
        .await
        .map_err(explain)
    }

    /// The numbers of those in line, as they stand.
    pub async fn line(&self, id: WorkshopId) -> Result<Vec<i64>> {
        let mut tx = self.service.db().read().await.map_err(explain)?;
        let members = registration::active_of(&mut tx, id).await.map_err(explain)?;
        let in_line = members.iter().filter(|member| member.registration.state == RegistrationState::Waiting);
        let mut numbers: Vec<i64> = in_line.filter_map(|member| member.registration.number).collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// The personal link of a person of the crowd, once they are registered.
    pub async fn link(&self, id: WorkshopId, round: u32, number: u32) -> Result<Option<String>> {
        let email = Email::parse(&crowd::email(round, number)).map_err(explain)?;
        let mut tx = self.service.db().read().await.map_err(explain)?;
        let Some(person) = person::by_email(&mut tx, &email).await.map_err(explain)? else { return Ok(None) };
        let found = registration::of_person(&mut tx, id, person.id).await.map_err(explain)?;
        Ok(found.map(|found| link::personal(&self.service, &found)))
    }

    /// The team sets the number of seats, when that many are not taken; the line moves in the same transaction.
    pub async fn set_seats(&self, id: WorkshopId, capacity: i64) -> Result<bool> {
        let mut tx = self.service.db().begin().await.map_err(explain)?;
        seats::hold(&mut tx, id).await.map_err(explain)?;
        let set = edit::set_capacity(&mut tx, id, Some(capacity)).await.map_err(explain)?;
        line::fill(&self.service, &mut tx, id).await.map_err(explain)?;
        tx.commit().await.map_err(explain)?;
        Ok(set)
    }

    /// Waits until the server has dealt with all mail, so that it does not work on it while something else is
    /// measured.
    pub async fn mail_is_out(&self) -> Result<()> {
        for _ in 0..600 {
            let mut tx = self.service.db().read().await.map_err(explain)?;
            let due = mail::next_due(&mut tx).await.map_err(explain)?;
            if due.is_none_or(|due| due > self.service.now()) {
                return Ok(());
            }
            drop(tx);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err("The server did not deal with its mail within a minute.".to_owned())
    }
}

//! Registrations: at most one per person and workshop.

use convene_domain::Time;
use convene_domain::id::{PersonId, RegistrationId, WorkshopId};
use convene_domain::workshop::RegistrationState;

use crate::{Optional, Result, Tx};

/// A registration as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Registration {
    #[sqlx(try_from = "String")]
    pub id: RegistrationId,
    #[sqlx(try_from = "String")]
    pub workshop_id: WorkshopId,
    #[sqlx(try_from = "String")]
    pub person_id: PersonId,
    /// As given here.
    pub name: String,
    #[sqlx(try_from = "String")]
    pub state: RegistrationState,
    /// Answers by question id, as JSON.
    pub answers: String,
    /// Place in the waiting line; smaller is earlier.
    pub number: Option<i64>,
    #[sqlx(try_from = "Option<i64>")]
    pub offer_until: Optional<Time>,
    /// IANA name of the browser it was made with.
    pub zone: Option<String>,
    /// Typed in by somebody who was not signed in as this person.
    pub by_other: bool,
    pub whole_series: bool,
    pub link_version: i64,
    /// Added to the workshop's.
    pub sequence: i64,
    #[sqlx(try_from = "Option<i64>")]
    pub checked_in_at: Optional<Time>,
    #[sqlx(try_from = "Option<String>")]
    pub checked_in_by: Optional<PersonId>,
    #[sqlx(try_from = "Option<i64>")]
    pub joined_at: Optional<Time>,
    pub walk_in: bool,
    #[sqlx(try_from = "i64")]
    pub created_at: Time,
    #[sqlx(try_from = "i64")]
    pub updated_at: Time,
}

/// Columns in the order of [`Registration`].
pub(super) const COLUMNS: &str = "registration.id, registration.workshop_id, registration.person_id, \
    registration.name, registration.state, registration.answers, registration.number, registration.offer_until, \
    registration.zone, registration.by_other, registration.whole_series, registration.link_version, \
    registration.sequence, registration.checked_in_at, registration.checked_in_by, registration.joined_at, \
    registration.walk_in, registration.created_at, registration.updated_at";

/// The registration with this id.
pub async fn by_id(tx: &mut Tx, id: RegistrationId) -> Result<Option<Registration>> {
    let sql = format!("SELECT {COLUMNS} FROM registration WHERE id = $1");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Registration>(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(c).await
    })?)
}

/// A person's registration for a workshop, whatever became of it.
pub async fn of_person(tx: &mut Tx, workshop: WorkshopId, person: PersonId) -> Result<Option<Registration>> {
    let sql = format!("SELECT {COLUMNS} FROM registration WHERE workshop_id = $1 AND person_id = $2");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Registration>(sqlx::AssertSqlSafe(sql))
            .bind(workshop.to_string())
            .bind(person.to_string())
            .fetch_optional(c)
            .await
    })?)
}

//! Who came: checked in at the door, or joined by the link.

use convene_domain::Time;
use convene_domain::id::{PersonId, RegistrationId, WorkshopId};

use super::registration::{COLUMNS, Registration};
use crate::{Result, Tx};

/// Checks somebody with a seat in, once. Whether this call did it.
pub async fn check_in(tx: &mut Tx, id: RegistrationId, by: PersonId, at: Time) -> Result<bool> {
    let changed = run!(
        tx,
        "UPDATE registration SET checked_in_at = $2, checked_in_by = $3 \
         WHERE id = $1 AND state = 'confirmed' AND checked_in_at IS NULL",
        id.to_string(),
        at.millis(),
        by.to_string()
    )?;
    Ok(changed == 1)
}

/// Takes a check-in back. Whether there was one.
pub async fn undo_check_in(tx: &mut Tx, id: RegistrationId) -> Result<bool> {
    let changed = run!(
        tx,
        "UPDATE registration SET checked_in_at = NULL, checked_in_by = NULL \
         WHERE id = $1 AND checked_in_at IS NOT NULL",
        id.to_string()
    )?;
    Ok(changed == 1)
}

/// Forgets who was checked in or joined before `moment`. For how many that was noted.
pub async fn forget_before(tx: &mut Tx, workshop: WorkshopId, moment: Time) -> Result<u64> {
    Ok(run!(
        tx,
        "UPDATE registration SET \
         checked_in_by = CASE WHEN checked_in_at < $2 THEN NULL ELSE checked_in_by END, \
         checked_in_at = CASE WHEN checked_in_at < $2 THEN NULL ELSE checked_in_at END, \
         joined_at = CASE WHEN joined_at < $2 THEN NULL ELSE joined_at END \
         WHERE workshop_id = $1 AND (checked_in_at < $2 OR joined_at < $2)",
        workshop.to_string(),
        moment.millis()
    )?)
}

/// Counts the first opening of the join link by somebody with a seat. Whether this was it.
pub async fn join(tx: &mut Tx, id: RegistrationId, at: Time) -> Result<bool> {
    let changed = run!(
        tx,
        "UPDATE registration SET joined_at = $2 WHERE id = $1 AND state = 'confirmed' AND joined_at IS NULL",
        id.to_string(),
        at.millis()
    )?;
    Ok(changed == 1)
}

/// How many registrations of a workshop are where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct Counts {
    pub confirmed: i64,
    pub offered: i64,
    pub waiting: i64,
    pub pending: i64,
    /// Gave up, let an offer pass, or were declined.
    pub ended: i64,
    /// Of the confirmed: checked in at the door.
    pub checked_in: i64,
    /// Of the confirmed: opened the join link.
    pub joined: i64,
    /// Of the confirmed: checked in or joined, or both.
    pub attended: i64,
    /// Of the confirmed: came to the door without having registered.
    pub walk_ins: i64,
    /// Of the walk-ins: still noted as there.
    pub walk_ins_here: i64,
}

impl Counts {
    /// Confirmed and not walk-ins: those whose coming could be expected.
    pub const fn registered(&self) -> i64 {
        self.confirmed - self.walk_ins
    }

    /// How many of those [`Self::registered`] attended.
    pub const fn registered_attended(&self) -> i64 {
        self.attended - self.walk_ins_here
    }
}

/// The counts of one workshop.
pub async fn counts(tx: &mut Tx, workshop: WorkshopId) -> Result<Counts> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Counts>(
            "SELECT COUNT(CASE WHEN state = 'confirmed' THEN 1 END) AS confirmed, \
             COUNT(CASE WHEN state = 'offered' THEN 1 END) AS offered, \
             COUNT(CASE WHEN state = 'waiting' THEN 1 END) AS waiting, \
             COUNT(CASE WHEN state = 'pending' THEN 1 END) AS pending, \
             COUNT(CASE WHEN state IN ('cancelled', 'declined') THEN 1 END) AS ended, \
             COUNT(CASE WHEN state = 'confirmed' AND checked_in_at IS NOT NULL THEN 1 END) AS checked_in, \
             COUNT(CASE WHEN state = 'confirmed' AND joined_at IS NOT NULL THEN 1 END) AS joined, \
             COUNT(CASE WHEN state = 'confirmed' AND (checked_in_at IS NOT NULL OR joined_at IS NOT NULL) \
             THEN 1 END) AS attended, \
             COUNT(CASE WHEN state = 'confirmed' AND walk_in THEN 1 END) AS walk_ins, \
             COUNT(CASE WHEN state = 'confirmed' AND walk_in AND (checked_in_at IS NOT NULL \
             OR joined_at IS NOT NULL) THEN 1 END) AS walk_ins_here \
             FROM registration WHERE workshop_id = $1",
        )
        .bind(workshop.to_string())
        .fetch_one(c)
        .await
    })?)
}

/// A registration as the workshop's team sees it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Registrant {
    #[sqlx(flatten)]
    pub registration: Registration,
    pub email: String,
    /// Who checked them in.
    pub checked_in_by_name: Option<String>,
}

/// Everybody who ever registered for a workshop: by state, the waiting in their order, the others by name.
pub async fn registrants(tx: &mut Tx, workshop: WorkshopId) -> Result<Vec<Registrant>> {
    let sql = format!(
        "SELECT {COLUMNS}, person.email AS email, checker.name AS checked_in_by_name \
         FROM registration JOIN person ON person.id = registration.person_id \
         LEFT JOIN person AS checker ON checker.id = registration.checked_in_by \
         WHERE registration.workshop_id = $1 \
         ORDER BY CASE registration.state WHEN 'pending' THEN 0 WHEN 'confirmed' THEN 1 WHEN 'offered' THEN 2 \
         WHEN 'waiting' THEN 3 WHEN 'declined' THEN 4 ELSE 5 END, \
         CASE WHEN registration.state = 'waiting' THEN registration.number ELSE 0 END, \
         LOWER(registration.name), registration.id"
    );
    Ok(list!(tx, "registrations", Registrant, sqlx::AssertSqlSafe(sql), workshop.to_string())?.rows)
}

//! Reminders before a workshop and the letter after it: who is to get one, and that nobody gets it twice.

use convene_domain::Time;
use convene_domain::id::{RegistrationId, WorkshopId};

use crate::{Result, Tx};

/// A workshop that begins soon.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Coming {
    #[sqlx(try_from = "String")]
    pub id: WorkshopId,
    #[sqlx(try_from = "i64")]
    pub starts_at: Time,
    /// Minutes before the start, as a JSON list.
    pub reminders: String,
}

/// Somebody to be written to.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Due {
    #[sqlx(try_from = "String")]
    pub registration_id: RegistrationId,
    #[sqlx(try_from = "String")]
    pub workshop_id: WorkshopId,
    pub email: String,
}

/// Published workshops that begin after `now` and not after `until`, the next one first.
pub async fn coming(tx: &mut Tx, now: Time, until: Time) -> Result<Vec<Coming>> {
    Ok(list!(
        tx,
        "workshops to remind of",
        Coming,
        "SELECT id, starts_at, reminders FROM workshop
             WHERE state = 'published' AND starts_at > $1 AND starts_at <= $2 ORDER BY starts_at, id",
        now.millis(),
        until.millis()
    )?
    .rows)
}

/// Who has a seat since `moment` or longer and was not reminded `minutes` before this start.
pub async fn unreminded(
    tx: &mut Tx,
    workshop: WorkshopId,
    minutes: i64,
    starts_at: Time,
    moment: Time,
) -> Result<Vec<Due>> {
    Ok(list!(
        tx,
        "people to remind",
        Due,
        "SELECT registration.id AS registration_id, registration.workshop_id, person.email
             FROM registration JOIN person ON person.id = registration.person_id
             WHERE registration.workshop_id = $1 AND registration.state = 'confirmed'
                 AND registration.updated_at <= $4 AND NOT EXISTS (
                     SELECT 1 FROM registration_reminder
                     WHERE registration_reminder.registration_id = registration.id
                         AND registration_reminder.minutes = $2 AND registration_reminder.starts_at = $3)
             ORDER BY registration.id",
        workshop.to_string(),
        minutes,
        starts_at.millis(),
        moment.millis()
    )?
    .rows)
}

/// Notes that a reminder goes out. False when another node was quicker.
pub async fn claim(tx: &mut Tx, registration: RegistrationId, minutes: i64, starts_at: Time) -> Result<bool> {
    let added = run!(
        tx,
        "INSERT INTO registration_reminder (registration_id, minutes, starts_at) VALUES ($1, $2, $3)
             ON CONFLICT DO NOTHING",
        registration.to_string(),
        minutes,
        starts_at.millis()
    )?;
    Ok(added == 1)
}

/// Who attended a workshop that ended after `from` and not after `until`, and was not written to since.
pub async fn unthanked(tx: &mut Tx, from: Time, until: Time) -> Result<Vec<Due>> {
    Ok(list!(
        tx,
        "people to thank",
        Due,
        "SELECT registration.id AS registration_id, registration.workshop_id, person.email
             FROM workshop JOIN registration ON registration.workshop_id = workshop.id
             JOIN person ON person.id = registration.person_id
             WHERE workshop.state = 'published' AND workshop.ends_at > $1 AND workshop.ends_at <= $2
                 AND registration.state = 'confirmed'
                 AND (registration.checked_in_at IS NOT NULL OR registration.joined_at IS NOT NULL)
                 AND NOT EXISTS (SELECT 1 FROM registration_follow_up
                     WHERE registration_follow_up.registration_id = registration.id)
             ORDER BY registration.id",
        from.millis(),
        until.millis()
    )?
    .rows)
}

/// Notes that the letter after a workshop goes out. False when another node was quicker.
pub async fn claim_follow_up(tx: &mut Tx, registration: RegistrationId, now: Time) -> Result<bool> {
    let added = run!(
        tx,
        "INSERT INTO registration_follow_up (registration_id, sent_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        registration.to_string(),
        now.millis()
    )?;
    Ok(added == 1)
}

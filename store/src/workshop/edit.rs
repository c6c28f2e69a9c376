//! Changes of a workshop by its team.

use convene_domain::Time;
use convene_domain::id::{PersonId, PictureId, WorkshopId};

use super::workshop::{COLUMNS, Content, Workshop};
use crate::{Result, Tx};

/// Stores everything a person decides but the seats, provided the workshop is still at `revision` and not cancelled.
/// With `reschedule` the sequence of a published one rises, so that calendars learn of it. Whether it was stored.
pub async fn update(
    tx: &mut Tx,
    id: WorkshopId,
    revision: i64,
    content: &Content<'_>,
    reschedule: bool,
    now: Time,
) -> Result<bool> {
    let changed = run!(
        tx,
        "UPDATE workshop SET title = $3, summary = $4, details = $5, language = $6, level = $7, topics = $8, \
         starts_at = $9, ends_at = $10, zone = $11, opens_at = $12, closes_at = $13, approval = $14, \
         promotion = $15, offer_ms = $16, reminders = $17, visibility = $18, updated_at = $20, \
         sequence = CASE WHEN $19 AND state = 'published' THEN sequence + 1 ELSE sequence END, \
         revision = revision + 1 \
         WHERE id = $1 AND revision = $2 AND state <> 'cancelled'",
        id.to_string(),
        revision,
        content.title,
        content.summary,
        content.details,
        content.language,
        content.level.as_str(),
        content.topics,
        content.starts_at.millis(),
        content.ends_at.millis(),
        content.zone,
        content.opens_at.map(Time::millis),
        content.closes_at.map(Time::millis),
        content.approval,
        content.promotion.as_str(),
        content.offer_ms,
        content.reminders,
        content.visibility.as_str(),
        reschedule,
        now.millis()
    )?;
    Ok(changed == 1)
}

/// Changes how many seats there are; None is as many as come. Whether nobody would lose a seat or an offer by it.
pub async fn set_capacity(tx: &mut Tx, id: WorkshopId, capacity: Option<i64>) -> Result<bool> {
    let changed = run!(
        tx,
        "UPDATE workshop SET capacity = $2 WHERE id = $1 AND ($2 IS NULL OR taken <= $2)",
        id.to_string(),
        capacity
    )?;
    Ok(changed == 1)
}

/// Sets the cover of a workshop that is not cancelled; None takes it away. Whether it was set.
pub async fn set_picture(tx: &mut Tx, id: WorkshopId, picture: Option<PictureId>, now: Time) -> Result<bool> {
    let changed = run!(
        tx,
        "UPDATE workshop SET picture_id = $2, updated_at = $3, revision = revision + 1 \
         WHERE id = $1 AND state <> 'cancelled'",
        id.to_string(),
        picture.map(|picture| picture.to_string()),
        now.millis()
    )?;
    Ok(changed == 1)
}

/// Calls a published workshop off and raises its sequence. Whether it was published.
pub async fn cancel(tx: &mut Tx, id: WorkshopId, reason: &str, now: Time) -> Result<bool> {
    let changed = run!(
        tx,
        "UPDATE workshop SET state = 'cancelled', cancel_reason = $2, cancelled_at = $3, updated_at = $3, \
         sequence = sequence + 1, revision = revision + 1 WHERE id = $1 AND state = 'published'",
        id.to_string(),
        reason,
        now.millis()
    )?;
    Ok(changed == 1)
}

/// Removes a draft for good. Whether it was one.
pub async fn delete_draft(tx: &mut Tx, id: WorkshopId) -> Result<bool> {
    Ok(run!(tx, "DELETE FROM workshop WHERE id = $1 AND state = 'draft'", id.to_string())? == 1)
}

/// Which of a host's workshops to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Published or cancelled, and not over; the next first.
    Coming,
    /// Drafts, the one that begins first before the others.
    Drafts,
    /// Published or cancelled, and over; the latest first.
    Past,
}

/// Workshops this person owns or helps with, at most `most`.
pub async fn hosted(
    tx: &mut Tx,
    person: PersonId,
    shelf: Shelf,
    now: Time,
    most: i64,
) -> Result<Vec<Workshop>> {
    let (which, order) = match shelf {
        Shelf::Coming => ("state <> 'draft' AND ends_at > $2", "starts_at, id"),
        Shelf::Drafts => ("state = 'draft' AND $2 IS NOT NULL", "starts_at, id"),
        Shelf::Past => ("state <> 'draft' AND ends_at <= $2", "starts_at DESC, id DESC"),
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM workshop WHERE {which} AND (owner_id = $1 OR EXISTS ( \
             SELECT 1 FROM workshop_team WHERE workshop_id = workshop.id AND person_id = $1)) \
         ORDER BY {order} LIMIT $3"
    );
    Ok(list!(
        tx,
        "workshops of a team",
        Workshop,
        sqlx::AssertSqlSafe(sql),
        person.to_string(),
        now.millis(),
        most
    )?
    .rows)
}

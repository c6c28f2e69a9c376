//! Workshops as stored: one row per date.

use convene_domain::Time;
use convene_domain::id::{PersonId, PictureId, SeriesId, WorkshopId};
use convene_domain::workshop::{Level, Promotion, Visibility, WorkshopState};

use crate::{Optional, Result, Tx};

/// A workshop as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Workshop {
    #[sqlx(try_from = "String")]
    pub id: WorkshopId,
    #[sqlx(try_from = "Option<String>")]
    pub series_id: Optional<SeriesId>,
    /// Which date of its series, from 1.
    pub position: i64,
    #[sqlx(try_from = "String")]
    pub owner_id: PersonId,
    /// Secret part of the link to an unlisted workshop.
    pub link_key: String,
    pub title: String,
    pub summary: String,
    /// `domain::workshop::Details` as JSON.
    pub details: String,
    /// BCP 47.
    pub language: String,
    #[sqlx(try_from = "String")]
    pub level: Level,
    /// `|risk|vaults|`.
    pub topics: String,
    #[sqlx(try_from = "Option<String>")]
    pub picture_id: Optional<PictureId>,
    #[sqlx(try_from = "i64")]
    pub starts_at: Time,
    #[sqlx(try_from = "i64")]
    pub ends_at: Time,
    /// IANA name.
    pub zone: String,
    #[sqlx(try_from = "Option<i64>")]
    pub opens_at: Optional<Time>,
    #[sqlx(try_from = "Option<i64>")]
    pub closes_at: Optional<Time>,
    /// None: as many as come.
    pub capacity: Option<i64>,
    /// Confirmed registrations, open offers and seats held for guests who have yet to confirm.
    pub taken: i64,
    /// Registrations in line.
    pub waiting: i64,
    /// The last number given out in the waiting line.
    pub queue: i64,
    pub approval: bool,
    #[sqlx(try_from = "String")]
    pub promotion: Promotion,
    /// Milliseconds.
    pub offer_ms: i64,
    /// Minutes before the start, as a JSON list.
    pub reminders: String,
    #[sqlx(try_from = "String")]
    pub visibility: Visibility,
    #[sqlx(try_from = "String")]
    pub state: WorkshopState,
    pub cancel_reason: Option<String>,
    /// iCalendar SEQUENCE.
    pub sequence: i64,
    pub revision: i64,
    #[sqlx(try_from = "i64")]
    pub created_at: Time,
    #[sqlx(try_from = "i64")]
    pub updated_at: Time,
    #[sqlx(try_from = "Option<i64>")]
    pub published_at: Optional<Time>,
    #[sqlx(try_from = "Option<i64>")]
    pub cancelled_at: Optional<Time>,
}

/// Columns in the order of [`Workshop`].
pub(super) const COLUMNS: &str = "workshop.id, workshop.series_id, workshop.position, workshop.owner_id, \
    workshop.link_key, workshop.title, workshop.summary, workshop.details, workshop.language, workshop.level, \
    workshop.topics, workshop.picture_id, workshop.starts_at, workshop.ends_at, workshop.zone, workshop.opens_at, \
    workshop.closes_at, workshop.capacity, workshop.taken, workshop.waiting, workshop.queue, workshop.approval, \
    workshop.promotion, workshop.offer_ms, workshop.reminders, workshop.visibility, workshop.state, \
    workshop.cancel_reason, workshop.sequence, workshop.revision, workshop.created_at, workshop.updated_at, \
    workshop.published_at, workshop.cancelled_at";

/// What a person decides about a workshop: everything but its counters and its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content<'a> {
    pub title: &'a str,
    pub summary: &'a str,
    pub details: &'a str,
    pub language: &'a str,
    pub level: Level,
    pub topics: &'a str,
    pub picture_id: Option<PictureId>,
    pub starts_at: Time,
    pub ends_at: Time,
    pub zone: &'a str,
    pub opens_at: Option<Time>,
    pub closes_at: Option<Time>,
    pub capacity: Option<i64>,
    pub approval: bool,
    pub promotion: Promotion,
    pub offer_ms: i64,
    pub reminders: &'a str,
    pub visibility: Visibility,
}

/// A workshop about to be stored, as a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New<'a> {
    pub id: WorkshopId,
    pub series_id: Option<SeriesId>,
    pub position: i64,
    pub owner_id: PersonId,
    pub link_key: &'a str,
    pub content: Content<'a>,
    pub now: Time,
}

/// Stores a new draft.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<()> {
    let content = &new.content;
    run!(
        tx,
        "INSERT INTO workshop (id, series_id, position, owner_id, link_key, title, summary, details, language, \
         level, topics, picture_id, starts_at, ends_at, zone, opens_at, closes_at, capacity, approval, promotion, \
         offer_ms, reminders, visibility, state, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, \
         $22, $23, 'draft', $24, $24)",
        new.id.to_string(),
        new.series_id.map(|id| id.to_string()),
        new.position,
        new.owner_id.to_string(),
        new.link_key,
        content.title,
        content.summary,
        content.details,
        content.language,
        content.level.as_str(),
        content.topics,
        content.picture_id.map(|id| id.to_string()),
        content.starts_at.millis(),
        content.ends_at.millis(),
        content.zone,
        content.opens_at.map(Time::millis),
        content.closes_at.map(Time::millis),
        content.capacity,
        content.approval,
        content.promotion.as_str(),
        content.offer_ms,
        content.reminders,
        content.visibility.as_str(),
        new.now.millis()
    )?;
    Ok(())
}

/// The workshop with this id, whatever its state.
pub async fn by_id(tx: &mut Tx, id: WorkshopId) -> Result<Option<Workshop>> {
    let sql = format!("SELECT {COLUMNS} FROM workshop WHERE id = $1");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Workshop>(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(c).await
    })?)
}

/// Makes a draft public. Whether it was a draft.
pub async fn publish(tx: &mut Tx, id: WorkshopId, now: Time) -> Result<bool> {
    let changed = run!(
        tx,
        "UPDATE workshop SET state = 'published', published_at = $2, updated_at = $2, revision = revision + 1 \
         WHERE id = $1 AND state = 'draft'",
        id.to_string(),
        now.millis()
    )?;
    Ok(changed == 1)
}

/// Whether this person is on the workshop's team, as its owner or as a helper.
pub async fn is_team(tx: &mut Tx, id: WorkshopId, person: PersonId) -> Result<bool> {
    let found = on!(tx, c => {
        sqlx::query_scalar::<DB, i64>(
            "SELECT COUNT(*) FROM workshop WHERE id = $1 AND (owner_id = $2 OR EXISTS (
                 SELECT 1 FROM workshop_team WHERE workshop_id = $1 AND person_id = $2))",
        )
        .bind(id.to_string())
        .bind(person.to_string())
        .fetch_one(c)
        .await
    })?;
    Ok(found > 0)
}

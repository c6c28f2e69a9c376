//! Seats of a workshop: `taken` counts confirmed registrations, open offers and the seats held for
//! guests who have yet to confirm, and never exceeds the capacity.
//!
//! Whoever moves registrations of a workshop takes hold of it first, so that all of them queue at one row and none
//! waits for another in a circle.

use convene_domain::Time;
use convene_domain::id::{SeriesId, WorkshopId};
use convene_domain::workshop::Visibility;

use super::workshop::{COLUMNS, Workshop};
use crate::{Result, Tx};

/// The workshop as it is, and as it stays until this transaction ends: everybody else who wants to change it waits.
pub async fn hold(tx: &mut Tx, id: WorkshopId) -> Result<Option<Workshop>> {
    // A transaction for writing is alone on SQLite.
    let lock = if matches!(tx, Tx::Postgres(_)) { "FOR NO KEY UPDATE" } else { "" };
    let sql = format!("SELECT {COLUMNS} FROM workshop WHERE id = $1 {lock}");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Workshop>(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(c).await
    })?)
}

/// The published dates of a series that have not begun, held like with [`hold`], the earliest first.
pub async fn hold_series(tx: &mut Tx, series: SeriesId, now: Time) -> Result<Vec<Workshop>> {
    let lock = if matches!(tx, Tx::Postgres(_)) { "FOR NO KEY UPDATE" } else { "" };
    // Held in the order of their ids, so that two who want the whole series do not wait for each other.
    let sql = format!(
        "SELECT {COLUMNS} FROM workshop WHERE series_id = $1 AND state = 'published' AND starts_at > $2
         ORDER BY id {lock}"
    );
    let mut dates = on!(tx, c => {
        sqlx::query_as::<DB, Workshop>(sqlx::AssertSqlSafe(sql))
            .bind(series.to_string())
            .bind(now.millis())
            .fetch_all(c)
            .await
    })?;
    dates.sort_by_key(|date| (date.starts_at, date.id));
    Ok(dates)
}

/// Takes a seat for somebody who signs up now. Whether there was one: nobody passes people who wait.
pub async fn take(tx: &mut Tx, id: WorkshopId, now: Time) -> Result<bool> {
    let changed = run!(
        tx,
        "UPDATE workshop SET taken = taken + 1
         WHERE id = $1 AND state = 'published' AND waiting = 0 AND (capacity IS NULL OR taken < capacity)
             AND starts_at > $2 AND (opens_at IS NULL OR opens_at <= $2) AND (closes_at IS NULL OR closes_at > $2)",
        id.to_string(),
        now.millis()
    )?;
    Ok(changed == 1)
}

/// Takes a seat on the team's word, outside the time of signing up: before the start nobody passes people who
/// wait, afterwards the line stands still. Whether there was a seat.
pub async fn take_by_team(tx: &mut Tx, id: WorkshopId, now: Time) -> Result<bool> {
    let changed = run!(
        tx,
        "UPDATE workshop SET taken = taken + 1
         WHERE id = $1 AND state = 'published' AND (capacity IS NULL OR taken < capacity)
             AND (waiting = 0 OR starts_at <= $2)",
        id.to_string(),
        now.millis()
    )?;
    Ok(changed == 1)
}

/// Gives a seat back. Whether there was one to give.
pub async fn free(tx: &mut Tx, id: WorkshopId) -> Result<bool> {
    let changed =
        run!(tx, "UPDATE workshop SET taken = taken - 1 WHERE id = $1 AND taken > 0", id.to_string())?;
    Ok(changed == 1)
}

/// Coming dates like this one where somebody who signs up now gets a seat, the earliest first: of the same series,
/// or listed workshops of the same owner with the same title. Dates of the series that are not listed are among them
/// when this one is not listed either: who looks at it has a key.
pub async fn other_dates(tx: &mut Tx, like: &Workshop, now: Time, most: i64) -> Result<Vec<Workshop>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM workshop
         WHERE id <> $1 AND state = 'published' AND starts_at > $2 AND waiting = 0
             AND (capacity IS NULL OR taken < capacity)
             AND (opens_at IS NULL OR opens_at <= $2) AND (closes_at IS NULL OR closes_at > $2)
             AND ((series_id = $3 AND (visibility = 'listed' OR $7))
                 OR (owner_id = $4 AND title = $5 AND visibility = 'listed'))
         ORDER BY starts_at, id LIMIT $6"
    );
    Ok(list!(
        tx,
        "other dates",
        Workshop,
        sqlx::AssertSqlSafe(sql),
        like.id.to_string(),
        now.millis(),
        like.series_id.map(|id| id.to_string()),
        like.owner_id.to_string(),
        like.title.as_str(),
        most,
        like.visibility == Visibility::Unlisted
    )?
    .rows)
}

/// How a series stands for whoever wants all its coming dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Coming {
    /// Dates one can sign up for now.
    pub dates: i64,
    /// How many of them have no seat left.
    pub booked_out: i64,
}

/// Counts the dates of a series that one can sign up for now; with `unlisted` also those that are not listed.
pub async fn coming(tx: &mut Tx, series: SeriesId, unlisted: bool, now: Time) -> Result<Coming> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Coming>(
            "SELECT COUNT(*) AS dates,
                 COUNT(CASE WHEN waiting > 0 OR taken >= capacity THEN 1 END) AS booked_out
             FROM workshop WHERE series_id = $1 AND state = 'published' AND starts_at > $2
                 AND (opens_at IS NULL OR opens_at <= $2) AND (closes_at IS NULL OR closes_at > $2)
                 AND (visibility = 'listed' OR $3)",
        )
        .bind(series.to_string())
        .bind(now.millis())
        .bind(unlisted)
        .fetch_one(c)
        .await
    })?)
}

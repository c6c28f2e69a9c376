//! Series: workshops that repeat, each date a row of its own.

use convene_domain::Time;
use convene_domain::id::{PersonId, SeriesId, WorkshopId};

use super::workshop::{COLUMNS, Workshop};
use crate::{Result, Rows, Tx};

/// A series as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Series {
    #[sqlx(try_from = "String")]
    pub id: SeriesId,
    #[sqlx(try_from = "String")]
    pub owner_id: PersonId,
    /// `domain::workshop::recurrence::Rule` as JSON.
    pub rule: String,
    /// IANA name.
    pub zone: String,
    #[sqlx(try_from = "i64")]
    pub created_at: Time,
}

pub async fn insert(tx: &mut Tx, series: &Series) -> Result<()> {
    run!(
        tx,
        "INSERT INTO workshop_series (id, owner_id, rule, zone, created_at) VALUES ($1, $2, $3, $4, $5)",
        series.id.to_string(),
        series.owner_id.to_string(),
        series.rule.as_str(),
        series.zone.as_str(),
        series.created_at.millis()
    )?;
    Ok(())
}

/// The series with this id.
pub async fn by_id(tx: &mut Tx, id: SeriesId) -> Result<Option<Series>> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Series>("SELECT id, owner_id, rule, zone, created_at FROM workshop_series WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(c)
            .await
    })?)
}

/// Stores another rule.
pub async fn set_rule(tx: &mut Tx, id: SeriesId, rule: &str) -> Result<()> {
    run!(tx, "UPDATE workshop_series SET rule = $2 WHERE id = $1", id.to_string(), rule)?;
    Ok(())
}

/// What its dates have in common, as fields of the form: a JSON list of pairs. None for a series planned before this
/// was kept.
pub async fn common(tx: &mut Tx, id: SeriesId) -> Result<Option<String>> {
    let found = on!(tx, c => {
        sqlx::query_scalar::<DB, Option<String>>("SELECT common FROM workshop_series WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(c)
            .await
    })?;
    Ok(found.flatten())
}

/// Stores what its dates have in common.
pub async fn set_common(tx: &mut Tx, id: SeriesId, common: &str) -> Result<()> {
    run!(tx, "UPDATE workshop_series SET common = $2 WHERE id = $1", id.to_string(), common)?;
    Ok(())
}

/// Its dates, whatever their state, in their order: all of them, or an error when one cannot be read.
pub async fn dates(tx: &mut Tx, id: SeriesId) -> Result<Vec<Workshop>> {
    let sql = format!("SELECT {COLUMNS} FROM workshop WHERE series_id = $1 ORDER BY position, id");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Workshop>(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_all(c).await
    })?)
}

/// [`dates`] to be shown: those that cannot be read are left out.
pub async fn readable_dates(tx: &mut Tx, id: SeriesId) -> Result<Rows<Workshop>> {
    let sql = format!("SELECT {COLUMNS} FROM workshop WHERE series_id = $1 ORDER BY position, id");
    Ok(list!(tx, "dates of a series", Workshop, sqlx::AssertSqlSafe(sql), id.to_string())?)
}

/// Numbers a date anew.
pub async fn set_position(tx: &mut Tx, id: WorkshopId, position: i64) -> Result<()> {
    run!(tx, "UPDATE workshop SET position = $2 WHERE id = $1", id.to_string(), position)?;
    Ok(())
}

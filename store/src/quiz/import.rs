//! Uploaded question files, read and waiting for their preview to be confirmed.

use convene_domain::Time;
use convene_domain::id::{ImportId, PersonId};

use crate::account::person;
use crate::{Result, Tx};

/// An import as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Import {
    #[sqlx(try_from = "String")]
    pub id: ImportId,
    #[sqlx(try_from = "String")]
    pub owner_id: PersonId,
    pub file_name: String,
    /// What was read, as JSON.
    pub outcome: String,
    #[sqlx(try_from = "i64")]
    pub created_at: Time,
}

/// Keeps what was read from a file. The owner is held first, as in [`keep_newest`], so that rows are always locked in
/// the same order.
pub async fn insert(tx: &mut Tx, import: &Import) -> Result<()> {
    person::hold(tx, import.owner_id).await?;
    let sql = "INSERT INTO quiz_import (id, owner_id, file_name, outcome, created_at) \
        VALUES ($1, $2, $3, $4, $5)";
    on!(tx, c => {
        sqlx::query::<DB>(sql)
            .bind(import.id.to_string())
            .bind(import.owner_id.to_string())
            .bind(import.file_name.as_str())
            .bind(import.outcome.as_str())
            .bind(import.created_at.millis())
            .execute(c).await?.rows_affected()
    });
    Ok(())
}

/// Keeps the `most` newest imports of this person. How many went. Of several uploads at once, the last leaves no more
/// than that.
pub async fn keep_newest(tx: &mut Tx, owner: PersonId, most: i64) -> Result<u64> {
    person::hold(tx, owner).await?;
    Ok(run!(
        tx,
        "DELETE FROM quiz_import WHERE owner_id = $1 AND id NOT IN (
             SELECT id FROM quiz_import WHERE owner_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2)",
        owner.to_string(),
        most
    )?)
}

/// The import with this id, provided it is this person's.
pub async fn by_id(tx: &mut Tx, owner: PersonId, id: ImportId) -> Result<Option<Import>> {
    let sql = "SELECT id, owner_id, file_name, outcome, created_at FROM quiz_import \
        WHERE id = $1 AND owner_id = $2";
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Import>(sql)
            .bind(id.to_string()).bind(owner.to_string()).fetch_optional(c).await
    })?)
}

/// Takes an import away and answers it. Of two who try at once, one gets it.
pub async fn take(tx: &mut Tx, owner: PersonId, id: ImportId) -> Result<Option<Import>> {
    let sql = "DELETE FROM quiz_import WHERE id = $1 AND owner_id = $2 \
        RETURNING id, owner_id, file_name, outcome, created_at";
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Import>(sql)
            .bind(id.to_string()).bind(owner.to_string()).fetch_optional(c).await
    })?)
}

/// Forgets imports made before `time`. Answers how many.
pub async fn purge(tx: &mut Tx, time: Time) -> Result<u64> {
    Ok(on!(tx, c => {
        sqlx::query::<DB>("DELETE FROM quiz_import WHERE created_at < $1")
            .bind(time.millis()).execute(c).await?.rows_affected()
    }))
}

//! Forms kept while their sender signs in again.

use convene_domain::Time;
use convene_domain::id::{KeptFormId, PersonId};

use crate::{Result, Tx};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct KeptForm {
    #[sqlx(try_from = "String")]
    pub id: KeptFormId,
    pub browser_hash: String,
    /// Whose session ended: nobody else is shown the form.
    #[sqlx(try_from = "String")]
    pub person_id: PersonId,
    pub path: String,
    /// Names and values as a JSON list of pairs.
    pub fields: String,
    #[sqlx(try_from = "i64")]
    pub created_at: Time,
    #[sqlx(try_from = "i64")]
    pub expires_at: Time,
}

pub async fn insert(tx: &mut Tx, form: &KeptForm) -> Result<()> {
    run!(
        tx,
        "INSERT INTO kept_form (id, browser_hash, person_id, path, fields, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        form.id.to_string(),
        &form.browser_hash,
        form.person_id.to_string(),
        &form.path,
        &form.fields,
        form.created_at.millis(),
        form.expires_at.millis()
    )?;
    Ok(())
}

/// The form, for the browser that sent it and nobody but its sender. Reading does not use it up.
pub async fn get(
    tx: &mut Tx,
    id: KeptFormId,
    browser_hash: &str,
    person: PersonId,
    now: Time,
) -> Result<Option<KeptForm>> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, KeptForm>(
            "SELECT * FROM kept_form WHERE id = $1 AND browser_hash = $2 AND person_id = $3 AND expires_at > $4",
        )
        .bind(id.to_string())
        .bind(browser_hash)
        .bind(person.to_string())
        .bind(now.millis())
        .fetch_optional(c)
        .await
    })?)
}

/// Takes the forms of a browser along when its secret changes.
pub async fn follow(tx: &mut Tx, old_hash: &str, new_hash: &str) -> Result<()> {
    run!(tx, "UPDATE kept_form SET browser_hash = $2 WHERE browser_hash = $1", old_hash, new_hash)?;
    Ok(())
}

/// Forgets forms nobody came back for. How many.
pub async fn purge(tx: &mut Tx, now: Time) -> Result<u64> {
    Ok(run!(tx, "DELETE FROM kept_form WHERE expires_at <= $1", now.millis())?)
}

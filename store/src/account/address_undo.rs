//! Changes of address that the holder of the old address can take back.

use convene_domain::Time;
use convene_domain::account::Email;
use convene_domain::id::{AddressUndoId, PersonId};

use crate::{Result, Tx};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AddressUndo {
    #[sqlx(try_from = "String")]
    pub id: AddressUndoId,
    #[sqlx(try_from = "String")]
    pub person_id: PersonId,
    /// The address the account had before.
    pub email: String,
    /// SHA-256 of the link's secret, in hex.
    pub link_hash: String,
    #[sqlx(try_from = "i64")]
    pub created_at: Time,
    #[sqlx(try_from = "i64")]
    pub expires_at: Time,
}

pub async fn insert(tx: &mut Tx, new: &AddressUndo) -> Result<()> {
    run!(
        tx,
        "INSERT INTO address_undo (id, person_id, email, link_hash, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        new.id.to_string(),
        new.person_id.to_string(),
        &new.email,
        &new.link_hash,
        new.created_at.millis(),
        new.expires_at.millis()
    )?;
    Ok(())
}

/// What a link takes back, while it still can.
pub async fn by_link(tx: &mut Tx, link_hash: &str, now: Time) -> Result<Option<AddressUndo>> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, AddressUndo>(
            "SELECT * FROM address_undo WHERE link_hash = $1 AND ended_at IS NULL AND expires_at > $2",
        )
        .bind(link_hash)
        .bind(now.millis())
        .fetch_optional(c)
        .await
    })?)
}

/// Ends this one and every later one of the same account, so that whoever changed the address last cannot take it again.
/// Whether this one could still be used.
pub async fn use_up(tx: &mut Tx, undo: &AddressUndo, now: Time) -> Result<bool> {
    let used = run!(
        &mut *tx,
        "UPDATE address_undo SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL AND expires_at > $2",
        undo.id.to_string(),
        now.millis()
    )?;
    run!(
        tx,
        "UPDATE address_undo SET ended_at = $3 WHERE person_id = $1 AND ended_at IS NULL AND created_at >= $2
             AND id <> $4",
        undo.person_id.to_string(),
        undo.created_at.millis(),
        now.millis(),
        undo.id.to_string()
    )?;
    Ok(used == 1)
}

/// Whose address this was until lately: they can still take it back.
pub async fn owner_of(tx: &mut Tx, email: &Email, now: Time) -> Result<Option<PersonId>> {
    let id = on!(tx, c => {
        sqlx::query_scalar::<DB, String>(
            "SELECT person_id FROM address_undo WHERE email = $1 AND ended_at IS NULL AND expires_at > $2
             ORDER BY created_at DESC, id DESC LIMIT 1",
        )
        .bind(email.as_str())
        .bind(now.millis())
        .fetch_optional(c)
        .await
    })?;
    Ok(id.and_then(|id| id.parse().ok()))
}

/// Forgets those that ended before `before`. How many.
pub async fn purge(tx: &mut Tx, before: Time) -> Result<u64> {
    Ok(run!(tx, "DELETE FROM address_undo WHERE expires_at <= $1", before.millis())?)
}

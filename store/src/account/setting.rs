//! What the community decided, one value per key.

use crate::{Result, Tx};

pub async fn get(tx: &mut Tx, key: &str) -> Result<Option<String>> {
    Ok(on!(tx, c => {
        sqlx::query_scalar::<DB, String>("SELECT value FROM setting WHERE key = $1").bind(key).fetch_optional(c).await
    })?)
}

pub async fn set(tx: &mut Tx, key: &str, value: &str) -> Result<()> {
    run!(
        tx,
        "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = $2",
        key,
        value
    )?;
    Ok(())
}

/// Sets `key` unless it has a value. Whether this call set it: of several at once exactly one does.
pub async fn set_once(tx: &mut Tx, key: &str, value: &str) -> Result<bool> {
    let set = run!(
        tx,
        "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING",
        key,
        value
    )?;
    Ok(set == 1)
}

/// Removes `key`. Whether it had a value.
pub async fn remove(tx: &mut Tx, key: &str) -> Result<bool> {
    let removed = run!(tx, "DELETE FROM setting WHERE key = $1", key)?;
    Ok(removed == 1)
}

//! Addresses that want no more mail of a kind.

use convene_domain::Time;

use crate::{Result, Tx};

/// Notes that this address wants no more mail of `topic`; once is enough.
pub async fn insert(tx: &mut Tx, email: &str, topic: &str, now: Time) -> Result<()> {
    run!(
        tx,
        "INSERT INTO mail_optout (email, topic, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        email,
        topic,
        now.millis()
    )?;
    Ok(())
}

/// Takes it back. Whether there was anything to take back.
pub async fn remove(tx: &mut Tx, email: &str, topic: &str) -> Result<bool> {
    let gone = run!(tx, "DELETE FROM mail_optout WHERE email = $1 AND topic = $2", email, topic)?;
    Ok(gone == 1)
}

/// Whether this address wants no mail of `topic`.
pub async fn is_out(tx: &mut Tx, email: &str, topic: &str) -> Result<bool> {
    let found = on!(tx, c => {
        sqlx::query_scalar::<DB, i64>("SELECT COUNT(*) FROM mail_optout WHERE email = $1 AND topic = $2")
            .bind(email)
            .bind(topic)
            .fetch_one(c)
            .await
    })?;
    Ok(found > 0)
}

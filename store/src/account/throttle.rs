//! Counters of limited acts, each in a fixed window that begins with its first act.

use convene_domain::Time;

use crate::{Result, Tx};

/// A counter as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Count {
    pub count: i64,
    #[sqlx(try_from = "i64")]
    pub window_start: Time,
}

/// Adds one to `key` and returns the count within the window, this one included.
pub async fn count(tx: &mut Tx, key: &str, now: Time, window_ms: i64) -> Result<Count> {
    count_by(tx, key, 1, now, window_ms).await
}

/// Adds `many` to `key` and returns the count within the window, these included.
pub async fn count_by(tx: &mut Tx, key: &str, many: i64, now: Time, window_ms: i64) -> Result<Count> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Count>(
            "INSERT INTO throttle (key, window_start, count) VALUES ($1, $2, $4)
             ON CONFLICT (key) DO UPDATE SET
                 count = CASE WHEN throttle.window_start <= $2 - $3 THEN $4 ELSE throttle.count + $4 END,
                 window_start = CASE WHEN throttle.window_start <= $2 - $3 THEN $2 ELSE throttle.window_start END
             RETURNING count, window_start",
        )
        .bind(key)
        .bind(now.millis())
        .bind(window_ms)
        .bind(many)
        .fetch_one(c)
        .await
    })?)
}

/// How `key` stands without counting; none when its window is over or never began.
pub async fn peek(tx: &mut Tx, key: &str, now: Time, window_ms: i64) -> Result<Option<Count>> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Count>(
            "SELECT count, window_start FROM throttle WHERE key = $1 AND window_start > $2 - $3",
        )
        .bind(key)
        .bind(now.millis())
        .bind(window_ms)
        .fetch_optional(c)
        .await
    })?)
}

/// Takes one back from `key`: what was counted before it was known to be right does not count.
pub async fn take_back(tx: &mut Tx, key: &str) -> Result<()> {
    run!(tx, "UPDATE throttle SET count = count - 1 WHERE key = $1 AND count > 0", key)?;
    Ok(())
}

/// Starts over for `key`: after a success the failures before it do not count.
pub async fn clear(tx: &mut Tx, key: &str) -> Result<()> {
    run!(tx, "DELETE FROM throttle WHERE key = $1", key)?;
    Ok(())
}

/// Forgets counters whose window began before `before`. How many.
pub async fn purge(tx: &mut Tx, before: Time) -> Result<u64> {
    Ok(run!(tx, "DELETE FROM throttle WHERE window_start < $1", before.millis())?)
}

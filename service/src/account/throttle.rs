//! Limits of acts that invite guessing, counted in the database so that every node sees them.

use convene_domain::account::limits::Limit;
use convene_store::Tx;
use convene_store::account::throttle;

use crate::{Error, Result, Service};

/// Refuses when `key` has used up `limit`. Counts nothing.
pub async fn check(service: &Service, tx: &mut Tx, key: &str, limit: Limit) -> Result<()> {
    let now = service.now();
    match throttle::peek(tx, key, now, limit.window_ms).await? {
        Some(stands) if stands.count >= limit.most => {
            Err(Error::TooMany { wait_seconds: limit.wait_seconds(stands.window_start, now) })
        }
        _ => Ok(()),
    }
}

/// Counts one act of `key` and refuses when that is one too many.
pub async fn count(service: &Service, tx: &mut Tx, key: &str, limit: Limit) -> Result<()> {
    let now = service.now();
    let stands = throttle::count(tx, key, now, limit.window_ms).await?;
    if stands.count > limit.most {
        return Err(Error::TooMany { wait_seconds: limit.wait_seconds(stands.window_start, now) });
    }
    Ok(())
}

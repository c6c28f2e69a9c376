//! Limits of acts that invite guessing, counted in the database so that every node sees them.

use convene_domain::account::limits::Limit;
use convene_store::Tx;
use convene_store::account::throttle;

use crate::{Error, Result, Service};

/// A counter and what it may reach.
pub(crate) type Counter = (String, Limit);

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

/// Refuses when none of the shares has room: in each, a counter is used up. Counts nothing.
pub(super) async fn check_any(service: &Service, tx: &mut Tx, shares: &[Vec<Counter>]) -> Result<()> {
    let mut refusal = None;
    for share in shares {
        match check_all(service, tx, share).await {
            Err(full @ Error::TooMany { .. }) => refusal = Some(full),
            other => return other,
        }
    }
    refusal.map_or(Ok(()), Err)
}

async fn check_all(service: &Service, tx: &mut Tx, counters: &[Counter]) -> Result<()> {
    for (key, limit) in counters {
        check(service, tx, key, *limit).await?;
    }
    Ok(())
}

/// Counts one act in the first of the shares that has room, and says which one that is. Refuses when none has.
pub(super) async fn count_any<'a>(
    service: &Service,
    tx: &mut Tx,
    shares: &'a [Vec<Counter>],
) -> Result<&'a [Counter]> {
    let mut refusal = None;
    for share in shares {
        match count_all(service, tx, share).await {
            Ok(()) => return Ok(share),
            Err(full @ Error::TooMany { .. }) => refusal = Some(full),
            Err(other) => return Err(other),
        }
    }
    refusal.map_or(Ok(&[]), Err)
}

/// Counts one act in each of the counters, which go from the smallest share to the largest: whoever has used up their own
/// share is refused there, and takes nothing from what is shared with others.
pub(super) async fn count_all(service: &Service, tx: &mut Tx, counters: &[Counter]) -> Result<()> {
    for (key, limit) in counters {
        count(service, tx, key, *limit).await?;
    }
    Ok(())
}

/// Counts `many` acts more of `key` that have been allowed already.
pub async fn charge(service: &Service, tx: &mut Tx, key: &str, many: i64, limit: Limit) -> Result<()> {
    if many > 0 {
        throttle::count_by(tx, key, many, service.now(), limit.window_ms).await?;
    }
    Ok(())
}

/// Takes back one act of `key` that was counted and then came to nothing.
pub async fn take_back(tx: &mut Tx, key: &str) -> Result<()> {
    Ok(throttle::take_back(tx, key).await?)
}

/// Counts one act of `key`. Whether it is the first in its window.
pub async fn is_first(service: &Service, tx: &mut Tx, key: &str, limit: Limit) -> Result<bool> {
    Ok(throttle::count(tx, key, service.now(), limit.window_ms).await?.count == 1)
}

/// An act that was counted has turned out right: the first counter starts over, the ones shared with others take it back.
pub(super) async fn was_right(tx: &mut Tx, counters: &[Counter]) -> Result<()> {
    for (at, (key, _)) in counters.iter().enumerate() {
        if at == 0 {
            throttle::clear(tx, key).await?;
        } else {
            throttle::take_back(tx, key).await?;
        }
    }
    Ok(())
}

/// Whether `outcome` is allowed (true) or too much (false); other errors stay errors.
pub(crate) fn within(outcome: Result<()>) -> Result<bool> {
    match outcome {
        Ok(()) => Ok(true),
        Err(Error::TooMany { .. }) => Ok(false),
        Err(other) => Err(other),
    }
}

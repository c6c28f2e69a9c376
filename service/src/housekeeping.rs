//! Forgetting what nobody needs any more: ended sessions, used codes, old counters, forms nobody came back for; and
//! ending games everybody has left.

use std::time::Duration;

use convene_domain::account::limits::ENDED_SESSION_LIFE;
use convene_domain::time::{DAY, HOUR};
use convene_store::account::{address_undo, kept_form, session, sign_in, throttle};
use convene_store::mail as outbox;
use tokio_util::sync::CancellationToken;

use crate::{Result, Service, quiz};

/// Delivered and kept mail stays readable this long, in milliseconds.
const MAIL_LIFE: i64 = 90 * DAY;
/// Longer than any window of a counter, in milliseconds.
const COUNTER_LIFE: i64 = DAY;

/// Tidies once an hour until `stop`. Several nodes may do it at once; deleting twice deletes nothing.
pub async fn run(service: Service, stop: CancellationToken) {
    let hour = Duration::from_millis(HOUR.unsigned_abs());
    loop {
        if let Err(error) = tidy(&service).await {
            tracing::error!(%error, "housekeeping");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(hour) => {}
        }
    }
}

/// Forgets everything that is over now. How many rows.
pub async fn tidy(service: &Service) -> Result<u64> {
    let now = service.now();
    let mut tx = service.begin().await?;
    let mut gone = session::purge(&mut tx, now.plus(-ENDED_SESSION_LIFE)).await?;
    gone += sign_in::purge(&mut tx, now.plus(-DAY)).await?;
    gone += address_undo::purge(&mut tx, now).await?;
    gone += throttle::purge(&mut tx, now.plus(-COUNTER_LIFE)).await?;
    gone += kept_form::purge(&mut tx, now).await?;
    gone += outbox::purge(&mut tx, now.plus(-MAIL_LIFE)).await?;
    tx.commit().await?;
    gone += quiz::import::purge(service).await?;
    gone += quiz::editor::purge_drafts(service).await?;
    gone += quiz::room::expire(service).await?;
    tracing::debug!(gone, "housekeeping");
    Ok(gone)
}

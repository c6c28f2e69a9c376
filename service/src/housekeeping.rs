//! Forgetting what nobody needs any more: ended sessions, used codes, old counters, forms nobody came back for; and
//! ending games everybody has left.

use std::time::Duration;

use convene_domain::account::limits::ENDED_SESSION_LIFE;
use convene_domain::time::{DAY, HOUR};
use convene_store::account::{address_undo, kept_form, session, sign_in, throttle};
use convene_store::mail as outbox;
use tokio_util::sync::CancellationToken;

use crate::jobs::{self, Job};
use crate::{Service, quiz};

/// Mail that has come to its end, delivered or not, stays readable this long, in milliseconds.
const MAIL_LIFE: i64 = 90 * DAY;
/// As long as the longest window of a counter, in milliseconds.
const COUNTER_LIFE: i64 = DAY;

/// Tidies once an hour until `stop`. Several nodes may do it at once; deleting twice deletes nothing.
pub async fn run(service: Service, stop: CancellationToken) {
    let hour = Duration::from_millis(HOUR.unsigned_abs());
    loop {
        tidy(&service).await;
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(hour) => {}
        }
    }
}

/// One step: a statement in a transaction of its own.
macro_rules! forget {
    ($service:ident, $name:literal, $tx:ident => $purge:expr) => {
        jobs::step(Job::Housekeeping, $name, async {
            let mut $tx = $service.begin().await?;
            let gone = $purge.await?;
            $tx.commit().await?;
            Ok(gone)
        })
        .await
    };
}

/// Forgets everything that is over now. How many rows. Each step stands alone: one that fails is logged, and done an
/// hour later.
pub async fn tidy(service: &Service) -> u64 {
    let now = service.now();
    let mut gone = 0;
    gone += forget!(service, "sessions", tx => session::purge(&mut tx, now.plus(-ENDED_SESSION_LIFE)));
    gone += forget!(service, "codes", tx => sign_in::purge(&mut tx, now.plus(-DAY)));
    gone += forget!(service, "address changes", tx => address_undo::purge(&mut tx, now));
    gone += forget!(service, "counters", tx => throttle::purge(&mut tx, now.plus(-COUNTER_LIFE)));
    gone += forget!(service, "kept forms", tx => kept_form::purge(&mut tx, now));
    gone += forget!(service, "mail", tx => outbox::purge(&mut tx, now.plus(-MAIL_LIFE)));
    gone += jobs::step(Job::Housekeeping, "imports", quiz::import::purge(service)).await;
    gone += jobs::step(Job::Housekeeping, "drafts", quiz::editor::purge_drafts(service)).await;
    gone += jobs::step(Job::Housekeeping, "games", quiz::room::expire(service)).await;
    tracing::debug!(gone, "housekeeping");
    gone
}

//! Reminders, found from the rows as they are: what was moved, called off or given up has none.

use std::collections::HashSet;

use convene_domain::time::DAY;
use convene_domain::workshop::reminder::{is_due, moment};
use convene_store::workshop::reminder::{self as store, Coming};

use super::notice::{self, Why};
use crate::jobs::{self, Job};
use crate::{Result, Service};

/// Farther ahead than the earliest reminder of any workshop, in milliseconds.
const HORIZON: i64 = 31 * DAY;

/// Queues every reminder that is due now. How many. Several nodes may do it at once.
pub async fn tick(service: &Service) -> Result<usize> {
    let now = service.now();
    let mut tx = service.read().await?;
    let coming = store::coming(&mut tx, now, now.plus(HORIZON)).await?;
    drop(tx);
    let each = coming.into_iter().map(|workshop| (workshop.id.to_string(), workshop));
    let remind = |service: Service, workshop: Coming| async move { remind(&service, &workshop).await };
    let queued = jobs::each(service, Job::Reminders, each, remind).await;
    if queued > 0 {
        service.mail_waits();
    }
    Ok(queued)
}

async fn remind(service: &Service, workshop: &Coming) -> Result<usize> {
    let (now, starts_at) = (service.now(), workshop.starts_at);
    let mut distances: Vec<i64> = serde_json::from_str(&workshop.reminders)?;
    distances.retain(|minutes| is_due(starts_at, *minutes, now));
    distances.sort_unstable();
    // The nearest first: of two that are due at once, after a pause, one is enough.
    let mut reminded = HashSet::new();
    for minutes in distances {
        let mut tx = service.read().await?;
        let since = moment(starts_at, minutes);
        let due = store::unreminded(&mut tx, workshop.id, minutes, starts_at, since).await?;
        drop(tx);
        if due.is_empty() {
            continue;
        }
        let mut tx = service.begin().await?;
        for person in due {
            let is_ours = store::claim(&mut tx, person.registration_id, minutes, starts_at).await?;
            if is_ours && reminded.insert(person.registration_id) {
                let why = Why::Reminder { minutes, starts_at };
                notice::queue(service, &mut tx, person.registration_id, &person.email, why).await?;
            }
        }
        tx.commit().await?;
    }
    Ok(reminded.len())
}

//! What time does to workshops: reminders, offers that end, thanks afterwards.

use convene_domain::time::SECOND;
use tokio_util::sync::CancellationToken;

use super::{after, line, register, reminder};
use crate::jobs::{self, Job};
use crate::{Result, Service};

/// How often to look, in milliseconds.
const ROUND: i64 = 15 * SECOND;

/// Looks every few seconds until `stop`, and whenever a test moves the clock. Every node does it: what is done is
/// noted in the database, so that it is done once.
pub async fn run(service: Service, stop: CancellationToken) {
    loop {
        turn(&service).await;
        tokio::select! {
            () = stop.cancelled() => return,
            () = service.clock().sleep_until(service.now().plus(ROUND)) => {}
        }
    }
}

/// Does what is due now. What fails is logged and done at a later turn; it keeps nothing else from being done.
pub async fn turn(service: &Service) {
    report(Job::Offers, line::expire_offers(service).await);
    report(Job::Unconfirmed, register::lapse(service).await);
    report(Job::Reminders, reminder::tick(service).await);
    report(Job::FollowUps, after::tick(service).await);
}

/// Says that a job did not even find its items.
fn report(job: Job, outcome: Result<usize>) {
    if let Err(error) = outcome {
        jobs::note(job, "all", &error);
    }
}

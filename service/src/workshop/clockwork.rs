//! What time does to workshops: reminders, offers that end, thanks afterwards.

use convene_domain::time::SECOND;
use tokio_util::sync::CancellationToken;

use super::{after, line, reminder};
use crate::Service;

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

/// Does what is due now. What fails is logged and done at the next turn; it keeps nothing else from being done.
pub async fn turn(service: &Service) {
    if let Err(error) = line::expire_offers(service).await {
        tracing::error!(%error, "offers of seats");
    }
    if let Err(error) = reminder::tick(service).await {
        tracing::error!(%error, "reminders");
    }
    if let Err(error) = after::tick(service).await {
        tracing::error!(%error, "letters after workshops");
    }
}

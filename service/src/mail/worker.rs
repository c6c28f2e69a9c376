//! The worker that delivers what waits in the outbox.

use std::time::Duration;

use convene_domain::time::{HOUR, MINUTE, SECOND};
use convene_store::mail as outbox;
use tokio_util::sync::CancellationToken;

use super::{Content, KIND, smtp};
use crate::{Result, Service};

/// How long a worker may take for a batch before another may take it over, in milliseconds.
const LEASE: i64 = 2 * MINUTE;
/// Pauses between tries, in milliseconds; after the last one the mail is dead.
const PAUSES: [i64; 6] = [30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR];

/// Delivers until `stop`.
pub async fn run(service: Service, stop: CancellationToken) {
    loop {
        if let Err(error) = deliver_due(&service).await {
            tracing::error!(%error, "mail worker");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = service.mail_bell().notified() => {}
            // Postponed mail, and mail another node left behind.
            () = tokio::time::sleep(Duration::from_secs(15)) => {}
        }
    }
}

/// Delivers everything that is due now. How many items were handled.
pub async fn deliver_due(service: &Service) -> Result<usize> {
    let mut handled = 0;
    loop {
        let now = service.now();
        let mut tx = service.begin().await?;
        let batch = outbox::lease(&mut tx, now, now.plus(LEASE), 20).await?;
        tx.commit().await?;
        if batch.is_empty() {
            return Ok(handled);
        }
        for item in batch {
            deliver(service, item).await?;
            handled += 1;
        }
    }
}

async fn deliver(service: &Service, item: outbox::Item) -> Result<()> {
    let now = service.now();
    let mut tx = service.read().await?;
    let server = smtp::current(service, &mut tx).await?;
    drop(tx);
    let content: std::result::Result<Content, _> = serde_json::from_str(&item.payload);
    let outcome = match (&content, &server) {
        _ if item.kind != KIND => Err(format!("nobody delivers items of kind {}", item.kind)),
        (Err(error), _) => Err(format!("unreadable mail: {error}")),
        (Ok(_), None) => Ok("kept"),
        (Ok(content), Some(server)) => {
            smtp::deliver(server, &item.id.to_string(), &item.recipient, content).await.map(|()| "done")
        }
    };
    let mut tx = service.begin().await?;
    match outcome {
        Ok(state) => {
            let mut payload = item.payload;
            if let (Ok(mut content), "done") = (content, state)
                && content.secret
            {
                content.text =
                    "Delivered. This mail held a code that signs somebody in, so it is not kept.".to_owned();
                content.html = String::new();
                content.subject = "Sign-in code".to_owned();
                payload = serde_json::to_string(&content)?;
            }
            outbox::finish(&mut tx, item.id, state, &payload, None, now).await?;
        }
        Err(error) => {
            tracing::warn!(id = %item.id, attempt = item.attempts, %error, "mail not delivered");
            let tried = usize::try_from(item.attempts).unwrap_or(usize::MAX).saturating_sub(1);
            match PAUSES.get(tried) {
                Some(pause) => outbox::postpone(&mut tx, item.id, now.plus(*pause), &error).await?,
                None => outbox::finish(&mut tx, item.id, "dead", &item.payload, Some(&error), now).await?,
            }
        }
    }
    tx.commit().await.map_err(Into::into)
}

//! The worker that delivers what waits in the outbox.

use std::collections::HashMap;
use std::time::Duration;

use convene_domain::time::{MINUTE, SECOND};
use convene_store::Rows;
use convene_store::mail as outbox;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::delivery::{self, Failure};
use super::ending::{self, Ended, Next, Outcome};
use super::kinds::{self, Words};
use super::smtp;
use crate::jobs::{self, Job};
use crate::{Error, Result, Service};

/// How long a worker may take for a batch before another may take it over, in milliseconds.
const LEASE: i64 = 2 * MINUTE;
/// Mails on their way at once: enough that one slow server answer does not hold the others up, few enough for
/// servers that count connections.
const BATCH: i64 = 4;
/// How long one mail may take: less than the lease, or another worker might send it a second time.
const DEADLINE: Duration = Duration::from_secs(90);
/// How long to wait for what nobody rang for, in milliseconds: postponed mail, and mail another node left behind.
const ROUND: i64 = 15 * SECOND;

/// Delivers until `stop`.
pub async fn run(service: Service, stop: CancellationToken) {
    loop {
        if let Err(error) = deliver_due(&service).await {
            jobs::note(Job::Mail, "all", &error);
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = service.mail_bell().notified() => {}
            () = service.clock().sleep_until(service.now().plus(ROUND)) => {}
        }
    }
}

/// Delivers everything that is due now. How many items were handled.
pub async fn deliver_due(service: &Service) -> Result<usize> {
    let mut handled = 0;
    loop {
        let batch = lease(service).await?;
        if batch.found() == 0 {
            return Ok(handled);
        }
        handled += batch.len();
        let (mut underway, mut ids) = (JoinSet::new(), HashMap::new());
        for item in batch {
            let (service, id) = (service.clone(), item.id);
            let task = underway.spawn(async move { deliver(&service, item).await });
            ids.insert(task.id(), id);
        }
        // All of them come to their end before others begin, and none ends another: a conversation that is cut off may
        // have handed its mail over already. What cannot be recorded comes back when its lease ends.
        while let Some(ended) = underway.join_next_with_id().await {
            let (task, error) = match ended {
                Ok((_, Ok(()))) => continue,
                Ok((task, Err(error))) => (task, error),
                Err(error) => (error.id(), Error::Internal(error.to_string())),
            };
            jobs::note(Job::Mail, &ids.get(&task).map(ToString::to_string).unwrap_or_default(), &error);
        }
    }
}

/// Takes what is due. What cannot be read is given up at once, so that it stands in nobody's way.
async fn lease(service: &Service) -> Result<Rows<outbox::Item>> {
    let now = service.now();
    let mut tx = service.begin().await?;
    let batch = outbox::lease(&mut tx, now, now.plus(LEASE), BATCH).await?;
    outbox::give_up(&mut tx, &batch.unreadable, "This item cannot be read.", now).await?;
    tx.commit().await?;
    Ok(batch)
}

async fn deliver(service: &Service, item: outbox::Item) -> Result<()> {
    let known = service.unrecorded().get(item.id).or_else(|| Ended::of_too_many(&item));
    let ended = match known {
        Some(ended) => ended,
        None => match ending::after(&item, attempt(service, &item).await, service.now()) {
            Next::Ended(ended) => ended,
            Next::Again { due_at, error } => {
                let mut tx = service.begin().await?;
                outbox::postpone(&mut tx, item.id, due_at, &error).await?;
                return Ok(tx.commit().await?);
            }
        },
    };
    let recorded = record(service, &item, &ended).await;
    match &recorded {
        Ok(()) => service.unrecorded().forget(item.id),
        Err(_) if ended.state == "done" => service.unrecorded().keep(item.id, ended),
        Err(_) => {}
    }
    recorded
}

async fn record(service: &Service, item: &outbox::Item, ended: &Ended) -> Result<()> {
    let mut tx = service.begin().await?;
    let ending = outbox::Ending {
        state: ended.state,
        recipient: &ended.recipient,
        payload: &ended.payload,
        error: ended.error.as_deref(),
    };
    outbox::finish(&mut tx, item.id, &ending, service.now()).await?;
    Ok(tx.commit().await?)
}

async fn attempt(service: &Service, item: &outbox::Item) -> Outcome {
    let words = async {
        let mut tx = service.read().await?;
        let words = kinds::words(service, &mut tx, item).await?;
        Ok::<_, crate::Error>((words, smtp::current(service, &mut tx).await?))
    };
    let (outgoing, server) = match words.await {
        Ok((Words::Send(outgoing), server)) => (outgoing, server),
        Ok((Words::NotNeeded, _)) => return Outcome::NotNeeded,
        Ok((Words::Deferred, _)) => return Outcome::Deferred,
        Ok((Words::Unreadable(why), _)) => return Outcome::Failed(None, Failure::ForGood(why)),
        Err(error) => return Outcome::Failed(None, Failure::ForNow(error.to_string())),
    };
    if outgoing.content.good_until.is_some_and(|ends| ends <= service.now()) {
        return Outcome::Expired(outgoing);
    }
    let Some(server) = server else { return Outcome::Kept(outgoing) };
    let message_id = super::message_id(service, item.id);
    let delivery = delivery::deliver(service, &server, &message_id, &outgoing.to, &outgoing.content);
    match tokio::time::timeout(DEADLINE, delivery).await {
        Ok(Ok(())) => Outcome::Delivered(outgoing),
        Ok(Err(failure)) => Outcome::Failed(Some(outgoing), failure),
        Err(_) => {
            let error = format!("{} did not answer in time", server.host);
            Outcome::Failed(Some(outgoing), Failure::ForNow(error))
        }
    }
}

//! The worker that delivers what waits in the outbox.

use std::time::Duration;

use convene_domain::time::{HOUR, MINUTE, SECOND};
use convene_store::mail as outbox;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::delivery::{self, Failure};
use super::kinds::{self, Words};
use super::{Content, Outgoing, smtp};
use crate::{Result, Service};

/// How long a worker may take for a batch before another may take it over, in milliseconds.
const LEASE: i64 = 2 * MINUTE;
/// Mails on their way at once: enough that one slow server answer does not hold the others up, few enough for
/// servers that count connections.
const BATCH: i64 = 4;
/// How long one mail may take: less than the lease, or another worker might send it a second time.
const DEADLINE: Duration = Duration::from_secs(90);
/// How long to wait for what nobody rang for, in milliseconds: postponed mail, and mail another node left behind.
const ROUND: i64 = 15 * SECOND;
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
            () = service.clock().sleep_until(service.now().plus(ROUND)) => {}
        }
    }
}

/// Delivers everything that is due now. How many items were handled.
pub async fn deliver_due(service: &Service) -> Result<usize> {
    let mut handled = 0;
    loop {
        let now = service.now();
        let mut tx = service.begin().await?;
        let batch = outbox::lease(&mut tx, now, now.plus(LEASE), BATCH).await?;
        tx.commit().await?;
        if batch.is_empty() {
            return Ok(handled);
        }
        handled += batch.len();
        let mut underway = JoinSet::new();
        for item in batch {
            let service = service.clone();
            underway.spawn(async move { deliver(&service, item).await });
        }
        let mut broken = None;
        // All of them come to their end first: a conversation that is cut off may have handed its mail over already,
        // and would hand it over again.
        while let Some(delivered) = underway.join_next().await {
            match delivered {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    tracing::error!(%error, "the end of a delivery could not be noted");
                    broken.get_or_insert(error);
                }
                // Its lease ends, and it is tried again.
                Err(error) => tracing::error!(%error, "a delivery broke off"),
            }
        }
        if let Some(error) = broken {
            return Err(error);
        }
    }
}

/// How one try ended.
enum Outcome {
    Delivered(Outgoing),
    /// No mail server is set: admins can read it here.
    Kept(Outgoing),
    /// Not written, because it is no longer true.
    NotNeeded,
    /// The code in it has ended.
    Expired(Outgoing),
    /// For another area, which takes it from here.
    PutBy,
    Failed(Option<Outgoing>, Failure),
}

async fn deliver(service: &Service, item: outbox::Item) -> Result<()> {
    let outcome = attempt(service, &item).await;
    let now = service.now();
    let mut tx = service.begin().await?;
    let kept = |outgoing: &Outgoing| kinds::with_content(&item, &outgoing.content);
    let (state, outgoing, payload, error) = match outcome {
        Outcome::Delivered(sent) => {
            let sent = Outgoing { content: without_secret(sent.content, DELIVERED), ..sent };
            let payload = kept(&sent)?;
            ("done", Some(sent), payload, None)
        }
        Outcome::Kept(outgoing) => {
            let payload = kept(&outgoing)?;
            ("kept", Some(outgoing), payload, None)
        }
        Outcome::NotNeeded => ("done", None, item.payload.clone(), None),
        Outcome::Expired(outgoing) => {
            let outgoing = Outgoing { content: without_secret(outgoing.content, EXPIRED), ..outgoing };
            let payload = kept(&outgoing)?;
            ("dead", Some(outgoing), payload, Some(EXPIRED.to_owned()))
        }
        Outcome::PutBy => ("kept", None, item.payload.clone(), None),
        Outcome::Failed(outgoing, failure) => {
            let tried = usize::try_from(item.attempts).unwrap_or(usize::MAX).saturating_sub(1);
            let (pause, error) = match failure {
                Failure::ForNow(error) => (PAUSES.get(tried), error),
                Failure::ForGood(error) => (None, error),
            };
            let ends = outgoing.as_ref().and_then(|outgoing| outgoing.content.good_until);
            let too_late = pause.is_some_and(|pause| ends.is_some_and(|ends| now.plus(*pause) >= ends));
            let pause = pause.filter(|_| !too_late);
            tracing::warn!(id = %item.id, attempt = item.attempts, error, "mail not delivered");
            if let Some(pause) = pause {
                outbox::postpone(&mut tx, item.id, now.plus(*pause), &error).await?;
                return Ok(tx.commit().await?);
            }
            let (outgoing, error) = match outgoing {
                // Nobody can use it any more, so nobody needs to read it.
                Some(outgoing) if too_late => {
                    let content = without_secret(outgoing.content, EXPIRED);
                    (Some(Outgoing { content, ..outgoing }), format!("{error}. {EXPIRED}"))
                }
                other => (other, error),
            };
            let payload = match &outgoing {
                Some(outgoing) => kept(outgoing)?,
                None => item.payload.clone(),
            };
            ("dead", outgoing, payload, Some(error))
        }
    };
    let recipient = outgoing.as_ref().map_or(item.recipient.as_str(), |outgoing| outgoing.to.as_str());
    let ending = outbox::Ending { state, recipient, payload: &payload, error: error.as_deref() };
    outbox::finish(&mut tx, item.id, &ending, now).await?;
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
        Ok((Words::PutBy, _)) => return Outcome::PutBy,
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

const DELIVERED: &str = "Delivered. This mail held a code that signs somebody in, so it is not kept.";
const EXPIRED: &str =
    "Not sent: its code would have ended before it arrived. Whoever asked for it can ask for a new one.";

/// What stays readable of a mail that came to its end, as `why` says.
fn without_secret(content: Content, why: &str) -> Content {
    if !content.secret {
        return content;
    }
    Content {
        subject: "Sign-in code".to_owned(),
        text: why.to_owned(),
        html: String::new(),
        attachments: Vec::new(),
        ..content
    }
}

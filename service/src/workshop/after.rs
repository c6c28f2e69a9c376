//! What comes after a workshop, for those who were there.

use std::collections::BTreeMap;

use convene_domain::id::{OutboxId, WorkshopId};
use convene_domain::time::{DAY, HOUR};
use convene_store::Tx;
use convene_store::mail as outbox;
use convene_store::workshop::reminder::{self as store, Due};

use super::notice::{self, Why};
use crate::jobs::{self, Job};
use crate::{Result, Service};

/// The outbox's name for an invitation to say what one thinks of a workshop. Nobody delivers it before there are
/// surveys.
pub(crate) const SURVEY_INVITATION: &str = "survey_invitation";

/// How long after the end people are written to, in milliseconds: home again, and it is still fresh.
const PAUSE: i64 = HOUR;
/// How long after the end somebody who is checked in late is still written to, in milliseconds.
const LATEST: i64 = 3 * DAY;

/// Thanks everybody who attended, once each, and leaves an invitation to a survey for each. How many. Several nodes
/// may do it at once.
pub async fn tick(service: &Service) -> Result<usize> {
    let now = service.now();
    let mut tx = service.read().await?;
    let due = store::unthanked(&mut tx, now.plus(-LATEST), now.plus(-PAUSE)).await?;
    drop(tx);
    let mut by_workshop: BTreeMap<WorkshopId, Vec<Due>> = BTreeMap::new();
    for person in due {
        by_workshop.entry(person.workshop_id).or_default().push(person);
    }
    let each = by_workshop.into_iter().map(|(workshop, due)| (workshop.to_string(), due));
    let thank = |service: Service, due: Vec<Due>| async move { thank(&service, due).await };
    let thanked = jobs::each(service, Job::FollowUps, each, thank).await;
    if thanked > 0 {
        service.mail_waits();
    }
    Ok(thanked)
}

/// Thanks who attended one workshop.
async fn thank(service: &Service, due: Vec<Due>) -> Result<usize> {
    let now = service.now();
    let mut thanked = 0;
    let mut tx = service.begin().await?;
    for person in due {
        if store::claim_follow_up(&mut tx, person.registration_id, now).await? {
            notice::queue(service, &mut tx, person.registration_id, &person.email, Why::Attended).await?;
            invite(service, &mut tx, &person).await?;
            thanked += 1;
        }
    }
    tx.commit().await?;
    Ok(thanked)
}

/// Leaves an invitation to a survey in the outbox.
async fn invite(service: &Service, tx: &mut Tx, person: &Due) -> Result<()> {
    let now = service.now();
    let payload =
        serde_json::json!({ "workshop": person.workshop_id, "registration": person.registration_id })
            .to_string();
    let id = OutboxId::new(now, service.chance().bytes());
    let kind = SURVEY_INVITATION;
    let new = outbox::NewItem { id, kind, recipient: &person.email, payload: &payload, due_at: now, now };
    Ok(outbox::insert(tx, &new).await?)
}

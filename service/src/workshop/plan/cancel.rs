//! Calling off, and removing what nobody has seen yet.

use convene_domain::id::WorkshopId;
use convene_domain::workshop::WorkshopState;
use convene_domain::workshop::recurrence::Rule;
use convene_store::Tx;
use convene_store::workshop::{edit, series};

use super::update::gather;
use super::{Changed, Scope, Workshop, held};
use crate::workshop::notice::{Round, Why};
use crate::workshop::{access, dates};
use crate::{Error, Result, Service, Viewer};

/// Longest reason, in characters.
pub const REASON_CHARS: usize = 500;

/// Calls published dates off, with a reason everybody registered reads. Their registrations stay as they are.
pub async fn cancel(
    service: &Service,
    viewer: &Viewer,
    id: WorkshopId,
    scope: Scope,
    reason: &str,
) -> Result<Changed> {
    let mut tx = service.begin().await?;
    let found = access::run(&mut tx, viewer, id).await?;
    let reason = reason_of(reason)?;
    if found.state == WorkshopState::Draft && scope == Scope::One {
        return Err(Error::field("reason", "This is a draft: nobody knows of it yet. Delete it instead."));
    }
    let now = service.now();
    let (mut changed, mut round) = (Changed::default(), Round::default());
    for row in held(service, &mut tx, &found, scope).await? {
        if row.state == WorkshopState::Published && row.ends_at <= now {
            return Err(Error::field("reason", "This workshop is over, so it cannot be cancelled any more."));
        }
        if edit::cancel(&mut tx, row.id, &reason, now).await? {
            changed.dates += 1;
            gather(&mut tx, row.id, None, &mut round).await?;
            leave_out(&mut tx, &row).await?;
        }
    }
    changed.told = round.queue(service, &mut tx, &Why::CalledOff).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(changed)
}

fn reason_of(reason: &str) -> Result<String> {
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    let count = reason.chars().count();
    if reason.is_empty() {
        return Err(Error::field("reason", "Say why it is cancelled. Everybody who registered reads it."));
    }
    if count > REASON_CHARS {
        return Err(Error::field(
            "reason",
            format!("Keep the reason to {REASON_CHARS} characters; it has {count}."),
        ));
    }
    if reason.chars().any(char::is_control) {
        return Err(Error::field(
            "reason",
            "The reason contains characters that cannot be seen. Type it again.",
        ));
    }
    Ok(reason)
}

/// Deletes drafts for good. What is published is called off instead, so that its people learn of it.
pub async fn remove(service: &Service, viewer: &Viewer, id: WorkshopId, scope: Scope) -> Result<Changed> {
    let mut tx = service.begin().await?;
    let found = access::run(&mut tx, viewer, id).await?;
    if found.state != WorkshopState::Draft {
        return Err(Error::field("", "This workshop is published. Cancel it, so that people learn of it."));
    }
    let mut changed = Changed::default();
    for row in held(service, &mut tx, &found, scope).await? {
        if edit::delete_draft(&mut tx, row.id).await? {
            changed.dates += 1;
            leave_out(&mut tx, &row).await?;
        }
    }
    renumber(&mut tx, &found).await?;
    tx.commit().await?;
    Ok(changed)
}

/// Notes a date that does not take place as an exception of its series, so that extending the series does not bring
/// it back.
async fn leave_out(tx: &mut Tx, row: &Workshop) -> Result<()> {
    let Some(series_id) = *row.series_id else { return Ok(()) };
    let Some(known) = series::by_id(tx, series_id).await? else { return Ok(()) };
    let mut rule: Rule = serde_json::from_str(&known.rule)?;
    let day = dates::to_civil(&row.zone, row.starts_at).date();
    if !rule.exceptions.contains(&day) {
        rule.exceptions.push(day);
        series::set_rule(tx, series_id, &serde_json::to_string(&rule)?).await?;
    }
    Ok(())
}

/// Closes the gap that a removed date leaves.
async fn renumber(tx: &mut Tx, removed: &Workshop) -> Result<()> {
    let Some(series_id) = *removed.series_id else { return Ok(()) };
    for (position, row) in (1_i64..).zip(series::dates(tx, series_id).await?) {
        if row.position != position {
            series::set_position(tx, row.id, position).await?;
        }
    }
    Ok(())
}

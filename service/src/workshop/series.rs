//! Series as a whole: taking a date out, and adding dates at the end.

use convene_domain::id::WorkshopId;
use convene_domain::workshop::WorkshopState;
use convene_domain::workshop::recurrence::{DATES, End, Frequency, Nth, Rule};
use convene_store::Tx;
use convene_store::workshop::{series, workshop};
use jiff::civil::Date;

use super::plan::{self, Changed, NewRow, Scope, Sheet};
use super::{Workshop, access, dates};
use crate::{Error, Result, Service, Viewer};

/// Takes one date out of its series: a draft goes, a published date is called off with a reason. Either way the
/// series does not come back to that day when it is extended.
pub async fn leave_out(service: &Service, viewer: &Viewer, id: WorkshopId, reason: &str) -> Result<Changed> {
    let mut tx = service.read().await?;
    let found = access::run(&mut tx, viewer, id).await?;
    drop(tx);
    if found.series_id.is_none() {
        return Err(Error::field("", "This workshop takes place once. Cancel it, or delete its draft."));
    }
    if found.state == WorkshopState::Draft {
        return plan::remove(service, viewer, id, Scope::One).await;
    }
    let changed = plan::cancel(service, viewer, id, Scope::One, reason).await?;
    let mut tx = service.begin().await?;
    plan::leave_out(&mut tx, &found).await?;
    tx.commit().await?;
    Ok(changed)
}

/// Adds `count` dates after the last one of a series, like the last one; published when that is. Answers how many
/// there are. Nobody is signed up for them by it.
pub async fn extend(service: &Service, viewer: &Viewer, id: WorkshopId, count: &str) -> Result<usize> {
    let more: u32 = count
        .trim()
        .parse()
        .ok()
        .filter(|more| (1..=50).contains(more))
        .ok_or_else(|| Error::field("more", "Type how many dates to add, from 1 to 50."))?;
    let mut tx = service.begin().await?;
    let found = access::run(&mut tx, viewer, id).await?;
    let Some(series_id) = *found.series_id else {
        return Err(Error::field("more", "This workshop takes place once. Copy it to plan a series."));
    };
    let stored = series::by_id(&mut tx, series_id).await?.ok_or(Error::Missing)?;
    let rule: Rule = serde_json::from_str(&stored.rule)?;
    let rows = series::dates(&mut tx, series_id).await?;
    let last = rows.iter().rfind(|row| row.state != WorkshopState::Cancelled).or(rows.last());
    let last = last.cloned().ok_or(Error::Missing)?;
    if rows.len() + more as usize > DATES {
        let sentence = format!("A series has at most {DATES} dates, and this one has {}.", rows.len());
        return Err(Error::field("more", sentence));
    }
    let days = days_after(&rule, &last, more)?;
    let added = days.len();
    for (position, day) in (rows.len() as i64 + 1..).zip(days) {
        add(service, &mut tx, &last, day, position).await?;
    }
    tx.commit().await?;
    Ok(added)
}

/// The next `more` days of the rule after the last date.
fn days_after(rule: &Rule, last: &Workshop, more: u32) -> Result<Vec<Date>> {
    let day = dates::to_civil(&last.zone, last.starts_at).date();
    let frequency = match rule.frequency {
        // The last date may have been moved to another place of its month.
        Frequency::MonthlyOnWeekday(nth) if nth != Nth::Last => Frequency::MonthlyOnWeekday(Nth::of(day)),
        frequency => frequency,
    };
    let exceptions: Vec<Date> = rule.exceptions.iter().copied().filter(|left_out| *left_out > day).collect();
    let left_out = u32::try_from(exceptions.len()).unwrap_or(0);
    let longer = Rule { frequency, end: End::Count(1 + more + left_out), exceptions };
    let days = longer.dates(day).map_err(|why| Error::field("more", why.to_string()))?;
    Ok(days.into_iter().skip(1).take(more as usize).collect())
}

/// One more date like `last`, on `day`.
async fn add(service: &Service, tx: &mut Tx, last: &Workshop, day: Date, position: i64) -> Result<()> {
    let mut sheet = Sheet::of_row(last)?;
    sheet.move_to(day).map_err(|refused| Error::field("more", refused.0))?;
    let id = WorkshopId::new(service.now(), service.chance().bytes());
    let row = NewRow { id, series_id: *last.series_id, position, owner_id: last.owner_id };
    plan::insert(service, tx, &sheet, row).await?;
    if last.state == WorkshopState::Published {
        workshop::publish(tx, id, service.now()).await?;
    }
    Ok(())
}

//! Series: adding dates at the end.

use convene_domain::id::WorkshopId;
use convene_domain::workshop::WorkshopState;
use convene_domain::workshop::recurrence::{DATES, End, Frequency, Nth, Rule, is_last};
use convene_store::Tx;
use convene_store::workshop::{series, team, workshop};
use jiff::civil::Date;

use super::plan::{self, NewRow, Sheet};
use super::{Workshop, access, dates};
use crate::{Error, Result, Service, Viewer};

/// Adds `count` dates after the last one of a series, like the last one; published when that is. Answers how many
/// there are. Nobody is signed up for them by it. `had` is how many dates the form showed: sent twice, it adds once.
pub async fn extend(
    service: &Service,
    viewer: &Viewer,
    id: WorkshopId,
    count: &str,
    had: Option<usize>,
) -> Result<usize> {
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
    match had {
        Some(had) if rows.len() == had + more as usize => return Ok(more as usize),
        Some(had) if rows.len() != had => return Err(plan::changed_meanwhile()),
        _ => {}
    }
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
        Frequency::MonthlyOnWeekday(Nth::Last) if is_last(day) => rule.frequency,
        // The last date may have been moved to another place of its month.
        Frequency::MonthlyOnWeekday(_) => Frequency::MonthlyOnWeekday(Nth::of(day)),
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
    let ahead = plan::is_ahead(&sheet.zone, sheet.slot.starts, service.now());
    ahead.map_err(|why| Error::field("more", why))?;
    let id = WorkshopId::new(service.now(), service.chance().bytes());
    let row = NewRow { id, series_id: *last.series_id, position, owner_id: last.owner_id };
    plan::insert(service, tx, &sheet, row).await?;
    for helper in team::helpers(tx, last.id).await? {
        team::add(tx, id, helper.person_id).await?;
    }
    if last.state == WorkshopState::Published {
        workshop::publish(tx, id, service.now()).await?;
    }
    Ok(())
}

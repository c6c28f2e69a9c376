//! Series: adding dates at the end.

use convene_domain::id::WorkshopId;
use convene_domain::workshop::WorkshopState;
use convene_domain::workshop::recurrence::{DATES, End, Frequency, Nth, Rule, is_last};
use convene_store::Tx;
use convene_store::workshop::{picture, registration, series, team, workshop};
use jiff::civil::Date;

use super::plan::{self, Common, NewRow};
use super::register::{self, details};
use super::{Workshop, access, dates};
use crate::{Error, Result, Service, Viewer};

/// Adds `count` dates to a series, on the next days that its rule gives and like the dates have it in common: a last
/// date that alone was moved or changed is no model for others. They are published when the last one is, and then
/// everybody who takes part in the whole series is signed up for them. Answers how many there are. `had` is how many
/// dates the form showed: sent twice, it adds once.
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
    let common = Common::read(&mut tx, series_id).await?;
    let mut common = common.map_or_else(|| Common::of_row(&last), Ok)?;
    if let Some(cover) = common.picture
        && picture::by_id(&mut tx, cover).await?.is_none()
    {
        common.picture = None;
    }
    let members = registration::of_whole_series(&mut tx, series_id).await?;
    let days = days_after(&rule, common.day(), more)?;
    let mut added = Vec::with_capacity(days.len());
    for (position, day) in (rows.len() as i64 + 1..).zip(days) {
        added.push(add(service, &mut tx, &last, &mut common, day, position).await?);
    }
    common.store(&mut tx, series_id).await?;
    if last.state == WorkshopState::Published {
        register::follow(service, &mut tx, &members, &added).await?;
    }
    tx.commit().await?;
    service.mail_waits();
    Ok(added.len())
}

/// The next `more` days of the rule after `day`, which it gave.
fn days_after(rule: &Rule, day: Date, more: u32) -> Result<Vec<Date>> {
    let frequency = match rule.frequency {
        Frequency::MonthlyOnWeekday(Nth::Last) if is_last(day) => rule.frequency,
        // All dates may have been moved to another place of their months.
        Frequency::MonthlyOnWeekday(_) => Frequency::MonthlyOnWeekday(Nth::of(day)),
        frequency => frequency,
    };
    let exceptions: Vec<Date> = rule.exceptions.iter().copied().filter(|left_out| *left_out > day).collect();
    let left_out = u32::try_from(exceptions.len()).unwrap_or(0);
    let longer = Rule { frequency, end: End::Count(1 + more + left_out), exceptions };
    let days = longer.dates(day).map_err(|why| Error::field("more", why.to_string()))?;
    Ok(days.into_iter().skip(1).take(more as usize).collect())
}

/// One more date, on `day`, of the team of `last`.
async fn add(
    service: &Service,
    tx: &mut Tx,
    last: &Workshop,
    common: &mut Common,
    day: Date,
    position: i64,
) -> Result<WorkshopId> {
    let mut sheet = common.on(day).map_err(|refused| Error::field("more", refused.0))?;
    // Answers that come with people who take part in all dates keep the words they answered.
    sheet.details.retire(&details(last)?);
    let ahead = plan::is_ahead(&sheet.zone, sheet.slot.starts, service.now());
    ahead.map_err(|why| Error::field("more", why))?;
    if sheet.slot.ends <= sheet.slot.starts {
        let on = dates::local_day(&sheet.zone, sheet.slot.starts);
        return Err(Error::field(
            "more",
            format!("Clocks are put forward on {on}: it would end before it starts."),
        ));
    }
    let id = WorkshopId::new(service.now(), service.chance().bytes());
    let row = NewRow { id, series_id: *last.series_id, position, owner_id: last.owner_id };
    plan::insert(service, tx, &sheet, row).await?;
    for helper in team::helpers(tx, last.id).await? {
        team::add(tx, id, helper.person_id).await?;
    }
    if last.state == WorkshopState::Published {
        workshop::publish(tx, id, service.now()).await?;
    }
    Ok(id)
}

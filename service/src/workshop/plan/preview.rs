//! A look at the dates of a series before it is saved.

use convene_domain::Time;

use super::{Fields, schedule};
use crate::Result;
use crate::workshop::dates::{self, Wall};

/// One date a series would have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewDate {
    /// `2026-12-01`: the value of `skip` that leaves it out.
    pub day: String,
    pub starts: Time,
    /// IANA name.
    pub zone: String,
    pub wall: Wall,
    /// Whether clocks were put forward or back since the date before.
    pub clocks_changed: bool,
    pub skipped: bool,
}

/// The dates a form describes, as far as it can be read: for a look before it is saved.
pub fn preview(fields: &[(String, String)]) -> Result<Vec<PreviewDate>> {
    let every_date: Fields = fields.iter().filter(|(name, _)| name != "skip").cloned().collect();
    let scheduled = schedule::read(&every_date)?;
    let skipped: Vec<&str> =
        fields.iter().filter(|(name, _)| name == "skip").map(|(_, day)| day.as_str()).collect();
    let zone = scheduled.zone.clone();
    let mut before = None;
    let days = scheduled.plan.dates().into_iter().zip(&scheduled.slots).map(|(day, slot)| {
        let civil = day.to_datetime(scheduled.plan.starts.time());
        let offset = offset_ms(&zone, slot.starts);
        let changed = before.replace(offset).is_some_and(|before| before != offset);
        PreviewDate {
            day: day.to_string(),
            starts: slot.starts,
            zone: zone.clone(),
            wall: dates::wall(&zone, civil),
            clocks_changed: changed,
            skipped: skipped.contains(&day.to_string().as_str()),
        }
    });
    Ok(days.collect())
}

/// How far the wall clock of a zone is ahead of UTC.
fn offset_ms(zone: &str, time: Time) -> i64 {
    let difference = dates::to_civil(zone, time).duration_since(dates::to_civil("UTC", time));
    difference.as_secs() * 1_000
}

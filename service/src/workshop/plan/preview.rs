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

/// What of a form decides its dates, none left out: the rest may still be empty or wrong.
fn about_dates(fields: &[(String, String)]) -> Fields {
    let names = ["zone", "repeat", "every", "repeat_end", "count", "until"];
    let decides =
        |name: &str| names.contains(&name) || name.starts_with("start_") || name.starts_with("end_");
    let mut dates: Fields = fields.iter().filter(|(name, _)| decides(name)).cloned().collect();
    dates.push(("title".to_owned(), "Dates".to_owned()));
    dates
}

/// The dates a form describes, for a look before it is saved. Refuses what is wrong with them, and nothing else.
pub fn preview(fields: &[(String, String)]) -> Result<Vec<PreviewDate>> {
    let scheduled = schedule::read(&about_dates(fields))?;
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

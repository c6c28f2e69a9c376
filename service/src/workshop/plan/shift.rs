//! Moving dates by the clock on the wall.

use convene_domain::Time;
use convene_domain::workshop::plan::Plan;
use jiff::{SignedDuration, ToSpan};

use super::schedule::Slot;
use super::sheet::Sheet;
use crate::workshop::dates;

/// The same weekday and hour, at least a week after the original and ahead of `now`. Sign-up keeps its distance.
pub(super) fn ahead(mut plan: Plan, zone: &str, now: Time) -> Plan {
    let today = dates::to_civil(zone, now);
    let behind = today.date().since(plan.starts.date()).map_or(0, |span| i64::from(span.get_days()));
    let weeks = (behind.max(0) / 7 + 1).weeks();
    plan.starts = plan.starts.saturating_add(weeks);
    plan.ends = plan.ends.saturating_add(weeks);
    plan.opens = plan.opens.map(|opens| opens.saturating_add(weeks));
    plan.closes = plan.closes.map(|closes| closes.saturating_add(weeks));
    plan
}

/// Gives another date of the series the change of times from `old` to `new`. Both ends move as far on the wall as
/// they did there; sign-up opens at the same moment for all, and closes as long before the start.
pub(super) fn carry(
    row: &mut Sheet,
    old: &Sheet,
    new: &Sheet,
) -> Result<(), convene_domain::account::profile::Refused> {
    let moved = |before: Time, after: Time| {
        dates::to_civil(&new.zone, after).duration_since(dates::to_civil(&old.zone, before))
    };
    let by = moved(old.slot.starts, new.slot.starts);
    let ends_by = moved(old.slot.ends, new.slot.ends);
    let zone_before = row.zone.clone();
    if new.zone != old.zone {
        row.zone.clone_from(&new.zone);
    }
    let zone_after = row.zone.clone();
    let shifted = |time: Time, by: SignedDuration| {
        if by.is_zero() && zone_before == zone_after {
            return Ok(time);
        }
        dates::to_instant(&zone_after, dates::to_civil(&zone_before, time).saturating_add(by))
    };
    let Slot { starts, ends, opens, closes } = row.slot;
    row.slot.starts = shifted(starts, by)?;
    row.slot.ends = shifted(ends, ends_by)?;
    row.slot.opens = if new.slot.opens == old.slot.opens { opens } else { new.slot.opens };
    let distance = |sheet: &Sheet| {
        let civil = |time| dates::to_civil(&sheet.zone, time);
        sheet.slot.closes.map(|closes| civil(sheet.slot.starts).duration_since(civil(closes)))
    };
    row.slot.closes = match (distance(old), distance(new)) {
        (old, new) if old == new => closes.map(|closes| shifted(closes, by)).transpose()?,
        (_, None) => None,
        (_, Some(before)) => {
            let start = dates::to_civil(&zone_after, row.slot.starts);
            Some(dates::to_instant(&zone_after, start.saturating_sub(before))?)
        }
    };
    Ok(())
}

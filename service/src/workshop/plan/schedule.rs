//! A plan by the clock of its zone becomes instants.

use convene_domain::Time;
use convene_domain::field::FieldErrors;
use convene_domain::time::DAY;
use convene_domain::workshop::plan::Plan;
use jiff::civil::{Date, DateTime};

use crate::account::profile::find_zone;
use crate::workshop::dates;

/// A workshop starts at most this far ahead, in milliseconds: two years.
const AHEAD: i64 = 731 * DAY;

/// When one date takes place, and when people can sign up for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::workshop) struct Slot {
    pub starts: Time,
    pub ends: Time,
    pub opens: Option<Time>,
    pub closes: Option<Time>,
}

/// A plan whose zone is known.
#[derive(Debug, Clone)]
pub(in crate::workshop) struct Scheduled {
    pub plan: Plan,
    /// IANA name.
    pub zone: String,
    /// One for each date, in their order.
    pub slots: Vec<Slot>,
}

/// Reads a form and finds its instants. Whether they are ahead is asked with [`is_ahead`].
pub(in crate::workshop) fn read(fields: &[(String, String)]) -> Result<Scheduled, FieldErrors> {
    let plan = Plan::from_fields(fields);
    let typed_zone = fields.iter().find(|(name, _)| name == "zone").map_or("", |(_, value)| value);
    let zone = find_zone(typed_zone);
    let (plan, zone) = match (plan, zone) {
        (Ok(plan), Ok(zone)) => (plan, zone),
        (plan, zone) => {
            let mut errors = plan.err().unwrap_or_default();
            if errors.of("zone").is_none() {
                errors.keep("zone", zone);
            }
            return Err(errors);
        }
    };
    let mut errors = FieldErrors::new();
    let first = plan.starts.date();
    let slots =
        plan.dates().into_iter().filter_map(|day| errors.keep("start_date", slot(&plan, &zone, first, day)));
    let slots: Vec<Slot> = slots.collect();
    for slot in &slots {
        // Where clocks are put forward, an hour on the wall may be no time at all.
        if slot.ends <= slot.starts && errors.is_empty() {
            let sentence = format!(
                "Clocks are put forward then: on {} it would end before it starts. Choose another time.",
                dates::local_day(&zone, slot.starts)
            );
            errors.add("end_time", sentence);
        }
    }
    errors.into_result()?;
    Ok(Scheduled { plan, zone, slots })
}

/// The slot on `day` of a plan whose first day is `first`. Sign-up opens for all dates at once, and closes the same
/// time before each.
fn slot(
    plan: &Plan,
    zone: &str,
    first: Date,
    day: Date,
) -> Result<Slot, convene_domain::account::profile::Refused> {
    let days = day.since(first).unwrap_or_default();
    let at = |civil: DateTime| dates::to_instant(zone, civil.saturating_add(days));
    Ok(Slot {
        starts: at(plan.starts)?,
        ends: at(plan.ends)?,
        opens: plan.opens.map(|opens| dates::to_instant(zone, opens)).transpose()?,
        closes: plan.closes.map(at).transpose()?,
    })
}

/// Whether a start is ahead, and not too far.
pub(in crate::workshop) fn is_ahead(zone: &str, starts: Time, now: Time) -> Result<(), String> {
    if starts <= now {
        let day = dates::local_day(zone, starts);
        return Err(format!("This start on {day} is in the past. Choose a time ahead."));
    }
    if starts.since(now) > AHEAD {
        return Err("Plan at most two years ahead.".to_owned());
    }
    Ok(())
}

//! When it takes place, for the reader and where it was planned.

use convene_domain::Time;

use super::super::facts::Facts;
use super::super::together::shared;
use crate::calendar::{Local, distance};

/// `Thu 26 Nov 2026, 18:00 – 19:30, CET (UTC+1)`, and below it the workshop's own time where that is another.
pub(super) fn when(facts: &Facts) -> String {
    let slot = (facts.workshop.starts_at, facts.workshop.ends_at);
    let (here, there) = (span(&facts.reader, slot), span(&facts.own, slot));
    let zoned = format!("{here}, {}", facts.reader.zone_label(slot.0));
    if there == here { zoned } else { format!("{zoned}\n{there} in {}", facts.own.place(slot.0)) }
}

/// Start and end: `Thu 26 Nov 2026, 18:00 – 19:30`.
pub(super) fn span(local: &Local, (starts_at, ends_at): (Time, Time)) -> String {
    // Distances are not asked for, so any instant does as now.
    let (start, end) = (local.moment(starts_at, starts_at), local.moment(ends_at, starts_at));
    let end = if end.day == start.day { end.clock } else { end.text };
    format!("{} – {end}", start.text)
}

/// The reader's zone, by its city where it has one; with its offset where that is the same on all dates.
pub(super) fn zone_of(first: &Facts, dates: &[Facts]) -> String {
    let offset = shared(dates, |date| first.reader.offset(date.workshop.starts_at));
    match (first.reader.city(), offset) {
        (Some(city), None) => city,
        _ => first.reader.place(first.workshop.starts_at),
    }
}

/// One instant with its zone, as the reader writes it.
pub(super) fn moment(facts: &Facts, time: Time) -> String {
    let moment = facts.reader.moment(time, facts.now);
    format!("{}, {}", moment.text, moment.zone)
}

/// Until when a seat is kept for them: sooner than was said once, when the start has come nearer.
pub(super) fn kept_until(facts: &Facts) -> String {
    facts.registration.offer_until.map_or_else(String::new, |until| moment(facts, until))
}

/// `in 1 day`.
pub(super) fn until_start(facts: &Facts, minutes: i64) -> String {
    distance(facts.until_start(minutes))
}

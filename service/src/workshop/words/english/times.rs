//! When it takes place, for the reader and where it was planned.

use convene_domain::Time;
use convene_domain::time::MINUTE;

use super::super::facts::Facts;
use crate::calendar::{Local, distance};

/// `Thu 26 Nov 2026, 18:00 – 19:30, CET (UTC+1)`, and below it the workshop's own time where that is another.
pub(super) fn when(facts: &Facts) -> String {
    let (starts_at, ends_at) = (facts.workshop.starts_at, facts.workshop.ends_at);
    let zone = facts.reader.zone_label(starts_at);
    let here = format!("{}, {zone}", span(&facts.reader, starts_at, ends_at));
    let there = span(&facts.own, starts_at, ends_at);
    if there == span(&facts.reader, starts_at, ends_at) {
        return here;
    }
    format!("{here}\n{there} in {}", facts.own.place(starts_at))
}

/// `Thu 26 Nov 2026, 18:00 – 19:30`.
pub(super) fn span(local: &Local, starts_at: Time, ends_at: Time) -> String {
    // Distances are not asked for, so any instant does as now.
    let (start, end) = (local.moment(starts_at, starts_at), local.moment(ends_at, starts_at));
    let end = if end.day == start.day { end.clock } else { end.text };
    format!("{} – {end}", start.text)
}

/// The reader's zone, by its city where it has one.
pub(super) fn places(facts: &Facts) -> String {
    facts.reader.place(facts.workshop.starts_at)
}

/// One instant with its zone, as the reader writes it.
pub(super) fn moment(facts: &Facts, time: Time) -> String {
    let moment = facts.reader.moment(time, facts.now);
    format!("{}, {}", moment.text, moment.zone)
}

/// How far the start is: the round distance where the mail is about on time, else the true one.
pub(super) fn until_start(facts: &Facts, minutes: i64) -> String {
    let (meant, left) = (minutes * MINUTE, facts.workshop.starts_at.since(facts.now));
    distance(if (meant - left).abs() <= meant / 20 { meant } else { left })
}

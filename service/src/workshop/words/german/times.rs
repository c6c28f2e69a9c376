//! When it takes place, for the reader and where it was planned.

use convene_domain::Time;
use jiff::civil::{Date, DateTime};

use super::super::facts::Facts;
use super::super::together::shared;
use crate::calendar::{Local, Unit, apart};

const WEEKDAYS: [&str; 7] = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"];
const MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// `Donnerstag, 26. November 2026, 18:00 bis 19:30 Uhr, MEZ (UTC+1)`, and below it the workshop's own time where that
/// is another.
pub(super) fn when(facts: &Facts) -> String {
    let slot = (facts.workshop.starts_at, facts.workshop.ends_at);
    let (here, there) = (span(&facts.reader, slot), span(&facts.own, slot));
    let zoned = format!("{here}, {}", zone(&facts.reader, slot.0));
    if there == here { zoned } else { format!("{zoned}\n{there} in {}", place(&facts.own, slot.0)) }
}

/// Start and end: `Donnerstag, 26. November 2026, 18:00 bis 19:30 Uhr`. Hours run to 24: German has no other way to
/// write them, whatever the profile says.
pub(super) fn span(local: &Local, (starts_at, ends_at): (Time, Time)) -> String {
    let (start, end) = (local.civil(starts_at), local.civil(ends_at));
    let begins = format!("{}, {}", day(start.date()), clock(start));
    if start.date() == end.date() {
        format!("{begins} bis {} Uhr", clock(end))
    } else {
        format!("{begins} Uhr bis {}, {} Uhr", day(end.date()), clock(end))
    }
}

/// `Dienstag, 1. Dezember 2026`.
fn day(date: Date) -> String {
    let named = |names: &[&'static str], number: i8| {
        usize::try_from(number).ok().and_then(|at| names.get(at).copied()).unwrap_or_default()
    };
    let weekday = named(&WEEKDAYS, date.weekday().to_monday_zero_offset());
    let month = named(&MONTHS, date.month() - 1);
    format!("{weekday}, {}. {month} {}", date.day(), date.year())
}

fn clock(time: DateTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// One instant with its zone: `Dienstag, 1. Dezember 2026, 18:00 Uhr, MEZ (UTC+1)`.
pub(super) fn moment(facts: &Facts, time: Time) -> String {
    instant(&facts.reader, time)
}

/// The same for a reader of whom no more is known.
pub(super) fn instant(reader: &Local, time: Time) -> String {
    let civil = reader.civil(time);
    format!("{}, {} Uhr, {}", day(civil.date()), clock(civil), zone(reader, time))
}

/// Until when a seat is kept for them: sooner than was said once, when the start has come nearer.
pub(super) fn kept_until(facts: &Facts) -> String {
    facts.registration.offer_until.map_or_else(String::new, |until| moment(facts, until))
}

/// `MEZ (UTC+1)`; zones that German has no name for keep the one they have.
pub(super) fn zone(local: &Local, time: Time) -> String {
    let offset = local.offset(time);
    let Some(short) = local.abbreviation(time) else { return offset };
    let short = match short.as_str() {
        "WET" => "WEZ",
        "WEST" => "WESZ",
        "CET" => "MEZ",
        "CEST" => "MESZ",
        "EET" => "OEZ",
        "EEST" => "OESZ",
        other => other,
    };
    format!("{short} ({offset})")
}

/// `Wien, UTC+1`, or `UTC`.
fn place(local: &Local, time: Time) -> String {
    let offset = local.offset(time);
    city(local).map_or(offset.clone(), |city| format!("{city}, {offset}"))
}

/// The zone's city, by its German name where German is spoken.
fn city(local: &Local) -> Option<String> {
    Some(match local.zone.as_str() {
        "Europe/Vienna" => "Wien".to_owned(),
        "Europe/Zurich" => "Zürich".to_owned(),
        "Europe/Luxembourg" => "Luxemburg".to_owned(),
        "Europe/Busingen" => "Büsingen".to_owned(),
        _ => local.city()?,
    })
}

/// The reader's zone, by its city where it has one; with its offset where that is the same on all dates.
pub(super) fn zone_of(first: &Facts, dates: &[Facts]) -> String {
    let offset = shared(dates, |date| first.reader.offset(date.workshop.starts_at));
    match (city(&first.reader), offset) {
        (Some(city), None) => city,
        _ => place(&first.reader, first.workshop.starts_at),
    }
}

/// `in 1 Tag`, `jetzt`.
pub(super) fn until_start(facts: &Facts, minutes: i64) -> String {
    // After "in" stands the dative.
    match apart(facts.until_start(minutes)) {
        None => "jetzt".to_owned(),
        Some((count, Unit::Day)) if count > 1 => format!("in {count} Tagen"),
        Some((count, Unit::Month)) if count > 1 => format!("in {count} Monaten"),
        Some((count, Unit::Year)) if count > 1 => format!("in {count} Jahren"),
        Some((count, unit)) => format!("in {}", counted(count, unit)),
    }
}

/// `1 Stunde`, `12 Stunden`.
pub(super) fn counted(count: i64, unit: Unit) -> String {
    let (one, more) = match unit {
        Unit::Minute => ("Minute", "Minuten"),
        Unit::Hour => ("Stunde", "Stunden"),
        Unit::Day => ("Tag", "Tage"),
        Unit::Month => ("Monat", "Monate"),
        Unit::Year => ("Jahr", "Jahre"),
    };
    format!("{count} {}", if count == 1 { one } else { more })
}

#[cfg(test)]
mod tests {
    use convene_domain::time::{DAY, HOUR, MINUTE};

    use super::*;

    // 2026-12-01T17:00:00Z, a Tuesday.
    const START: Time = Time::from_millis(1_796_144_400_000);

    fn local(zone: &str) -> Local {
        Local { zone: zone.to_owned(), twelve_hours: true }
    }

    #[test]
    fn days_and_hours_are_written_as_german_does() {
        let berlin = local("Europe/Berlin");
        assert_eq!(
            span(&berlin, (START, START.plus(90 * MINUTE))),
            "Dienstag, 1. Dezember 2026, 18:00 bis 19:30 Uhr"
        );
        assert_eq!(
            span(&berlin, (START.plus(4 * HOUR), START.plus(7 * HOUR))),
            "Dienstag, 1. Dezember 2026, 22:00 Uhr bis Mittwoch, 2. Dezember 2026, 01:00 Uhr"
        );
        assert_eq!(zone(&berlin, START), "MEZ (UTC+1)");
        assert_eq!(zone(&berlin, START.plus(180 * DAY)), "MESZ (UTC+2)");
        assert_eq!(zone(&local("America/New_York"), START), "EST (UTC-5)");
        assert_eq!(zone(&local("Asia/Kathmandu"), START), "UTC+5:45");
        assert_eq!(place(&local("Europe/Zurich"), START), "Zürich, UTC+1");
        assert_eq!(place(&local("America/New_York"), START), "New York, UTC-5");
        assert_eq!(place(&local("UTC"), START), "UTC");
        let days: Vec<_> = (0..7).map(|n| day(berlin.civil(START.plus(n * DAY)).date())).collect();
        assert!(days[0].starts_with("Dienstag, 1. ") && days[5].starts_with("Sonntag, 6. "), "{days:?}");
        assert_eq!(day(berlin.civil(START.plus(100 * DAY)).date()), "Donnerstag, 11. März 2027");
    }

    #[test]
    fn one_is_one_and_more_are_more() {
        assert_eq!(counted(1, Unit::Hour), "1 Stunde");
        assert_eq!(counted(12, Unit::Hour), "12 Stunden");
        assert_eq!(counted(90, Unit::Minute), "90 Minuten");
    }
}

//! Instants as people read them: their zone, their hours, their distance from now.

use convene_domain::Time;
use convene_domain::time::{DAY, HOUR, MINUTE};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// How a reader wants times written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Local {
    /// IANA name; `UTC` until the browser or the profile has named another.
    pub zone: String,
    /// Whether hours run to 12 with am and pm.
    pub twelve_hours: bool,
}

impl Default for Local {
    fn default() -> Self {
        Self { zone: "UTC".to_owned(), twelve_hours: false }
    }
}

/// An instant, written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// RFC 3339 in UTC, for `<time datetime>`.
    pub datetime: String,
    /// `Sun 22 Nov 2026, 18:05`.
    pub text: String,
    /// `18:05`.
    pub clock: String,
    /// `Sun 22 Nov`.
    pub day: String,
    /// `CET (UTC+1)`: never a time without its zone.
    pub zone: String,
    /// `in 3 h`, `2 days ago`, `now`.
    pub distance: String,
}

/// From one instant to another, written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// RFC 3339 in UTC: the start.
    pub datetime: String,
    /// RFC 3339 in UTC: the end.
    pub ends: String,
    /// `Sun`, `22`, `Nov`: for a block.
    pub weekday: String,
    pub day: String,
    pub month: String,
    /// `Sunday 22 November 2026`.
    pub date: String,
    /// `18:05–19:35`, with the day of the end where that is another: `22:00–Mon 00:30`.
    pub hours: String,
    /// `CET (UTC+1)`.
    pub zone: String,
    /// `in 3 h`.
    pub distance: String,
}

impl Local {
    /// The day on which `time` is for this reader.
    pub fn date(&self, time: Time) -> jiff::civil::Date {
        let stamp = Timestamp::from_millisecond(time.millis()).unwrap_or(Timestamp::UNIX_EPOCH);
        stamp.to_zoned(self.time_zone()).date()
    }

    /// RFC 3339 with the zone's offset: `2026-11-22T18:05:00+01:00`.
    pub fn offset_datetime(&self, time: Time) -> String {
        let stamp = Timestamp::from_millisecond(time.millis()).unwrap_or(Timestamp::UNIX_EPOCH);
        stamp.to_zoned(self.time_zone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// `from` to `until` as this reader writes it, seen from `now`.
    pub fn span(&self, from: Time, until: Time, now: Time) -> Span {
        let stamp = |time: Time| Timestamp::from_millisecond(time.millis()).unwrap_or(Timestamp::UNIX_EPOCH);
        let zoned = |time: Time| stamp(time).to_zoned(self.time_zone());
        let clock = if self.twelve_hours { "%-I:%M %P" } else { "%H:%M" };
        let (starts, ends) = (zoned(from), zoned(until));
        let end = match ends.date() == starts.date() {
            true => ends.strftime(clock).to_string(),
            false => format!("{} {}", ends.strftime("%a"), ends.strftime(clock)),
        };
        Span {
            datetime: stamp(from).strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            ends: stamp(until).strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            weekday: starts.strftime("%a").to_string(),
            day: starts.strftime("%-d").to_string(),
            month: starts.strftime("%b").to_string(),
            date: starts.strftime("%A %-d %B %Y").to_string(),
            hours: format!("{}–{end}", starts.strftime(clock)),
            zone: self.zone_label(from),
            distance: distance(from.since(now)),
        }
    }

    fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    /// `time` as this reader writes it, seen from `now`.
    pub fn moment(&self, time: Time, now: Time) -> Moment {
        let stamp = Timestamp::from_millisecond(time.millis()).unwrap_or(Timestamp::UNIX_EPOCH);
        let zoned = stamp.to_zoned(self.time_zone());
        let clock = zoned.strftime(if self.twelve_hours { "%-I:%M %P" } else { "%H:%M" }).to_string();
        let day = zoned.strftime("%a %-d %b").to_string();
        Moment {
            datetime: stamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            text: format!("{}, {clock}", zoned.strftime("%a %-d %b %Y")),
            clock,
            day,
            zone: self.zone_label(time),
            distance: distance(time.since(now)),
        }
    }

    /// Date and hours on this reader's wall at `time`.
    pub(crate) fn civil(&self, time: Time) -> jiff::civil::DateTime {
        let stamp = Timestamp::from_millisecond(time.millis()).unwrap_or(Timestamp::UNIX_EPOCH);
        stamp.to_zoned(self.time_zone()).datetime()
    }

    /// The city the zone is called by, in English: `New York`. None for `UTC` and the like.
    pub(crate) fn city(&self) -> Option<String> {
        let (area, city) = self.zone.rsplit_once('/')?;
        (area != "Etc").then(|| city.replace('_', " "))
    }

    /// The zone's city and offset at `time`: `Berlin, UTC+1`, or `UTC`.
    pub fn place(&self, time: Time) -> String {
        let offset = self.offset(time);
        match self.city() {
            Some(city) => format!("{city}, {offset}"),
            None => offset,
        }
    }

    /// The zone's abbreviation and offset at `time`: `CET (UTC+1)`, or `UTC`.
    pub fn zone_label(&self, time: Time) -> String {
        let offset = self.offset(time);
        match self.abbreviation(time) {
            Some(short) => format!("{short} ({offset})"),
            None => offset,
        }
    }

    /// What the zone is called for short at `time`, in English: `CET`. None for `UTC` and zones without one.
    pub(crate) fn abbreviation(&self, time: Time) -> Option<String> {
        let stamp = Timestamp::from_millisecond(time.millis()).unwrap_or(Timestamp::UNIX_EPOCH);
        let short = self.time_zone().to_offset_info(stamp).abbreviation().to_owned();
        // Zones without an abbreviation of their own carry a bare number there.
        (short.chars().all(|c| c.is_ascii_alphabetic()) && short != "UTC").then_some(short)
    }

    /// `UTC+1`, `UTC+5:45`, `UTC`.
    pub(crate) fn offset(&self, time: Time) -> String {
        let stamp = Timestamp::from_millisecond(time.millis()).unwrap_or(Timestamp::UNIX_EPOCH);
        let seconds = self.time_zone().to_offset(stamp).seconds();
        let sign = if seconds < 0 { '-' } else { '+' };
        let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() % 3600 / 60);
        match (hours, minutes) {
            (0, 0) => "UTC".to_owned(),
            (_, 0) => format!("UTC{sign}{hours}"),
            _ => format!("UTC{sign}{hours}:{minutes:02}"),
        }
    }
}

/// What a distance is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Minute,
    Hour,
    Day,
    Month,
    Year,
}

/// How far away `millis` are, either way, rounded down to the largest unit that fits. None for less than a minute.
pub fn apart(millis: i64) -> Option<(i64, Unit)> {
    let away = millis.abs();
    Some(match away {
        _ if away < MINUTE => return None,
        _ if away < HOUR => (away / MINUTE, Unit::Minute),
        _ if away < DAY => (away / HOUR, Unit::Hour),
        _ if away < 60 * DAY => (away / DAY, Unit::Day),
        _ if away < 730 * DAY => (away / (30 * DAY), Unit::Month),
        _ => (away / (365 * DAY), Unit::Year),
    })
}

/// `millis` from now in words.
pub fn distance(millis: i64) -> String {
    let Some((count, unit)) = apart(millis) else { return "now".to_owned() };
    let unit = match (unit, count) {
        (Unit::Minute, _) => "min",
        (Unit::Hour, _) => "h",
        (Unit::Day, 1) => "day",
        (Unit::Day, _) => "days",
        (Unit::Month, _) => "months",
        (Unit::Year, _) => "years",
    };
    if millis > 0 { format!("in {count} {unit}") } else { format!("{count} {unit} ago") }
}

#[cfg(test)]
mod tests {
    use super::*;

    // 2026-11-22T17:05:00Z
    const NOW: Time = Time::from_millis(1_795_367_100_000);

    fn local(zone: &str, twelve_hours: bool) -> Local {
        Local { zone: zone.to_owned(), twelve_hours }
    }

    #[test]
    fn a_moment_names_its_zone_and_offset() {
        let berlin = local("Europe/Berlin", false).moment(NOW, NOW);
        assert_eq!((berlin.text.as_str(), berlin.zone.as_str()), ("Sun 22 Nov 2026, 18:05", "CET (UTC+1)"));
        assert_eq!(berlin.datetime, "2026-11-22T17:05:00Z");
        assert_eq!(local("America/New_York", true).moment(NOW, NOW).clock, "12:05 pm");
        assert_eq!(local("Asia/Kathmandu", false).zone_label(NOW), "UTC+5:45");
        assert_eq!(local("Australia/Lord_Howe", false).zone_label(NOW), "UTC+11");
        assert_eq!(local("Nowhere/Land", false).zone_label(NOW), "UTC", "an unknown zone is UTC and says so");
    }

    #[test]
    fn a_span_names_the_day_of_its_end_where_that_is_another() {
        let span = local("Europe/Berlin", false).span(NOW, NOW.plus(90 * MINUTE), NOW.plus(-3 * HOUR));
        assert_eq!((span.date.as_str(), span.hours.as_str()), ("Sunday 22 November 2026", "18:05–19:35"));
        assert_eq!((span.zone.as_str(), span.distance.as_str()), ("CET (UTC+1)", "in 3 h"));
        let late = local("Asia/Tokyo", true).span(NOW.plus(-3 * HOUR), NOW, NOW);
        assert_eq!(
            (late.date.as_str(), late.hours.as_str()),
            ("Sunday 22 November 2026", "11:05 pm–Mon 2:05 am")
        );
        assert_eq!(late.datetime, "2026-11-22T14:05:00Z");
        assert_eq!(local("Asia/Tokyo", false).date(NOW).to_string(), "2026-11-23");
    }

    #[test]
    fn distances_read_like_speech() {
        for (millis, words) in [
            (0, "now"),
            (3 * HOUR + MINUTE, "in 3 h"),
            (-5 * MINUTE, "5 min ago"),
            (-30 * HOUR, "1 day ago"),
            (9 * DAY, "in 9 days"),
            (-90 * DAY, "3 months ago"),
        ] {
            assert_eq!(distance(millis), words);
        }
    }
}

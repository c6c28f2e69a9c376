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

impl Local {
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

    /// The zone's city and offset at `time`: `Berlin, UTC+1`, or `UTC`.
    pub fn place(&self, time: Time) -> String {
        let offset = self.offset(time);
        match self.zone.rsplit('/').next() {
            Some(city) if self.zone.contains('/') => format!("{}, {offset}", city.replace('_', " ")),
            _ => offset,
        }
    }

    /// The zone's abbreviation and offset at `time`: `CET (UTC+1)`, or `UTC`.
    pub fn zone_label(&self, time: Time) -> String {
        let stamp = Timestamp::from_millisecond(time.millis()).unwrap_or(Timestamp::UNIX_EPOCH);
        let info = self.time_zone().to_offset_info(stamp).abbreviation().to_owned();
        let offset = self.offset(time);
        // Zones without an abbreviation of their own carry a bare number there.
        let named = info.chars().all(|c| c.is_ascii_alphabetic()) && info != "UTC";
        if named { format!("{info} ({offset})") } else { offset }
    }

    fn offset(&self, time: Time) -> String {
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

/// `millis` from now in words, rounded down to the largest unit that fits.
pub fn distance(millis: i64) -> String {
    let away = millis.abs();
    let (count, unit) = match away {
        _ if away < MINUTE => return "now".to_owned(),
        _ if away < HOUR => (away / MINUTE, "min"),
        _ if away < DAY => (away / HOUR, "h"),
        _ if away < 2 * DAY => (1, "day"),
        _ if away < 60 * DAY => (away / DAY, "days"),
        _ if away < 730 * DAY => (away / (30 * DAY), "months"),
        _ => (away / (365 * DAY), "years"),
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

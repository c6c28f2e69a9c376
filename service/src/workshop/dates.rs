//! The clock on a zone's wall, and the instants it shows.

use convene_domain::Time;
use convene_domain::account::profile::Refused;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// What a zone's clock does with a time on its wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wall {
    /// It shows it once.
    Once,
    /// It is put forward past it, and never shows it.
    Gap,
    /// It is put back, and shows it twice.
    Fold,
}

fn time_zone(zone: &str) -> Result<TimeZone, Refused> {
    TimeZone::get(zone).map_err(|_| {
        Refused("This time zone is not known. Type a city like Berlin, or a name like Europe/Berlin.")
    })
}

/// When the wall clock of `zone` (IANA name) shows `civil`. One that it never shows, because clocks are put forward,
/// moves forward by as much; of one that it shows twice, the earlier counts. RFC 5545 asks for the same.
pub fn to_instant(zone: &str, civil: DateTime) -> Result<Time, Refused> {
    let stamp = time_zone(zone)?.to_ambiguous_timestamp(civil).compatible();
    let stamp = stamp.map_err(|_| Refused("This date is too far away."))?;
    Ok(Time::from_millis(stamp.as_millisecond()))
}

/// What the wall clock of `zone` shows at `time`; UTC's for a zone nobody knows.
pub fn to_civil(zone: &str, time: Time) -> DateTime {
    let stamp = Timestamp::from_millisecond(time.millis()).unwrap_or(Timestamp::UNIX_EPOCH);
    time_zone(zone).unwrap_or(TimeZone::UTC).to_datetime(stamp)
}

/// Whether the wall clock of `zone` shows `civil` once, never or twice.
pub fn wall(zone: &str, civil: DateTime) -> Wall {
    match time_zone(zone).map(|zone| zone.to_ambiguous_timestamp(civil).offset()) {
        Ok(AmbiguousOffset::Gap { .. }) => Wall::Gap,
        Ok(AmbiguousOffset::Fold { .. }) => Wall::Fold,
        Ok(AmbiguousOffset::Unambiguous { .. }) | Err(_) => Wall::Once,
    }
}

/// The day of `time` in `zone`, for sentences: `Tue 1 Dec 2026`. Hours stand in the form they are about, by the clock
/// their writer uses.
pub fn local_day(zone: &str, time: Time) -> String {
    to_civil(zone, time).strftime("%a %-d %b %Y").to_string()
}

#[cfg(test)]
mod tests;

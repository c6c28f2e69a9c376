//! Against chrono-tz: another reader of the zone database, by other people.

use chrono::offset::LocalResult;
use chrono::{Duration, NaiveDate, NaiveDateTime, Offset, TimeZone as _, Utc};
use chrono_tz::Tz;
use convene_domain::workshop::recurrence::{End, Frequency, Rule};
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;

/// Zones that put their clocks forward on different days, by different amounts, or never.
const ZONES: [&str; 6] = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Cairo",
    "Pacific/Auckland",
];

/// When the clock of `zone` shows `local`: clocks that skip it go on by the offset they had a day before.
fn independent(zone: &str, local: NaiveDateTime) -> i64 {
    let zone: Tz = zone.parse().expect("a zone");
    let instant = match zone.from_local_datetime(&local) {
        LocalResult::Single(only) => only.with_timezone(&Utc),
        LocalResult::Ambiguous(first, second) => first.min(second).with_timezone(&Utc),
        LocalResult::None => {
            let before =
                zone.from_local_datetime(&(local - Duration::days(1))).earliest().expect("a day before");
            (local - Duration::seconds(i64::from(before.offset().fix().local_minus_utc()))).and_utc()
        }
    };
    instant.timestamp_millis()
}

fn naive(day: Date, hour: i8, minute: i8) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(
        i32::from(day.year()),
        day.month().unsigned_abs().into(),
        day.day().unsigned_abs().into(),
    )
    .and_then(|day| day.and_hms_opt(hour.unsigned_abs().into(), minute.unsigned_abs().into(), 0))
    .expect("a date")
}

/// Days in 2024 to 2031, many of them near the days clocks change.
fn any_day() -> impl Strategy<Value = Date> {
    prop_oneof![
        (0_i64..2_900).prop_map(|days| date(2024, 1, 1).saturating_add(jiff::Span::new().days(days))),
        (2024_i16..2032, prop_oneof![Just(3_i8), Just(4), Just(9), Just(10), Just(11)], 1_i8..=30)
            .prop_map(|(year, month, day)| date(year, month, day)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_time_on_the_wall_is_the_instant_another_reader_finds(
        zone in prop::sample::select(&ZONES[..]),
        day in any_day(),
        hour in prop_oneof![0_i8..24, 0_i8..4],
        minute in 0_i8..60,
    ) {
        let instant = to_instant(zone, day.at(hour, minute, 0, 0)).expect("an instant");
        prop_assert_eq!(instant.millis(), independent(zone, naive(day, hour, minute)));
    }

    #[test]
    fn a_series_stays_at_its_time_on_the_wall(
        zone in prop::sample::select(&ZONES[..]),
        first in any_day(),
        hour in 0_i8..24,
        weeks in 1_u32..5,
    ) {
        let rule = Rule { frequency: Frequency::Weeks(weeks), end: End::Count(15), exceptions: Vec::new() };
        for (step, day) in (0..).zip(rule.dates(first).expect("dates")) {
            let expected = naive(first, hour, 0) + Duration::days(7 * i64::from(weeks) * step);
            let instant = to_instant(zone, day.at(hour, 0, 0, 0)).expect("an instant");
            prop_assert_eq!(instant.millis(), independent(zone, expected));
            if wall(zone, day.at(hour, 0, 0, 0)) != Wall::Gap {
                prop_assert_eq!(to_civil(zone, instant), day.at(hour, 0, 0, 0));
            }
        }
    }
}

#[test]
fn clocks_that_are_put_forward_and_back() {
    let utc = |zone: &str, civil: DateTime| {
        let time = to_instant(zone, civil).expect("an instant");
        (to_civil("UTC", time).to_string(), wall(zone, civil))
    };
    let cases = [
        ("Europe/Berlin", date(2027, 3, 28).at(2, 30, 0, 0), "2027-03-28T01:30:00", Wall::Gap),
        ("Europe/Berlin", date(2027, 10, 31).at(2, 30, 0, 0), "2027-10-31T00:30:00", Wall::Fold),
        ("Europe/Berlin", date(2027, 3, 28).at(18, 0, 0, 0), "2027-03-28T16:00:00", Wall::Once),
        ("America/New_York", date(2027, 3, 14).at(2, 30, 0, 0), "2027-03-14T07:30:00", Wall::Gap),
        ("Australia/Lord_Howe", date(2027, 10, 3).at(2, 15, 0, 0), "2027-10-02T15:45:00", Wall::Gap),
        ("Asia/Kathmandu", date(2027, 3, 28).at(2, 30, 0, 0), "2027-03-27T20:45:00", Wall::Once),
        ("Africa/Cairo", date(2027, 4, 30).at(0, 30, 0, 0), "2027-04-29T22:30:00", Wall::Gap),
        ("Pacific/Auckland", date(2027, 4, 4).at(2, 30, 0, 0), "2027-04-03T13:30:00", Wall::Fold),
    ];
    for (zone, civil, expected, kind) in cases {
        assert_eq!(utc(zone, civil), (expected.to_owned(), kind), "{zone} {civil}");
    }
}

#[test]
fn an_unknown_zone_is_refused() {
    assert!(to_instant("Mars/Olympus_Mons", date(2027, 1, 1).at(0, 0, 0, 0)).is_err());
    assert_eq!(local_day("Europe/Berlin", Time::from_millis(1_796_144_400_000)), "Tue 1 Dec 2026");
}

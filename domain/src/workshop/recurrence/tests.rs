//! What the rules make of the calendar, against lists another program (dateutil's rrule, in Python) gave.

use proptest::prelude::*;

use super::Frequency::{MonthlyOnDay, MonthlyOnWeekday, Weeks};
use super::*;

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn rule(frequency: Frequency, end: End) -> Rule {
    Rule { frequency, end, exceptions: Vec::new() }
}

fn texts(dates: &[Date]) -> Vec<String> {
    dates.iter().map(Date::to_string).collect()
}

#[test]
fn dates_are_those_another_program_finds() {
    let table: [(&str, Frequency, End, &[&str]); 15] = [
        (
            "2026-12-01",
            Weeks(1),
            End::Count(5),
            &["2026-12-01", "2026-12-08", "2026-12-15", "2026-12-22", "2026-12-29"],
        ),
        (
            "2027-02-23",
            Weeks(2),
            End::Until(day("2027-04-20")),
            &["2027-02-23", "2027-03-09", "2027-03-23", "2027-04-06", "2027-04-20"],
        ),
        ("2028-02-08", Weeks(3), End::Count(4), &["2028-02-08", "2028-02-29", "2028-03-21", "2028-04-11"]),
        ("2026-12-29", Weeks(26), End::Count(4), &["2026-12-29", "2027-06-29", "2027-12-28", "2028-06-27"]),
        (
            "2026-12-15",
            MonthlyOnDay,
            End::Count(4),
            &["2026-12-15", "2027-01-15", "2027-02-15", "2027-03-15"],
        ),
        (
            "2027-01-31",
            MonthlyOnDay,
            End::Count(7),
            &[
                "2027-01-31",
                "2027-03-31",
                "2027-05-31",
                "2027-07-31",
                "2027-08-31",
                "2027-10-31",
                "2027-12-31",
            ],
        ),
        (
            "2027-08-30",
            MonthlyOnDay,
            End::Until(day("2028-04-01")),
            &[
                "2027-08-30",
                "2027-09-30",
                "2027-10-30",
                "2027-11-30",
                "2027-12-30",
                "2028-01-30",
                "2028-03-30",
            ],
        ),
        (
            "2027-11-29",
            MonthlyOnDay,
            End::Count(5),
            &["2027-11-29", "2027-12-29", "2028-01-29", "2028-02-29", "2028-03-29"],
        ),
        (
            "2026-12-01",
            MonthlyOnWeekday(Nth::First),
            End::Count(5),
            &["2026-12-01", "2027-01-05", "2027-02-02", "2027-03-02", "2027-04-06"],
        ),
        (
            "2027-01-12",
            MonthlyOnWeekday(Nth::Second),
            End::Until(day("2027-06-08")),
            &["2027-01-12", "2027-02-09", "2027-03-09", "2027-04-13", "2027-05-11", "2027-06-08"],
        ),
        (
            "2027-03-25",
            MonthlyOnWeekday(Nth::Fourth),
            End::Count(4),
            &["2027-03-25", "2027-04-22", "2027-05-27", "2027-06-24"],
        ),
        (
            "2027-01-29",
            MonthlyOnWeekday(Nth::Fifth),
            End::Count(5),
            &["2027-01-29", "2027-04-30", "2027-07-30", "2027-10-29", "2027-12-31"],
        ),
        (
            "2027-05-31",
            MonthlyOnWeekday(Nth::Fifth),
            End::Count(4),
            &["2027-05-31", "2027-08-30", "2027-11-29", "2028-01-31"],
        ),
        (
            "2026-12-31",
            MonthlyOnWeekday(Nth::Last),
            End::Count(6),
            &["2026-12-31", "2027-01-28", "2027-02-25", "2027-03-25", "2027-04-29", "2027-05-27"],
        ),
        (
            "2027-02-26",
            MonthlyOnWeekday(Nth::Last),
            End::Until(day("2027-07-31")),
            &["2027-02-26", "2027-03-26", "2027-04-30", "2027-05-28", "2027-06-25", "2027-07-30"],
        ),
    ];
    for (first, frequency, end, expected) in table {
        let dates = rule(frequency, end).dates(day(first)).expect("dates");
        assert_eq!(texts(&dates), expected, "{first} {frequency:?} {end:?}");
    }
}

#[test]
fn months_without_the_day_are_skipped() {
    let dates = rule(MonthlyOnDay, End::Count(4)).dates(day("2027-01-31")).expect("dates");
    assert_eq!(texts(&dates), ["2027-01-31", "2027-03-31", "2027-05-31", "2027-07-31"]);
    let fifth = rule(MonthlyOnWeekday(Nth::Fifth), End::Count(3)).dates(day("2027-01-30")).expect("dates");
    assert_eq!(texts(&fifth), ["2027-01-30", "2027-05-29", "2027-07-31"]);
}

#[test]
fn days_left_out_count_and_do_not_take_place() {
    let exceptions = vec![day("2026-12-22"), day("2026-12-29"), day("2030-01-01")];
    let rule = Rule { exceptions, ..rule(Weeks(1), End::Count(6)) };
    let dates = rule.dates(day("2026-12-08")).expect("dates");
    assert_eq!(texts(&dates), ["2026-12-08", "2026-12-15", "2027-01-05", "2027-01-12"]);
}

#[test]
fn what_cannot_be_planned_says_why() {
    let first = day("2026-12-01");
    let refused = |frequency, end| rule(frequency, end).dates(first);
    let cases = [
        (Weeks(0), End::Count(3), Unplannable::Interval),
        (Weeks(27), End::Count(3), Unplannable::Interval),
        (MonthlyOnWeekday(Nth::Last), End::Count(3), Unplannable::FirstDate),
        (MonthlyOnWeekday(Nth::Third), End::Count(3), Unplannable::FirstDate),
        (Weeks(1), End::Until(day("2026-11-30")), Unplannable::NoDate),
        (Weeks(1), End::Count(0), Unplannable::NoDate),
        (Weeks(1), End::Count(101), Unplannable::TooMany),
        (Weeks(1), End::Count(u32::MAX), Unplannable::TooMany),
        (Weeks(1), End::Until(day("2028-12-02")), Unplannable::TooFar),
        (MonthlyOnDay, End::Count(26), Unplannable::TooFar),
    ];
    for (frequency, end, why) in cases {
        assert_eq!(refused(frequency, end), Err(why), "{frequency:?} {end:?}");
        assert!(why.to_string().ends_with('.'));
    }
    assert_eq!(refused(Weeks(1), End::Count(100)).map(|dates| dates.len()), Ok(100));
    assert_eq!(refused(MonthlyOnDay, End::Count(25)).map(|dates| dates.len()), Ok(25));
}

#[test]
fn a_rule_reads_back_from_storage() {
    let rule = Rule {
        exceptions: vec![day("2027-01-05")],
        ..rule(MonthlyOnWeekday(Nth::Last), End::Until(day("2027-06-01")))
    };
    let stored = serde_json::to_string(&rule).expect("JSON");
    assert_eq!(serde_json::from_str::<Rule>(&stored).expect("a rule"), rule);
}

/// Days since 2026-01-01, by counting.
fn any_day() -> impl Strategy<Value = Date> {
    (0_i64..1_500).prop_map(|days| day("2026-01-01").saturating_add(days.days()))
}

/// Every day from `first` on that `fits`, found by looking at each day.
fn walk(first: Date, count: usize, fits: impl Fn(Date, i64) -> bool) -> Vec<Date> {
    let all = (0_i64..).map(|days| (first.saturating_add(days.days()), days));
    all.filter(|(date, days)| fits(*date, *days)).map(|(date, _)| date).take(count).collect()
}

/// Which of its month's days of one weekday `date` is, by counting back and forth.
fn place(date: Date) -> (usize, bool) {
    let before = (1..date.day()).filter(|day| (date.day() - day) % 7 == 0).count();
    (before + 1, date.saturating_add(7.days()).month() != date.month())
}

proptest! {
    #[test]
    fn weeks_are_what_walking_day_by_day_finds(first in any_day(), weeks in 1_u32..=26, count in 1_u32..=5) {
        prop_assume!(weeks * (count - 1) <= 104);
        let dates = rule(Weeks(weeks), End::Count(count)).dates(first).expect("dates");
        let expected = walk(first, count as usize, |_, days| days % (7 * i64::from(weeks)) == 0);
        prop_assert_eq!(dates, expected);
    }

    #[test]
    fn months_are_what_walking_day_by_day_finds(first in any_day(), count in 1_u32..=6) {
        let dates = rule(MonthlyOnDay, End::Count(count)).dates(first).expect("dates");
        prop_assert_eq!(dates, walk(first, count as usize, |date, _| date.day() == first.day()));

        let nth = rule(MonthlyOnWeekday(Nth::of(first)), End::Count(count)).dates(first).expect("dates");
        let (own, last) = place(first);
        let same = |date: Date| date.weekday() == first.weekday();
        prop_assert_eq!(nth, walk(first, count as usize, |date, _| same(date) && place(date).0 == own));

        let by_last = rule(MonthlyOnWeekday(Nth::Last), End::Count(count)).dates(first);
        prop_assert_eq!(is_last(first), last);
        if last {
            let expected = walk(first, count as usize, |date, _| same(date) && place(date).1);
            prop_assert_eq!(by_last, Ok(expected));
        } else {
            prop_assert_eq!(by_last, Err(Unplannable::FirstDate));
        }
    }

    #[test]
    fn until_ends_where_count_would(first in any_day(), count in 1_u32..=20) {
        let counted = rule(Weeks(1), End::Count(count)).dates(first).expect("dates");
        let last = counted[counted.len() - 1];
        for spare in 0_i64..7 {
            let until = rule(Weeks(1), End::Until(last.saturating_add(spare.days()))).dates(first);
            prop_assert_eq!(until, Ok(counted.clone()));
        }
    }
}

//! Dates that repeat, as days of a calendar: what hour it is then, in which zone, is decided elsewhere.

use std::fmt;

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

/// Most dates of one series.
pub const DATES: usize = 100;
/// Longest way from the first date to the last, in years.
pub const YEARS: i32 = 2;
/// Longest distance between two dates that repeat by weeks.
pub const WEEKS: u32 = 26;

/// When a series takes place. The first date is not part of it: weekday, day of the month and place in the month
/// follow from that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub frequency: Frequency,
    pub end: End,
    /// Days left out. They count towards [`End::Count`], as in RFC 5545.
    pub exceptions: Vec<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// On the first date's weekday, every so many weeks.
    Weeks(u32),
    /// On the first date's day of the month. Months without that day are skipped, as in RFC 5545.
    MonthlyOnDay,
    /// On the first date's weekday, in this place of the month. Months without it are skipped.
    MonthlyOnWeekday(Nth),
}

/// Which of a month's Tuesdays, say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nth {
    First,
    Second,
    Third,
    Fourth,
    Fifth,
    Last,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The last day that may be a date.
    Until(Date),
    /// How many dates, those left out among them.
    Count(u32),
}

/// Why a rule gives no list of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unplannable {
    /// Weeks between dates must be 1 to [`WEEKS`].
    Interval,
    /// The first date is not in the place of the month the rule names.
    FirstDate,
    /// It would end before it begins, or never have a date.
    NoDate,
    TooMany,
    /// The last date would be more than [`YEARS`] years after the first.
    TooFar,
}

impl fmt::Display for Unplannable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interval => write!(f, "Type how many weeks lie between two dates, from 1 to {WEEKS}."),
            Self::FirstDate => f.write_str(
                "The first date is not the last such weekday of its month. Choose another first date, or repeat it \
                 another way.",
            ),
            Self::NoDate => f.write_str("No date is left. End the series later, or leave fewer dates out."),
            Self::TooMany => {
                write!(f, "These are more than {DATES} dates. End the series earlier; it can be extended later.")
            }
            Self::TooFar => write!(
                f,
                "The last date would be more than {YEARS} years after the first. End the series earlier; it can be \
                 extended later."
            ),
        }
    }
}

impl std::error::Error for Unplannable {}

impl Nth {
    /// The place of `date` among its month's days of the same weekday; never [`Nth::Last`].
    pub fn of(date: Date) -> Self {
        match (date.day() - 1) / 7 {
            0 => Self::First,
            1 => Self::Second,
            2 => Self::Third,
            3 => Self::Fourth,
            _ => Self::Fifth,
        }
    }

    /// For [`Date::nth_weekday_of_month`].
    const fn number(self) -> i8 {
        match self {
            Self::First => 1,
            Self::Second => 2,
            Self::Third => 3,
            Self::Fourth => 4,
            Self::Fifth => 5,
            Self::Last => -1,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Third => "third",
            Self::Fourth => "fourth",
            Self::Fifth => "fifth",
            Self::Last => "last",
        }
    }
}

/// Whether `date` is the last day of its weekday in its month.
pub fn is_last(date: Date) -> bool {
    date.day() + 7 > date.days_in_month()
}

/// A weekday's English name.
pub const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

impl Rule {
    /// All dates of a series that begins on `first`, in their order.
    pub fn dates(&self, first: Date) -> Result<Vec<Date>, Unplannable> {
        if matches!(self.frequency, Frequency::Weeks(weeks) if !(1..=WEEKS).contains(&weeks)) {
            return Err(Unplannable::Interval);
        }
        if self.frequency.nth(first, 0) != Some(first) {
            return Err(Unplannable::FirstDate);
        }
        let horizon = first.saturating_add(Span::new().years(YEARS));
        if matches!(self.end, End::Until(last) if last > horizon) {
            return Err(Unplannable::TooFar);
        }
        let mut dates = Vec::new();
        // The horizon bounds this loop: each step is at least a week.
        for date in (0..).map_while(|step| self.frequency.step(first, step)).flatten() {
            let ended = match self.end {
                End::Until(last) => date > last,
                End::Count(count) => u64::try_from(dates.len()).unwrap_or(u64::MAX) >= u64::from(count),
            };
            if ended {
                break;
            }
            if date > horizon {
                return Err(Unplannable::TooFar);
            }
            dates.push(date);
            if dates.len() > DATES {
                return Err(Unplannable::TooMany);
            }
        }
        dates.retain(|date| !self.exceptions.contains(date));
        if dates.is_empty() { Err(Unplannable::NoDate) } else { Ok(dates) }
    }

    /// The rule in words, for a series that begins on `first`: `every 2 weeks on Tuesday`.
    pub fn words(&self, first: Date) -> String {
        let day = weekday(first.weekday());
        match self.frequency {
            Frequency::Weeks(1) => format!("every week on {day}"),
            Frequency::Weeks(weeks) => format!("every {weeks} weeks on {day}"),
            Frequency::MonthlyOnDay => format!("every month on day {}", first.day()),
            Frequency::MonthlyOnWeekday(nth) => format!("every month on the {} {day}", nth.as_str()),
        }
    }
}

impl Frequency {
    /// The day `step` repetitions after `first`. The outer `None` is the end of the calendar; the inner one a month
    /// without that day.
    fn step(self, first: Date, step: i64) -> Option<Option<Date>> {
        match self {
            Self::Weeks(weeks) => {
                let days = step.checked_mul(7)?.checked_mul(i64::from(weeks))?;
                first.checked_add(days.days()).ok().map(Some)
            }
            Self::MonthlyOnDay | Self::MonthlyOnWeekday(_) => {
                let month = first.first_of_month().checked_add(step.months()).ok()?;
                Some(match self {
                    Self::MonthlyOnWeekday(nth) => {
                        month.nth_weekday_of_month(nth.number(), first.weekday()).ok()
                    }
                    _ => Date::new(month.year(), month.month(), first.day()).ok(),
                })
            }
        }
    }

    fn nth(self, first: Date, step: i64) -> Option<Date> {
        self.step(first, step).flatten()
    }
}

#[cfg(test)]
mod tests;

//! How a workshop repeats.

use jiff::civil::Date;

use super::text::Typed;
use crate::workshop::recurrence::{End, Frequency, Nth, Rule, Unplannable};

/// What `repeat` may say, and how a list of choices calls it.
pub const REPEATS: [(&str, &str); 6] = [
    ("none", "It takes place once"),
    ("weekly", "Every week"),
    ("weeks", "Every few weeks"),
    ("monthly_day", "Every month on the same day, like the 15th"),
    ("monthly_weekday", "Every month on the same weekday, like the second Tuesday"),
    ("monthly_last", "Every month on the last such weekday, like the last Tuesday"),
];

/// The rule, provided it can be planned from `first` on. None: once.
pub fn read(typed: &mut Typed<'_>, first: Option<Date>) -> Option<Rule> {
    let frequency = match typed.value("repeat") {
        "" | "none" => return None,
        "weekly" => Frequency::Weeks(1),
        "weeks" => Frequency::Weeks(typed.value("every").parse().unwrap_or(0)),
        "monthly_day" => Frequency::MonthlyOnDay,
        "monthly_weekday" => Frequency::MonthlyOnWeekday(first.map_or(Nth::First, Nth::of)),
        "monthly_last" => Frequency::MonthlyOnWeekday(Nth::Last),
        _ => {
            typed.refuse("repeat", "Choose how often it repeats.");
            return None;
        }
    };
    let end = end(typed)?;
    let exceptions = typed.values("skip").filter_map(|day| Date::strptime("%Y-%m-%d", day).ok()).collect();
    let rule = Rule { frequency, end, exceptions };
    if let Some(Err(why)) = first.map(|first| rule.dates(first)) {
        let end = if matches!(end, End::Until(_)) { "until" } else { "count" };
        let field = match why {
            Unplannable::Interval => "every",
            Unplannable::FirstDate => "repeat",
            _ => end,
        };
        typed.refuse(field, why.to_string());
    }
    Some(rule)
}

fn end(typed: &mut Typed<'_>) -> Option<End> {
    if typed.value("repeat_end") == "until" {
        let last = Date::strptime("%Y-%m-%d", typed.value("until")).ok();
        if last.is_none() {
            typed.refuse("until", "Choose the last day of the series.");
        }
        return last.map(End::Until);
    }
    let count = typed.value("count").parse::<u32>().ok().filter(|count| *count >= 2);
    if count.is_none() {
        typed.refuse("count", "Type how many dates the series has, from 2 to 100.");
    }
    count.map(End::Count)
}

pub fn write(rule: &Rule, first: Date, field: &mut impl FnMut(&str, String)) {
    let repeat = match rule.frequency {
        Frequency::Weeks(1) => "weekly",
        Frequency::Weeks(weeks) => {
            field("every", weeks.to_string());
            "weeks"
        }
        Frequency::MonthlyOnDay => "monthly_day",
        Frequency::MonthlyOnWeekday(nth) if nth == Nth::of(first) => "monthly_weekday",
        Frequency::MonthlyOnWeekday(_) => "monthly_last",
    };
    field("repeat", repeat.to_owned());
    match rule.end {
        End::Until(last) => {
            field("repeat_end", "until".to_owned());
            field("until", last.to_string());
        }
        End::Count(count) => {
            field("repeat_end", "count".to_owned());
            field("count", count.to_string());
        }
    }
    for day in &rule.exceptions {
        field("skip", day.to_string());
    }
}

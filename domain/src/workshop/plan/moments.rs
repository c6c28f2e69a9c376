//! Start and end, and from when to when people can sign up.

use jiff::civil::{Date, DateTime, Time};

use super::text::Typed;
use super::{LENGTH_DAYS, Plan};

pub struct Moments {
    pub starts: DateTime,
    pub ends: DateTime,
    pub opens: Option<DateTime>,
    pub closes: Option<DateTime>,
}

impl Moments {
    /// How long it lasts by the clock on the wall.
    pub fn minutes(&self) -> i64 {
        self.ends.duration_since(self.starts).as_secs() / 60
    }
}

pub fn read(typed: &mut Typed<'_>) -> Option<Moments> {
    let start_date = date(typed, "start_date", "Choose the day it starts.");
    let start_time = time(typed, "start_time", "Choose the time it starts, like 18:00.");
    let end_date = match typed.value("end_date") {
        "" => start_date,
        _ => date(typed, "end_date", "Choose the day it ends, or leave it empty."),
    };
    let end_time = time(typed, "end_time", "Choose the time it ends, like 19:30.");
    let (opens, closes) = (optional(typed, "opens"), optional(typed, "closes"));
    let starts = start_date?.to_datetime(start_time?);
    let ends = end_date?.to_datetime(end_time?);
    let (opens, closes) = (opens?, closes?);
    let next_day = typed.value("end_date").is_empty();
    if ends <= starts && next_day {
        let sentence = "It must end after it starts. If it goes on past midnight, give the day it ends too.";
        typed.refuse("end_time", sentence);
    } else if ends <= starts {
        typed.refuse("end_date", "It must end after it starts.");
    }
    let moments = Moments { starts, ends, opens, closes };
    if moments.minutes() > LENGTH_DAYS * 24 * 60 {
        typed.refuse("end_date", format!("It lasts at most {LENGTH_DAYS} days. Plan a series instead."));
    }
    if opens.is_some_and(|opens| opens >= starts) {
        typed.refuse("opens_date", "Sign-up must open before the workshop starts.");
    }
    if closes.is_some_and(|closes| closes > starts) {
        typed.refuse("closes_date", "Sign-up closes when the workshop starts at the latest.");
    } else if closes.zip(opens).is_some_and(|(closes, opens)| closes <= opens) {
        typed.refuse("closes_date", "Sign-up must close after it opens.");
    }
    Some(moments)
}

fn date(typed: &mut Typed<'_>, field: &str, missing: &str) -> Option<Date> {
    let value = typed.value(field);
    let date = Date::strptime("%Y-%m-%d", value).ok().filter(|date| (2000..=2200).contains(&date.year()));
    if date.is_none() {
        let sentence =
            if value.is_empty() { missing } else { "This is not a date. Write it like 2026-12-31." };
        typed.refuse(field, sentence);
    }
    date
}

fn time(typed: &mut Typed<'_>, field: &str, missing: &str) -> Option<Time> {
    let value = typed.value(field);
    let time = ["%H:%M", "%H:%M:%S"].into_iter().find_map(|format| Time::strptime(format, value).ok());
    if time.is_none() {
        let sentence = if value.is_empty() { missing } else { "This is not a time. Write it like 18:00." };
        typed.refuse(field, sentence);
    }
    time
}

/// Both day and time, or neither. The outer `None` is a refusal.
fn optional(typed: &mut Typed<'_>, name: &str) -> Option<Option<DateTime>> {
    let (day, clock) = (format!("{name}_date"), format!("{name}_time"));
    if typed.value(&day).is_empty() && typed.value(&clock).is_empty() {
        return Some(None);
    }
    let date = date(typed, &day, "Choose the day too, or leave both empty.");
    let time = time(typed, &clock, "Choose the time too, or leave both empty.");
    Some(Some(date?.to_datetime(time?)))
}

pub fn write(plan: &Plan, field: &mut impl FnMut(&str, String)) {
    let mut moment = |name: &str, at: DateTime| {
        field(&format!("{name}_date"), at.date().to_string());
        field(&format!("{name}_time"), at.time().strftime("%H:%M").to_string());
    };
    moment("start", plan.starts);
    if let Some(opens) = plan.opens {
        moment("opens", opens);
    }
    if let Some(closes) = plan.closes {
        moment("closes", closes);
    }
    // Empty on the same day, so that who moves the start need not move the end too.
    let other_day = plan.ends.date() != plan.starts.date();
    field("end_date", if other_day { plan.ends.date().to_string() } else { String::new() });
    field("end_time", plan.ends.time().strftime("%H:%M").to_string());
}

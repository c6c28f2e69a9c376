//! Several dates of a series at once.

use convene_domain::workshop::RegistrationState;

use super::super::facts::Facts;
use super::super::together::{Together, shared};
use super::{changes, close, open, place, times, workshop_page};
use crate::mail::Letter;

pub(in super::super) fn together(first: &Facts, dates: &[Facts], what: Together) -> Letter {
    match what {
        Together::SignedUp => signed_up(first, dates),
        Together::Moved => moved(first, dates),
        Together::CalledOff => called_off(first, dates),
        Together::GivenUp => given_up(first, dates),
    }
}

fn signed_up(first: &Facts, dates: &[Facts]) -> Letter {
    let letter = open(first, &format!("You are registered for {} dates", dates.len()));
    let letter = match dates.iter().filter(|date| date.has_seat()).count() {
        0 => letter
            .line("You have no seat yet. Below is how each date stands; a mail tells you when that changes."),
        all if all == dates.len() => letter.line("You have a seat on every one of these dates."),
        some => letter.line(&format!(
            "You have a seat on {some} of these dates. On the others a mail tells you when one is yours."
        )),
    };
    pages(first, dates, list(first, dates, letter, stands))
}

fn moved(first: &Facts, dates: &[Facts]) -> Letter {
    let letter = open(first, &format!("New time or place of {} dates", dates.len())).line(
        "The team has changed when or where these dates of yours take place. This is how they are now:",
    );
    let letter = list(first, dates, letter, |date| match date.moved_from() {
        Some(was) => format!("{} (before: {})", stands(date), times::span(&first.reader, was)),
        None => stands(date),
    });
    let keep = "You keep what you have on each of them. If you cannot come, cancel on the page of that date.";
    pages(first, dates, letter.line(keep))
}

fn called_off(first: &Facts, dates: &[Facts]) -> Letter {
    let letter = open(first, &format!("{} dates called off", dates.len()))
        .line("These dates of the workshop do not take place.");
    let letter = list(first, dates, changes::reason(first, letter), |date| {
        let had = match date.registration.state {
            RegistrationState::Confirmed => "you had a seat",
            RegistrationState::Waiting => "you were in line",
            RegistrationState::Offered => "a seat was kept for you",
            _ => "you had asked for a seat",
        };
        format!("called off; {had}")
    });
    workshop_page(first, letter.line("You need not do anything."))
}

fn given_up(first: &Facts, dates: &[Facts]) -> Letter {
    let letter = open(first, &format!("You are no longer registered for {} dates", dates.len()))
        .line("You are no longer registered for these dates of the workshop.");
    let letter = list(first, dates, letter, |date| {
        let gave_up = match date.held {
            Some(RegistrationState::Waiting) => "you left the line",
            Some(RegistrationState::Offered) => "you let the offer go",
            Some(RegistrationState::Pending) => "you withdrew your request",
            _ => "you gave your seat up",
        };
        gave_up.to_owned()
    });
    workshop_page(first, letter.line("You changed your mind? You can register again."))
}

/// What, where and who, then the dates with a word on each.
fn list(first: &Facts, dates: &[Facts], letter: Letter, word: impl Fn(&Facts) -> String) -> Letter {
    let mut about = vec![("What".to_owned(), first.workshop.title.clone())];
    let one_place = shared(dates, place);
    about.extend(one_place.clone().map(|place| ("Where".to_owned(), place)));
    if !first.host.is_empty() {
        about.push(("Host".to_owned(), first.host.clone()));
    }
    let row = |date: &Facts| {
        let when = times::span(&first.reader, (date.workshop.starts_at, date.workshop.ends_at));
        match one_place {
            Some(_) => (when, word(date)),
            None => (when, format!("{}; {}", place(date), word(date))),
        }
    };
    let letter = letter.facts(about).facts(dates.iter().map(row).collect());
    letter.small(&format!("Times are in {}.", times::zone_of(first, dates)))
}

fn pages(first: &Facts, dates: &[Facts], letter: Letter) -> Letter {
    let letter = letter.line("Each date has a page of its own, where you see, change or give it up:");
    let letter = dates.iter().fold(letter, |letter, date| {
        let slot = (date.workshop.starts_at, date.workshop.ends_at);
        letter.link(&times::span(&first.reader, slot), &date.seat)
    });
    close(first, letter, "See all my dates")
}

fn stands(date: &Facts) -> String {
    match date.registration.state {
        RegistrationState::Confirmed => "your seat".to_owned(),
        RegistrationState::Waiting => format!("number {} in line", date.position),
        RegistrationState::Offered => format!("a seat is kept for you until {}", times::kept_until(date)),
        _ => "waits for the team's word".to_owned(),
    }
}

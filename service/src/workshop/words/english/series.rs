//! Several dates of a series at once.

use convene_domain::workshop::RegistrationState;

use super::super::facts::Facts;
use super::super::series::Date;
use super::{close, open, place, times};
use crate::mail::Letter;

pub(in super::super) fn series(facts: &Facts, dates: &[Date]) -> Letter {
    let seats = dates.iter().filter(|date| date.state == RegistrationState::Confirmed).count();
    let letter = open(facts, &format!("You are registered for {} dates", dates.len()));
    let letter = match seats {
        0 => letter
            .line("You have no seat yet. Below is how each date stands; a mail tells you when that changes."),
        all if all == dates.len() => letter.line("You have a seat on every one of these dates."),
        some => letter.line(&format!(
            "You have a seat on {some} of these dates. On the others a mail tells you when one is yours."
        )),
    };
    let rows =
        dates.iter().map(|date| (times::span(&facts.reader, date.starts_at, date.ends_at), stands(date)));
    let zone = format!("Times are in {}.", times::places(facts));
    let mut about =
        vec![("What".to_owned(), facts.workshop.title.clone()), ("Where".to_owned(), place(facts))];
    if !facts.host.is_empty() {
        about.push(("Host".to_owned(), facts.host.clone()));
    }
    let letter = letter.facts(about).facts(rows.collect()).small(&zone);
    let letter =
        letter.line("Each date has a page of its own; its reminder brings you there. This is the first one:");
    close(facts, letter, "See, change or cancel")
}

fn stands(date: &Date) -> String {
    match date.state {
        RegistrationState::Confirmed => "your seat".to_owned(),
        RegistrationState::Waiting => format!("number {} in line", date.position),
        RegistrationState::Offered => "a seat is kept for you".to_owned(),
        _ => "waits for the team's word".to_owned(),
    }
}

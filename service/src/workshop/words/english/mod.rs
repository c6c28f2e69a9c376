//! English.

mod changes;
mod confirm;
mod confirmed;
mod day;
mod line;
mod series;
mod times;

pub(super) use confirm::confirm;
pub(super) use series::together;

use convene_domain::Language;
use convene_domain::workshop::Place;

use super::Why;
use super::facts::Facts;
use crate::mail::Letter;

pub(super) fn letter(facts: &Facts, why: &Why) -> Letter {
    match why {
        Why::Confirmed => confirmed::confirmed(facts),
        Why::Already => confirmed::already(facts),
        Why::Received { from } => confirmed::received(facts, from),
        Why::Pending => line::pending(facts),
        Why::Waiting => line::waiting(facts),
        Why::Promoted => line::promoted(facts),
        Why::Offered => line::offered(facts),
        Why::OfferEnded => line::offer_ended(facts),
        Why::Declined => line::declined(facts),
        Why::Left => changes::left(facts),
        Why::Removed => changes::removed(facts),
        Why::HandedOn { to } => changes::handed_on(facts, to),
        Why::Changed => changes::changed(facts),
        Why::CalledOff => changes::called_off(facts),
        Why::Reminder { minutes, .. } => day::reminder(facts, *minutes),
        Why::Message { .. } => day::message(facts),
        Why::Attended => day::attended(facts),
    }
}

fn titled(subject: impl Into<String>) -> Letter {
    Letter::new(Language::English, subject)
}

fn open(facts: &Facts, subject: &str) -> Letter {
    greet(facts, titled(format!("{subject}: {}", facts.workshop.title)))
}

fn greet(facts: &Facts, letter: Letter) -> Letter {
    match facts.name() {
        Some(name) => letter.line(&format!("Hello {name},")),
        None => letter.line("Hello,"),
    }
}

/// What, when, where and who.
fn about(facts: &Facts, letter: Letter) -> Letter {
    let mut rows = vec![
        ("What".to_owned(), facts.workshop.title.clone()),
        ("When".to_owned(), times::when(facts)),
        ("Where".to_owned(), place(facts)),
    ];
    if !facts.host.is_empty() {
        rows.push(("Host".to_owned(), facts.host.clone()));
    }
    letter.facts(rows)
}

fn place(facts: &Facts) -> String {
    match &facts.details.place {
        Place::OnSite { address } => address.trim().to_owned(),
        Place::Online { .. } => "Online".to_owned(),
    }
}

fn workshop_page(facts: &Facts, letter: Letter) -> Letter {
    letter.link("The workshop's page", &facts.page)
}

/// The way to the personal page, and the way out for whoever did not register.
fn close(facts: &Facts, letter: Letter, label: &str) -> Letter {
    let letter = letter.button(label, &facts.seat).small(
        "This link is yours alone: whoever has it can change or cancel for you. You need not sign in.",
    );
    if !facts.registration.by_other {
        return letter;
    }
    letter
        .small("Was this not you? Somebody typed your address. Say so, and everything is as it was before.")
        .link("This was not me", &format!("{}#not-me", facts.seat))
}

//! German. People are addressed with "du".

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
    Letter::new(Language::German, subject)
}

fn open(facts: &Facts, subject: &str) -> Letter {
    greet(facts, titled(format!("{subject}: {}", facts.workshop.title)))
}

/// After the comma of the greeting a sentence begins with a small letter.
fn greet(facts: &Facts, letter: Letter) -> Letter {
    match facts.name() {
        Some(name) => letter.line(&format!("Hallo {name},")),
        None => letter.line("Hallo,"),
    }
}

/// What, when, where and who.
fn about(facts: &Facts, letter: Letter) -> Letter {
    let mut rows = vec![
        ("Was".to_owned(), facts.workshop.title.clone()),
        ("Wann".to_owned(), times::when(facts)),
        ("Wo".to_owned(), place(facts)),
    ];
    if !facts.host.is_empty() {
        rows.push(("Leitung".to_owned(), facts.host.clone()));
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
    letter.link("Zur Seite des Workshops", &facts.page)
}

/// The way to the personal page, and the way out for whoever did not register.
fn close(facts: &Facts, letter: Letter, label: &str) -> Letter {
    let letter = letter.button(label, &facts.seat).small(
        "Dieser Link ist nur für dich: Wer ihn hat, kann deine Anmeldung ändern oder absagen. Ein Konto brauchst du dafür nicht.",
    );
    if !facts.registration.by_other {
        return letter;
    }
    letter
        .small("Warst du das nicht? Dann hat jemand deine Adresse eingegeben. Sag uns das, und alles ist wie vorher.")
        .link("Das war ich nicht", &format!("{}#not-me", facts.seat))
}

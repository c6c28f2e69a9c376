//! Having a seat.

use convene_domain::workshop::RegistrationState;

use super::super::facts::{Facts, harmless};
use super::{about, close, line, open};
use crate::mail::Letter;

pub(super) fn confirmed(facts: &Facts) -> Letter {
    let letter = open(facts, "You have a seat").line("You have a seat in this workshop.");
    seated(facts, letter)
}

pub(super) fn received(facts: &Facts, from: &str) -> Letter {
    let from = harmless(from).unwrap_or("Somebody");
    let letter =
        open(facts, "You have a seat").line(&format!("{from} gave you their seat in this workshop."));
    seated(facts, letter).small("You do not want it? Cancel on that page, and it goes to the next person.")
}

/// They registered a second time: what they have is what they had.
pub(super) fn already(facts: &Facts) -> Letter {
    match facts.registration.state {
        RegistrationState::Confirmed => {
            let letter = open(facts, "You have a seat already")
                .line("Somebody, hopefully you, registered with this address again. You keep the one seat you have.");
            seated(facts, letter)
        }
        RegistrationState::Pending => line::pending(facts),
        RegistrationState::Offered => line::offered(facts),
        _ => line::waiting(facts),
    }
}

pub(super) fn seated(facts: &Facts, letter: Letter) -> Letter {
    let letter = about(facts, letter);
    let letter = match facts.join() {
        Some(join) => letter
            .link("Join when it begins", &join)
            .line("The link works for you from this mail, from the reminders and from your calendar."),
        None => letter.line("Bring the code on your page: it checks you in at the door."),
    };
    close(facts, letter, "See, change or cancel")
}

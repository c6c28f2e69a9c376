//! What changed: seats given up or taken back, new times and places, workshops called off.

use convene_domain::workshop::RegistrationState;

use super::super::facts::Facts;
use super::{about, close, open, times, workshop_page};
use crate::mail::Letter;

pub(super) fn left(facts: &Facts) -> Letter {
    let letter =
        open(facts, "You are no longer registered").line("You are no longer registered for this workshop.");
    let letter = about(facts, letter).line("You changed your mind? You can register again.");
    workshop_page(facts, letter)
}

pub(super) fn removed(facts: &Facts) -> Letter {
    let letter = open(facts, "You are no longer registered")
        .line("The team has cancelled your registration for this workshop.");
    workshop_page(facts, about(facts, letter))
}

pub(super) fn handed_on(facts: &Facts, to: &str) -> Letter {
    let letter = open(facts, "You gave your seat away")
        .line(&format!("Your seat in this workshop went to {to}. You are no longer registered."));
    workshop_page(facts, about(facts, letter))
}

pub(super) fn changed(facts: &Facts) -> Letter {
    let keep = match facts.registration.state {
        RegistrationState::Confirmed => {
            "You keep your seat. If you cannot come, cancel on your page.".to_owned()
        }
        RegistrationState::Offered => {
            format!("The seat offered to you is kept for you until {}.", times::kept_until(facts))
        }
        RegistrationState::Waiting => "You keep your place in line.".to_owned(),
        _ => "Your request stays with the team.".to_owned(),
    };
    let letter = open(facts, "New time or place")
        .line("The team has changed when or where this workshop takes place. This is how it is now:");
    let letter = about(facts, letter);
    let letter = match facts.moved_from() {
        Some(was) => letter.line(&format!("Before: {}.", times::span(&facts.reader, was))),
        None => letter,
    };
    close(facts, letter.line(&keep), "See, change or cancel")
}

pub(super) fn called_off(facts: &Facts) -> Letter {
    let letter = open(facts, "Called off").line("This workshop does not take place.");
    let letter = about(facts, reason(facts, letter));
    workshop_page(facts, letter.line("You need not do anything."))
}

/// Why it is called off, in the team's words.
pub(super) fn reason(facts: &Facts, letter: Letter) -> Letter {
    match facts.workshop.cancel_reason.as_deref().map(str::trim) {
        Some(reason) if !reason.is_empty() => letter.line("The team says:").quote(reason),
        _ => letter,
    }
}

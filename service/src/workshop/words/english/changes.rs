//! What changed: seats given up or taken back, new times and places, workshops called off.

use convene_domain::workshop::RegistrationState;

use super::super::facts::Facts;
use super::{about, close, open};
use crate::mail::Letter;

pub(super) fn left(facts: &Facts) -> Letter {
    let letter =
        open(facts, "You are no longer registered").line("You are no longer registered for this workshop.");
    about(facts, letter)
        .line("You changed your mind? You can register again.")
        .link("The workshop's page", &facts.page)
}

pub(super) fn removed(facts: &Facts) -> Letter {
    let letter = open(facts, "You are no longer registered")
        .line("The team has cancelled your registration for this workshop.");
    about(facts, letter).link("The workshop's page", &facts.page)
}

pub(super) fn handed_on(facts: &Facts, to: &str) -> Letter {
    let letter = open(facts, "You gave your seat away")
        .line(&format!("Your seat in this workshop went to {to}. You are no longer registered."));
    about(facts, letter).link("The workshop's page", &facts.page)
}

pub(super) fn changed(facts: &Facts) -> Letter {
    let keep = match facts.registration.state {
        RegistrationState::Confirmed => "You keep your seat. If you cannot come, cancel on your page.",
        RegistrationState::Offered => "The seat offered to you is still kept for you.",
        RegistrationState::Waiting => "You keep your place in line.",
        _ => "Your request stays with the team.",
    };
    let letter = open(facts, "New time or place")
        .line("The team has changed when or where this workshop takes place. This is how it is now:");
    close(facts, about(facts, letter).line(keep), "See, change or cancel")
}

pub(super) fn called_off(facts: &Facts) -> Letter {
    let letter = open(facts, "Called off").line("This workshop does not take place.");
    let reason = facts.workshop.cancel_reason.as_deref().unwrap_or_default().trim();
    let letter = if reason.is_empty() { letter } else { letter.line("The team says:").quote(reason) };
    about(facts, letter).line("You need not do anything.").link("The workshop's page", &facts.page)
}

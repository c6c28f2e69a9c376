//! Having a seat.

use convene_domain::workshop::RegistrationState;

use super::super::facts::{Facts, harmless};
use super::{about, close, line, open};
use crate::mail::Letter;

pub(super) fn confirmed(facts: &Facts) -> Letter {
    let letter = open(facts, "Du hast einen Platz").line("du hast einen Platz in diesem Workshop.");
    seated(facts, letter)
}

pub(super) fn received(facts: &Facts, from: &str) -> Letter {
    let from = harmless(from).unwrap_or("jemand");
    let letter = open(facts, "Du hast einen Platz")
        .line(&format!("{from} hat dir einen Platz in diesem Workshop überlassen."));
    seated(facts, letter)
        .small("Du möchtest ihn nicht? Sag auf dieser Seite ab, dann bekommt ihn die nächste Person.")
}

/// They registered a second time: what they have is what they had.
pub(super) fn already(facts: &Facts) -> Letter {
    match facts.registration.state {
        RegistrationState::Confirmed => {
            let letter = open(facts, "Du hast schon einen Platz").line(
                "jemand, hoffentlich du, hat diese Adresse noch einmal angemeldet. Du behältst den einen Platz, den du hast.",
            );
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
            .link("Teilnehmen, wenn es losgeht", &join)
            .line("Dieser Link gilt für dich: in dieser Mail, in den Erinnerungen und in deinem Kalender."),
        None => {
            letter.line("Bring den Code mit, den du auf deiner Seite findest: Er wird am Eingang gescannt.")
        }
    };
    close(facts, letter, "Ansehen, ändern oder absagen")
}

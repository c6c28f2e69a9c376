//! What changed: seats given up or taken back, new times and places, workshops called off.

use convene_domain::workshop::RegistrationState;

use super::super::facts::Facts;
use super::{about, close, open, times, workshop_page};
use crate::mail::Letter;

pub(super) fn left(facts: &Facts) -> Letter {
    let letter = open(facts, "Du bist nicht mehr angemeldet")
        .line("du bist für diesen Workshop nicht mehr angemeldet.");
    let letter =
        about(facts, letter).line("Du hast es dir anders überlegt? Dann kannst du dich wieder anmelden.");
    workshop_page(facts, letter)
}

pub(super) fn removed(facts: &Facts) -> Letter {
    let letter = open(facts, "Du bist nicht mehr angemeldet")
        .line("das Team hat deine Anmeldung für diesen Workshop aufgehoben.");
    workshop_page(facts, about(facts, letter))
}

pub(super) fn handed_on(facts: &Facts, to: &str) -> Letter {
    let letter = open(facts, "Du hast deinen Platz weitergegeben")
        .line(&format!("dein Platz in diesem Workshop gehört jetzt {to}. Du bist nicht mehr angemeldet."));
    workshop_page(facts, about(facts, letter))
}

pub(super) fn changed(facts: &Facts) -> Letter {
    let keep = match facts.registration.state {
        RegistrationState::Confirmed => {
            "Du behältst deinen Platz. Wenn du nicht kommen kannst, sag auf deiner Seite ab.".to_owned()
        }
        RegistrationState::Offered => {
            format!("Der Platz bleibt für dich reserviert bis {}.", times::kept_until(facts))
        }
        RegistrationState::Waiting => "Du behältst deine Stelle auf der Warteliste.".to_owned(),
        _ => "Deine Anfrage liegt weiter beim Team.".to_owned(),
    };
    let letter = open(facts, "Neue Zeit oder neuer Ort")
        .line("das Team hat geändert, wann oder wo dieser Workshop stattfindet. So ist es jetzt:");
    let letter = about(facts, letter);
    let letter = match facts.moved_from() {
        Some(was) => letter.line(&format!("Bisher: {}.", times::span(&facts.reader, was))),
        None => letter,
    };
    close(facts, letter.line(&keep), "Ansehen, ändern oder absagen")
}

pub(super) fn called_off(facts: &Facts) -> Letter {
    let letter = open(facts, "Abgesagt").line("dieser Workshop findet nicht statt.");
    let letter = about(facts, reason(facts, letter));
    workshop_page(facts, letter.line("Du musst nichts tun."))
}

/// Why it is called off, in the team's words.
pub(super) fn reason(facts: &Facts, letter: Letter) -> Letter {
    match facts.workshop.cancel_reason.as_deref().map(str::trim) {
        Some(reason) if !reason.is_empty() => letter.line("Das Team schreibt dazu:").quote(reason),
        _ => letter,
    }
}

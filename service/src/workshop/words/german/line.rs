//! Waiting: for the team's word, in line, for an answer to an offer.

use convene_domain::time::{HOUR, MINUTE};
use convene_domain::workshop::Promotion;

use super::super::facts::Facts;
use super::confirmed::seated;
use super::times::{counted, kept_until};
use super::{about, close, open, workshop_page};
use crate::calendar::Unit;
use crate::mail::Letter;

pub(super) fn pending(facts: &Facts) -> Letter {
    let letter = open(facts, "Deine Anfrage ist angekommen")
        .line("das Team sieht sich jede Anfrage für diesen Workshop an. Noch hast du keinen Platz; wie das Team entscheidet, erfährst du per Mail.");
    close(facts, about(facts, letter), "Anfrage ansehen oder zurückziehen")
}

pub(super) fn declined(facts: &Facts) -> Letter {
    let letter = open(facts, "Diesmal kein Platz")
        .line("das Team konnte dir in diesem Workshop keinen Platz geben. Deine Anfrage ist damit erledigt.");
    workshop_page(facts, about(facts, letter))
}

pub(super) fn waiting(facts: &Facts) -> Letter {
    let position = match facts.position {
        1 => "alle Plätze sind vergeben. Du bist als Nächstes an der Reihe.".to_owned(),
        number => format!("alle Plätze sind vergeben. Du bist Nummer {number} auf der Warteliste."),
    };
    let next = match facts.workshop.promotion {
        Promotion::AtOnce => {
            "Wenn ein Platz frei wird und du an der Reihe bist, gehört er sofort dir, und du erfährst es per Mail.".to_owned()
        }
        Promotion::Offer => format!(
            "Wenn ein Platz frei wird und du an der Reihe bist, halten wir ihn bis zu {} für dich frei, kurz vor Beginn kürzer, und fragen dich per Mail.",
            hours(facts.workshop.offer_ms)
        ),
    };
    let letter = open(facts, "Du stehst auf der Warteliste").line(&position).line(&next);
    close(facts, about(facts, letter), "Warteliste ansehen oder verlassen")
}

pub(super) fn promoted(facts: &Facts) -> Letter {
    let letter = open(facts, "Du hast einen Platz")
        .line("ein Platz ist frei geworden, und du warst an der Reihe: Er gehört dir.")
        .line("Du kannst nicht kommen? Sag auf deiner Seite ab, dann bekommt ihn die nächste Person.");
    seated(facts, letter)
}

pub(super) fn offered(facts: &Facts) -> Letter {
    let until = kept_until(facts);
    let letter = open(facts, "Ein Platz ist für dich reserviert")
        .line(&format!(
            "ein Platz ist frei geworden, und du bist an der Reihe. Er ist für dich reserviert bis {until}."
        ))
        .line("Nimm ihn auf deiner Seite an oder gib ihn frei. Danach bekommt ihn die nächste Person.");
    close(facts, about(facts, letter), "Platz annehmen oder freigeben")
}

pub(super) fn offer_ended(facts: &Facts) -> Letter {
    let letter = open(facts, "Dein Angebot ist abgelaufen")
        .line("ein Platz war für dich reserviert, und du hast ihn nicht rechtzeitig angenommen. Deshalb ging er an die nächste Person. Du stehst nicht mehr auf der Warteliste.")
        .line("Auf der Seite des Workshops kannst du dich wieder anmelden.");
    workshop_page(facts, about(facts, letter))
}

/// `12 Stunden`, `90 Minuten`.
fn hours(millis: i64) -> String {
    if millis % HOUR == 0 {
        counted(millis / HOUR, Unit::Hour)
    } else {
        counted(millis / MINUTE, Unit::Minute)
    }
}

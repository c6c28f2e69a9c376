//! Waiting: for the team's word, in line, for an answer to an offer.

use convene_domain::time::{HOUR, MINUTE};
use convene_domain::workshop::Promotion;

use super::super::facts::Facts;
use super::confirmed::seated;
use super::times::kept_until;
use super::{about, close, open, workshop_page};
use crate::mail::Letter;

pub(super) fn pending(facts: &Facts) -> Letter {
    let letter = open(facts, "Your request has arrived")
        .line("The team looks at every request for this workshop. You have no seat yet; a mail tells you what they decide.");
    close(facts, about(facts, letter), "See or withdraw your request")
}

pub(super) fn declined(facts: &Facts) -> Letter {
    let letter = open(facts, "No seat this time")
        .line("The team could not give you a seat in this workshop. Your request is closed.");
    workshop_page(facts, about(facts, letter))
}

pub(super) fn waiting(facts: &Facts) -> Letter {
    let position = match facts.position {
        1 => "All seats are taken. You are next in line.".to_owned(),
        number => format!("All seats are taken. You are number {number} in line."),
    };
    let next = match facts.workshop.promotion {
        Promotion::AtOnce => {
            "When a seat frees and you are first, it is yours at once and a mail tells you.".to_owned()
        }
        Promotion::Offer => format!(
            "When a seat frees and you are first, it is kept for you for up to {}, less when the start is near, and a mail asks you.",
            hours(facts.workshop.offer_ms)
        ),
    };
    let letter = open(facts, "You are in line").line(&position).line(&next);
    close(facts, about(facts, letter), "See your place or leave the line")
}

pub(super) fn promoted(facts: &Facts) -> Letter {
    let letter = open(facts, "You have a seat")
        .line("A seat freed and you were first in line: it is yours.")
        .line("You cannot come? Cancel on your page, and it goes to the next person.");
    seated(facts, letter)
}

pub(super) fn offered(facts: &Facts) -> Letter {
    let until = kept_until(facts);
    let letter = open(facts, "A seat is kept for you")
        .line(&format!("A seat freed and you are first in line. It is kept for you until {until}."))
        .line("Take it or let it go on your page. After that time it goes to the next person.");
    close(facts, about(facts, letter), "Take the seat or let it go")
}

pub(super) fn offer_ended(facts: &Facts) -> Letter {
    let letter = open(facts, "Your offer has ended")
        .line("A seat was kept for you and you did not take it in time, so it went to the next person. You are no longer in line.")
        .line("You can register again on the workshop's page.");
    workshop_page(facts, about(facts, letter))
}

/// `12 h`, `90 min`.
fn hours(millis: i64) -> String {
    if millis % HOUR == 0 { format!("{} h", millis / HOUR) } else { format!("{} min", millis / MINUTE) }
}

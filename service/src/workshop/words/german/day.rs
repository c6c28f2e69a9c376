//! The day and after: reminders, what the team writes, thanks.

use super::super::facts::Facts;
use super::{about, greet, times, titled};
use crate::mail::Letter;

pub(super) fn reminder(facts: &Facts, minutes: i64) -> Letter {
    let distance = times::until_start(facts, minutes);
    let letter = titled(format!("Beginnt {distance}: {}", facts.workshop.title));
    let letter = greet(facts, letter).line(&format!("dein Workshop beginnt {distance}."));
    let letter = about(facts, letter);
    let letter = match facts.join() {
        Some(join) => letter.button("Teilnehmen", &join),
        None => letter.button("Dein Code für den Eingang", &facts.seat),
    };
    letter
        .line("Du kannst nicht kommen? Sag ab, damit jemand anderes den Platz bekommt.")
        .link("Ansehen, ändern oder absagen", &facts.seat)
}

pub(super) fn message(facts: &Facts) -> Letter {
    let title = &facts.workshop.title;
    let Some(message) = &facts.message else { return titled(title.clone()) };
    let sender = &message.sender_name;
    // Recordings and slides are there: a message may be about them.
    let page = match facts.has_keepsakes() {
        true => "Deine Seite, mit allem, was das Team teilt",
        false => "Deine Anmeldung ansehen, ändern oder absagen",
    };
    let letter = titled(format!("{}: {title}", message.message.subject))
        .line(&format!("{sender} schreibt zum Workshop „{title}“:"))
        .quote(&message.message.body)
        .reply_to(&message.sender_email)
        .link(page, &facts.seat);
    unsubscribable(facts, letter)
}

pub(super) fn attended(facts: &Facts) -> Letter {
    let letter = titled(format!("Danke fürs Mitmachen: {}", facts.workshop.title));
    let letter = greet(facts, letter)
        .line(&format!("danke, dass du bei „{}“ dabei warst.", facts.workshop.title))
        .line("Auf deiner Seite findest du, was das Team danach teilt, zum Beispiel Aufzeichnungen und Folien, und deine Teilnahmebescheinigung.")
        .button("Material und Bescheinigung", &facts.seat);
    unsubscribable(facts, letter)
}

fn unsubscribable(facts: &Facts, letter: Letter) -> Letter {
    match &facts.unsubscribe {
        Some(url) => letter
            .unsubscribe("Du bekommst diese Mail, weil du dich für einen Workshop angemeldet hast.", url),
        None => letter,
    }
}

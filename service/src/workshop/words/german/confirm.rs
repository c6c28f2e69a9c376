//! Asking a guest to confirm.

use super::super::confirm::Asked;
use super::times::{instant, span, zone};
use super::titled;
use crate::mail::Letter;

pub(in super::super) fn confirm(asked: &Asked) -> Letter {
    let until = instant(&asked.reader, asked.until);
    let next = match (asked.approval, asked.seats) {
        (true, _) => format!(
            "Sobald du bestätigt hast, bekommt das Team deine Anfrage. Bestätigen kannst du bis {until}."
        ),
        (false, true) => format!(
            "Dein Platz ist bis {until} reserviert. Bestätigst du bis dahin nicht, bekommt ihn jemand anderes."
        ),
        (false, false) => format!(
            "Wo alle Plätze vergeben sind, kommst du nach deiner Bestätigung auf die Warteliste. Bestätigen kannst du bis {until}."
        ),
    };
    let when: Vec<String> = asked
        .dates
        .iter()
        .map(|slot| format!("{}, {}", span(&asked.reader, *slot), zone(&asked.reader, slot.0)))
        .collect();
    titled(format!("Bestätige deine Anmeldung: {}", asked.title))
        .line("Hallo,")
        .line("jemand, hoffentlich du, hat diese E-Mail-Adresse für einen Workshop angemeldet. Bestätige, um die Anmeldung abzuschließen.")
        .line(&next)
        .facts(vec![("Was".to_owned(), asked.title.clone()), ("Wann".to_owned(), when.join("\n"))])
        .button("Anmeldung bestätigen", &asked.link)
        .small("Das warst du nicht? Dann ignoriere diese Mail: Ohne deine Bestätigung ist niemand angemeldet.")
        .link("Zur Seite des Workshops", &asked.page)
}

//! Asking a guest to confirm.

use super::super::confirm::Asked;
use super::times::span;
use super::titled;
use crate::mail::Letter;

pub(in super::super) fn confirm(asked: &Asked) -> Letter {
    let moment = asked.reader.moment(asked.until, asked.until);
    let until = format!("{}, {}", moment.text, moment.zone);
    let next = match (asked.approval, asked.seats) {
        (true, _) => format!("Once you confirm, the team gets your request. You can confirm until {until}."),
        (false, true) => {
            format!("Your seat is held until {until}. If you don’t confirm by then, it goes to someone else.")
        }
        (false, false) => format!(
            "If there are no seats left, you’ll join the waitlist when you confirm. Confirm by {until}."
        ),
    };
    let when: Vec<String> = asked
        .dates
        .iter()
        .map(|slot| format!("{}, {}", span(&asked.reader, *slot), asked.reader.zone_label(slot.0)))
        .collect();
    titled(format!("Confirm your registration: {}", asked.title))
        .line("Hello,")
        .line("Someone (hopefully you) used this email address to register for a workshop. Confirm to complete your registration.")
        .line(&next)
        .facts(vec![("What".to_owned(), asked.title.clone()), ("When".to_owned(), when.join("\n"))])
        .button("Confirm your registration", &asked.link)
        .small("Not you? Ignore this email. Nothing happens unless you confirm.")
        .link("The workshop's page", &asked.page)
}

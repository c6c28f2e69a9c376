//! The day and after: reminders, what the team writes, thanks.

use super::super::facts::Facts;
use super::{about, greet, times, titled};
use crate::mail::Letter;

pub(super) fn reminder(facts: &Facts, minutes: i64) -> Letter {
    let distance = times::until_start(facts, minutes);
    let letter = titled(format!("It begins {distance}: {}", facts.workshop.title));
    let letter = greet(facts, letter).line(&format!("Your workshop begins {distance}."));
    let letter = about(facts, letter);
    let letter = match facts.join() {
        Some(join) => letter.button("Join", &join),
        None => letter.button("Your code for the door", &facts.seat),
    };
    letter
        .line("You cannot come? Cancel, so that somebody else gets the seat.")
        .link("See, change or cancel", &facts.seat)
}

pub(super) fn message(facts: &Facts) -> Letter {
    let title = &facts.workshop.title;
    let Some(message) = &facts.message else { return titled(title.clone()) };
    let sender = &message.sender_name;
    // Recordings and slides are there: a message may be about them.
    let page = match facts.has_keepsakes() {
        true => "Your page, with what the team shares",
        false => "See, change or cancel your registration",
    };
    let letter = titled(format!("{}: {title}", message.message.subject))
        .line(&format!("{sender} writes about the workshop “{title}”:"))
        .quote(&message.message.body)
        .reply_to(&message.sender_email)
        .link(page, &facts.seat);
    unsubscribable(facts, letter)
}

pub(super) fn attended(facts: &Facts) -> Letter {
    let letter = titled(format!("Thank you for coming: {}", facts.workshop.title));
    let letter = greet(facts, letter)
        .line(&format!("Thank you for taking part in “{}”.", facts.workshop.title))
        .line("Your page has what the team shares afterwards, recordings and slides for example, and your certificate of attendance.")
        .button("Materials and certificate", &facts.seat);
    unsubscribable(facts, letter)
}

fn unsubscribable(facts: &Facts, letter: Letter) -> Letter {
    match &facts.unsubscribe {
        Some(url) => letter.unsubscribe("You get this because you registered for a workshop.", url),
        None => letter,
    }
}

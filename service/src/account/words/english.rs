//! English.

use convene_domain::Language;
use convene_domain::account::Email;

use crate::mail::Letter;

fn letter(subject: impl Into<String>) -> Letter {
    Letter::new(Language::English, subject)
}

pub(super) fn sign_in(community: &str, code: &str, link: &str) -> Letter {
    letter(format!("{code} is your code for {community}"))
        .line("Type this code on the page where you asked for it:")
        .code(code)
        .line("Or open this link in the same browser:")
        .button("Sign in", link)
        .line("Both work for 10 minutes, once. If you did not ask to sign in, do nothing: nobody gets in without them.")
}

pub(super) fn new_address(community: &str, code: &str) -> Letter {
    letter(format!("Confirm your new address for {community}"))
        .line("Somebody, hopefully you, wants to use this address for their account.")
        .code(code)
        .line("Type this code on the page where you changed your address. It works for 10 minutes, once.")
        .line("If it was not you, do nothing: without the code nothing changes.")
}

pub(super) fn address_in_use(community: &str) -> Letter {
    letter(format!("Your address at {community}"))
        .line("Somebody tried to use this address for another account. It already belongs to yours, so nothing changed.")
        .line("If it was you: sign in with this address instead.")
}

pub(super) fn address_changed(community: &str, email: &Email) -> Letter {
    letter(format!("Your address at {community} has changed"))
        .line(&format!("Your account now uses {email}. This address no longer signs you in."))
        .line("If this was not you, write to the community team at once.")
}

pub(super) fn test() -> Letter {
    letter("Mail from your community works").line("You asked for this test message. It arrived.")
}

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
        .line("Both work for 10 minutes, once. If you didn't ask to sign in, do nothing: nobody gets in without them.")
}

pub(super) fn new_address(community: &str, code: &str) -> Letter {
    letter(format!("Confirm your new address for {community}"))
        .line("Someone, hopefully you, wants to use this address for their account.")
        .code(code)
        .line("Type this code on the page where you changed your address. It works for 10 minutes, once.")
        .line("If it wasn't you, do nothing: without the code nothing changes.")
}

pub(super) fn prove(community: &str, code: &str) -> Letter {
    letter(format!("{code} is your code to confirm it's you at {community}"))
        .line("You asked to change your address or your password. Type this code on that page to confirm it's you:")
        .code(code)
        .line("It works for 10 minutes, once.")
        .line("If you didn't ask for it, someone else is signed in to your account. Don't give the code to anyone, and sign out all other devices under Active sessions.")
}

pub(super) fn address_in_use(community: &str) -> Letter {
    letter(format!("Your address at {community}"))
        .line("Someone tried to use this address for another account. It already belongs to yours, so nothing changed.")
        .line("If it was you: sign in with this address instead.")
}

pub(super) fn address_changed(community: &str, email: &Email, link: &str) -> Letter {
    letter(format!("Your address at {community} has changed"))
        .line(&format!("Your account now uses {email}. This address no longer signs you in."))
        .line("If this wasn't you, undo the change. Your account gets this address back, everyone is signed out, and the password is removed.")
        .button("Undo the change", link)
        .line("The link works for 7 days.")
}

pub(super) fn address_returned(community: &str) -> Letter {
    letter(format!("This address no longer signs you in at {community}"))
        .line("The change of address was undone with the link we sent to the address the account had before. The account uses that one again, and everyone was signed out.")
        .line("If you have access to the earlier address, sign in with it. If you don't, and the account is yours, contact the community team.")
}

pub(super) fn password_changed(community: &str) -> Letter {
    letter(format!("Your password at {community} was changed"))
        .line("A new password was set for your account. All other browsers were signed out.")
        .line("If this wasn't you, someone else can sign in to your account. Sign in with a code we email you, sign out all other devices under Active sessions, and contact the community team.")
}

pub(super) fn test() -> Letter {
    letter("Mail from your community works").line("You asked for this test message. It arrived.")
}

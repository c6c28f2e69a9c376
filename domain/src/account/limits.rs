//! How often the acts that invite guessing may be tried.

use crate::time::{DAY, HOUR, MINUTE};

/// At most `most` tries within `window_ms` milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub most: i64,
    pub window_ms: i64,
}

/// Mails with a code to one e-mail address, asked for by browsers that have not signed in there before.
pub const MAILS_PER_EMAIL: Limit = Limit { most: 10, window_ms: 15 * MINUTE };
/// How many of [`MAILS_PER_EMAIL`] one network address may ask for. Smaller, so that one address cannot use them all up.
pub const MAILS_PER_EMAIL_AND_ADDRESS: Limit = Limit { most: 5, window_ms: 15 * MINUTE };
/// Mails with a code to one e-mail address, asked for by one browser that has signed in there before, or in one session
/// of its account. Counted apart from [`MAILS_PER_EMAIL`], which strangers can use up.
pub const MAILS_PER_DEVICE: Limit = Limit { most: 5, window_ms: 15 * MINUTE };
/// The same of all such browsers and sessions together. With [`MAILS_PER_EMAIL`] this bounds what one mailbox gets.
pub const MAILS_OF_DEVICES: Limit = Limit { most: 10, window_ms: 15 * MINUTE };
/// Mails with a code asked for from one network address: a whole classroom may sign in at once.
pub const MAILS_PER_ADDRESS: Limit = Limit { most: 100, window_ms: 15 * MINUTE };
/// Wrong passwords for one account, from browsers that have not signed in there before.
pub const PASSWORDS_PER_EMAIL: Limit = Limit { most: 20, window_ms: 15 * MINUTE };
/// How many of [`PASSWORDS_PER_EMAIL`] one network address may try.
pub const PASSWORDS_PER_EMAIL_AND_ADDRESS: Limit = Limit { most: 5, window_ms: 15 * MINUTE };
/// Wrong passwords for one account, from one browser that has signed in there before. A quarter of what all such browsers
/// have, so that one of them cannot use up the others' tries. Beyond it the browser is counted like an unknown one.
pub const PASSWORDS_PER_DEVICE: Limit = Limit { most: 5, window_ms: 15 * MINUTE };
/// The same of all such browsers of one account together. With [`PASSWORDS_PER_EMAIL`] this bounds the guesses at one
/// account, however many browsers somebody signed in with before they were kept out.
pub const PASSWORDS_OF_DEVICES: Limit = Limit { most: 20, window_ms: 15 * MINUTE };
/// Wrong passwords of somebody signed in, who is asked for it before something important. Counted per session, so that
/// whoever guesses at the sign-in page does not keep the owner from changing their password.
pub const PASSWORDS_PER_SESSION: Limit = Limit { most: 10, window_ms: 15 * MINUTE };
/// Wrong passwords from one network address.
pub const PASSWORDS_PER_ADDRESS: Limit = Limit { most: 100, window_ms: 15 * MINUTE };
/// Wrong codes for one mail.
pub const CODE_TRIES: i64 = 5;
/// Wrong codes for one e-mail address in all, from browsers that have not signed in there before: 100 of a million are a
/// chance of 1 in 10,000 a day. The link in the mail goes on working.
pub const CODES_PER_EMAIL: Limit = Limit { most: 100, window_ms: DAY };
/// Wrong codes from one browser that has signed in to the account before, from one person who changes their address, or
/// in one session that is asked for a code before something important.
pub const CODES_PER_DEVICE: Limit = Limit { most: 50, window_ms: DAY };
/// Wrong codes for one e-mail address that people want to change theirs to. Counted apart from [`CODES_PER_EMAIL`], so that
/// members who name the address of somebody else take nothing from signing in.
pub const CODES_PER_NEW_EMAIL: Limit = CODES_PER_EMAIL;
/// Wrong codes from one network address.
pub const CODES_PER_ADDRESS: Limit = Limit { most: 200, window_ms: 15 * MINUTE };
/// Wrong links to the set-up form from one network address.
pub const SETUPS_PER_ADDRESS: Limit = Limit { most: 30, window_ms: 15 * MINUTE };
/// How long a browser counts as one that has signed in to an account before, in milliseconds since it last did. Browsers
/// keep no cookie longer than 400 days.
pub const DEVICE_LIFE: i64 = 400 * DAY;
/// Accounts one browser is remembered for.
pub const DEVICE_ACCOUNTS: usize = 5;
/// How long after signing in, or after the last proof, nobody is asked again who they are, in milliseconds.
pub const PROOF_LIFE: i64 = 10 * MINUTE;
/// How long a change of address can be undone by the link that went to the old one, in milliseconds.
pub const ADDRESS_UNDO_LIFE: i64 = 7 * DAY;
/// How long a sign-in mail works, in milliseconds.
pub const SIGN_IN_LIFE: i64 = 10 * MINUTE;
/// How long a session lives unused, in milliseconds.
pub const SESSION_LIFE: i64 = 60 * DAY;
/// How long an ended session stays known, in milliseconds, so that a form that comes in too late finds its sender.
pub const ENDED_SESSION_LIFE: i64 = 30 * DAY;
/// How long a form waits for its sender to sign in again, in milliseconds.
pub const KEPT_FORM_LIFE: i64 = 24 * HOUR;
/// Largest form that waits so, in bytes: more than the longest page of text people write here.
pub const KEPT_FORM_BYTES: usize = 256 * 1024;
/// Forms kept for one person.
pub const KEPT_PER_PERSON: Limit = Limit { most: 20, window_ms: HOUR };
/// Forms kept for one browser.
pub const KEPT_PER_BROWSER: Limit = Limit { most: 20, window_ms: HOUR };
/// Forms kept from one network address: sessions of a whole office may end at once.
pub const KEPT_PER_ADDRESS: Limit = Limit { most: 60, window_ms: HOUR };
/// Writing "last seen" more often than this tells nobody anything.
pub const SEEN_EVERY: i64 = 5 * MINUTE;

impl Limit {
    /// Whole seconds until the window that began at `start` ends, at least 1.
    pub fn wait_seconds(self, start: crate::Time, now: crate::Time) -> i64 {
        (start.plus(self.window_ms).since(now) + 999).div_euclid(1_000).max(1)
    }
}

//! How often the acts that invite guessing may be tried.

use crate::time::{DAY, HOUR, MINUTE};

/// At most `most` tries within `window_ms` milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub most: i64,
    pub window_ms: i64,
}

/// Sign-in mails to one e-mail address: nobody's mailbox is flooded.
pub const MAILS_PER_EMAIL: Limit = Limit { most: 5, window_ms: 15 * MINUTE };
/// Sign-in mails asked for from one network address: a whole classroom may sign in at once.
pub const MAILS_PER_ADDRESS: Limit = Limit { most: 100, window_ms: 15 * MINUTE };
/// Wrong passwords for one account, from wherever.
pub const PASSWORDS_PER_EMAIL: Limit = Limit { most: 10, window_ms: 15 * MINUTE };
/// Wrong passwords from one network address.
pub const PASSWORDS_PER_ADDRESS: Limit = Limit { most: 100, window_ms: 15 * MINUTE };
/// Wrong codes for one sign-in mail: 5 of a million are a chance of 1 in 200,000.
pub const CODE_TRIES: i64 = 5;
/// Wrong codes from one network address.
pub const CODES_PER_ADDRESS: Limit = Limit { most: 200, window_ms: 15 * MINUTE };
/// Tries at the set-up form from one network address; each may cost a password hash.
pub const SETUPS_PER_ADDRESS: Limit = Limit { most: 30, window_ms: 15 * MINUTE };
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

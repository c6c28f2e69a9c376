//! Browsers that have signed in to an account before, told apart by device cookies (OWASP, "Slow Down Online Guessing
//! Attacks with Device Cookies"): strangers who guess use up the tries of unknown browsers, not the owner's.
//!
//! A cookie holds one entry for each of the last accounts: `NONCE.ISSUED.SEAL`, the seal being an HMAC under this server's
//! key over the account and the rest. It does not say whose account it is, signs nobody in, and outlives signing out:
//! whoever uses the browser next gets nothing by it but tries that are counted for this browser alone.

use convene_domain::Time;
use convene_domain::account::limits::{DEVICE_ACCOUNTS, DEVICE_LIFE};
use convene_domain::id::PersonId;
use convene_store::account::person::Person;
use subtle::ConstantTimeEq;

use crate::{Service, Viewer, chance};

/// Hex digits of the nonce and of the seal: 128 bits each.
const DIGITS: usize = 32;
const SEPARATOR: char = '|';

/// One entry of the cookie, well formed but not yet proven.
#[derive(Clone, Copy)]
struct Entry<'a> {
    nonce: &'a str,
    issued: Time,
    seal: &'a str,
}

impl<'a> Entry<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let (nonce, issued, seal) = (parts.next()?, parts.next()?, parts.next()?);
        let hex = |text: &str| text.len() == DIGITS && text.bytes().all(|b| b.is_ascii_hexdigit());
        let issued: i64 = issued.parse().ok().filter(|at| *at >= 0)?;
        (hex(nonce) && hex(seal)).then_some(Self { nonce, issued: Time::from_millis(issued), seal })
    }

    fn text(self) -> String {
        format!("{}.{}.{}", self.nonce, self.issued.millis(), self.seal)
    }

    fn is_of(self, service: &Service, person: &str) -> bool {
        bool::from(seal(service, person, self.nonce, self.issued).as_bytes().ct_eq(self.seal.as_bytes()))
    }
}

fn seal(service: &Service, person: &str, nonce: &str, issued: Time) -> String {
    let mut seal = service.seal(&format!("device:{person}:{nonce}:{}", issued.millis()));
    seal.truncate(DIGITS);
    seal
}

fn entries(viewer: &Viewer) -> impl Iterator<Item = Entry<'_>> {
    viewer.devices.split(SEPARATOR).take(DEVICE_ACCOUNTS).filter_map(Entry::parse)
}

/// The name under which this browser's tries at `account` are counted, provided it has signed in there before. The same
/// is computed where there is no such account.
pub(super) fn known(service: &Service, viewer: &Viewer, account: Option<&Person>) -> Option<String> {
    let now = service.now();
    let id = account.map(|person| person.id.to_string()).unwrap_or_default();
    let from = account.and_then(|person| person.devices_from).map_or(Time::from_millis(0), Time::from_millis);
    let mut found = None;
    for entry in entries(viewer) {
        let is_of = entry.is_of(service, &id);
        let in_time = entry.issued >= from && (0..=DEVICE_LIFE).contains(&now.since(entry.issued));
        if is_of && in_time && account.is_some() {
            found = Some(entry.nonce.to_owned());
        }
    }
    found
}

/// The cookie for a browser in which `person` is signed in and that does not have one for this account, or too old a one.
pub(super) fn issue_missing(service: &Service, viewer: &Viewer, person: &Person) -> Option<String> {
    known(service, viewer, Some(person)).is_none().then(|| issue(service, viewer, person.id))
}

/// The cookie of a browser in which `person` has just signed in, or stays signed in as the only one. It keeps the name it had for this account, so that signing
/// in again gives no new tries, and what it holds for other accounts.
pub(super) fn issue(service: &Service, viewer: &Viewer, person: PersonId) -> String {
    let (now, id) = (service.now(), person.to_string());
    let nonce = entries(viewer).find(|entry| entry.is_of(service, &id)).map(|entry| entry.nonce.to_owned());
    let nonce = nonce.unwrap_or_else(|| chance::hex(&service.chance().bytes::<16>()));
    let seal = seal(service, &id, &nonce, now);
    let own = Entry { nonce: &nonce, issued: now, seal: &seal };
    let others = entries(viewer).filter(|entry| !entry.is_of(service, &id));
    let all: Vec<_> = std::iter::once(own).chain(others).take(DEVICE_ACCOUNTS).map(Entry::text).collect();
    all.join(&SEPARATOR.to_string())
}

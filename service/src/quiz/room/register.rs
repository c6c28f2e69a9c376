//! Whose seat is whose, and who has come from where.
//!
//! A seat that belongs to an account is that account's alone, whatever browser it was taken from; one without an
//! account is its browser's.

use std::collections::{HashMap, VecDeque};

use convene_domain::Time;
use convene_domain::account::limits::Limit;
use convene_domain::id::{PersonId, SeatId};
use convene_domain::time::MINUTE;
use convene_store::quiz::seat::{Seat, no_browser};

/// New seats from one network address. A lecture hall behind one address comes in at once; a script behind one
/// needs the better part of an hour for a game's seats, and the host hears of it in time to lock the game.
pub(super) const PER_ADDRESS: Limit = Limit { most: 500, window_ms: 10 * MINUTE };

/// Somebody who wants a seat, as the server knows them.
#[derive(Debug, Clone)]
pub(super) struct Applicant {
    pub person: Option<PersonId>,
    /// SHA-256 of the browser's own cookie, in hex.
    pub browser: String,
    /// Keyed hash of the network address, in hex.
    pub address: String,
    /// Percent of a limit.
    pub extra_time: u32,
}

/// Seats by account and by browser, and when the last ones were taken from each address.
#[derive(Debug, Default)]
pub(super) struct Register {
    people: HashMap<PersonId, SeatId>,
    /// Seats without an account.
    browsers: HashMap<String, SeatId>,
    addresses: HashMap<String, VecDeque<Time>>,
}

impl Register {
    /// `seats` in the order they were taken.
    pub fn new(seats: &[Seat]) -> Self {
        let mut register = Self::default();
        for seat in seats {
            register.note(seat.id, &seat.browser_hash, *seat.person_id, &seat.address, seat.joined_at);
        }
        register
    }

    fn note(&mut self, seat: SeatId, browser: &str, person: Option<PersonId>, address: &str, at: Time) {
        match person {
            Some(person) => _ = self.people.entry(person).or_insert(seat),
            None => _ = self.browsers.insert(browser.to_owned(), seat),
        }
        self.addresses.entry(address.to_owned()).or_default().push_back(at);
    }

    /// The seat this applicant has already: a second tab, a reload, another device of the same account.
    pub fn seat_of(&self, applicant: &Applicant) -> Option<SeatId> {
        let by_person = applicant.person.and_then(|person| self.people.get(&person));
        by_person.or_else(|| self.browsers.get(&applicant.browser)).copied()
    }

    /// Whether so many have come from this address that the next one has to wait.
    pub fn is_crowded(&mut self, address: &str, now: Time) -> bool {
        let Some(taken) = self.addresses.get_mut(address) else { return false };
        while taken.front().is_some_and(|at| now.since(*at) >= PER_ADDRESS.window_ms) {
            taken.pop_front();
        }
        i64::try_from(taken.len()).unwrap_or(i64::MAX) >= PER_ADDRESS.most
    }

    /// Enters a new seat and answers what is stored as the browser it is bound to.
    pub fn enter(&mut self, seat: SeatId, applicant: &Applicant, now: Time) -> String {
        let browser = match applicant.person {
            Some(_) => no_browser(seat),
            None => applicant.browser.clone(),
        };
        self.note(seat, &browser, applicant.person, &applicant.address, now);
        browser
    }

    /// Notes that a seat taken without an account is `person`'s since they signed in: its browser is free again.
    pub fn claimed(&mut self, seat: SeatId, person: PersonId) {
        self.browsers.retain(|_, taken| *taken != seat);
        self.people.entry(person).or_insert(seat);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Time = Time::from_millis(1_800_000_000_000);

    fn guest(number: i64, address: &str) -> Applicant {
        let (browser, address) = (format!("browser {number}"), address.to_owned());
        Applicant { person: None, browser, address, extra_time: 100 }
    }

    fn seat_id(number: i64) -> SeatId {
        SeatId::new(NOON.plus(number), [3; 10])
    }

    #[test]
    fn an_address_takes_so_many_seats_in_a_while_and_others_go_on() {
        let mut register = Register::default();
        for number in 0..PER_ADDRESS.most {
            assert!(!register.is_crowded("hall", NOON.plus(number)), "{number}");
            register.enter(seat_id(number), &guest(number, "hall"), NOON.plus(number));
        }
        let last = NOON.plus(PER_ADDRESS.most);
        assert!(register.is_crowded("hall", last));
        assert!(!register.is_crowded("home", last));
        assert!(register.is_crowded("hall", NOON.plus(PER_ADDRESS.window_ms - 1)));
        assert!(!register.is_crowded("hall", NOON.plus(PER_ADDRESS.window_ms)), "the first one is long ago");
    }

    #[test]
    fn a_claimed_seat_is_the_accounts_and_its_browser_is_free() {
        let mut register = Register::default();
        let (applicant, ada) = (guest(1, "home"), PersonId::new(NOON, [1; 10]));
        register.enter(seat_id(1), &applicant, NOON);
        assert_eq!(register.seat_of(&applicant), Some(seat_id(1)));
        register.claimed(seat_id(1), ada);
        assert_eq!(register.seat_of(&applicant), None);
        assert_eq!(register.seat_of(&Applicant { person: Some(ada), ..guest(2, "home") }), Some(seat_id(1)));
    }
}

//! Whose seat is whose.

use std::collections::HashMap;

use convene_domain::id::{PersonId, SeatId};
use convene_store::quiz::seat::Seat;

use crate::chance::secret_hash;

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

/// Seats by account and by browser.
#[derive(Debug, Default)]
pub(super) struct Register {
    people: HashMap<PersonId, SeatId>,
    browsers: HashMap<String, (SeatId, Option<PersonId>)>,
}

impl Register {
    pub fn new(seats: &[Seat]) -> Self {
        let mut register = Self::default();
        seats.iter().for_each(|seat| register.note(seat.id, &seat.browser_hash, *seat.person_id));
        register
    }

    fn note(&mut self, seat: SeatId, browser: &str, person: Option<PersonId>) {
        if let Some(person) = person {
            self.people.entry(person).or_insert(seat);
        }
        self.browsers.insert(browser.to_owned(), (seat, person));
    }

    /// The seat this applicant has already: a second tab, a reload, another device of the same account.
    pub fn seat_of(&self, applicant: &Applicant) -> Option<SeatId> {
        let by_person = applicant.person.and_then(|person| self.people.get(&person).copied());
        by_person.or_else(|| {
            let (seat, owner) = self.browsers.get(&applicant.browser)?;
            is_theirs(*owner, applicant.person).then_some(*seat)
        })
    }

    /// Enters a new seat and answers what the seat is bound to. That is the browser; on a browser that somebody
    /// else's seat is bound to, it is the browser together with the account.
    pub fn enter(&mut self, seat: SeatId, applicant: &Applicant) -> String {
        let browser = match (applicant.person, self.browsers.contains_key(&applicant.browser)) {
            (Some(person), true) => secret_hash(&format!("{} {person}", applicant.browser)),
            _ => applicant.browser.clone(),
        };
        self.note(seat, &browser, applicant.person);
        browser
    }
}

/// Whether a seat taken from this browser is the viewer's: on a shared computer, the seat of one account is not
/// shown to another. Somebody who is signed out may have been signed in a moment ago.
pub(super) fn is_theirs(owner: Option<PersonId>, viewer: Option<PersonId>) -> bool {
    owner.is_none() || viewer.is_none() || owner == viewer
}

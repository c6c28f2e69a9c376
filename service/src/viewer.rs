//! Who asks.

use convene_domain::Language;
use convene_domain::account::{Act, Role, may};
use convene_domain::id::{PersonId, SessionId};
use convene_store::account::person::Person;

use crate::{Error, Result};

/// The person, browser and network address behind a request.
#[derive(Debug, Clone, Default)]
pub struct Viewer {
    pub person: Option<Person>,
    pub session: Option<SessionId>,
    /// SHA-256 of the browser's own long-lived cookie, in hex: what seats in games are bound to.
    pub browser: String,
    /// That cookie was drawn for this very request: the browser is new here, or keeps no cookies.
    pub new_browser: bool,
    /// What the browser remembers of the accounts that signed in there, as [`crate::account::device`] wrote it; proven only
    /// where it is used.
    pub devices: String,
    /// Keyed hash of the network address, in hex.
    pub address: String,
    /// What the browser prefers of the languages mail is written in.
    pub language: Option<Language>,
}

impl Viewer {
    pub fn role(&self) -> Option<Role> {
        self.person.as_ref().map(|person| person.role)
    }

    pub fn id(&self) -> Option<PersonId> {
        self.person.as_ref().map(|person| person.id)
    }

    /// The language of mail that follows from this request and goes to `reader`: the one of their profile, else what
    /// the browser of whoever asks prefers, else English.
    pub fn language_for(&self, reader: Option<&Person>) -> Language {
        reader.and_then(Person::language).or(self.language).unwrap_or_default()
    }

    pub fn may(&self, act: Act) -> bool {
        may(self.role(), act)
    }

    /// The signed-in person, provided their role allows `act`.
    pub fn allowed(&self, act: Act) -> Result<&Person> {
        let person = self.person.as_ref().ok_or(Error::SignIn)?;
        if may(Some(person.role), act) { Ok(person) } else { Err(Error::Forbidden(act)) }
    }
}

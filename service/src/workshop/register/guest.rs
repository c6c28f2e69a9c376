//! Who comes: read from the form, found among those who are known, or noted as a guest.

use convene_domain::account::{Email, Role, profile};
use convene_domain::id::PersonId;
use convene_domain::workshop::answers::{self, Answers};
use convene_domain::{FieldErrors, Language};
use convene_store::Tx;
use convene_store::account::person::{self, NewPerson, Person};
use convene_store::workshop::registration::Member;

use super::{Form, details};
use crate::workshop::Workshop;
use crate::{Error, Result, Service, Viewer};

/// A person who comes, and what they said.
pub(super) struct Guest<'a> {
    pub person: PersonId,
    pub email: String,
    pub name: String,
    pub answers: String,
    pub zone: Option<&'a str>,
    pub language: Option<Language>,
    pub by_other: bool,
    pub whole_series: bool,
}

impl<'a> Guest<'a> {
    /// Whoever made this registration, with the name and the answers they gave then.
    pub fn like(member: &'a Member) -> Self {
        let registration = &member.registration;
        Self {
            person: registration.person_id,
            email: member.email.clone(),
            name: registration.name.clone(),
            answers: registration.answers.clone(),
            zone: registration.zone.as_deref(),
            language: registration.language.as_deref().and_then(|code| code.parse().ok()),
            by_other: registration.by_other,
            whole_series: registration.whole_series,
        }
    }
}

/// A form that was read, before anybody looks for the person.
pub(super) struct GuestForm<'a> {
    who: Who,
    pub name: String,
    pub answers: String,
    pub zone: Option<&'a str>,
    pub language: Option<Language>,
    pub whole_series: bool,
}

enum Who {
    /// The signed-in person and their address.
    Member(PersonId, String),
    /// Whoever this address belongs to: nobody has proven it.
    Guest(Email),
}

impl<'a> GuestForm<'a> {
    pub const fn is_guest(&self) -> bool {
        matches!(self.who, Who::Guest(_))
    }

    pub fn email(&self) -> &str {
        match &self.who {
            Who::Member(_, email) => email,
            Who::Guest(email) => email.as_str(),
        }
    }

    /// The person among those who are known; a newcomer is noted as a guest.
    pub async fn find_or_create(&self, service: &Service, tx: &mut Tx) -> Result<Guest<'a>> {
        let person = match &self.who {
            Who::Member(id, _) => *id,
            Who::Guest(email) => known_or_new(service, tx, email, &self.name, self.zone).await?.id,
        };
        Ok(Guest {
            person,
            email: self.email().to_owned(),
            name: self.name.clone(),
            answers: self.answers.clone(),
            zone: self.zone,
            language: self.language,
            by_other: self.is_guest(),
            whole_series: self.whole_series,
        })
    }
}

/// Reads the form.
pub(super) fn parse<'a>(
    viewer: &Viewer,
    dates: &[Workshop],
    whole_series: bool,
    form: &Form<'a>,
) -> Result<GuestForm<'a>> {
    let questions = dates.first().map(details).transpose()?.unwrap_or_default().questions;
    let zone = form.zone.filter(|zone| crate::account::profile::zone(zone).is_ok());
    let own = viewer.person.as_ref().filter(|me| is_own(me, form.email));
    let mut errors = FieldErrors::new();
    let name = match own {
        Some(me) if form.name.trim().is_empty() => Some(me.name.clone()),
        _ => errors.keep("name", profile::name(form.name)),
    };
    let who = match own {
        Some(me) => Some(Who::Member(me.id, me.email.clone())),
        None => errors.keep("email", Email::parse(form.email)).map(Who::Guest),
    };
    let typed = read_answers(&questions, form.answers).unwrap_or_else(|refused| {
        refused.iter().for_each(|error| errors.add(&error.field, error.message.as_str()));
        Answers::new()
    });
    errors.into_result()?;
    let answers = serde_json::to_string(&typed)?;
    let (Some(who), Some(name)) = (who, name) else { return Err(Error::SignIn) };
    Ok(GuestForm { who, name, answers, zone, language: viewer.language, whole_series })
}

/// The address somebody registers whom it may not belong to, where it is one.
pub(super) fn unproven(viewer: &Viewer, typed: &str) -> Option<Email> {
    match own_account(viewer, typed) {
        Some(_) => None,
        None => Email::parse(typed).ok(),
    }
}

/// The person who is signed in, where the form registers them.
pub(super) fn own_account(viewer: &Viewer, typed: &str) -> Option<PersonId> {
    viewer.person.as_ref().filter(|me| is_own(me, typed)).map(|me| me.id)
}

/// Whether the address in the form is that of the signed-in person; they need not type it.
fn is_own(me: &Person, typed: &str) -> bool {
    typed.trim().is_empty() || Email::parse(typed).is_ok_and(|email| email.as_str() == me.email)
}

/// The answers among the posted fields.
pub(in crate::workshop) fn read_answers(
    questions: &[convene_domain::workshop::Question],
    fields: &[(String, String)],
) -> std::result::Result<Answers, FieldErrors> {
    answers::read(questions, |name| {
        fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    })
}

/// The person with this address; a newcomer is noted as a guest. Whoever is known keeps their own name.
pub(in crate::workshop) async fn known_or_new(
    service: &Service,
    tx: &mut Tx,
    email: &Email,
    name: &str,
    zone: Option<&str>,
) -> Result<Person> {
    let now = service.now();
    let new = NewPerson {
        id: PersonId::new(now, service.chance().bytes()),
        email,
        name,
        role: Role::Guest,
        zone,
        password_hash: None,
        now,
        proven: false,
    };
    Ok(person::insert_or_find(tx, &new).await?)
}

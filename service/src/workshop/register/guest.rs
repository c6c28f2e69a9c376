//! Who comes: read from the form, found among those who are known, or noted as a guest.

use convene_domain::account::{Email, Role, profile};
use convene_domain::id::PersonId;
use convene_domain::workshop::answers::{self, Answers};
use convene_domain::workshop::sign_up;
use convene_domain::{FieldErrors, Language};
use convene_store::Tx;
use convene_store::account::person::{self, NewPerson, Person};
use convene_store::workshop::registration::Member;

use super::{Form, details};
use crate::account::throttle;
use crate::chance::secret_hash;
use crate::workshop::Workshop;
use crate::{Error, Result, Service, Viewer};

/// Who comes, and what they said.
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

/// Reads the form, and finds or notes the person.
pub(super) async fn read<'a>(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    dates: &[Workshop],
    whole_series: bool,
    form: &Form<'a>,
) -> Result<Guest<'a>> {
    let questions = dates.first().map(details).transpose()?.unwrap_or_default().questions;
    let zone = form.zone.filter(|zone| crate::account::profile::zone(zone).is_ok());
    let own = viewer.person.as_ref().filter(|me| is_own(me, form.email));
    let mut errors = FieldErrors::new();
    let name = match own {
        Some(me) if form.name.trim().is_empty() => Some(me.name.clone()),
        _ => errors.keep("name", profile::name(form.name)),
    };
    let email = match own {
        Some(_) => None,
        None => errors.keep("email", Email::parse(form.email)),
    };
    let typed = read_answers(&questions, form.answers).unwrap_or_else(|refused| {
        refused.iter().for_each(|error| errors.add(&error.field, error.message.as_str()));
        Answers::new()
    });
    errors.into_result()?;
    let name = name.unwrap_or_default();
    let answers = serde_json::to_string(&typed)?;
    let (person, email) = match (own, email) {
        (None, Some(email)) => {
            let to = format!("sign-up-as:{}", secret_hash(email.as_str()));
            throttle::count(service, tx, &to, sign_up::SIGN_UPS_PER_EMAIL).await?;
            let person = known_or_new(service, tx, &email, &name, zone).await?;
            (person.id, person.email)
        }
        (own, _) => own.map(|me| (me.id, me.email.clone())).ok_or(Error::SignIn)?,
    };
    let (language, by_other) = (viewer.language, own.is_none());
    Ok(Guest { person, email, name, answers, zone, language, by_other, whole_series })
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

//! Links and codes that prove themselves: made from a key of this server, so that none needs to be stored.

use convene_domain::id::{PersonId, RegistrationId, WorkshopId};
use subtle::ConstantTimeEq;

use super::Registration;
use crate::Service;

/// The secret part of a registration's personal page: `/seat/{link}`. A raised version ends older ones.
pub fn personal(service: &Service, registration: &Registration) -> String {
    seat(service, registration.id, registration.link_version)
}

/// The same, for who has read no more of the registration than its id and the version of its link.
pub fn seat(service: &Service, id: RegistrationId, version: i64) -> String {
    sealed(service, "seat", &id.to_string(), version)
}

/// Whether `seal` is what [`personal`] ends with for this registration.
pub(crate) fn opens(service: &Service, registration: &Registration, link: &str) -> bool {
    bool::from(personal(service, registration).as_bytes().ct_eq(link.as_bytes()))
}

/// The secret part of the link by which a guest confirms what one form asked for: `/workshops/{workshop}/confirm/{link}`.
pub fn confirm(service: &Service, workshop: WorkshopId, form: RegistrationId) -> String {
    sealed(service, &format!("confirm:{workshop}"), &form.to_string(), 1)
}

/// The form that such a link confirms; none when it is not one of ours.
pub(crate) fn confirms(service: &Service, workshop: WorkshopId, link: &str) -> Option<RegistrationId> {
    let form = registration_of(link)?;
    let sealed = confirm(service, workshop, form);
    bool::from(sealed.as_bytes().ct_eq(link.as_bytes())).then_some(form)
}

/// What a check-in code says: `ID.SEAL`. Whoever shows it holds the registration.
pub fn check_in(service: &Service, registration: &Registration) -> String {
    sealed(service, "check-in", &registration.id.to_string(), registration.link_version)
}

/// Whether `code` is the registration's check-in code.
pub(crate) fn checks_in(service: &Service, registration: &Registration, code: &str) -> bool {
    bool::from(check_in(service, registration).as_bytes().ct_eq(code.as_bytes()))
}

/// The code of a certificate of attendance: `ID.SEAL`. It stays the same when the personal link is renewed, for it is
/// on paper by then.
pub fn certificate(service: &Service, registration: RegistrationId) -> String {
    sealed(service, "certificate", &registration.to_string(), 1)
}

/// Whether `code` is the registration's certificate code.
pub(crate) fn certifies(service: &Service, registration: RegistrationId, code: &str) -> bool {
    bool::from(certificate(service, registration).as_bytes().ct_eq(code.as_bytes()))
}

/// The secret part of a person's calendar feed.
pub fn feed(service: &Service, person: PersonId, version: i64) -> String {
    sealed(service, "feed", &person.to_string(), version)
}

/// The registration a link or code names, before its seal is checked.
pub(crate) fn registration_of(link: &str) -> Option<RegistrationId> {
    link.split_once('.').and_then(|(id, _)| id.parse().ok())
}

/// `ID.SEAL`: 128 bits of HMAC-SHA256 over purpose, id and version, in hex.
fn sealed(service: &Service, purpose: &str, id: &str, version: i64) -> String {
    let seal = service.seal(&format!("{purpose}:{id}:{version}"));
    format!("{id}.{}", &seal[..32])
}

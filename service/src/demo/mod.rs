//! The demo community: lived-in, so that a newcomer sees what each page is for. Never part of a real one.

mod games;
mod people;
mod quizzes;
mod workshops;

use convene_domain::account::Role;
use convene_store::account::person;

use crate::account::setup::{self, Community};
use crate::account::{Signed, session};
use crate::{Error, Result, Service, Viewer};

pub use convene_store::account::person::Person;

/// Fills an empty database with the demo community. Does nothing to one that is set up. Whether it did.
pub async fn seed(service: &Service) -> Result<bool> {
    if setup::community(service).await?.is_some() {
        return Ok(false);
    }
    people::seed(service).await?;
    let quizzes = quizzes::seed(service).await?;
    games::seed(service, &quizzes).await?;
    workshops::seed(service).await?;
    // Last, so that a seed that broke off is done again.
    let community = Community { name: "Vault Commons".to_owned(), zone: "UTC".to_owned() };
    setup::preset(service, &community).await?;
    Ok(true)
}

/// The person the demo's sign-in link for `role` belongs to.
pub async fn person(service: &Service, role: Role) -> Result<Option<Person>> {
    let mut tx = service.read().await?;
    let Some(email) = people::email_of(role) else { return Ok(None) };
    Ok(person::by_email(&mut tx, &email).await?)
}

/// Signs in as the demo's `role`. The caller makes sure that this is the demo.
pub async fn sign_in(service: &Service, viewer: &Viewer, role: Role, agent: &str) -> Result<Signed> {
    let person = person(service, role).await?.ok_or(Error::Missing)?;
    let mut tx = service.begin().await?;
    let signed = session::start(service, &mut tx, viewer, person.id, agent).await?;
    tx.commit().await?;
    Ok(signed)
}

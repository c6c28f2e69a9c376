//! Who is in the community.

use convene_domain::account::{Act, Email, Role, profile};
use convene_domain::id::PersonId;
use convene_store::account::{person, setting};

use super::session;
use crate::{Error, Result, Service, Viewer};

pub use convene_store::account::person::Person;

/// Most people on one page.
pub const SHOWN: usize = 50;

/// Whom to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Search<'a> {
    /// Words that name or address hold, in capitals or not.
    pub words: &'a str,
    pub role: Option<Role>,
    /// From 1; 0 is the first too.
    pub page: usize,
}

/// A page of those who were looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// By name, at most [`SHOWN`].
    pub people: Vec<Person>,
    /// How many there are on all pages.
    pub count: usize,
    /// How many people there are, looked for or not.
    pub everybody: usize,
}

/// People by name, those alone who were looked for.
pub async fn find(service: &Service, viewer: &Viewer, search: Search<'_>) -> Result<Found> {
    viewer.allowed(Act::SeePeople)?;
    let mut tx = service.read().await?;
    let mut people = person::all(&mut tx).await?;
    drop(tx);
    let everybody = people.len();
    // Here and not in the database, which knows capitals of ASCII alone.
    let words = search.words.to_lowercase();
    people.retain(|person| {
        let text = format!("{} {}", person.name, person.email).to_lowercase();
        search.role.is_none_or(|role| person.role == role)
            && words.split_whitespace().all(|word| text.contains(word))
    });
    let count = people.len();
    let skipped = search.page.saturating_sub(1).saturating_mul(SHOWN);
    let people = people.into_iter().skip(skipped).take(SHOWN).collect();
    Ok(Found { people, count, everybody })
}

/// Gives somebody a role. The last admin stays one.
pub async fn set_role(service: &Service, viewer: &Viewer, id: PersonId, role: &str) -> Result<Person> {
    viewer.allowed(Act::ChangeRoles)?;
    let role: Role = role
        .parse()
        .map_err(|e: convene_domain::account::role::NotARole| Error::field("role", e.to_string()))?;
    let mut tx = service.begin().await?;
    // Two admins who demote each other at the same moment queue up behind this row.
    setting::set(&mut tx, "roles_changed_at", &service.now().millis().to_string()).await?;
    let Some(person) = person::by_id(&mut tx, id).await? else { return Err(Error::Missing) };
    if role == Role::Guest && person.proven_at.is_some() {
        return Err(Error::field(
            "role",
            "This person has proven their address and cannot be a guest again.",
        ));
    }
    if !person::set_role(&mut tx, id, role).await? {
        return Err(Error::field("role", "This is the last admin. Make someone else an admin first."));
    }
    tx.commit().await?;
    Ok(person)
}

/// What the command line does for an operator who is locked out: makes an admin of this address, with a password,
/// ends their sessions and forgets their browsers. Asks for no viewer: whoever may run the program owns the database.
pub async fn make_admin(service: &Service, email: &str, name: &str, password: &str) -> Result<Person> {
    let email = Email::parse(email).map_err(|e| Error::field("email", e.to_string()))?;
    profile::password(password, email.as_str()).map_err(|e| Error::field("password", e.to_string()))?;
    let hash = super::password::hash(service, password).await?;
    let now = service.now();
    let mut tx = service.begin().await?;
    let id = match person::by_email(&mut tx, &email).await? {
        Some(known) => {
            person::set_password(&mut tx, known.id, Some(&hash)).await?;
            person::prove(&mut tx, known.id, now).await?;
            person::set_role(&mut tx, known.id, Role::Admin).await?;
            session::keep_only(service, &mut tx, known.id, None).await?;
            super::password::tell(service, &mut tx, &known, known.language().unwrap_or_default()).await?;
            known.id
        }
        None => {
            let name = profile::name(name).map_err(|e| Error::field("name", e.to_string()))?;
            let id = PersonId::new(now, service.chance().bytes());
            let new = person::NewPerson {
                id,
                email: &email,
                name: &name,
                role: Role::Admin,
                zone: None,
                password_hash: Some(&hash),
                now,
                proven: true,
            };
            person::insert(&mut tx, &new).await?;
            id
        }
    };
    let made = person::by_id(&mut tx, id).await?.ok_or(Error::Missing)?;
    tx.commit().await?;
    Ok(made)
}

/// Everybody who may administer, for the command line.
pub async fn admins(service: &Service) -> Result<Vec<Person>> {
    let mut tx = service.read().await?;
    Ok(person::all(&mut tx).await?.into_iter().filter(|p| p.role == Role::Admin).collect())
}

//! Educators in five time zones, members, the community team.

use convene_domain::account::{Email, Role};
use convene_domain::id::PersonId;
use convene_domain::time::DAY;
use convene_store::account::person;

use crate::{Error, Result, Service};

/// Name, role, zone. Addresses are made from first names; example.org never receives mail.
const PEOPLE: [(&str, Role, &str); 18] = [
    ("Noor Haddad", Role::Admin, "Europe/Berlin"),
    ("Tomás Ferreira", Role::Lead, "America/Sao_Paulo"),
    ("Ada Okafor", Role::Educator, "Africa/Lagos"),
    ("Mei Tanaka", Role::Educator, "Asia/Tokyo"),
    ("Lars Nilsen", Role::Educator, "Europe/Oslo"),
    ("Priya Raman", Role::Educator, "Asia/Kolkata"),
    ("Dana Whitfield", Role::Educator, "America/Los_Angeles"),
    ("Jonas Weber", Role::Member, "Europe/Berlin"),
    ("Lucía Romero", Role::Member, "Europe/Madrid"),
    ("Kofi Mensah", Role::Member, "Africa/Accra"),
    ("Hana Suzuki", Role::Member, "Asia/Tokyo"),
    ("Oleh Kovalenko", Role::Member, "Europe/Kyiv"),
    ("Ruby Clarke", Role::Member, "Pacific/Auckland"),
    ("Amir Rahimi", Role::Member, "Asia/Kathmandu"),
    ("Zoë Laurent", Role::Member, "Europe/Paris"),
    ("Ben Harlow", Role::Member, "America/New_York"),
    ("Sinta Dewi", Role::Member, "Asia/Jakarta"),
    ("Mateo Silva", Role::Guest, "America/Bogota"),
];

fn address(name: &str) -> Result<Email> {
    let first = name.split(' ').next().unwrap_or(name).to_lowercase();
    let plain: String = first
        .chars()
        .map(|c| match c {
            'á' => 'a',
            'í' => 'i',
            'ë' => 'e',
            other => other,
        })
        .collect();
    Email::parse(&format!("{plain}@vault.example.org")).map_err(|error| Error::Internal(error.to_string()))
}

/// The address of the first person with this role.
pub(super) fn email_of(role: Role) -> Option<Email> {
    PEOPLE.iter().find(|(_, has, _)| *has == role).and_then(|(name, ..)| address(name).ok())
}

/// Adds everybody who is not there yet.
pub(super) async fn seed(service: &Service) -> Result<()> {
    let mut tx = service.begin().await?;
    for (at, (name, role, zone)) in (0i64..).zip(PEOPLE) {
        let email = address(name)?;
        if person::by_email(&mut tx, &email).await?.is_some() {
            continue;
        }
        let joined = service.now().plus(-(200 - 9 * at) * DAY);
        let new = person::NewPerson {
            id: PersonId::new(joined, service.chance().bytes()),
            email: &email,
            name,
            role,
            zone: Some(zone),
            password_hash: None,
            now: joined,
            proven: role != Role::Guest,
        };
        person::insert(&mut tx, &new).await?;
    }
    tx.commit().await?;
    Ok(())
}

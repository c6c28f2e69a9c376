//! People.

use convene_domain::account::{Email, Role};
use convene_domain::id::PersonId;
use convene_domain::{Language, Time};

use crate::{Result, Tx};

/// A person as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Person {
    #[sqlx(try_from = "String")]
    pub id: PersonId,
    pub email: String,
    pub name: String,
    #[sqlx(try_from = "String")]
    pub role: Role,
    /// An IANA zone name.
    pub zone: Option<String>,
    /// Of their mail: `en` or `de`.
    pub language: Option<String>,
    /// `h12` or `h24`.
    pub hour_cycle: Option<String>,
    /// `light` or `dark`.
    pub theme: Option<String>,
    /// Percent of a limit.
    pub extra_time: i64,
    pub password_hash: Option<String>,
    #[sqlx(try_from = "i64")]
    pub created_at: Time,
    pub proven_at: Option<i64>,
    /// Browsers that signed in before this moment count as unknown ones; none when all of them are trusted.
    pub devices_from: Option<i64>,
}

impl Person {
    /// The language of their mail, once they or their browser have named one.
    pub fn language(&self) -> Option<Language> {
        self.language.as_deref().and_then(|code| code.parse().ok())
    }
}

/// What is known of somebody new.
#[derive(Debug, Clone)]
pub struct NewPerson<'a> {
    pub id: PersonId,
    pub email: &'a Email,
    pub name: &'a str,
    pub role: Role,
    pub zone: Option<&'a str>,
    pub password_hash: Option<&'a str>,
    pub now: Time,
    /// Whether the address is proven at this moment.
    pub proven: bool,
}

/// The person with this id.
pub async fn by_id(tx: &mut Tx, id: PersonId) -> Result<Option<Person>> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Person>("SELECT * FROM person WHERE id = $1").bind(id.to_string()).fetch_optional(c).await
    })?)
}

/// The person with this address.
pub async fn by_email(tx: &mut Tx, email: &Email) -> Result<Option<Person>> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Person>("SELECT * FROM person WHERE email = $1")
            .bind(email.as_str())
            .fetch_optional(c)
            .await
    })?)
}

/// Everybody, the highest roles first is the caller's business: here by name.
pub async fn all(tx: &mut Tx) -> Result<Vec<Person>> {
    Ok(list!(tx, "people", Person, "SELECT * FROM person ORDER BY name, email")?.rows)
}

/// How many people have this role.
pub async fn count_with_role(tx: &mut Tx, role: Role) -> Result<i64> {
    Ok(on!(tx, c => {
        sqlx::query_scalar::<DB, i64>("SELECT COUNT(*) FROM person WHERE role = $1")
            .bind(role.as_str())
            .fetch_one(c)
            .await
    })?)
}

/// Adds somebody; `Error::Taken` when the address has an account.
pub async fn insert(tx: &mut Tx, new: &NewPerson<'_>) -> Result<Person> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Person>(
            "INSERT INTO person (id, email, name, role, zone, password_hash, created_at, proven_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *",
        )
        .bind(new.id.to_string())
        .bind(new.email.as_str())
        .bind(new.name)
        .bind(new.role.as_str())
        .bind(new.zone)
        .bind(new.password_hash)
        .bind(new.now.millis())
        .bind(new.proven.then_some(new.now.millis()))
        .fetch_one(c)
        .await
    })?)
}

/// Adds somebody, or finds whoever has the address already and leaves them as they are.
pub async fn insert_or_find(tx: &mut Tx, new: &NewPerson<'_>) -> Result<Person> {
    let added = on!(&mut *tx, c => {
        sqlx::query_as::<DB, Person>(
            "INSERT INTO person (id, email, name, role, zone, password_hash, created_at, proven_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (email) DO NOTHING RETURNING *",
        )
        .bind(new.id.to_string())
        .bind(new.email.as_str())
        .bind(new.name)
        .bind(new.role.as_str())
        .bind(new.zone)
        .bind(new.password_hash)
        .bind(new.now.millis())
        .bind(new.proven.then_some(new.now.millis()))
        .fetch_optional(c)
        .await
    })?;
    match added {
        Some(person) => Ok(person),
        None => Ok(on!(tx, c => {
            sqlx::query_as::<DB, Person>("SELECT * FROM person WHERE email = $1").bind(new.email.as_str()).fetch_one(c).await
        })?),
    }
}

/// Notes that the address is proven; a guest becomes a member. What they did as a guest is theirs already.
pub async fn prove(tx: &mut Tx, id: PersonId, now: Time) -> Result<()> {
    run!(
        tx,
        "UPDATE person SET proven_at = COALESCE(proven_at, $2),
                 role = CASE WHEN role = 'guest' THEN 'member' ELSE role END
             WHERE id = $1",
        id.to_string(),
        now.millis()
    )?;
    Ok(())
}

/// Notes the language of somebody's mail, unless there is one already.
pub async fn note_language(tx: &mut Tx, id: PersonId, language: Language) -> Result<()> {
    run!(
        tx,
        "UPDATE person SET language = COALESCE(language, $2) WHERE id = $1",
        id.to_string(),
        language.as_str()
    )?;
    Ok(())
}

/// What a profile form sets.
#[derive(Debug, Clone)]
pub struct Profile<'a> {
    pub name: &'a str,
    pub zone: Option<&'a str>,
    pub language: Option<Language>,
    pub hour_cycle: Option<&'a str>,
    pub theme: Option<&'a str>,
    pub extra_time: i64,
}

pub async fn set_profile(tx: &mut Tx, id: PersonId, profile: &Profile<'_>) -> Result<()> {
    run!(
        tx,
        "UPDATE person SET name = $2, zone = $3, hour_cycle = $4, theme = $5, extra_time = $6,
             language = $7 WHERE id = $1",
        id.to_string(),
        profile.name,
        profile.zone,
        profile.hour_cycle,
        profile.theme,
        profile.extra_time,
        profile.language.map(Language::as_str)
    )?;
    Ok(())
}

/// Sets, or with `None` removes, the password.
pub async fn set_password(tx: &mut Tx, id: PersonId, hash: Option<&str>) -> Result<()> {
    run!(tx, "UPDATE person SET password_hash = $2 WHERE id = $1", id.to_string(), hash)?;
    Ok(())
}

/// Changes the address; `Error::Taken` when another account has it.
pub async fn set_email(tx: &mut Tx, id: PersonId, email: &Email) -> Result<()> {
    run!(tx, "UPDATE person SET email = $2 WHERE id = $1", id.to_string(), email.as_str())?;
    Ok(())
}

/// Browsers that signed in to this account before `now` count as unknown ones from now on.
pub async fn forget_devices(tx: &mut Tx, id: PersonId, now: Time) -> Result<()> {
    run!(tx, "UPDATE person SET devices_from = $2 WHERE id = $1", id.to_string(), now.millis())?;
    Ok(())
}

/// The person as they are now, and as they stay until this transaction ends: everybody else who wants to change them,
/// or what is counted for them, waits.
pub async fn hold(tx: &mut Tx, id: PersonId) -> Result<Option<Person>> {
    // A transaction for writing is alone on SQLite.
    let lock = if matches!(tx, Tx::Postgres(_)) { "FOR NO KEY UPDATE" } else { "" };
    let sql = format!("SELECT * FROM person WHERE id = $1 {lock}");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Person>(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(c).await
    })?)
}

/// Takes the account back from whoever changed its address: it has `email` again and no password, and browsers that
/// signed in before `now` are unknown ones. `Error::Taken` when another account has the address.
pub async fn restore(tx: &mut Tx, id: PersonId, email: &Email, now: Time) -> Result<()> {
    run!(
        tx,
        "UPDATE person SET email = $2, password_hash = NULL, devices_from = $3 WHERE id = $1",
        id.to_string(),
        email.as_str(),
        now.millis()
    )?;
    Ok(())
}

/// Changes a role, unless that would leave the community without an admin. Whether it did.
pub async fn set_role(tx: &mut Tx, id: PersonId, role: Role) -> Result<bool> {
    // Holds every admin's row: of two admins who step down at once on PostgreSQL, the second must see the first.
    run!(&mut *tx, "UPDATE person SET role = role WHERE role = 'admin'")?;
    let changed = run!(
        tx,
        "UPDATE person SET role = $2 WHERE id = $1 AND (role <> 'admin' OR $2 = 'admin'
                 OR (SELECT COUNT(*) FROM person WHERE role = 'admin') > 1)",
        id.to_string(),
        role.as_str()
    )?;
    Ok(changed == 1)
}

//! Signed-in browsers.

use convene_domain::Time;
use convene_domain::id::{PersonId, SessionId};

use super::person::Person;
use crate::{Result, Tx};

/// A session as its owner sees it: without the secret.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Session {
    #[sqlx(try_from = "String")]
    pub id: SessionId,
    #[sqlx(try_from = "String")]
    pub person_id: PersonId,
    pub agent: String,
    #[sqlx(try_from = "i64")]
    pub created_at: Time,
    #[sqlx(try_from = "i64")]
    pub seen_at: Time,
    #[sqlx(try_from = "i64")]
    pub expires_at: Time,
}

#[derive(Debug, Clone)]
pub struct NewSession<'a> {
    pub id: SessionId,
    /// SHA-256 of the secret, in hex.
    pub token_hash: &'a str,
    pub person_id: PersonId,
    /// SHA-256 of the browser's own secret, in hex.
    pub browser_hash: &'a str,
    pub agent: &'a str,
    pub now: Time,
    pub expires_at: Time,
}

pub async fn insert(tx: &mut Tx, new: &NewSession<'_>) -> Result<()> {
    run!(
        tx,
        "INSERT INTO session (id, token_hash, person_id, agent, created_at, seen_at, expires_at, browser_hash)
             VALUES ($1, $2, $3, $4, $5, $5, $6, $7)",
        new.id.to_string(),
        new.token_hash,
        new.person_id.to_string(),
        new.agent,
        new.now.millis(),
        new.expires_at.millis(),
        new.browser_hash
    )?;
    Ok(())
}

/// A living session and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Signed {
    #[sqlx(try_from = "String")]
    pub session_id: SessionId,
    #[sqlx(try_from = "i64")]
    pub session_seen_at: Time,
    #[sqlx(flatten)]
    pub person: Person,
}

/// Who holds the secret with this hash, unless the session is over.
pub async fn by_token(tx: &mut Tx, token_hash: &str, now: Time) -> Result<Option<Signed>> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Signed>(
            "SELECT session.id AS session_id, session.seen_at AS session_seen_at, person.*
             FROM session JOIN person ON person.id = session.person_id
             WHERE session.token_hash = $1 AND session.expires_at > $2",
        )
        .bind(token_hash)
        .bind(now.millis())
        .fetch_optional(c)
        .await
    })?)
}

/// Whose session was started last in this browser, living or over.
pub async fn last_of_browser(tx: &mut Tx, browser_hash: &str) -> Result<Option<PersonId>> {
    let id = on!(tx, c => {
        sqlx::query_scalar::<DB, String>(
            "SELECT person_id FROM session WHERE browser_hash = $1 ORDER BY created_at DESC, id DESC LIMIT 1",
        )
        .bind(browser_hash)
        .fetch_optional(c)
        .await
    })?;
    Ok(id.and_then(|id| id.parse().ok()))
}

/// Notes that the session was used, which prolongs it. One that has ended meanwhile stays so.
pub async fn touch(tx: &mut Tx, id: SessionId, now: Time, expires_at: Time) -> Result<()> {
    run!(
        tx,
        "UPDATE session SET seen_at = $2, expires_at = $3 WHERE id = $1 AND expires_at > $2",
        id.to_string(),
        now.millis(),
        expires_at.millis()
    )?;
    Ok(())
}

/// When whoever has this session last showed who they are: at the sign-in, or later. None when it is over.
pub async fn proven_at(tx: &mut Tx, id: SessionId, now: Time) -> Result<Option<Time>> {
    let at = on!(tx, c => {
        sqlx::query_scalar::<DB, i64>(
            "SELECT COALESCE(proven_at, created_at) FROM session WHERE id = $1 AND expires_at > $2",
        )
        .bind(id.to_string())
        .bind(now.millis())
        .fetch_optional(c)
        .await
    })?;
    Ok(at.map(Time::from_millis))
}

/// Notes that whoever has this session has just shown who they are.
pub async fn prove(tx: &mut Tx, id: SessionId, now: Time) -> Result<()> {
    run!(tx, "UPDATE session SET proven_at = $2 WHERE id = $1", id.to_string(), now.millis())?;
    Ok(())
}

/// Living sessions of a person, last used first.
pub async fn of_person(tx: &mut Tx, person: PersonId, now: Time) -> Result<Vec<Session>> {
    Ok(list!(
        tx,
        "sessions",
        Session,
        "SELECT id, person_id, agent, created_at, seen_at, expires_at FROM session
             WHERE person_id = $1 AND expires_at > $2 ORDER BY seen_at DESC, id DESC",
        person.to_string(),
        now.millis()
    )?
    .rows)
}

/// Ends one session of this person. Whether there was one. Its row stays for a while: it says whose form it was that
/// comes in too late.
pub async fn end(tx: &mut Tx, person: PersonId, id: SessionId, now: Time) -> Result<bool> {
    let ended = run!(
        tx,
        "UPDATE session SET expires_at = $3 WHERE id = $1 AND person_id = $2 AND expires_at > $3",
        id.to_string(),
        person.to_string(),
        now.millis()
    )?;
    Ok(ended == 1)
}

/// Ends every session of this person but `keep`. How many.
pub async fn end_others(tx: &mut Tx, person: PersonId, keep: Option<SessionId>, now: Time) -> Result<u64> {
    Ok(run!(
        tx,
        "UPDATE session SET expires_at = $3 WHERE person_id = $1 AND id <> $2 AND expires_at > $3",
        person.to_string(),
        keep.map(|id| id.to_string()).unwrap_or_default(),
        now.millis()
    )?)
}

/// Forgets sessions that ended before `before`. How many.
pub async fn purge(tx: &mut Tx, before: Time) -> Result<u64> {
    Ok(run!(tx, "DELETE FROM session WHERE expires_at <= $1", before.millis())?)
}

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
    pub agent: &'a str,
    pub now: Time,
    pub expires_at: Time,
}

pub async fn insert(tx: &mut Tx, new: &NewSession<'_>) -> Result<()> {
    run!(
        tx,
        "INSERT INTO session (id, token_hash, person_id, agent, created_at, seen_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $5, $6)",
        new.id.to_string(),
        new.token_hash,
        new.person_id.to_string(),
        new.agent,
        new.now.millis(),
        new.expires_at.millis()
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

/// Notes that the session was used, which prolongs it.
pub async fn touch(tx: &mut Tx, id: SessionId, now: Time, expires_at: Time) -> Result<()> {
    run!(
        tx,
        "UPDATE session SET seen_at = $2, expires_at = $3 WHERE id = $1",
        id.to_string(),
        now.millis(),
        expires_at.millis()
    )?;
    Ok(())
}

/// Living sessions of a person, last used first.
pub async fn of_person(tx: &mut Tx, person: PersonId, now: Time) -> Result<Vec<Session>> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Session>(
            "SELECT id, person_id, agent, created_at, seen_at, expires_at FROM session
             WHERE person_id = $1 AND expires_at > $2 ORDER BY seen_at DESC, id DESC",
        )
        .bind(person.to_string())
        .bind(now.millis())
        .fetch_all(c)
        .await
    })?)
}

/// Ends one session of this person. Whether there was one.
pub async fn end(tx: &mut Tx, person: PersonId, id: SessionId) -> Result<bool> {
    let ended =
        run!(tx, "DELETE FROM session WHERE id = $1 AND person_id = $2", id.to_string(), person.to_string())?;
    Ok(ended == 1)
}

/// Ends every session of this person but `keep`. How many.
pub async fn end_others(tx: &mut Tx, person: PersonId, keep: Option<SessionId>) -> Result<u64> {
    Ok(run!(
        tx,
        "DELETE FROM session WHERE person_id = $1 AND id <> $2",
        person.to_string(),
        keep.map(|id| id.to_string()).unwrap_or_default()
    )?)
}

/// Forgets sessions that are over. How many.
pub async fn purge(tx: &mut Tx, now: Time) -> Result<u64> {
    Ok(run!(tx, "DELETE FROM session WHERE expires_at <= $1", now.millis())?)
}

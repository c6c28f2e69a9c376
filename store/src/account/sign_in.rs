//! Requests to sign in by e-mail: a code to type and a link to open, for the browser that asked.

use convene_domain::Time;
use convene_domain::id::{PersonId, SessionId, SignInId};

use crate::{Result, Tx};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SignIn {
    #[sqlx(try_from = "String")]
    pub id: SignInId,
    pub email: String,
    pub name: Option<String>,
    pub code_hash: String,
    pub link_hash: String,
    pub browser_hash: String,
    pub next: Option<String>,
    /// The person whose address this becomes; none when it is a sign-in.
    pub change_for: Option<String>,
    /// The session that this code proves anew; none when it is a sign-in or a change of address.
    pub proves_session: Option<String>,
    pub tries: i64,
    #[sqlx(try_from = "i64")]
    pub created_at: Time,
    #[sqlx(try_from = "i64")]
    pub expires_at: Time,
}

/// Stores a request.
pub async fn insert(tx: &mut Tx, new: &SignIn) -> Result<()> {
    run!(
        tx,
        "INSERT INTO sign_in (id, email, name, code_hash, link_hash, browser_hash, next, change_for,
                              proves_session, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        new.id.to_string(),
        &new.email,
        &new.name,
        &new.code_hash,
        &new.link_hash,
        &new.browser_hash,
        &new.next,
        &new.change_for,
        &new.proves_session,
        new.created_at.millis(),
        new.expires_at.millis()
    )?;
    Ok(())
}

/// The newest request of this browser that can still be used: to sign in, or to change the address of `change_for`.
pub async fn newest_of_browser(
    tx: &mut Tx,
    browser_hash: &str,
    change_for: Option<PersonId>,
    now: Time,
) -> Result<Option<SignIn>> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, SignIn>(
            "SELECT * FROM sign_in WHERE browser_hash = $1 AND used_at IS NULL AND expires_at > $2
                 AND COALESCE(change_for, '') = $3 AND proves_session IS NULL
             ORDER BY created_at DESC, id DESC LIMIT 1",
        )
        .bind(browser_hash)
        .bind(now.millis())
        .bind(change_for.map(|id| id.to_string()).unwrap_or_default())
        .fetch_optional(c)
        .await
    })?)
}

/// The newest code that can still prove this session.
pub async fn newest_of_session(tx: &mut Tx, session: SessionId, now: Time) -> Result<Option<SignIn>> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, SignIn>(
            "SELECT * FROM sign_in WHERE proves_session = $1 AND used_at IS NULL AND expires_at > $2
             ORDER BY created_at DESC, id DESC LIMIT 1",
        )
        .bind(session.to_string())
        .bind(now.millis())
        .fetch_optional(c)
        .await
    })?)
}

/// The request a link belongs to, if it can still be used.
pub async fn by_link(tx: &mut Tx, link_hash: &str, now: Time) -> Result<Option<SignIn>> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, SignIn>(
            "SELECT * FROM sign_in WHERE link_hash = $1 AND used_at IS NULL AND expires_at > $2
                 AND proves_session IS NULL",
        )
        .bind(link_hash)
        .bind(now.millis())
        .fetch_optional(c)
        .await
    })?)
}

/// Counts a try at the code. Whether it is still within `most`.
pub async fn count_try(tx: &mut Tx, id: SignInId, most: i64) -> Result<bool> {
    let counted =
        run!(tx, "UPDATE sign_in SET tries = tries + 1 WHERE id = $1 AND tries < $2", id.to_string(), most)?;
    Ok(counted == 1)
}

/// Uses the request up, together with all others for its address. Whether it was still unused.
pub async fn use_up(tx: &mut Tx, id: SignInId, now: Time) -> Result<bool> {
    let used = run!(
        tx,
        "UPDATE sign_in SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > $2",
        id.to_string(),
        now.millis()
    )?;
    run!(
        tx,
        "UPDATE sign_in SET used_at = $2 WHERE used_at IS NULL
                 AND email = (SELECT email FROM sign_in WHERE id = $1)",
        id.to_string(),
        now.millis()
    )?;
    Ok(used == 1)
}

/// Forgets requests that ended before `before`. How many.
pub async fn purge(tx: &mut Tx, before: Time) -> Result<u64> {
    Ok(run!(tx, "DELETE FROM sign_in WHERE expires_at <= $1", before.millis())?)
}

//! Registrations of guests who have yet to confirm by e-mail: at most one per address and workshop.

use convene_domain::id::{RegistrationId, WorkshopId};
use convene_domain::{Language, Time};

use crate::rows::Rows;
use crate::{Result, Tx};

/// A request as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Request {
    /// Becomes the registration's.
    #[sqlx(try_from = "String")]
    pub id: RegistrationId,
    /// Shared by all dates of one form.
    #[sqlx(try_from = "String")]
    pub request_id: RegistrationId,
    #[sqlx(try_from = "String")]
    pub workshop_id: WorkshopId,
    pub email: String,
    pub name: String,
    /// Answers by question id, as JSON.
    pub answers: String,
    /// IANA name of the browser it was made with.
    pub zone: Option<String>,
    /// What that browser preferred: `en` or `de`.
    pub language: Option<String>,
    pub whole_series: bool,
    /// Whether one of the workshop's seats is held for it.
    pub seat: bool,
    #[sqlx(try_from = "i64")]
    pub expires_at: Time,
    #[sqlx(try_from = "i64")]
    pub created_at: Time,
    /// When the last letter asked to confirm it.
    #[sqlx(try_from = "i64")]
    pub mailed_at: Time,
}

impl Request {
    pub fn language(&self) -> Option<Language> {
        self.language.as_deref().and_then(|code| code.parse().ok())
    }
}

/// Columns in the order of [`Request`].
const COLUMNS: &str = "id, request_id, workshop_id, email, name, answers, zone, language, whole_series, seat, \
    expires_at, created_at, mailed_at";

/// Stores a request. Whether there was none of this address for this workshop: one that is there stays as it is.
///
/// Counts no seat: that is [`super::seats`]' business.
pub async fn insert(tx: &mut Tx, new: &Request) -> Result<bool> {
    let stored = run!(
        tx,
        "INSERT INTO registration_request (id, request_id, workshop_id, email, name, answers, zone, language,
             whole_series, seat, expires_at, created_at, mailed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (workshop_id, email) DO NOTHING",
        new.id.to_string(),
        new.request_id.to_string(),
        new.workshop_id.to_string(),
        new.email.as_str(),
        new.name.as_str(),
        new.answers.as_str(),
        new.zone.as_deref(),
        new.language.as_deref(),
        new.whole_series,
        new.seat,
        new.expires_at.millis(),
        new.created_at.millis(),
        new.mailed_at.millis()
    )?;
    Ok(stored == 1)
}

/// What one form asked for and nobody has confirmed yet, in the order in which its workshops are held.
pub async fn of_form(tx: &mut Tx, request: RegistrationId) -> Result<Vec<Request>> {
    let sql =
        format!("SELECT {COLUMNS} FROM registration_request WHERE request_id = $1 ORDER BY workshop_id, id");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Request>(sqlx::AssertSqlSafe(sql)).bind(request.to_string()).fetch_all(c).await
    })?)
}

/// The request of an address for a workshop.
pub async fn of_email(tx: &mut Tx, workshop: WorkshopId, email: &str) -> Result<Option<Request>> {
    let sql = format!("SELECT {COLUMNS} FROM registration_request WHERE workshop_id = $1 AND email = $2");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Request>(sqlx::AssertSqlSafe(sql))
            .bind(workshop.to_string())
            .bind(email)
            .fetch_optional(c)
            .await
    })?)
}

/// All requests for a workshop, the earliest first.
pub async fn of_workshop(tx: &mut Tx, workshop: WorkshopId) -> Result<Rows<Request>> {
    let sql =
        format!("SELECT {COLUMNS} FROM registration_request WHERE workshop_id = $1 ORDER BY created_at, id");
    Ok(list!(tx, "requests of a workshop", Request, sqlx::AssertSqlSafe(sql), workshop.to_string())?)
}

/// Holds a seat until `expires_at` for a request that was stored without one. The request as it is then; none when there
/// is none, or it has a seat.
///
/// Counts no seat: that is [`super::seats`]' business.
pub async fn hold_seat(
    tx: &mut Tx,
    workshop: WorkshopId,
    email: &str,
    expires_at: Time,
) -> Result<Option<Request>> {
    let sql = format!(
        "UPDATE registration_request SET seat = TRUE, expires_at = $3
         WHERE workshop_id = $1 AND email = $2 AND seat = FALSE RETURNING {COLUMNS}"
    );
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Request>(sqlx::AssertSqlSafe(sql))
            .bind(workshop.to_string())
            .bind(email)
            .bind(expires_at.millis())
            .fetch_optional(c)
            .await
    })?)
}

/// Remembers that a letter asks to confirm what this form asked for.
pub async fn mailed(tx: &mut Tx, request: RegistrationId, now: Time) -> Result<()> {
    run!(
        tx,
        "UPDATE registration_request SET mailed_at = $2 WHERE request_id = $1",
        request.to_string(),
        now.millis()
    )?;
    Ok(())
}

/// Deletes a request of a workshop: it was confirmed, withdrawn, removed or has lapsed. Whether a seat was held for it;
/// none when somebody else was first. Reads nothing else of the row, so that one that cannot be read can be deleted.
///
/// Frees no seat: that is [`super::seats`]' business.
pub async fn delete(tx: &mut Tx, workshop: WorkshopId, id: &str) -> Result<Option<bool>> {
    Ok(on!(tx, c => {
        sqlx::query_scalar::<DB, bool>(
            "DELETE FROM registration_request WHERE workshop_id = $1 AND id = $2 RETURNING seat",
        )
        .bind(workshop.to_string())
        .bind(id)
        .fetch_optional(c)
        .await
    })?)
}

/// The same for the request of an address.
pub async fn delete_of_email(tx: &mut Tx, workshop: WorkshopId, email: &str) -> Result<Option<bool>> {
    Ok(on!(tx, c => {
        sqlx::query_scalar::<DB, bool>(
            "DELETE FROM registration_request WHERE workshop_id = $1 AND email = $2 RETURNING seat",
        )
        .bind(workshop.to_string())
        .bind(email)
        .fetch_optional(c)
        .await
    })?)
}

/// Workshops with requests that have lapsed, by their ids, those after `after`, at most `most`. The start ends every
/// request, also when it was moved after the request was made.
pub async fn with_lapsed(
    tx: &mut Tx,
    now: Time,
    after: Option<WorkshopId>,
    most: i64,
) -> Result<Rows<WorkshopId>> {
    let ids = on!(tx, c => {
        sqlx::query_scalar::<DB, String>(
            "SELECT DISTINCT request.workshop_id FROM registration_request request
             JOIN workshop ON workshop.id = request.workshop_id
             WHERE (request.expires_at <= $1 OR workshop.starts_at <= $1) AND request.workshop_id > $2
             ORDER BY request.workshop_id LIMIT $3",
        )
        .bind(now.millis())
        .bind(after.map(|id| id.to_string()).unwrap_or_default())
        .bind(most)
        .fetch_all(c)
        .await
    })?;
    Ok(Rows::ids("workshops with requests that lapsed", ids))
}

/// Ids of the requests for a workshop that have lapsed, by their end or by the start, the earliest first: as they are
/// stored, for one that is no id must lapse as well.
pub async fn lapsed(tx: &mut Tx, workshop: WorkshopId, now: Time) -> Result<Vec<String>> {
    Ok(on!(tx, c => {
        sqlx::query_scalar::<DB, String>(
            "SELECT request.id FROM registration_request request
             JOIN workshop ON workshop.id = request.workshop_id
             WHERE request.workshop_id = $1 AND (request.expires_at <= $2 OR workshop.starts_at <= $2)
             ORDER BY request.expires_at, request.id",
        )
        .bind(workshop.to_string())
        .bind(now.millis())
        .fetch_all(c)
        .await
    })?)
}

//! The waiting line of a workshop: `waiting` counts who is in it, `queue` is the last number given out.

use convene_domain::Time;
use convene_domain::id::WorkshopId;

use super::registration::{COLUMNS, MEMBER, Member};
use crate::{Result, Rows, Tx};

/// Adds somebody at the end of the line: their number. None when the workshop is not published.
pub async fn join(tx: &mut Tx, id: WorkshopId) -> Result<Option<i64>> {
    Ok(on!(tx, c => {
        sqlx::query_scalar::<DB, i64>(
            "UPDATE workshop SET waiting = waiting + 1, queue = queue + 1 WHERE id = $1 AND state = 'published'
             RETURNING queue",
        )
        .bind(id.to_string())
        .fetch_optional(c)
        .await
    })?)
}

/// Adds somebody who had a number before, in the place of that number. Whether the workshop is published.
pub async fn rejoin(tx: &mut Tx, id: WorkshopId) -> Result<bool> {
    let sql = "UPDATE workshop SET waiting = waiting + 1 WHERE id = $1 AND state = 'published'";
    Ok(run!(tx, sql, id.to_string())? == 1)
}

/// Lets no offer of a workshop stand longer than `until`. How many were shortened.
pub async fn shorten_offers(tx: &mut Tx, id: WorkshopId, until: Time, now: Time) -> Result<u64> {
    Ok(run!(
        tx,
        "UPDATE registration SET offer_until = $2, updated_at = $3
         WHERE workshop_id = $1 AND state = 'offered' AND offer_until > $2",
        id.to_string(),
        until.millis(),
        now.millis()
    )?)
}

/// Takes somebody out of the line. Whether anybody was in it.
pub async fn leave(tx: &mut Tx, id: WorkshopId) -> Result<bool> {
    let changed =
        run!(tx, "UPDATE workshop SET waiting = waiting - 1 WHERE id = $1 AND waiting > 0", id.to_string())?;
    Ok(changed == 1)
}

/// Turns one place in line into one seat. Whether a seat is free, somebody waits and the start is ahead.
pub async fn advance(tx: &mut Tx, id: WorkshopId, now: Time) -> Result<bool> {
    let changed = run!(
        tx,
        "UPDATE workshop SET taken = taken + 1, waiting = waiting - 1
         WHERE id = $1 AND state = 'published' AND starts_at > $2 AND waiting > 0
             AND (capacity IS NULL OR taken < capacity)",
        id.to_string(),
        now.millis()
    )?;
    Ok(changed == 1)
}

/// How many of those who wait are read to find the next: more than are ever unreadable.
const CANDIDATES: i64 = 10;

/// Who has waited longest, the first of a few. One whose row cannot be read keeps the place and holds up nobody behind.
pub async fn next(tx: &mut Tx, id: WorkshopId) -> Result<Rows<Member>> {
    let sql = format!(
        "SELECT {COLUMNS}, {MEMBER} FROM registration JOIN person ON person.id = registration.person_id
         WHERE registration.workshop_id = $1 AND registration.state = 'waiting'
         ORDER BY registration.number LIMIT $2"
    );
    Ok(list!(tx, "people in line", Member, sqlx::AssertSqlSafe(sql), id.to_string(), CANDIDATES)?)
}

/// How many in line have a smaller number.
pub async fn ahead_of(tx: &mut Tx, id: WorkshopId, number: i64) -> Result<i64> {
    Ok(on!(tx, c => {
        sqlx::query_scalar::<DB, i64>(
            "SELECT COUNT(*) FROM registration WHERE workshop_id = $1 AND state = 'waiting' AND number < $2",
        )
        .bind(id.to_string())
        .bind(number)
        .fetch_one(c)
        .await
    })?)
}

/// Published workshops with offers that have ended, by their ids, at most `most` from the one behind `after` on: whoever
/// takes page after page meets each of them. The start ends every offer, also when it was moved after the offer was
/// made.
pub async fn with_ended_offers(
    tx: &mut Tx,
    now: Time,
    after: Option<WorkshopId>,
    most: i64,
) -> Result<Rows<WorkshopId>> {
    let ids = on!(tx, c => {
        sqlx::query_scalar::<DB, String>(
            "SELECT DISTINCT registration.workshop_id FROM registration
             JOIN workshop ON workshop.id = registration.workshop_id
             WHERE registration.offer_until IS NOT NULL AND registration.state = 'offered'
                 AND (registration.offer_until <= $1 OR workshop.starts_at <= $1) AND workshop.state = 'published'
                 AND registration.workshop_id > $2
             ORDER BY registration.workshop_id LIMIT $3",
        )
        .bind(now.millis())
        .bind(after.map(|id| id.to_string()).unwrap_or_default())
        .bind(most)
        .fetch_all(c)
        .await
    })?;
    Ok(Rows::ids("workshops with ended offers", ids))
}

/// Offers of a workshop that have ended, by their ends or by the start, the earliest first.
pub async fn ended_offers(tx: &mut Tx, id: WorkshopId, now: Time) -> Result<Rows<Member>> {
    let sql = format!(
        "SELECT {COLUMNS}, {MEMBER} FROM registration JOIN person ON person.id = registration.person_id
         JOIN workshop ON workshop.id = registration.workshop_id
         WHERE registration.workshop_id = $1 AND registration.state = 'offered'
             AND (registration.offer_until <= $2 OR workshop.starts_at <= $2)
         ORDER BY registration.offer_until, registration.id"
    );
    Ok(list!(tx, "ended offers", Member, sqlx::AssertSqlSafe(sql), id.to_string(), now.millis())?)
}

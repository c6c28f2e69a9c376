//! The outbox: what must happen later or elsewhere, mail above all.

use convene_domain::Time;
use convene_domain::id::OutboxId;

use crate::{Result, Rows, Tx};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Item {
    #[sqlx(try_from = "String")]
    pub id: OutboxId,
    pub kind: String,
    pub recipient: String,
    /// JSON, its shape decided by `kind`.
    pub payload: String,
    /// `waiting`, `done`, `kept` or `dead`.
    pub state: String,
    #[sqlx(try_from = "i64")]
    pub due_at: Time,
    pub attempts: i64,
    pub last_error: Option<String>,
    #[sqlx(try_from = "i64")]
    pub created_at: Time,
    pub done_at: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct NewItem<'a> {
    pub id: OutboxId,
    pub kind: &'a str,
    pub recipient: &'a str,
    pub payload: &'a str,
    pub due_at: Time,
    pub now: Time,
}

/// Adds an item that takes its turn.
pub async fn insert(tx: &mut Tx, new: &NewItem<'_>) -> Result<()> {
    add(tx, new, 1).await
}

/// Adds an item somebody sits and waits for: it goes before all that take their turn.
pub async fn insert_urgent(tx: &mut Tx, new: &NewItem<'_>) -> Result<()> {
    add(tx, new, 0).await
}

async fn add(tx: &mut Tx, new: &NewItem<'_>, turn: i64) -> Result<()> {
    run!(
        tx,
        "INSERT INTO outbox (id, kind, recipient, payload, state, due_at, created_at, turn)
             VALUES ($1, $2, $3, $4, 'waiting', $5, $6, $7)",
        new.id.to_string(),
        new.kind,
        new.recipient,
        new.payload,
        new.due_at.millis(),
        new.now.millis(),
        turn
    )?;
    Ok(())
}

/// Takes up to `most` due items for delivery until `lease_until`, the urgent ones first; nobody else gets them before.
/// A worker that dies gives them back that way. Those that cannot be read are leased too: they are given up by [`give_up`].
pub async fn lease(tx: &mut Tx, now: Time, lease_until: Time, most: i64) -> Result<Rows<Item>> {
    Ok(list!(
        tx,
        "mail to deliver",
        Item,
        "UPDATE outbox SET lease_until = $2, attempts = attempts + 1
             WHERE state = 'waiting' AND due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)
               AND id IN (
                 SELECT id FROM outbox WHERE state = 'waiting' AND due_at <= $1
                     AND (lease_until IS NULL OR lease_until <= $1)
                 ORDER BY turn, due_at, id LIMIT $3)
             RETURNING *",
        now.millis(),
        lease_until.millis(),
        most
    )?)
}

/// Gives items up that [`lease`] could not read, by the text of their ids, so that they stand in nobody's way. How many.
pub async fn give_up(tx: &mut Tx, unreadable: &[String], error: &str, now: Time) -> Result<u64> {
    let mut given_up = 0;
    for id in unreadable {
        given_up += run!(
            &mut *tx,
            "UPDATE outbox SET state = 'dead', last_error = $2, done_at = $3, lease_until = NULL
             WHERE id = $1 AND state = 'waiting'",
            id.as_str(),
            error,
            now.millis()
        )?;
    }
    Ok(given_up)
}

/// How an item ended.
#[derive(Debug, Clone, Copy)]
pub struct Ending<'a> {
    /// `done`, `kept` or `dead`.
    pub state: &'a str,
    /// Where it went in the end: addresses change while things wait.
    pub recipient: &'a str,
    /// What stays readable.
    pub payload: &'a str,
    pub error: Option<&'a str>,
}

/// Ends an item.
pub async fn finish(tx: &mut Tx, id: OutboxId, ending: &Ending<'_>, now: Time) -> Result<()> {
    run!(
        tx,
        "UPDATE outbox SET state = $2, recipient = $3, payload = $4, last_error = $5, done_at = $6, \
         lease_until = NULL WHERE id = $1",
        id.to_string(),
        ending.state,
        ending.recipient,
        ending.payload,
        ending.error,
        now.millis()
    )?;
    Ok(())
}

/// Puts a failed item back until `due_at`.
pub async fn postpone(tx: &mut Tx, id: OutboxId, due_at: Time, error: &str) -> Result<()> {
    run!(
        tx,
        "UPDATE outbox SET due_at = $2, last_error = $3, lease_until = NULL WHERE id = $1",
        id.to_string(),
        due_at.millis(),
        error
    )?;
    Ok(())
}

/// Puts dead and kept items of this kind back to be tried at once. Whether there was such an item.
pub async fn retry(tx: &mut Tx, id: OutboxId, now: Time) -> Result<bool> {
    let found = run!(
        tx,
        "UPDATE outbox SET state = 'waiting', due_at = $2, attempts = 0, done_at = NULL
             WHERE id = $1 AND state IN ('dead', 'kept')",
        id.to_string(),
        now.millis()
    )?;
    Ok(found == 1)
}

/// Puts every dead item of these kinds back to be tried at once. How many. `kinds` is `|mail|workshop|`.
pub async fn retry_dead(tx: &mut Tx, kinds: &str, now: Time) -> Result<u64> {
    Ok(run!(
        tx,
        "UPDATE outbox SET state = 'waiting', due_at = $2, attempts = 0, done_at = NULL
             WHERE state = 'dead' AND $1 LIKE '%|' || kind || '|%'",
        kinds,
        now.millis()
    )?)
}

/// What became of an item: its state, or `dropped` where it ended without a mail, because it was no longer true. Only
/// mails hold their words from the start; all else gets its `content` when it is put into words.
const BECAME: &str = "CASE WHEN state = 'done' AND kind <> 'mail' AND payload NOT LIKE '%\"content\":{%' \
    THEN 'dropped' ELSE state END";

/// Items of these kinds, newest first, of every state or of one or `dropped`, from the one after the first `skipped`
/// on. `kinds` is `|mail|workshop|`.
pub async fn listed(
    tx: &mut Tx,
    kinds: &str,
    state: Option<&str>,
    skipped: i64,
    most: i64,
) -> Result<Vec<Item>> {
    let sql = format!(
        "SELECT * FROM outbox WHERE $1 LIKE '%|' || kind || '|%' AND ($2 = '' OR {BECAME} = $2)
         ORDER BY created_at DESC, id DESC LIMIT $3 OFFSET $4"
    );
    Ok(list!(tx, "mail", Item, sqlx::AssertSqlSafe(sql), kinds, state.unwrap_or_default(), most, skipped)?
        .rows)
}

/// How many items of these kinds are in each state; those that ended without a mail are `dropped`. `kinds` is
/// `|mail|workshop|`.
pub async fn count_by_state(tx: &mut Tx, kinds: &str) -> Result<Vec<(String, i64)>> {
    let sql = format!(
        "SELECT became, COUNT(*) FROM (SELECT {BECAME} AS became FROM outbox WHERE $1 LIKE '%|' || kind || '|%') \
         AS items GROUP BY became"
    );
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, (String, i64)>(sqlx::AssertSqlSafe(sql)).bind(kinds).fetch_all(c).await
    })?)
}

/// The newest items of a kind.
pub async fn newest(tx: &mut Tx, kind: &str, most: i64) -> Result<Vec<Item>> {
    Ok(list!(
        tx,
        "mail",
        Item,
        "SELECT * FROM outbox WHERE kind = $1 ORDER BY created_at DESC, id DESC LIMIT $2",
        kind,
        most
    )?
    .rows)
}

pub async fn by_id(tx: &mut Tx, id: OutboxId) -> Result<Option<Item>> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Item>("SELECT * FROM outbox WHERE id = $1").bind(id.to_string()).fetch_optional(c).await
    })?)
}

/// When the next item is due; none when nothing waits.
pub async fn next_due(tx: &mut Tx) -> Result<Option<Time>> {
    let due = on!(tx, c => {
        sqlx::query_scalar::<DB, Option<i64>>("SELECT MIN(due_at) FROM outbox WHERE state = 'waiting'")
            .fetch_one(c)
            .await
    })?;
    Ok(due.map(Time::from))
}

/// Forgets what ended before `before`, delivered or not. How many.
pub async fn purge(tx: &mut Tx, before: Time) -> Result<u64> {
    let sql = "DELETE FROM outbox WHERE state IN ('done', 'kept', 'dead') AND done_at < $1";
    Ok(run!(tx, sql, before.millis())?)
}

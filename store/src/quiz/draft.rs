//! Drafts: what somebody typed into a form and has not saved, one per person and form.

use convene_domain::Time;
use convene_domain::id::PersonId;

use crate::account::person;
use crate::{Result, Tx};

/// A draft as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Draft {
    /// The form's fields, as JSON.
    pub fields: String,
    #[sqlx(try_from = "i64")]
    pub saved_at: Time,
}

/// Keeps a draft in place of the one before it. The person is held first, as in [`keep_newest`]: two of their
/// transactions that took the draft and the person in opposite orders would wait for each other.
pub async fn upsert(tx: &mut Tx, person: PersonId, path: &str, fields: &str, now: Time) -> Result<()> {
    person::hold(tx, person).await?;
    let sql = "INSERT INTO draft (person_id, path, fields, saved_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (person_id, path) DO UPDATE SET fields = excluded.fields, saved_at = excluded.saved_at";
    on!(tx, c => {
        sqlx::query::<DB>(sql)
            .bind(person.to_string()).bind(path).bind(fields).bind(now.millis())
            .execute(c).await?.rows_affected()
    });
    Ok(())
}

/// Keeps the `most` drafts of this person that were saved last, of those whose paths begin with `start`. How many went.
/// Of several that save at once, the last leaves no more than that.
pub async fn keep_newest(tx: &mut Tx, person: PersonId, start: &str, most: i64) -> Result<u64> {
    person::hold(tx, person).await?;
    Ok(run!(
        tx,
        "DELETE FROM draft WHERE person_id = $1 AND path LIKE $2 || '%' AND path NOT IN (
             SELECT path FROM draft WHERE person_id = $1 AND path LIKE $2 || '%'
             ORDER BY saved_at DESC, path DESC LIMIT $3)",
        person.to_string(),
        start,
        most
    )?)
}

/// The draft of this person for this form.
pub async fn get(tx: &mut Tx, person: PersonId, path: &str) -> Result<Option<Draft>> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Draft>("SELECT fields, saved_at FROM draft WHERE person_id = $1 AND path = $2")
            .bind(person.to_string()).bind(path).fetch_optional(c).await
    })?)
}

/// Forgets a draft. True when there was one.
pub async fn delete(tx: &mut Tx, person: PersonId, path: &str) -> Result<bool> {
    let rows = on!(tx, c => {
        sqlx::query::<DB>("DELETE FROM draft WHERE person_id = $1 AND path = $2")
            .bind(person.to_string()).bind(path).execute(c).await?.rows_affected()
    });
    Ok(rows == 1)
}

/// Forgets everybody's drafts last saved before `time`. Answers how many.
pub async fn purge(tx: &mut Tx, time: Time) -> Result<u64> {
    Ok(on!(tx, c => {
        sqlx::query::<DB>("DELETE FROM draft WHERE saved_at < $1")
            .bind(time.millis()).execute(c).await?.rows_affected()
    }))
}

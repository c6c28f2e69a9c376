//! Workshops as calendars read them: everybody's, and a person's own.

use convene_domain::Time;
use convene_domain::id::PersonId;

use super::listing::Filter;
use super::registration::{self, Registration};
use super::workshop::{COLUMNS, Workshop};
use crate::{Result, Tx};

/// A workshop and who hosts it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Entry {
    #[sqlx(flatten)]
    pub workshop: Workshop,
    pub host_name: String,
}

/// Listed workshops that start at `from` or later, the called-off ones among them, the first one first.
pub async fn public(tx: &mut Tx, filter: &Filter, from: Time, limit: i64) -> Result<Vec<Entry>> {
    let sql = format!(
        "SELECT {COLUMNS}, owner.name AS host_name FROM workshop JOIN person owner ON owner.id = workshop.owner_id
         WHERE workshop.state IN ('published', 'cancelled') AND workshop.published_at IS NOT NULL
             AND workshop.visibility = 'listed'
             AND ($1 IS NULL OR workshop.topics LIKE $1 ESCAPE '\\')
             AND ($2 IS NULL OR workshop.language = $2) AND ($3 IS NULL OR workshop.level = $3)
             AND ($4 IS NULL OR workshop.owner_id = $4) AND workshop.starts_at >= $5
         ORDER BY workshop.starts_at, workshop.id LIMIT $6"
    );
    Ok(list!(
        tx,
        "workshops in the public calendar",
        Entry,
        sqlx::AssertSqlSafe(sql),
        filter.pattern(),
        filter.language.clone(),
        filter.level.map(|level| level.as_str()),
        filter.host.map(|host| host.to_string()),
        from.millis(),
        limit
    )?
    .rows)
}

/// A person's seats and offers.
const SEATS: &str = "FROM registration JOIN workshop ON workshop.id = registration.workshop_id
    JOIN person owner ON owner.id = workshop.owner_id
    WHERE registration.person_id = $1 AND registration.state IN ('confirmed', 'offered')
        AND workshop.state <> 'draft' AND workshop.starts_at >= $2
    ORDER BY workshop.starts_at, workshop.id LIMIT $3";

/// Workshops that start at `from` or later in which this person has a seat or an offer, by start.
pub async fn with_seat(tx: &mut Tx, person: PersonId, from: Time, limit: i64) -> Result<Vec<Entry>> {
    let sql = format!("SELECT {COLUMNS}, owner.name AS host_name {SEATS}");
    Ok(list!(
        tx,
        "workshops in a personal calendar",
        Entry,
        sqlx::AssertSqlSafe(sql),
        person.to_string(),
        from.millis(),
        limit
    )?
    .rows)
}

/// The registrations that belong to [`with_seat`], in the same order.
pub async fn seats(tx: &mut Tx, person: PersonId, from: Time, limit: i64) -> Result<Vec<Registration>> {
    let sql = format!("SELECT {} {SEATS}", registration::COLUMNS);
    Ok(list!(
        tx,
        "seats in a personal calendar",
        Registration,
        sqlx::AssertSqlSafe(sql),
        person.to_string(),
        from.millis(),
        limit
    )?
    .rows)
}

/// Workshops that start at `from` or later whose team this person is on, drafts left out, by start.
pub async fn of_team(tx: &mut Tx, person: PersonId, from: Time, limit: i64) -> Result<Vec<Entry>> {
    let sql = format!(
        "SELECT {COLUMNS}, owner.name AS host_name FROM workshop JOIN person owner ON owner.id = workshop.owner_id
         WHERE (workshop.owner_id = $1 OR EXISTS (SELECT 1 FROM workshop_team
                 WHERE workshop_team.workshop_id = workshop.id AND workshop_team.person_id = $1))
             AND workshop.state <> 'draft' AND workshop.published_at IS NOT NULL AND workshop.starts_at >= $2
         ORDER BY workshop.starts_at, workshop.id LIMIT $3"
    );
    Ok(list!(
        tx,
        "workshops in a personal calendar",
        Entry,
        sqlx::AssertSqlSafe(sql),
        person.to_string(),
        from.millis(),
        limit
    )?
    .rows)
}

/// The version of a person's feed; none until they made one.
pub async fn version(tx: &mut Tx, person: PersonId) -> Result<Option<i64>> {
    Ok(on!(tx, c => {
        sqlx::query_scalar::<DB, i64>("SELECT version FROM calendar_feed WHERE person_id = $1")
            .bind(person.to_string())
            .fetch_optional(c)
            .await
    })?)
}

/// Makes a person's feed. One that is there already stays as it is.
pub async fn make(tx: &mut Tx, person: PersonId) -> Result<()> {
    let sql = "INSERT INTO calendar_feed (person_id, version) VALUES ($1, 1) ON CONFLICT DO NOTHING";
    run!(tx, sql, person.to_string())?;
    Ok(())
}

/// Ends the address of a person's feed, in favour of another. Whether there was one.
pub async fn renew(tx: &mut Tx, person: PersonId) -> Result<bool> {
    let sql = "UPDATE calendar_feed SET version = version + 1 WHERE person_id = $1";
    Ok(run!(tx, sql, person.to_string())? == 1)
}

//! People.

use convene_domain::Time;
use convene_domain::account::Role;
use convene_domain::id::PersonId;

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
}

const COLUMNS: &str = "id, email, name, role, zone, hour_cycle, theme, extra_time, password_hash, created_at, proven_at";

/// The person with this id.
pub async fn by_id(tx: &mut Tx, id: PersonId) -> Result<Option<Person>> {
    let sql = format!("SELECT {COLUMNS} FROM person WHERE id = $1");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Person>(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(c).await
    })?)
}

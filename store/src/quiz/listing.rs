//! Lists of games, as home pages, libraries and people's histories show them.

use convene_domain::Time;
use convene_domain::id::{GameId, PersonId};

use super::game::State;
use crate::{Optional, Result, Tx};

/// A game in a list.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Listed {
    #[sqlx(try_from = "String")]
    pub id: GameId,
    pub title: String,
    pub host_name: String,
    pub pin: Option<String>,
    #[sqlx(try_from = "String")]
    pub state: State,
    /// Seats whose players were not removed.
    pub players: i64,
    #[sqlx(try_from = "i64")]
    pub created_at: Time,
    #[sqlx(try_from = "Option<i64>")]
    pub finished_at: Optional<Time>,
}

const LISTED: &str = "SELECT game.id, game.title, person.name AS host_name, game.pin, game.state, \
    (SELECT COUNT(*) FROM seat WHERE seat.game_id = game.id AND seat.removed_at IS NULL) AS players, \
    game.created_at, game.finished_at FROM game JOIN person ON person.id = game.host_id";

/// Games this person hosts or helps to host, newest first.
pub async fn of_host(tx: &mut Tx, person: PersonId, limit: i64) -> Result<Vec<Listed>> {
    let sql = format!(
        "{LISTED} WHERE game.host_id = $1 \
        OR EXISTS (SELECT 1 FROM game_cohost WHERE game_id = game.id AND person_id = $1) \
        ORDER BY game.created_at DESC, game.id DESC LIMIT $2"
    );
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Listed>(sqlx::AssertSqlSafe(sql))
            .bind(person.to_string()).bind(limit).fetch_all(c).await
    })?)
}

/// Games waiting in their lobbies with open doors, newest first.
pub async fn in_lobby(tx: &mut Tx, limit: i64) -> Result<Vec<Listed>> {
    let sql = format!(
        "{LISTED} WHERE game.state = 'lobby' AND NOT game.locked \
        ORDER BY game.created_at DESC, game.id DESC LIMIT $1"
    );
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Listed>(sqlx::AssertSqlSafe(sql)).bind(limit).fetch_all(c).await
    })?)
}

/// Finished games of everybody, the last one first.
pub async fn recent_finished(tx: &mut Tx, limit: i64) -> Result<Vec<Listed>> {
    let sql = format!(
        "{LISTED} WHERE game.state = 'finished' ORDER BY game.finished_at DESC, game.id DESC LIMIT $1"
    );
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Listed>(sqlx::AssertSqlSafe(sql)).bind(limit).fetch_all(c).await
    })?)
}

/// Games this person has a seat in, newest first. Games they were removed from are not among them.
pub async fn of_person(tx: &mut Tx, person: PersonId, limit: i64) -> Result<Vec<Listed>> {
    let sql = format!(
        "{LISTED} WHERE EXISTS (SELECT 1 FROM seat WHERE seat.game_id = game.id AND seat.person_id = $1 \
        AND seat.removed_at IS NULL) ORDER BY game.created_at DESC, game.id DESC LIMIT $2"
    );
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Listed>(sqlx::AssertSqlSafe(sql))
            .bind(person.to_string()).bind(limit).fetch_all(c).await
    })?)
}

/// Games this browser has a seat in, newest first. Games it was removed from are not among them.
pub async fn of_browser(tx: &mut Tx, browser_hash: &str, limit: i64) -> Result<Vec<Listed>> {
    let sql = format!(
        "{LISTED} WHERE EXISTS (SELECT 1 FROM seat WHERE seat.game_id = game.id AND seat.browser_hash = $1 \
        AND seat.removed_at IS NULL) ORDER BY game.created_at DESC, game.id DESC LIMIT $2"
    );
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Listed>(sqlx::AssertSqlSafe(sql))
            .bind(browser_hash).bind(limit).fetch_all(c).await
    })?)
}

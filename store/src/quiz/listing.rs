//! Lists of games, as home pages, libraries and people's histories show them.

use convene_domain::Time;
use convene_domain::id::{GameId, PersonId};

use super::game::State;
use crate::{Optional, Result, Rows, Tx};

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
    Ok(list!(tx, "games of a host", Listed, sqlx::AssertSqlSafe(sql), person.to_string(), limit)?.rows)
}

/// Games waiting in their lobbies with open doors, newest first. Only those that live beyond `until`: the sooner a
/// game expires, the longer nobody has been in it.
pub async fn in_lobby(tx: &mut Tx, until: Time, limit: i64) -> Result<Vec<Listed>> {
    let sql = format!(
        "{LISTED} WHERE game.state = 'lobby' AND NOT game.locked AND game.expires_at > $1 \
        ORDER BY game.created_at DESC, game.id DESC LIMIT $2"
    );
    Ok(list!(tx, "games in the lobby", Listed, sqlx::AssertSqlSafe(sql), until.millis(), limit)?.rows)
}

/// Finished games of everybody, the last one first.
pub async fn recent_finished(tx: &mut Tx, limit: i64) -> Result<Vec<Listed>> {
    let sql = format!(
        "{LISTED} WHERE game.state = 'finished' ORDER BY game.finished_at DESC, game.id DESC LIMIT $1"
    );
    Ok(list!(tx, "finished games", Listed, sqlx::AssertSqlSafe(sql), limit)?.rows)
}

/// Whose seats: an account's, and those taken from a browser without one.
#[derive(Debug, Clone, Copy)]
pub struct Player<'a> {
    pub person: Option<PersonId>,
    pub browser_hash: Option<&'a str>,
}

/// A game's place in a list that begins with the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub created_at: Time,
    pub id: GameId,
}

/// Games the player has a seat in, newest first, from the one after `before` on. Games they were removed from are
/// not among them.
pub async fn of_player(
    tx: &mut Tx,
    player: Player<'_>,
    before: Option<Place>,
    limit: i64,
) -> Result<Rows<Listed>> {
    let sql = format!(
        "{LISTED} WHERE game.id IN ( \
            SELECT game_id FROM seat WHERE person_id = $1 AND removed_at IS NULL \
            UNION \
            SELECT game_id FROM seat WHERE browser_hash = $2 AND person_id IS NULL AND removed_at IS NULL \
        ) AND (game.created_at < $3 OR (game.created_at = $3 AND game.id < $4)) \
        ORDER BY game.created_at DESC, game.id DESC LIMIT $5"
    );
    let created = before.map_or(i64::MAX, |place| place.created_at.millis());
    let id = before.map(|place| place.id.to_string()).unwrap_or_default();
    Ok(list!(
        tx,
        "games of a player",
        Listed,
        sqlx::AssertSqlSafe(sql),
        player.person.map(|person| person.to_string()),
        player.browser_hash,
        created,
        id,
        limit
    )?)
}

//! Games as somebody sees them who stands before their door: what decides whether they may enter, and nothing that is
//! played inside.

use convene_domain::Time;
use convene_domain::id::{GameId, PersonId};

use super::game::State;
use crate::{Result, Tx};

/// A game from outside.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Door {
    #[sqlx(try_from = "String")]
    pub id: GameId,
    pub title: String,
    /// Six digits while the game is alive.
    pub pin: Option<String>,
    #[sqlx(try_from = "String")]
    pub state: State,
    /// Nobody new may enter.
    pub locked: bool,
}

/// The living game with this PIN.
pub async fn by_pin(tx: &mut Tx, pin: &str) -> Result<Option<Door>> {
    let sql = "SELECT id, title, pin, state, locked FROM game WHERE pin = $1";
    Ok(on!(tx, c => sqlx::query_as::<DB, Door>(sql).bind(pin).fetch_optional(c).await)?)
}

/// Living games, and those that ended after `ended_after`, which this person hosts, helps to host or plays, or in which
/// somebody without an account has a seat from this browser. Removed players' games are among them.
pub async fn of_viewer(
    tx: &mut Tx,
    person: Option<PersonId>,
    browser_hash: &str,
    ended_after: Time,
) -> Result<Vec<Door>> {
    let sql = "SELECT id, title, pin, state, locked FROM game \
        WHERE (pin IS NOT NULL OR finished_at > $3) AND id IN ( \
            SELECT game_id FROM seat WHERE person_id = $1 \
            UNION SELECT game_id FROM seat WHERE browser_hash = $2 AND person_id IS NULL \
            UNION SELECT game_id FROM game_cohost WHERE person_id = $1 \
            UNION SELECT id FROM game WHERE host_id = $1 \
        ) ORDER BY created_at, id";
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Door>(sql)
            .bind(person.map(|person| person.to_string()))
            .bind(browser_hash)
            .bind(ended_after.millis())
            .fetch_all(c).await
    })?)
}

/// Living games whose link carries this key.
pub async fn by_key(tx: &mut Tx, link_key: &str) -> Result<Vec<Door>> {
    let sql = "SELECT id, title, pin, state, locked FROM game WHERE link_key = $1 AND pin IS NOT NULL";
    Ok(on!(tx, c => sqlx::query_as::<DB, Door>(sql).bind(link_key).fetch_all(c).await)?)
}

/// Living games that were opened from this network address, or in which somebody sits who came from there and was not
/// removed.
pub async fn around(tx: &mut Tx, address: &str) -> Result<Vec<Door>> {
    // `pin > ''` and not `IS NOT NULL`: the index of PINs then leads to the living games alone.
    let sql = "SELECT id, title, pin, state, locked FROM game WHERE pin > '' AND (host_address = $1 OR EXISTS ( \
            SELECT 1 FROM seat WHERE seat.game_id = game.id AND seat.address = $1 AND seat.removed_at IS NULL \
        ))";
    Ok(on!(tx, c => sqlx::query_as::<DB, Door>(sql).bind(address).fetch_all(c).await)?)
}

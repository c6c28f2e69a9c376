//! Seats: a player's place in one game, bound to their account or, without one, to their browser.

use convene_domain::Time;
use convene_domain::id::{GameId, PersonId, SeatId};

use crate::{Optional, Result, Tx};

/// A seat as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Seat {
    #[sqlx(try_from = "String")]
    pub id: SeatId,
    #[sqlx(try_from = "String")]
    pub game_id: GameId,
    pub nickname: String,
    /// The nickname as confusables see it.
    pub nickname_key: String,
    /// The browser a seat without an account is bound to. That of an account is bound to no browser
    /// ([`no_browser`]).
    pub browser_hash: String,
    #[sqlx(try_from = "Option<String>")]
    pub person_id: Optional<PersonId>,
    /// Percent of the limit.
    #[sqlx(try_from = "i64")]
    pub extra_time: u32,
    /// Keyed hash of the network address.
    pub address: String,
    #[sqlx(try_from = "i64")]
    pub joined_at: Time,
    /// When the host removed this player.
    #[sqlx(try_from = "Option<i64>")]
    pub removed_at: Optional<Time>,
}

const COLUMNS: &str = "id, game_id, nickname, nickname_key, browser_hash, person_id, extra_time, address, \
    joined_at, removed_at";

/// Stands where the seat of an account has no browser: the one it was taken from is free for the next person.
pub fn no_browser(seat: SeatId) -> String {
    format!("seat {seat}")
}

/// A seat about to be taken.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    pub id: SeatId,
    pub game_id: GameId,
    pub nickname: &'a str,
    pub nickname_key: &'a str,
    pub browser_hash: &'a str,
    pub person_id: Option<PersonId>,
    /// Percent of the limit.
    pub extra_time: u32,
    pub address: &'a str,
    pub joined_at: Time,
}

/// What came of wanting a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seated {
    /// The seat is theirs.
    New,
    /// This browser had a seat already: here it is, unchanged.
    Already(Box<Seat>),
    /// Somebody in this game has that nickname, or one that looks like it.
    NicknameTaken,
}

/// Takes a seat. Whatever comes of it, the transaction can go on.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<Seated> {
    let sql = "INSERT INTO seat (id, game_id, nickname, nickname_key, browser_hash, person_id, extra_time, \
        address, joined_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    let rows = on!(&mut *tx, c => {
        sqlx::query::<DB>(sql)
            .bind(new.id.to_string())
            .bind(new.game_id.to_string())
            .bind(new.nickname)
            .bind(new.nickname_key)
            .bind(new.browser_hash)
            .bind(new.person_id.map(|id| id.to_string()))
            .bind(i64::from(new.extra_time))
            .bind(new.address)
            .bind(new.joined_at.millis())
            .execute(c).await?.rows_affected()
    });
    if rows == 1 {
        return Ok(Seated::New);
    }
    let theirs = by_browser(tx, new.game_id, new.browser_hash).await?;
    Ok(theirs.map_or(Seated::NicknameTaken, |seat| Seated::Already(Box::new(seat))))
}

/// Removes a player (`Some`) or lets them in again (`None`). False when there is no such seat in this game.
pub async fn set_removed(tx: &mut Tx, game: GameId, seat: SeatId, removed_at: Option<Time>) -> Result<bool> {
    let rows = on!(tx, c => {
        sqlx::query::<DB>("UPDATE seat SET removed_at = $3 WHERE game_id = $1 AND id = $2")
            .bind(game.to_string()).bind(seat.to_string()).bind(removed_at.map(Time::millis))
            .execute(c).await?.rows_affected()
    });
    Ok(rows == 1)
}

/// Every seat of a game, removed players included, in the order they came.
pub async fn of_game(tx: &mut Tx, game: GameId) -> Result<Vec<Seat>> {
    let sql = format!("SELECT {COLUMNS} FROM seat WHERE game_id = $1 ORDER BY joined_at, id");
    Ok(list!(tx, "seats of a game", Seat, sqlx::AssertSqlSafe(sql), game.to_string())?.rows)
}

/// One seat of a game.
pub async fn by_id(tx: &mut Tx, game: GameId, seat: SeatId) -> Result<Option<Seat>> {
    let sql = format!("SELECT {COLUMNS} FROM seat WHERE game_id = $1 AND id = $2");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Seat>(sqlx::AssertSqlSafe(sql))
            .bind(game.to_string()).bind(seat.to_string()).fetch_optional(c).await
    })?)
}

/// The seat that somebody without an account took from this browser.
pub async fn by_browser(tx: &mut Tx, game: GameId, browser_hash: &str) -> Result<Option<Seat>> {
    let sql =
        format!("SELECT {COLUMNS} FROM seat WHERE game_id = $1 AND browser_hash = $2 AND person_id IS NULL");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Seat>(sqlx::AssertSqlSafe(sql))
            .bind(game.to_string()).bind(browser_hash).fetch_optional(c).await
    })?)
}

/// This person's seat in a game, the first when they joined from several browsers.
pub async fn by_person(tx: &mut Tx, game: GameId, person: PersonId) -> Result<Option<Seat>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM seat WHERE game_id = $1 AND person_id = $2 ORDER BY joined_at, id LIMIT 1"
    );
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Seat>(sqlx::AssertSqlSafe(sql))
            .bind(game.to_string()).bind(person.to_string()).fetch_optional(c).await
    })?)
}

/// Makes the seats this browser took without an account the person's own, and no longer the browser's. Answers how
/// many there were.
pub async fn claim_for_person(tx: &mut Tx, browser_hash: &str, person: PersonId) -> Result<u64> {
    let sql = "UPDATE seat SET person_id = $2, browser_hash = 'seat ' || id \
        WHERE browser_hash = $1 AND person_id IS NULL";
    Ok(on!(tx, c => {
        sqlx::query::<DB>(sql)
            .bind(browser_hash).bind(person.to_string()).execute(c).await?.rows_affected()
    }))
}

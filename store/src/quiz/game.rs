//! Games: one quiz played once.

use convene_domain::Time;
use convene_domain::account::Role;
use convene_domain::id::{GameId, PersonId, QuizId, SessionId};

use crate::{Optional, Result, Rows, Tx};

/// How far a game is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    Lobby,
    Running,
    /// Over for good; its PIN is free again.
    Finished,
}

impl State {
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Lobby => "lobby",
            State::Running => "running",
            State::Finished => "finished",
        }
    }
}

/// The form databases keep it in.
impl TryFrom<String> for State {
    type Error = String;
    fn try_from(text: String) -> std::result::Result<Self, String> {
        [State::Lobby, State::Running, State::Finished]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("`{text}` is not a state of a game"))
    }
}

/// A game as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Game {
    #[sqlx(try_from = "String")]
    pub id: GameId,
    /// None when the quiz was deleted since.
    #[sqlx(try_from = "Option<String>")]
    pub quiz_id: Optional<QuizId>,
    #[sqlx(try_from = "String")]
    pub host_id: PersonId,
    pub title: String,
    /// Six digits while the game is alive.
    pub pin: Option<String>,
    /// Secret part of the link and QR code.
    pub link_key: String,
    /// The questions as they were when the game was opened, as JSON.
    pub questions: String,
    /// Rules as JSON.
    pub rules: String,
    /// Where the game stands, as JSON.
    pub phase: String,
    pub locked: bool,
    /// The host has switched extra time off.
    pub extra_time_off: bool,
    #[sqlx(try_from = "String")]
    pub state: State,
    /// Rises whenever a room takes the game.
    pub epoch: i64,
    /// Keyed hash of the host's network address.
    pub host_address: String,
    #[sqlx(try_from = "i64")]
    pub created_at: Time,
    #[sqlx(try_from = "Option<i64>")]
    pub started_at: Optional<Time>,
    #[sqlx(try_from = "Option<i64>")]
    pub finished_at: Optional<Time>,
    /// When it is ended unless somebody is in it before. Of a finished game it says nothing.
    #[sqlx(try_from = "i64")]
    pub expires_at: Time,
}

const COLUMNS: &str = "id, quiz_id, host_id, title, pin, link_key, questions, rules, phase, locked, \
    extra_time_off, state, epoch, host_address, created_at, started_at, finished_at, expires_at";

/// A game about to be opened, in its lobby.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    pub id: GameId,
    pub quiz_id: Option<QuizId>,
    pub host_id: PersonId,
    pub title: &'a str,
    pub pin: &'a str,
    pub link_key: &'a str,
    pub questions: &'a str,
    pub rules: &'a str,
    pub phase: &'a str,
    pub host_address: &'a str,
    /// What the host's form carried, different for every form that was shown.
    pub form: Option<&'a str>,
    pub created_at: Time,
    /// When it is ended unless somebody is in it before.
    pub expires_at: Time,
}

/// Opens a game in its lobby. False, and nothing stored, when a living game has this PIN, or when this host's form
/// has opened a game already ([`by_form`]); the transaction can go on.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<bool> {
    let sql = "INSERT INTO game (id, quiz_id, host_id, title, pin, link_key, questions, rules, phase, state, \
        host_address, form, created_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'lobby', $10, $11, $12, $13) ON CONFLICT DO NOTHING";
    let rows = on!(tx, c => {
        sqlx::query::<DB>(sql)
            .bind(new.id.to_string())
            .bind(new.quiz_id.map(|id| id.to_string()))
            .bind(new.host_id.to_string())
            .bind(new.title)
            .bind(new.pin)
            .bind(new.link_key)
            .bind(new.questions)
            .bind(new.rules)
            .bind(new.phase)
            .bind(new.host_address)
            .bind(new.form)
            .bind(new.created_at.millis())
            .bind(new.expires_at.millis())
            .execute(c).await?.rows_affected()
    });
    Ok(rows == 1)
}

/// The game with this id, alive or finished.
pub async fn by_id(tx: &mut Tx, id: GameId) -> Result<Option<Game>> {
    let sql = format!("SELECT {COLUMNS} FROM game WHERE id = $1");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Game>(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(c).await
    })?)
}

/// The game that this form of this host has opened, alive or finished.
pub async fn by_form(tx: &mut Tx, host: PersonId, form: &str) -> Result<Option<Game>> {
    let sql = format!("SELECT {COLUMNS} FROM game WHERE host_id = $1 AND form = $2");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Game>(sqlx::AssertSqlSafe(sql))
            .bind(host.to_string()).bind(form).fetch_optional(c).await
    })?)
}

/// Takes the game for a room and answers the room's epoch; every room before it can store nothing more.
/// None when there is no such game.
pub async fn claim(tx: &mut Tx, id: GameId) -> Result<Option<i64>> {
    Ok(on!(tx, c => {
        sqlx::query_scalar::<DB, i64>("UPDATE game SET epoch = epoch + 1 WHERE id = $1 RETURNING epoch")
            .bind(id.to_string()).fetch_optional(c).await
    })?)
}

/// Whether the room of this epoch still has the game, which then lives until `expires_at` at least. Holds the game's
/// row until the transaction ends, so that what else it stores cannot slip in behind a newer room.
pub async fn fence(tx: &mut Tx, id: GameId, epoch: i64, expires_at: Time) -> Result<bool> {
    let sql = "UPDATE game SET expires_at = CASE WHEN expires_at < $3 THEN $3 ELSE expires_at END \
        WHERE id = $1 AND epoch = $2";
    Ok(run!(tx, sql, id.to_string(), epoch, expires_at.millis())? == 1)
}

/// Where a game has come to.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// As JSON.
    pub phase: &'a str,
    pub state: State,
    /// Kept from the first time it is given.
    pub started_at: Option<Time>,
    /// Kept from the first time it is given.
    pub finished_at: Option<Time>,
}

/// Stores where the game stands; a finished game gives its PIN back. False, and nothing stored, when a newer
/// room has taken the game.
pub async fn save_phase(tx: &mut Tx, id: GameId, epoch: i64, progress: &Progress<'_>) -> Result<bool> {
    let sql = "UPDATE game SET phase = $3, state = $4, started_at = COALESCE(started_at, $5), \
        finished_at = COALESCE(finished_at, $6), pin = CASE WHEN $7 THEN NULL ELSE pin END \
        WHERE id = $1 AND epoch = $2";
    let rows = on!(tx, c => {
        sqlx::query::<DB>(sql)
            .bind(id.to_string())
            .bind(epoch)
            .bind(progress.phase)
            .bind(progress.state.as_str())
            .bind(progress.started_at.map(Time::millis))
            .bind(progress.finished_at.map(Time::millis))
            .bind(progress.state == State::Finished)
            .execute(c).await?.rows_affected()
    });
    Ok(rows == 1)
}

/// Opens or closes the doors. False when a newer room has taken the game.
pub async fn set_locked(tx: &mut Tx, id: GameId, epoch: i64, locked: bool) -> Result<bool> {
    let rows = on!(tx, c => {
        sqlx::query::<DB>("UPDATE game SET locked = $3 WHERE id = $1 AND epoch = $2")
            .bind(id.to_string()).bind(epoch).bind(locked).execute(c).await?.rows_affected()
    });
    Ok(rows == 1)
}

/// Switches extra time off or on again. False when a newer room has taken the game.
pub async fn set_extra_time_off(tx: &mut Tx, id: GameId, epoch: i64, off: bool) -> Result<bool> {
    let sql = "UPDATE game SET extra_time_off = $3 WHERE id = $1 AND epoch = $2";
    Ok(run!(tx, sql, id.to_string(), epoch, off)? == 1)
}

/// Lets one more person control the game. Adding them twice changes nothing.
pub async fn add_cohost(tx: &mut Tx, id: GameId, person: PersonId, now: Time) -> Result<()> {
    let sql = "INSERT INTO game_cohost (game_id, person_id, added_at) VALUES ($1, $2, $3) \
        ON CONFLICT (game_id, person_id) DO NOTHING";
    on!(tx, c => {
        sqlx::query::<DB>(sql)
            .bind(id.to_string()).bind(person.to_string()).bind(now.millis()).execute(c).await?
            .rows_affected()
    });
    Ok(())
}

/// Someone who may control a game.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Host {
    #[sqlx(try_from = "String")]
    pub id: PersonId,
    pub name: String,
    pub email: String,
}

/// Who may control the game: its host first, then co-hosts in the order they were added.
pub async fn hosts(tx: &mut Tx, id: GameId) -> Result<Vec<Host>> {
    let sql = "SELECT person.id, person.name, person.email FROM ( \
            SELECT host_id AS person_id, 0 AS place, created_at AS added_at FROM game WHERE id = $1 \
            UNION ALL \
            SELECT person_id, 1 AS place, added_at FROM game_cohost WHERE game_id = $1 \
        ) AS controls JOIN person ON person.id = controls.person_id \
        ORDER BY controls.place, controls.added_at, person.id";
    Ok(list!(tx, "hosts of a game", Host, sql, id.to_string())?.rows)
}

/// Whether this person is the game's host or one of its co-hosts.
pub async fn is_host(tx: &mut Tx, id: GameId, person: PersonId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM game WHERE id = $1 AND host_id = $2) \
        OR EXISTS (SELECT 1 FROM game_cohost WHERE game_id = $1 AND person_id = $2)";
    Ok(on!(tx, c => {
        sqlx::query_scalar::<DB, bool>(sql).bind(id.to_string()).bind(person.to_string()).fetch_one(c).await
    })?)
}

/// What somebody may do in a game at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Steering {
    #[sqlx(try_from = "String")]
    pub role: Role,
    /// The game's host, or one of its co-hosts.
    pub hosts: bool,
}

/// What this person may do in a game at `now`. None when there is no such game or person any more, or when the
/// session they came with is over.
pub async fn steering(
    tx: &mut Tx,
    id: GameId,
    person: PersonId,
    session: Option<SessionId>,
    now: Time,
) -> Result<Option<Steering>> {
    let sql = "SELECT person.role, (game.host_id = person.id OR EXISTS ( \
            SELECT 1 FROM game_cohost WHERE game_id = game.id AND person_id = person.id \
        )) AS hosts \
        FROM person JOIN game ON game.id = $1 WHERE person.id = $2 AND ($3 = '' OR EXISTS ( \
            SELECT 1 FROM session WHERE id = $3 AND person_id = $2 AND expires_at > $4 \
        ))";
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Steering>(sql)
            .bind(id.to_string())
            .bind(person.to_string())
            .bind(session.map(|session| session.to_string()).unwrap_or_default())
            .bind(now.millis())
            .fetch_optional(c).await
    })?)
}

/// Living games in which nobody was for so long that they are to be ended, the longest forgotten first.
pub async fn expired(tx: &mut Tx, now: Time) -> Result<Vec<GameId>> {
    let sql = "SELECT id FROM game WHERE pin IS NOT NULL AND expires_at <= $1 ORDER BY expires_at, id";
    let ids = on!(tx, c => sqlx::query_scalar::<DB, String>(sql).bind(now.millis()).fetch_all(c).await)?;
    Ok(Rows::ids("forgotten games", ids).rows)
}

/// Every game that is alive, oldest first: what a starting server takes up again.
pub async fn alive(tx: &mut Tx) -> Result<Vec<Game>> {
    let sql = format!("SELECT {COLUMNS} FROM game WHERE pin IS NOT NULL ORDER BY created_at, id");
    Ok(list!(tx, "living games", Game, sqlx::AssertSqlSafe(sql))?.rows)
}

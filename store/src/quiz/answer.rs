//! Answers: at most one per player and question.

use convene_domain::Time;
use convene_domain::id::{GameId, SeatId};

use crate::{Error, Result, Tx};

/// An answer as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Answer {
    #[sqlx(try_from = "String")]
    pub game_id: GameId,
    #[sqlx(try_from = "String")]
    pub seat_id: SeatId,
    /// Position of the question in the game, from 0.
    #[sqlx(try_from = "i64")]
    pub question: u32,
    /// Positions of the picked choices, as a JSON list.
    pub choices: String,
    pub correct: bool,
    /// Milliseconds from the opening to the answer, latency credit taken off.
    #[sqlx(try_from = "i64")]
    pub taken_ms: u64,
    #[sqlx(try_from = "i64")]
    pub points: u32,
    #[sqlx(try_from = "i64")]
    pub bonus: u32,
    #[sqlx(try_from = "i64")]
    pub received_at: Time,
}

const COLUMNS: &str = "game_id, seat_id, question, choices, correct, taken_ms, points, bonus, received_at";

/// A row of the list that [`insert_many`] hands over, in the order of [`COLUMNS`].
#[derive(serde::Serialize)]
struct Row<'a>(GameId, SeatId, u32, &'a str, u8, i64, u32, u32, i64);

/// Stores answers in one statement, however many they are. An answer to a question which that player has answered
/// already changes nothing. Answers how many are new.
///
/// The rows travel as one JSON list: it is one statement to prepare, one value to bind and one trip to the
/// database, where a list of values would be parsed anew for each number of answers.
pub async fn insert_many(tx: &mut Tx, answers: &[Answer]) -> Result<u64> {
    if answers.is_empty() {
        return Ok(0);
    }
    // In the order of the key, so that neighbours go to the same page.
    let mut sorted: Vec<&Answer> = answers.iter().collect();
    sorted.sort_unstable_by_key(|answer| (answer.game_id, answer.question, answer.seat_id));
    let rows: Vec<Row<'_>> = sorted.into_iter().map(row).collect();
    let rows =
        serde_json::to_string(&rows).map_err(|error| Error::from(sqlx::Error::Encode(error.into())))?;
    let list = match tx {
        Tx::SqliteRead(_) | Tx::Sqlite(_) => "json_each($1)",
        Tx::PostgresRead(_) | Tx::Postgres(_) => "json_array_elements(CAST($1 AS JSON)) AS list (value)",
    };
    let sql = format!(
        "INSERT INTO answer ({COLUMNS}) SELECT value ->> 0, value ->> 1, CAST(value ->> 2 AS BIGINT), value ->> 3, \
         CAST(value ->> 4 AS BOOLEAN), CAST(value ->> 5 AS BIGINT), CAST(value ->> 6 AS BIGINT), \
         CAST(value ->> 7 AS BIGINT), CAST(value ->> 8 AS BIGINT) FROM {list} WHERE TRUE ON CONFLICT DO NOTHING"
    );
    Ok(run!(tx, sqlx::AssertSqlSafe(sql), rows)?)
}

fn row(answer: &Answer) -> Row<'_> {
    Row(
        answer.game_id,
        answer.seat_id,
        answer.question,
        &answer.choices,
        u8::from(answer.correct),
        i64::try_from(answer.taken_ms).unwrap_or(i64::MAX),
        answer.points,
        answer.bonus,
        answer.received_at.millis(),
    )
}

/// Every answer of a game, question by question, in the order they arrived.
pub async fn of_game(tx: &mut Tx, game: GameId) -> Result<Vec<Answer>> {
    let sql =
        format!("SELECT {COLUMNS} FROM answer WHERE game_id = $1 ORDER BY question, received_at, seat_id");
    Ok(list!(tx, "answers of a game", Answer, sqlx::AssertSqlSafe(sql), game.to_string())?.rows)
}

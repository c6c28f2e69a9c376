//! Answers: at most one per player and question.

use convene_domain::Time;
use convene_domain::id::{GameId, SeatId};
use sqlx::QueryBuilder;

use crate::{Result, Tx};

/// Rows in one statement, largest first. A few fixed sizes keep every statement prepared: a size of its own for each
/// batch would be parsed anew each time, and push everything else out of the cache.
const ROWS_PER_STATEMENT: [usize; 3] = [64, 8, 1];

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

/// Stores answers, in as few statements as the databases allow. An answer to a question which that player has
/// answered already changes nothing. Answers how many are new.
pub async fn insert_many(tx: &mut Tx, answers: &[Answer]) -> Result<u64> {
    let mut stored = 0;
    let mut rest = answers;
    for rows in ROWS_PER_STATEMENT {
        let (whole, fewer) = rest.split_at(rest.len() / rows * rows);
        rest = fewer;
        for batch in whole.chunks(rows) {
            stored += insert(tx, batch).await?;
        }
    }
    Ok(stored)
}

/// Stores one statement's worth.
async fn insert(tx: &mut Tx, answers: &[Answer]) -> Result<u64> {
    Ok(on!(tx, c => {
        let mut query = QueryBuilder::<DB>::new(format!("INSERT INTO answer ({COLUMNS}) "));
        query.push_values(answers, |mut row, answer| {
            row.push_bind(answer.game_id.to_string())
                .push_bind(answer.seat_id.to_string())
                .push_bind(i64::from(answer.question))
                .push_bind(answer.choices.as_str())
                .push_bind(answer.correct)
                .push_bind(i64::try_from(answer.taken_ms).unwrap_or(i64::MAX))
                .push_bind(i64::from(answer.points))
                .push_bind(i64::from(answer.bonus))
                .push_bind(answer.received_at.millis());
        });
        query.push(" ON CONFLICT DO NOTHING");
        query.build().execute(c).await?.rows_affected()
    }))
}

/// Every answer of a game, question by question, in the order they arrived.
pub async fn of_game(tx: &mut Tx, game: GameId) -> Result<Vec<Answer>> {
    let sql =
        format!("SELECT {COLUMNS} FROM answer WHERE game_id = $1 ORDER BY question, received_at, seat_id");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Answer>(sqlx::AssertSqlSafe(sql)).bind(game.to_string()).fetch_all(c).await
    })?)
}

//! Answers: at most one per player and question.

use convene_domain::Time;
use convene_domain::id::{GameId, SeatId};
use sqlx::QueryBuilder;

use crate::{Result, Tx};

/// Rows in one statement: nine values each stay far below SQLite's 32,766 and PostgreSQL's 65,535 per statement.
const ROWS_PER_STATEMENT: usize = 1_000;

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
    for batch in answers.chunks(ROWS_PER_STATEMENT) {
        stored += on!(&mut *tx, c => {
            let mut query = QueryBuilder::<DB>::new(format!("INSERT INTO answer ({COLUMNS}) "));
            query.push_values(batch, |mut row, answer| {
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
            // Batches differ in size: kept prepared, they would push everything else out of the cache.
            query.build().persistent(false).execute(c).await?.rows_affected()
        });
    }
    Ok(stored)
}

/// Every answer of a game, question by question, in the order they arrived.
pub async fn of_game(tx: &mut Tx, game: GameId) -> Result<Vec<Answer>> {
    let sql =
        format!("SELECT {COLUMNS} FROM answer WHERE game_id = $1 ORDER BY question, received_at, seat_id");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Answer>(sqlx::AssertSqlSafe(sql)).bind(game.to_string()).fetch_all(c).await
    })?)
}

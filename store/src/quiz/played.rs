//! When quizzes were played.

use convene_domain::Time;
use convene_domain::id::{PersonId, QuizId};

use crate::{Result, Tx};

/// A quiz that was played at least once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Played {
    #[sqlx(try_from = "String")]
    pub quiz_id: QuizId,
    /// When its last game started.
    #[sqlx(try_from = "i64")]
    pub started_at: Time,
}

/// The last start of every quiz of `owner`, or of everybody, whoever hosted it. Quizzes whose games never left
/// their lobbies are not among them.
pub async fn last(tx: &mut Tx, owner: Option<PersonId>) -> Result<Vec<Played>> {
    let sql = "SELECT quiz.id AS quiz_id, MAX(game.started_at) AS started_at \
        FROM quiz JOIN game ON game.quiz_id = quiz.id \
        WHERE ($1 IS NULL OR quiz.owner_id = $1) AND game.started_at IS NOT NULL \
        GROUP BY quiz.id ORDER BY quiz.id";
    Ok(list!(tx, "quizzes played", Played, sql, owner.map(|id| id.to_string()))?.rows)
}

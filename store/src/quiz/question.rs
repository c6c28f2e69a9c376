//! Questions of quizzes.

use convene_domain::id::{QuestionId, QuizId};
use sqlx::QueryBuilder;

use crate::{Result, Tx};

/// Rows in one statement; well below what either database binds.
const ROWS_PER_STATEMENT: usize = 1_000;

/// A question as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Question {
    #[sqlx(try_from = "String")]
    pub id: QuestionId,
    #[sqlx(try_from = "String")]
    pub quiz_id: QuizId,
    /// Ascending within a quiz, with gaps.
    pub position: i64,
    /// As JSON.
    pub content: String,
}

/// Stores questions where each says it belongs.
pub async fn insert_many(tx: &mut Tx, questions: &[Question]) -> Result<()> {
    for batch in questions.chunks(ROWS_PER_STATEMENT) {
        on!(&mut *tx, c => {
            let mut query = QueryBuilder::<DB>::new("INSERT INTO question (id, quiz_id, position, content) ");
            query.push_values(batch, |mut row, question| {
                row.push_bind(question.id.to_string())
                    .push_bind(question.quiz_id.to_string())
                    .push_bind(question.position)
                    .push_bind(question.content.as_str());
            });
            query.build().persistent(false).execute(c).await?.rows_affected()
        });
    }
    Ok(())
}

/// The questions of a quiz in their order.
pub async fn of_quiz(tx: &mut Tx, quiz: QuizId) -> Result<Vec<Question>> {
    let sql = "SELECT id, quiz_id, position, content FROM question WHERE quiz_id = $1 ORDER BY position, id";
    Ok(on!(tx, c => sqlx::query_as::<DB, Question>(sql).bind(quiz.to_string()).fetch_all(c).await)?)
}

/// One question of a quiz.
pub async fn by_id(tx: &mut Tx, quiz: QuizId, id: QuestionId) -> Result<Option<Question>> {
    let sql = "SELECT id, quiz_id, position, content FROM question WHERE quiz_id = $1 AND id = $2";
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Question>(sql)
            .bind(quiz.to_string()).bind(id.to_string()).fetch_optional(c).await
    })?)
}

/// How many questions a quiz has, and the position after the last.
pub async fn end_of_quiz(tx: &mut Tx, quiz: QuizId) -> Result<(i64, i64)> {
    let sql = "SELECT COUNT(*), COALESCE(MAX(position), -1) + 1 FROM question WHERE quiz_id = $1";
    Ok(on!(tx, c => sqlx::query_as::<DB, (i64, i64)>(sql).bind(quiz.to_string()).fetch_one(c).await)?)
}

/// Replaces a question's content, provided it is still `seen`. False when somebody has changed or removed it.
pub async fn update(tx: &mut Tx, quiz: QuizId, id: QuestionId, seen: &str, content: &str) -> Result<bool> {
    let rows = on!(tx, c => {
        sqlx::query::<DB>("UPDATE question SET content = $4 WHERE quiz_id = $1 AND id = $2 AND content = $3")
            .bind(quiz.to_string()).bind(id.to_string()).bind(seen).bind(content)
            .execute(c).await?.rows_affected()
    });
    Ok(rows == 1)
}

/// Removes a question and answers what it was.
pub async fn delete(tx: &mut Tx, quiz: QuizId, id: QuestionId) -> Result<Option<Question>> {
    let sql = "DELETE FROM question WHERE quiz_id = $1 AND id = $2 RETURNING id, quiz_id, position, content";
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Question>(sql)
            .bind(quiz.to_string()).bind(id.to_string()).fetch_optional(c).await
    })?)
}

/// Numbers the questions of a quiz from 0 in the given order. Questions not named keep their position.
pub async fn set_order(tx: &mut Tx, quiz: QuizId, order: &[QuestionId]) -> Result<()> {
    let places: Vec<(i64, &QuestionId)> = (0..).zip(order).collect();
    for batch in places.chunks(ROWS_PER_STATEMENT) {
        on!(&mut *tx, c => {
            let mut query = QueryBuilder::<DB>::new("WITH wanted (id, place) AS (");
            query.push_values(batch, |mut row, (place, id)| {
                row.push_bind(id.to_string()).push_bind(*place);
            });
            query.push(
                ") UPDATE question SET position = wanted.place FROM wanted \
                WHERE question.id = wanted.id AND question.quiz_id = ",
            );
            query.push_bind(quiz.to_string());
            query.build().persistent(false).execute(c).await?.rows_affected()
        });
    }
    Ok(())
}

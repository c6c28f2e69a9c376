//! Quizzes in people's libraries.

use convene_domain::Time;
use convene_domain::id::{PersonId, QuizId};

use crate::{Optional, Result, Tx};

/// A quiz as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Quiz {
    #[sqlx(try_from = "String")]
    pub id: QuizId,
    #[sqlx(try_from = "String")]
    pub owner_id: PersonId,
    pub title: String,
    pub summary: String,
    /// Rises with every change of the quiz or its questions.
    pub revision: i64,
    #[sqlx(try_from = "i64")]
    pub created_at: Time,
    #[sqlx(try_from = "i64")]
    pub updated_at: Time,
    #[sqlx(try_from = "Option<i64>")]
    pub archived_at: Optional<Time>,
}

const COLUMNS: &str = "id, owner_id, title, summary, revision, created_at, updated_at, archived_at";

/// A quiz about to be stored.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    pub id: QuizId,
    pub owner_id: PersonId,
    pub title: &'a str,
    pub summary: &'a str,
    pub created_at: Time,
}

/// Stores a new quiz at revision 1. False, and nothing stored, when there is a quiz with this id.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<bool> {
    let sql = "INSERT INTO quiz (id, owner_id, title, summary, revision, created_at, updated_at) \
        VALUES ($1, $2, $3, $4, 1, $5, $5) ON CONFLICT (id) DO NOTHING";
    let rows = on!(tx, c => {
        sqlx::query::<DB>(sql)
            .bind(new.id.to_string())
            .bind(new.owner_id.to_string())
            .bind(new.title)
            .bind(new.summary)
            .bind(new.created_at.millis())
            .execute(c).await?.rows_affected()
    });
    Ok(rows == 1)
}

/// The quiz with this id, archived or not.
pub async fn by_id(tx: &mut Tx, id: QuizId) -> Result<Option<Quiz>> {
    let sql = format!("SELECT {COLUMNS} FROM quiz WHERE id = $1");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Quiz>(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(c).await
    })?)
}

/// A quiz in a list.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Listed {
    #[sqlx(try_from = "String")]
    pub id: QuizId,
    #[sqlx(try_from = "String")]
    pub owner_id: PersonId,
    pub owner_name: String,
    pub title: String,
    pub summary: String,
    /// Number of questions.
    pub questions: i64,
    #[sqlx(try_from = "i64")]
    pub updated_at: Time,
    #[sqlx(try_from = "Option<i64>")]
    pub archived_at: Optional<Time>,
}

/// The quizzes of `owner`, or of everybody, either the archived or the current ones; last changed first.
pub async fn list(tx: &mut Tx, owner: Option<PersonId>, archived: bool) -> Result<Vec<Listed>> {
    let sql = "SELECT quiz.id, quiz.owner_id, person.name AS owner_name, quiz.title, quiz.summary, \
        (SELECT COUNT(*) FROM question WHERE question.quiz_id = quiz.id) AS questions, \
        quiz.updated_at, quiz.archived_at FROM quiz JOIN person ON person.id = quiz.owner_id \
        WHERE ($1 IS NULL OR quiz.owner_id = $1) AND (quiz.archived_at IS NOT NULL) = $2 \
        ORDER BY quiz.updated_at DESC, quiz.id DESC";
    Ok(list!(tx, "quizzes", Listed, sql, owner.map(|id| id.to_string()), archived)?.rows)
}

/// Changes title and summary, provided nobody has changed the quiz since `revision`. False when somebody has,
/// or when there is no such quiz.
pub async fn update(
    tx: &mut Tx,
    id: QuizId,
    revision: i64,
    title: &str,
    summary: &str,
    now: Time,
) -> Result<bool> {
    let sql = "UPDATE quiz SET title = $3, summary = $4, updated_at = $5, revision = revision + 1 \
        WHERE id = $1 AND revision = $2";
    let rows = on!(tx, c => {
        sqlx::query::<DB>(sql)
            .bind(id.to_string()).bind(revision).bind(title).bind(summary).bind(now.millis())
            .execute(c).await?.rows_affected()
    });
    Ok(rows == 1)
}

/// Marks the quiz as changed and answers its new revision. Holds the quiz's row until the transaction ends,
/// so that changes of its questions come one after the other.
pub async fn touch(tx: &mut Tx, id: QuizId, now: Time) -> Result<Option<i64>> {
    let sql = "UPDATE quiz SET updated_at = $2, revision = revision + 1 WHERE id = $1 RETURNING revision";
    Ok(on!(tx, c => {
        sqlx::query_scalar::<DB, i64>(sql).bind(id.to_string()).bind(now.millis()).fetch_optional(c).await
    })?)
}

/// Archives a quiz (`Some`) or takes it back out (`None`). False when there is no such quiz.
pub async fn set_archived(tx: &mut Tx, id: QuizId, archived_at: Option<Time>) -> Result<bool> {
    let rows = on!(tx, c => {
        sqlx::query::<DB>("UPDATE quiz SET archived_at = $2, revision = revision + 1 WHERE id = $1")
            .bind(id.to_string()).bind(archived_at.map(Time::millis)).execute(c).await?.rows_affected()
    });
    Ok(rows == 1)
}

//! The editor: questions of a quiz, one at a time, and drafts of what is being typed.

mod form;

use convene_domain::account::Act;
use convene_domain::id::{PersonId, QuestionId, QuizId};
use convene_domain::quiz::question::QUESTIONS;
use convene_domain::quiz::{Question, limits};
use convene_domain::time::DAY;
use convene_store::Tx;
use convene_store::quiz::{draft, library as quizzes, question};

use super::library::{changed_meanwhile, editable};
use crate::chance::secret_hash;
use crate::{Error, Result, Service, Viewer};

pub use convene_domain::quiz::limits::DRAFT_BYTES;
pub use form::{Fields, fields_from_question, question_from_fields};

/// How long a draft nobody came back to is kept, in milliseconds.
const DRAFT_LIFE: i64 = 60 * DAY;

/// A question open in the editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    pub id: QuestionId,
    pub question: Question,
    /// Goes into the form as a hidden field and back into [`save`]: tells whether somebody changed it meanwhile.
    pub seen: String,
}

/// One question to edit.
pub async fn open(service: &Service, viewer: &Viewer, quiz: QuizId, id: QuestionId) -> Result<Open> {
    viewer.allowed(Act::HostQuizzes)?;
    let mut tx = service.read().await?;
    editable(&mut tx, viewer, quiz).await?;
    let stored = question::by_id(&mut tx, quiz, id).await?.ok_or(Error::Missing)?;
    Ok(Open { id, question: serde_json::from_str(&stored.content)?, seen: secret_hash(&stored.content) })
}

/// Adds a question at the end of a quiz.
pub async fn add(
    service: &Service,
    viewer: &Viewer,
    quiz: QuizId,
    fields: &[(String, String)],
) -> Result<QuestionId> {
    add_typed_at(service, viewer, quiz, &new_path(quiz), fields).await
}

/// Adds a question at the end of a quiz that was typed into the form at `path`, whose draft it was.
pub async fn add_typed_at(
    service: &Service,
    viewer: &Viewer,
    quiz: QuizId,
    path: &str,
    fields: &[(String, String)],
) -> Result<QuestionId> {
    let person = viewer.allowed(Act::HostQuizzes)?.id;
    let content = serde_json::to_string(&question_from_fields(fields)?)?;
    let now = service.now();
    let id = QuestionId::new(now, service.chance().bytes());
    let mut tx = changing(service, viewer, quiz).await?;
    let position = room_for_one_more(&mut tx, quiz).await?;
    question::insert_many(&mut tx, &[question::Question { id, quiz_id: quiz, position, content }]).await?;
    draft::delete(&mut tx, person, path).await?;
    tx.commit().await?;
    Ok(id)
}

/// Saves a question. `seen` is what [`open`] gave: with it, a change somebody else made meanwhile is not
/// overwritten.
pub async fn save(
    service: &Service,
    viewer: &Viewer,
    quiz: QuizId,
    id: QuestionId,
    seen: Option<&str>,
    fields: &[(String, String)],
) -> Result<()> {
    let person = viewer.allowed(Act::HostQuizzes)?.id;
    let content = serde_json::to_string(&question_from_fields(fields)?)?;
    let mut tx = changing(service, viewer, quiz).await?;
    let stored = question::by_id(&mut tx, quiz, id).await?.ok_or(Error::Missing)?;
    // The same text twice is the same form sent twice, not a conflict.
    let conflict = stored.content != content && seen.is_some_and(|seen| seen != secret_hash(&stored.content));
    if conflict || !question::update(&mut tx, quiz, id, &stored.content, &content).await? {
        return Err(changed_meanwhile("question"));
    }
    draft::delete(&mut tx, person, &question_path(quiz, id)).await?;
    tx.commit().await?;
    Ok(())
}

/// Removes a question; [`put_back`] undoes it.
pub async fn remove(service: &Service, viewer: &Viewer, quiz: QuizId, id: QuestionId) -> Result<()> {
    let person = viewer.allowed(Act::HostQuizzes)?.id;
    let mut tx = changing(service, viewer, quiz).await?;
    let removed = question::delete(&mut tx, quiz, id).await?.ok_or(Error::Missing)?;
    let kept = serde_json::to_string(&(removed.position, &removed.content))?;
    draft::upsert(&mut tx, person, &removed_path(quiz, id), &kept, service.now()).await?;
    draft::keep_newest(&mut tx, person, REMOVED_PATH, limits::REMOVED).await?;
    tx.commit().await?;
    Ok(())
}

/// Puts a question this person removed back to where it was. Doing so twice changes nothing.
pub async fn put_back(service: &Service, viewer: &Viewer, quiz: QuizId, id: QuestionId) -> Result<()> {
    let person = viewer.allowed(Act::HostQuizzes)?.id;
    let mut tx = changing(service, viewer, quiz).await?;
    if question::by_id(&mut tx, quiz, id).await?.is_some() {
        return Ok(());
    }
    let path = removed_path(quiz, id);
    let kept = draft::get(&mut tx, person, &path).await?.ok_or(Error::Missing)?;
    let (position, content): (i64, String) = serde_json::from_str(&kept.fields)?;
    room_for_one_more(&mut tx, quiz).await?;
    question::insert_many(&mut tx, &[question::Question { id, quiz_id: quiz, position, content }]).await?;
    draft::delete(&mut tx, person, &path).await?;
    tx.commit().await?;
    Ok(())
}

/// Swaps a question with the one before it. The first stays first.
pub async fn move_up(service: &Service, viewer: &Viewer, quiz: QuizId, id: QuestionId) -> Result<()> {
    reorder(service, viewer, quiz, id, |at, _| at.checked_sub(1)).await
}

/// Swaps a question with the one after it. The last stays last.
pub async fn move_down(service: &Service, viewer: &Viewer, quiz: QuizId, id: QuestionId) -> Result<()> {
    reorder(service, viewer, quiz, id, |at, last| (at < last).then_some(at + 1)).await
}

/// Swaps the question at `at` with the one `other(at, last)` names.
async fn reorder(
    service: &Service,
    viewer: &Viewer,
    quiz: QuizId,
    id: QuestionId,
    other: impl FnOnce(usize, usize) -> Option<usize>,
) -> Result<()> {
    viewer.allowed(Act::HostQuizzes)?;
    let mut tx = changing(service, viewer, quiz).await?;
    let mut order: Vec<QuestionId> =
        question::of_quiz(&mut tx, quiz).await?.into_iter().map(|question| question.id).collect();
    let at = order.iter().position(|known| *known == id).ok_or(Error::Missing)?;
    let Some(other) = other(at, order.len() - 1) else { return Ok(()) };
    order.swap(at, other);
    question::set_order(&mut tx, quiz, &order).await?;
    tx.commit().await?;
    Ok(())
}

/// A draft as somebody left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub fields: Fields,
    pub saved_at: convene_domain::Time,
}

/// Keeps what is typed into the form at `path`, for this person alone. Of very many drafts, the oldest goes.
pub async fn save_draft(
    service: &Service,
    viewer: &Viewer,
    path: &str,
    fields: &[(String, String)],
) -> Result<()> {
    let person = viewer.allowed(Act::HostQuizzes)?.id;
    let path = form_path(path)?;
    let fields = serde_json::to_string(fields)?;
    if fields.len() > DRAFT_BYTES {
        return Err(Error::field("", "This is too long to be kept as a draft. Save it or shorten it."));
    }
    let mut tx = service.begin().await?;
    draft::upsert(&mut tx, person, path, &fields, service.now()).await?;
    draft::keep_newest(&mut tx, person, FORM_PATH, limits::DRAFTS).await?;
    tx.commit().await?;
    Ok(())
}

/// What this person typed into the form at `path` and did not save.
pub async fn draft(service: &Service, viewer: &Viewer, path: &str) -> Result<Option<Draft>> {
    let person = viewer.allowed(Act::HostQuizzes)?.id;
    let path = form_path(path)?;
    let mut tx = service.read().await?;
    let Some(kept) = draft::get(&mut tx, person, path).await? else { return Ok(None) };
    Ok(Some(Draft { fields: serde_json::from_str(&kept.fields)?, saved_at: kept.saved_at }))
}

/// Forgets the draft of the form at `path`.
pub async fn discard_draft(service: &Service, viewer: &Viewer, path: &str) -> Result<()> {
    let person: PersonId = viewer.allowed(Act::HostQuizzes)?.id;
    let path = form_path(path)?;
    let mut tx = service.begin().await?;
    draft::delete(&mut tx, person, path).await?;
    tx.commit().await?;
    Ok(())
}

/// Forgets drafts nobody came back to. For the nightly job; answers how many.
pub async fn purge_drafts(service: &Service) -> Result<u64> {
    let mut tx = service.begin().await?;
    let purged = draft::purge(&mut tx, service.now().plus(-DRAFT_LIFE)).await?;
    tx.commit().await?;
    Ok(purged)
}

/// A transaction in which the viewer changes the questions of a quiz. Changes by others wait until it ends.
async fn changing(service: &Service, viewer: &Viewer, quiz: QuizId) -> Result<Tx> {
    let mut tx = service.begin().await?;
    editable(&mut tx, viewer, quiz).await?;
    quizzes::touch(&mut tx, quiz, service.now()).await?;
    Ok(tx)
}

/// The position after the last question, unless the quiz is full.
async fn room_for_one_more(tx: &mut Tx, quiz: QuizId) -> Result<i64> {
    let (count, end) = question::end_of_quiz(tx, quiz).await?;
    if usize::try_from(count).is_ok_and(|count| count < QUESTIONS) {
        return Ok(end);
    }
    Err(Error::field("", format!("A quiz holds {QUESTIONS} questions, and this one is full. Start another.")))
}

/// Where the form for a new question is.
fn new_path(quiz: QuizId) -> String {
    format!("/quizzes/{quiz}/questions/new")
}

/// Where the form of a question is.
fn question_path(quiz: QuizId, question: QuestionId) -> String {
    format!("/quizzes/{quiz}/questions/{question}")
}

/// How paths of forms begin.
const FORM_PATH: &str = "/";
/// How the path begins where a removed question waits to be put back: no form has such a path.
const REMOVED_PATH: &str = "removed:";

/// Where a removed question waits to be put back.
fn removed_path(quiz: QuizId, question: QuestionId) -> String {
    format!("{REMOVED_PATH}{quiz}/{question}")
}

/// A path that a long form may have: of quizzes, or of workshops, which keep their drafts here too.
fn form_path(path: &str) -> Result<&str> {
    let fits = (path.starts_with("/quizzes/") || path.starts_with("/workshops/")) && path.len() <= 200;
    fits.then_some(path).ok_or(Error::Missing)
}

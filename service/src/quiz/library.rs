//! The library: quizzes before they are played.

use convene_domain::account::Act;
use convene_domain::field::FieldErrors;
use convene_domain::field::has_unseen;
use convene_domain::id::{QuestionId, QuizId};
use convene_domain::quiz::Question;
use convene_store::Tx;
use convene_store::quiz::{library, question};

use crate::{Error, Result, Service, Viewer};

pub use convene_store::quiz::library::{Listed, Quiz};

/// Longest title and summary, in characters.
pub const TITLE_CHARS: usize = 120;
pub const SUMMARY_CHARS: usize = 500;

/// Which quizzes to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shelf {
    /// Those of everybody, not only one's own.
    pub everybody: bool,
    /// The archived ones in place of the current ones.
    pub archived: bool,
}

/// A quiz with its questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Full {
    pub quiz: Quiz,
    /// In their order.
    pub questions: Vec<Numbered>,
}

/// A question and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    pub id: QuestionId,
    /// From 1.
    pub number: usize,
    pub question: Question,
}

/// Quizzes on a shelf, last changed first.
pub async fn list(service: &Service, viewer: &Viewer, shelf: Shelf) -> Result<Vec<Listed>> {
    let person = viewer.allowed(Act::HostQuizzes)?;
    if shelf.everybody {
        viewer.allowed(Act::OverseeQuizzes)?;
    }
    let owner = (!shelf.everybody).then_some(person.id);
    let mut tx = service.read().await?;
    Ok(library::list(&mut tx, owner, shelf.archived).await?)
}

/// One quiz with its questions.
pub async fn get(service: &Service, viewer: &Viewer, id: QuizId) -> Result<Full> {
    viewer.allowed(Act::HostQuizzes)?;
    let mut tx = service.read().await?;
    let quiz = editable(&mut tx, viewer, id).await?;
    let questions = numbered(question::of_quiz(&mut tx, id).await?)?;
    Ok(Full { quiz, questions })
}

/// A new, empty quiz.
pub async fn create(service: &Service, viewer: &Viewer, title: &str, summary: &str) -> Result<QuizId> {
    let person = viewer.allowed(Act::HostQuizzes)?;
    let (title, summary) = names(title, summary)?;
    let now = service.now();
    let id = QuizId::new(now, service.chance().bytes());
    let new = library::New { id, owner_id: person.id, title: &title, summary: &summary, created_at: now };
    let mut tx = service.begin().await?;
    library::insert(&mut tx, &new).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes title and summary, provided the quiz is still at the `revision` the person saw.
pub async fn rename(
    service: &Service,
    viewer: &Viewer,
    id: QuizId,
    revision: i64,
    title: &str,
    summary: &str,
) -> Result<()> {
    viewer.allowed(Act::HostQuizzes)?;
    let (title, summary) = names(title, summary)?;
    let mut tx = service.begin().await?;
    editable(&mut tx, viewer, id).await?;
    if !library::update(&mut tx, id, revision, &title, &summary, service.now()).await? {
        return Err(changed_meanwhile("quiz"));
    }
    tx.commit().await?;
    Ok(())
}

/// Puts a quiz away. Its games and their results stay.
pub async fn archive(service: &Service, viewer: &Viewer, id: QuizId) -> Result<()> {
    set_archived(service, viewer, id, true).await
}

/// Takes a quiz back out of the archive.
pub async fn restore(service: &Service, viewer: &Viewer, id: QuizId) -> Result<()> {
    set_archived(service, viewer, id, false).await
}

async fn set_archived(service: &Service, viewer: &Viewer, id: QuizId, archived: bool) -> Result<()> {
    viewer.allowed(Act::HostQuizzes)?;
    let mut tx = service.begin().await?;
    editable(&mut tx, viewer, id).await?;
    library::set_archived(&mut tx, id, archived.then(|| service.now())).await?;
    tx.commit().await?;
    Ok(())
}

/// A copy of a quiz with all its questions; it belongs to whoever made the copy.
pub async fn duplicate(service: &Service, viewer: &Viewer, id: QuizId) -> Result<QuizId> {
    let person = viewer.allowed(Act::HostQuizzes)?;
    let now = service.now();
    let copy = QuizId::new(now, service.chance().bytes());
    let mut tx = service.begin().await?;
    let quiz = editable(&mut tx, viewer, id).await?;
    let title: String = format!("Copy of {}", quiz.title).chars().take(TITLE_CHARS).collect();
    let new = library::New {
        id: copy,
        owner_id: person.id,
        title: &title,
        summary: &quiz.summary,
        created_at: now,
    };
    library::insert(&mut tx, &new).await?;
    let copies: Vec<question::Question> = question::of_quiz(&mut tx, id)
        .await?
        .into_iter()
        .map(|original| question::Question {
            id: QuestionId::new(now, service.chance().bytes()),
            quiz_id: copy,
            ..original
        })
        .collect();
    question::insert_many(&mut tx, &copies).await?;
    tx.commit().await?;
    Ok(copy)
}

/// The quiz, provided it is the viewer's or the viewer oversees the quizzes of others.
pub(super) async fn editable(tx: &mut Tx, viewer: &Viewer, id: QuizId) -> Result<Quiz> {
    let quiz = library::by_id(tx, id).await?.ok_or(Error::Missing)?;
    if viewer.id() == Some(quiz.owner_id) || viewer.may(Act::OverseeQuizzes) {
        Ok(quiz)
    } else {
        Err(Error::Forbidden(Act::OverseeQuizzes))
    }
}

/// Stored questions as the domain knows them, numbered from 1.
pub(super) fn numbered(stored: Vec<question::Question>) -> Result<Vec<Numbered>> {
    let number = |(number, row): (usize, question::Question)| {
        let question = serde_json::from_str(&row.content)?;
        Ok(Numbered { id: row.id, number, question })
    };
    (1..).zip(stored).map(number).collect()
}

/// Title and summary as they are stored.
pub(super) fn names(title: &str, summary: &str) -> std::result::Result<(String, String), FieldErrors> {
    let (title, summary) = (title.trim(), summary.trim());
    let mut errors = FieldErrors::new();
    if title.is_empty() {
        errors.add("title", "Give the quiz a title.");
    } else if title.chars().count() > TITLE_CHARS {
        errors.add("title", format!("Keep the title to {TITLE_CHARS} characters."));
    } else if has_unseen(title) {
        errors.add("title", "The title contains characters that cannot be seen. Type it again without them.");
    }
    if summary.chars().count() > SUMMARY_CHARS {
        errors.add("summary", format!("Keep the summary to {SUMMARY_CHARS} characters."));
    } else if has_unseen(summary) {
        errors.add(
            "summary",
            "The summary contains characters that cannot be seen. Type it again without them.",
        );
    }
    errors.into_result()?;
    Ok((title.to_owned(), summary.to_owned()))
}

/// Somebody else was quicker; what was typed is still in the form.
pub(super) fn changed_meanwhile(what: &str) -> Error {
    Error::field(
        "",
        format!(
            "Somebody changed this {what} after you opened it. Your text is kept here: \
            open the {what} in a second tab, compare, and save again."
        ),
    )
}

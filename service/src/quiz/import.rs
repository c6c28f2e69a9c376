//! Importing a question file: upload, look at the preview, confirm. Nothing is half-imported.

use convene_domain::account::Act;
use convene_domain::field::FieldErrors;
use convene_domain::id::{ImportId, QuestionId, QuizId};
use convene_domain::quiz::import::{Format, Outcome, Read};
use convene_domain::quiz::limits;
use convene_domain::quiz::question::QUESTIONS;
use convene_domain::time::DAY;
use convene_store::Tx;
use convene_store::quiz::{import, library, question};

use super::library::{TITLE_CHARS, names};
use super::upload::read_file;
use crate::{Error, Result, Service, Viewer};

/// How long an import waits to be confirmed, in milliseconds.
const IMPORT_LIFE: i64 = 7 * DAY;
/// Longest file name kept, in characters.
const FILE_NAME_CHARS: usize = 200;

/// An import as its owner finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Import {
    /// Read and waiting to be confirmed.
    Waiting(Box<Preview>),
    /// Confirmed before: this is the quiz it became.
    Confirmed(QuizId),
}

/// What an import would become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub id: ImportId,
    pub file_name: String,
    /// From the file's name.
    pub title: String,
    pub outcome: Outcome,
}

/// Which of the questions found become the quiz.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen<'a> {
    All,
    /// Those that begin on these lines.
    Lines(&'a [u32]),
}

/// Reads a file and keeps what was found until it is confirmed; of very many that wait, the oldest goes.
/// `format` is the one the person chose, if any.
pub async fn upload(
    service: &Service,
    viewer: &Viewer,
    file_name: &str,
    bytes: impl AsRef<[u8]> + Send + 'static,
    format: Option<Format>,
) -> Result<ImportId> {
    let owner_id = viewer.allowed(Act::HostQuizzes)?.id;
    let file_name = base_name(file_name);
    let read = service.compute().run(service.clock(), &viewer.address, {
        let file_name = file_name.clone();
        move |budget| {
            let outcome = read_file(&file_name, bytes.as_ref(), format, budget)?;
            Ok(serde_json::to_string(&outcome)?)
        }
    });
    let outcome = small_enough(read.await?)?;
    let now = service.now();
    let id = ImportId::new(now, service.chance().bytes());
    let mut tx = service.begin().await?;
    import::insert(&mut tx, &import::Import { id, owner_id, file_name, outcome, created_at: now }).await?;
    import::keep_newest(&mut tx, owner_id, limits::IMPORTS).await?;
    tx.commit().await?;
    Ok(id)
}

/// What was found in an uploaded file.
pub async fn preview(service: &Service, viewer: &Viewer, id: ImportId) -> Result<Import> {
    let owner = viewer.allowed(Act::HostQuizzes)?.id;
    let mut tx = service.read().await?;
    let Some(kept) = import::by_id(&mut tx, owner, id).await? else {
        return Ok(Import::Confirmed(confirmed(&mut tx, viewer, id).await?));
    };
    let outcome = serde_json::from_str(&kept.outcome)?;
    let title = title_from(&kept.file_name);
    Ok(Import::Waiting(Box::new(Preview { id, file_name: kept.file_name, title, outcome })))
}

/// Makes a quiz of an import. Confirmed twice, it is the same quiz both times.
pub async fn confirm(
    service: &Service,
    viewer: &Viewer,
    id: ImportId,
    title: &str,
    chosen: Chosen<'_>,
) -> Result<QuizId> {
    let owner_id = viewer.allowed(Act::HostQuizzes)?.id;
    let mut tx = service.begin().await?;
    // Refused below, it is not taken: the transaction ends without a commit.
    let Some(taken) = import::take(&mut tx, owner_id, id).await? else {
        return confirmed(&mut tx, viewer, id).await;
    };
    let outcome: Outcome = serde_json::from_str(&taken.outcome)?;
    let (title, questions) = choose(title, outcome.questions, chosen)?;
    let now = service.now();
    let quiz = quiz_of(id)?;
    let new = library::New { id: quiz, owner_id, title: &title, summary: "", created_at: now };
    library::insert(&mut tx, &new).await?;
    let rows = (0..).zip(questions).map(|(position, read)| {
        Ok(question::Question {
            id: QuestionId::new(now, service.chance().bytes()),
            quiz_id: quiz,
            position,
            content: serde_json::to_string(&read.question)?,
        })
    });
    question::insert_many(&mut tx, &rows.collect::<Result<Vec<_>>>()?).await?;
    tx.commit().await?;
    Ok(quiz)
}

/// Forgets an import. One that is not there any more is forgotten already.
pub async fn discard(service: &Service, viewer: &Viewer, id: ImportId) -> Result<()> {
    let owner = viewer.allowed(Act::HostQuizzes)?.id;
    let mut tx = service.begin().await?;
    import::take(&mut tx, owner, id).await?;
    tx.commit().await?;
    Ok(())
}

/// Forgets imports nobody confirmed. For the nightly job; answers how many.
pub async fn purge(service: &Service) -> Result<u64> {
    let mut tx = service.begin().await?;
    let purged = import::purge(&mut tx, service.now().plus(-IMPORT_LIFE)).await?;
    tx.commit().await?;
    Ok(purged)
}

/// What was read, unless there is too much of it to be kept.
fn small_enough(outcome: String) -> Result<String> {
    if outcome.len() <= limits::IMPORT_BYTES {
        return Ok(outcome);
    }
    let sentence = "This file has more questions than one import can take. Split it into several files.";
    Err(Error::field("file", sentence))
}

/// Title and questions of the quiz to be, or what is wrong with them.
fn choose(
    title: &str,
    found: Vec<Read>,
    chosen: Chosen<'_>,
) -> std::result::Result<(String, Vec<Read>), FieldErrors> {
    let mut errors = FieldErrors::new();
    let title = names(title, "").map_err(|refused| errors = refused).unwrap_or_default().0;
    let wanted = |read: &Read| match chosen {
        Chosen::All => true,
        Chosen::Lines(lines) => lines.contains(&read.line),
    };
    let questions: Vec<Read> = found.into_iter().filter(wanted).collect();
    if questions.is_empty() {
        errors.add("lines", "Choose at least one question.");
    } else if questions.len() > QUESTIONS {
        let count = questions.len();
        errors
            .add("lines", format!("A quiz holds {QUESTIONS} questions. You chose {count}: leave some out."));
    }
    errors.into_result()?;
    Ok((title, questions))
}

/// The quiz an import becomes has the import's own number, so that it cannot become two.
fn quiz_of(id: ImportId) -> Result<QuizId> {
    id.to_string().parse().map_err(|error| Error::Internal(format!("{id}: {error}")))
}

/// The quiz this viewer made of an import that is no longer there.
async fn confirmed(tx: &mut Tx, viewer: &Viewer, id: ImportId) -> Result<QuizId> {
    let quiz = library::by_id(tx, quiz_of(id)?).await?;
    quiz.filter(|quiz| viewer.id() == Some(quiz.owner_id)).map(|quiz| quiz.id).ok_or(Error::Missing)
}

/// The last part of a path, as some browsers send it, cut to what is kept.
fn base_name(file_name: &str) -> String {
    let base = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    base.chars().filter(|c| !c.is_control()).take(FILE_NAME_CHARS).collect()
}

/// `delta-neutral_vaults.gift` becomes `delta neutral vaults`.
fn title_from(file_name: &str) -> String {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let spaced = stem.replace(['_', '-'], " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(TITLE_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_a_file_is_bounded() {
        assert!(small_enough("x".repeat(limits::IMPORT_BYTES)).is_ok());
        let refused = small_enough("x".repeat(limits::IMPORT_BYTES + 1));
        assert!(matches!(refused, Err(Error::Fields(errors)) if errors.of("file").is_some()));
    }

    #[test]
    fn a_title_is_suggested_from_the_file_name() {
        assert_eq!(
            title_from(&base_name("C:\\Users\\ada\\delta-neutral__vaults.v2.gift")),
            "delta neutral vaults.v2"
        );
        assert_eq!(title_from(&base_name("/tmp/Kahoot")), "Kahoot");
        assert_eq!(title_from(&base_name("")), "");
    }
}

//! Quizzes written for the demo, each owned by an educator.

mod funding;
mod oracles;
mod perpetuals;
mod vaults;
mod wallets;

use convene_domain::Time;
use convene_domain::account::Email;
use convene_domain::id::{PersonId, QuestionId, QuizId};
use convene_domain::quiz::{Choice, Kind, Question, Weight};
use convene_domain::time::DAY;
use convene_store::account::person;
use convene_store::quiz::{library, question};

use crate::{Error, Result, Service};

/// A quiz as it is written below.
pub(super) struct Written {
    /// First part of the owner's address.
    pub owner: &'static str,
    pub title: &'static str,
    pub summary: &'static str,
    /// Days since it was written.
    pub age: i64,
    pub archived: bool,
    pub questions: fn() -> Vec<Question>,
}

pub(super) const QUIZZES: [Written; 6] = [
    vaults::QUIZ,
    funding::QUIZ,
    perpetuals::QUIZ,
    wallets::QUIZ,
    oracles::QUIZ,
    Written {
        owner: "ada",
        title: "Warm-up: who is in the room?",
        summary: "Three questions without points, to get everybody's fingers moving.",
        age: 120,
        archived: true,
        questions: warm_up,
    },
];

/// One right answer, the first one written; `at` is where it is shown.
fn single(prompt: &str, right: &str, wrong: &[&str], at: usize, limit: u32, explanation: &str) -> Question {
    let mut texts: Vec<(&str, bool)> = wrong.iter().map(|text| (*text, false)).collect();
    texts.insert(at.min(texts.len()), (right, true));
    written(Kind::Single, prompt, &texts, limit, explanation)
}

/// Several right answers, marked.
fn multiple(prompt: &str, texts: &[(&str, bool)], limit: u32, explanation: &str) -> Question {
    written(Kind::Multiple, prompt, texts, limit, explanation)
}

fn true_false(prompt: &str, truth: bool, explanation: &str) -> Question {
    Question { explanation: Some(explanation.to_owned()), ..Question::true_false(prompt, truth) }
}

fn written(kind: Kind, prompt: &str, texts: &[(&str, bool)], limit: u32, explanation: &str) -> Question {
    let choice = |(text, correct): &(&str, bool)| Choice { text: (*text).to_owned(), correct: *correct };
    Question {
        kind,
        prompt: prompt.to_owned(),
        choices: texts.iter().map(choice).collect(),
        limit: Some(limit),
        weight: Weight::One,
        explanation: Some(explanation.to_owned()),
    }
}

fn double(question: Question) -> Question {
    Question { weight: Weight::Two, ..question }
}

fn poll(prompt: &str, texts: [&str; 4]) -> Question {
    let texts = texts.map(|text| (text, true));
    let question = written(Kind::Multiple, prompt, &texts, 30, "");
    Question { weight: Weight::Zero, explanation: None, ..question }
}

fn warm_up() -> Vec<Question> {
    vec![
        poll(
            "What brings you here?",
            ["I hold a vault token", "I write about DeFi", "I build things", "I am just curious"],
        ),
        poll("Which chains have you used?", ["Ethereum", "A rollup", "Solana", "None yet"]),
        true_false(
            "I have lost a seed phrase at least once",
            true,
            "No shame in it. The wallet safety quiz is next.",
        ),
    ]
}

/// The person with this name before the @.
pub(super) async fn person_id(service: &Service, first: &str) -> Result<PersonId> {
    let email = Email::parse(&format!("{first}@vault.example.org"));
    let email = email.map_err(|error| Error::Internal(error.to_string()))?;
    let mut tx = service.read().await?;
    let found = person::by_email(&mut tx, &email).await?;
    found.map(|person| person.id).ok_or_else(|| Error::Internal(format!("{first} is not in the demo")))
}

/// Adds every quiz that its owner has not yet. Answers their ids, in the order of [`QUIZZES`].
pub(super) async fn seed(service: &Service) -> Result<Vec<QuizId>> {
    let mut ids = Vec::new();
    for quiz in &QUIZZES {
        let owner = person_id(service, quiz.owner).await?;
        let mut tx = service.begin().await?;
        let known = library::list(&mut tx, Some(owner), quiz.archived).await?;
        if let Some(known) = known.into_iter().find(|known| known.title == quiz.title) {
            ids.push(known.id);
            continue;
        }
        let at = service.now().plus(-quiz.age * DAY);
        let id = QuizId::new(at, service.chance().bytes());
        let new =
            library::New { id, owner_id: owner, title: quiz.title, summary: quiz.summary, created_at: at };
        library::insert(&mut tx, &new).await?;
        let rows = (0..)
            .zip((quiz.questions)())
            .map(|(position, question)| row(service, id, at, position, &question));
        question::insert_many(&mut tx, &rows.collect::<Result<Vec<_>>>()?).await?;
        if quiz.archived {
            library::set_archived(&mut tx, id, Some(service.now().plus(-quiz.age / 2 * DAY))).await?;
        }
        tx.commit().await?;
        ids.push(id);
    }
    Ok(ids)
}

fn row(
    service: &Service,
    quiz: QuizId,
    at: Time,
    position: i64,
    question: &Question,
) -> Result<question::Question> {
    let id = QuestionId::new(at, service.chance().bytes());
    Ok(question::Question { id, quiz_id: quiz, position, content: serde_json::to_string(question)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_of_the_demo_can_be_played() {
        for quiz in &QUIZZES {
            for question in (quiz.questions)() {
                assert_eq!(question.check(), Ok(()), "{}: {}", quiz.title, question.prompt);
            }
        }
    }

    #[test]
    fn every_quiz_in_use_explains_its_answers_and_mixes_its_kinds() {
        for quiz in QUIZZES.iter().filter(|quiz| !quiz.archived) {
            let questions = (quiz.questions)();
            assert!((6..=10).contains(&questions.len()), "{}", quiz.title);
            assert!(questions.iter().all(|question| question.explanation.is_some()), "{}", quiz.title);
            for kind in [Kind::Single, Kind::Multiple, Kind::TrueFalse] {
                assert!(questions.iter().any(|question| question.kind == kind), "{}: {kind:?}", quiz.title);
            }
        }
    }
}

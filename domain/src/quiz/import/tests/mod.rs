//! What the readers promise, in statements. Real files are read in the service's tests.

mod aiken;
mod file;
mod gift;
mod markup;
mod opentriviaqa;
mod properties;
mod table;

use super::{Format, Outcome, Rejected, read_text};
use crate::quiz::Question;

fn read(format: Format, text: &str) -> Outcome {
    read_text(format, text).expect("a text format")
}

/// The only question of a text that has nothing to reject.
#[track_caller]
fn only(format: Format, text: &str) -> Question {
    let mut outcome = read(format, text);
    assert_eq!(outcome.rejected, []);
    assert_eq!(outcome.questions.len(), 1, "{:?}", outcome.questions);
    outcome.questions.remove(0).question
}

/// The only rejection of a text that has nothing to accept.
#[track_caller]
fn refused(format: Format, text: &str) -> Rejected {
    let mut outcome = read(format, text);
    assert_eq!(outcome.questions, []);
    assert_eq!(outcome.rejected.len(), 1, "{:?}", outcome.rejected);
    outcome.rejected.remove(0)
}

/// Answers in order, the right ones with a star.
fn answers(question: &Question) -> Vec<String> {
    let star = |correct| if correct { "*" } else { "" };
    question.choices.iter().map(|choice| format!("{}{}", star(choice.correct), choice.text)).collect()
}

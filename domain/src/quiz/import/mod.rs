//! Reading question files people already have.
//!
//! | Format | What it is | Markup in it |
//! |---|---|---|
//! | [`Format::Gift`] | Moodle's GIFT | is HTML (save after `[plain]`): turned into plain text by [`markup`] |
//! | [`Format::Aiken`] | Moodle's Aiken: `A) ..`, `ANSWER: A` | is text, kept as typed |
//! | [`Format::OpenTriviaQa`] | `#Q`, `^` and lettered answers | is text, kept as typed |
//! | [`Format::Kahoot`] | Kahoot's spreadsheet template | is text, kept as typed |
//! | [`Format::Csv`] | a table with our header, see [`table`] | is text, kept as typed |
//!
//! Whatever is kept as typed is escaped where it is shown, so nothing read here is ever live markup. What a
//! format can say and a quiz cannot (matching, essays, ..) is rejected with its line and a reason. Every
//! accepted question passes [`Question::check`]. All readers take time linear in the length of the file.

mod aiken;
mod collect;
mod detect;
mod entity;
mod gift;
pub mod markup;
mod opentriviaqa;
pub mod table;
mod text;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::question::Question;

pub use detect::detect;
pub use table::Table;
pub use text::{Tidy, tidy};

/// Most rejected questions listed one by one; a notice counts the others.
pub const REJECTED_LISTED: usize = 1_000;
/// Longest excerpt of the source shown with a rejected question, in characters.
pub const EXCERPT_CHARS: usize = 120;

/// A kind of question file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Gift,
    Aiken,
    OpenTriviaQa,
    Kahoot,
    Csv,
}

impl Format {
    pub const ALL: [Format; 5] =
        [Format::Gift, Format::Aiken, Format::OpenTriviaQa, Format::Kahoot, Format::Csv];

    /// For forms, URLs and the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Format::Gift => "gift",
            Format::Aiken => "aiken",
            Format::OpenTriviaQa => "opentriviaqa",
            Format::Kahoot => "kahoot",
            Format::Csv => "csv",
        }
    }

    /// The format with that [`key`](Self::key).
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.key() == key)
    }

    /// For people.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Gift => "Moodle GIFT",
            Format::Aiken => "Moodle Aiken",
            Format::OpenTriviaQa => "OpenTriviaQA",
            Format::Kahoot => "Kahoot spreadsheet",
            Format::Csv => "CSV",
        }
    }
}

/// What was found in one file, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub format: Format,
    pub questions: Vec<Read>,
    /// At most [`REJECTED_LISTED`].
    pub rejected: Vec<Rejected>,
    /// Sentences about the file as a whole.
    pub notices: Vec<String>,
}

/// An accepted question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    /// The line, or the row of the sheet, where it begins; from 1.
    pub line: u32,
    pub question: Question,
}

/// A question that was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// The line, or the row of the sheet, where it begins; from 1.
    pub line: u32,
    /// How its source begins, at most [`EXCERPT_CHARS`] characters.
    pub text: String,
    /// What is wrong and what to do about it.
    pub reason: String,
}

/// Reads the text of a file. None for the formats that are tables: their cells go to a [`Table`].
pub fn read_text(format: Format, text: &str) -> Option<Outcome> {
    let read = match format {
        Format::Gift => gift::read,
        Format::Aiken => aiken::read,
        Format::OpenTriviaQa => opentriviaqa::read,
        Format::Kahoot | Format::Csv => return None,
    };
    let tidy = tidy(text);
    let mut outcome = read(&tidy.text);
    outcome.notices.extend(tidy.notice());
    Some(outcome)
}

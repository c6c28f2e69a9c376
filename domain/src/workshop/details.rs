//! What is told about a workshop, and what is asked of those who register.

use serde::{Deserialize, Serialize};

/// Everything that no list is filtered by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Markdown, as typed.
    pub description: String,
    pub speakers: Vec<Speaker>,
    pub agenda: Vec<AgendaItem>,
    pub place: Place,
    pub questions: Vec<Question>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    pub name: String,
    /// One line about them; may be empty.
    pub about: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaItem {
    /// Minutes after the start.
    pub after: u32,
    pub title: String,
}

/// Where it takes place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Place {
    /// `link` is for those who registered only.
    Online { link: String },
    /// An address or directions, for everybody to see.
    OnSite { address: String },
}

/// Asked at registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Stays the same when questions move; answers are kept by it. The field's name in the form is `q` and this.
    pub id: u32,
    pub kind: QuestionKind,
    pub label: String,
    /// A consent that is not given, or an answer left out, refuses the registration.
    pub required: bool,
    /// For [`QuestionKind::Choice`] only.
    pub choices: Vec<String>,
}

text_enum!(
    /// How a question is answered.
    QuestionKind, "Choose text, choice or consent.",
    Text = "text",
    Choice = "choice",
    /// A box to tick.
    Consent = "consent",
);

impl Default for Details {
    fn default() -> Self {
        Self {
            description: String::new(),
            speakers: Vec::new(),
            agenda: Vec::new(),
            place: Place::Online { link: String::new() },
            questions: Vec::new(),
        }
    }
}

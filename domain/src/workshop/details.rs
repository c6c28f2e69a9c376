//! What is told about a workshop, and what is asked of those who register.

use serde::{Deserialize, Serialize};

use super::sign_up::GUESTS_PER_NETWORK;

/// Everything that no list is filtered by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Markdown, as typed.
    pub description: String,
    pub speakers: Vec<Speaker>,
    pub agenda: Vec<AgendaItem>,
    pub place: Place,
    pub questions: Vec<Question>,
    /// What was asked once and is not any more: answers to it stay, and with them the words they answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retired: Vec<Question>,
    #[serde(default, skip_serializing_if = "Guests::is_default")]
    pub guests: Guests,
}

/// What is asked of people who register with an address they have not proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Guests {
    /// Whether they confirm by e-mail before they are registered.
    pub confirm: bool,
    /// How many may register from one network address within a day.
    pub per_network: i64,
}

impl Default for Guests {
    fn default() -> Self {
        Self { confirm: false, per_network: GUESTS_PER_NETWORK }
    }
}

impl Guests {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Details {
    /// Remembers what `before` asked and this does not.
    pub fn retire(&mut self, before: &Details) {
        let gone = |question: &&Question| self.questions.iter().all(|asked| asked.id != question.id);
        self.retired = before.retired.iter().chain(&before.questions).filter(gone).cloned().collect();
    }
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
            retired: Vec::new(),
            guests: Guests::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(id: u32, label: &str) -> Question {
        Question { id, kind: QuestionKind::Consent, label: label.into(), required: true, choices: Vec::new() }
    }

    #[test]
    fn what_is_not_asked_any_more_is_remembered_until_it_is_asked_again() {
        let asking = |questions: Vec<Question>| Details { questions, ..Details::default() };
        let first = asking(vec![question(1, "House rules"), question(2, "Photos")]);
        let mut second = asking(vec![question(3, "Mail me"), question(2, "Photos")]);
        second.retire(&first);
        assert_eq!(second.retired, [question(1, "House rules")]);
        let mut third = asking(vec![question(1, "House rules, again")]);
        third.retire(&second);
        assert_eq!(third.retired, [question(3, "Mail me"), question(2, "Photos")]);
        let mut same = asking(third.questions.clone());
        same.retire(&third);
        assert_eq!(same, third, "saving without a change changes nothing");
    }

    #[test]
    fn details_from_before_there_were_retired_questions_are_read() {
        let stored = r#"{"description":"","speakers":[],"agenda":[],
            "place":{"kind":"online","link":""},"questions":[]}"#;
        let details: Details = serde_json::from_str(stored).expect("details");
        assert_eq!(details, Details::default());
        let again = serde_json::to_string(&details).expect("JSON");
        assert!(!again.contains("retired") && !again.contains("guests"), "{again}");
    }
}

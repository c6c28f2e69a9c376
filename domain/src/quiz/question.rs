//! A question as an author writes it.

use serde::{Deserialize, Serialize};

use crate::field::FieldErrors;

/// Fewest and most answers a question offers.
pub const CHOICES: std::ops::RangeInclusive<usize> = 2..=6;
/// Longest prompt, answer and explanation, in characters.
pub const PROMPT_CHARS: usize = 500;
pub const CHOICE_CHARS: usize = 200;
pub const EXPLANATION_CHARS: usize = 1_000;
/// Shortest and longest time limit, in seconds.
pub const LIMIT_SECONDS: std::ops::RangeInclusive<u32> = 5..=600;
/// The limit a new or imported question gets when its source names none, in seconds.
pub const DEFAULT_LIMIT_SECONDS: u32 = 20;
/// Most questions in one quiz.
pub const QUESTIONS: usize = 2_000;

/// How many of the answers a player picks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Exactly one answer is right, and one is picked.
    Single,
    /// One or more are right, and all of those and no other must be picked.
    Multiple,
    /// Two answers, true and false.
    TrueFalse,
}

/// What a question's points are multiplied by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// No points: a poll or a warm-up.
    Zero,
    #[default]
    One,
    Two,
}

impl Weight {
    /// Points for a right answer given at once.
    pub const fn points(self) -> u32 {
        match self {
            Weight::Zero => 0,
            Weight::One => 1_000,
            Weight::Two => 2_000,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Choice {
    pub text: String,
    pub correct: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub kind: Kind,
    /// Plain text. Markup in it is shown, never interpreted.
    pub prompt: String,
    pub choices: Vec<Choice>,
    /// Seconds to answer, or none: the host decides when time is up.
    pub limit: Option<u32>,
    pub weight: Weight,
    /// Shown after the reveal.
    pub explanation: Option<String>,
}

impl Question {
    /// A true/false question.
    pub fn true_false(prompt: impl Into<String>, truth: bool) -> Self {
        Self {
            kind: Kind::TrueFalse,
            prompt: prompt.into(),
            choices: vec![
                Choice { text: "True".into(), correct: truth },
                Choice { text: "False".into(), correct: !truth },
            ],
            limit: Some(DEFAULT_LIMIT_SECONDS),
            weight: Weight::One,
            explanation: None,
        }
    }

    /// Positions of the right answers.
    pub fn correct(&self) -> Vec<u8> {
        (0u8..).zip(&self.choices).filter(|(_, choice)| choice.correct).map(|(at, _)| at).collect()
    }

    /// Whether this question can be played. Field names: `prompt`, `choice_0`.., `choices`, `limit`, `explanation`.
    pub fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        check_text(&mut errors, "prompt", "question", &self.prompt, PROMPT_CHARS);
        for (at, choice) in self.choices.iter().enumerate() {
            check_text(&mut errors, &format!("choice_{at}"), "answer", &choice.text, CHOICE_CHARS);
            let same = |other: &Choice| other.text.trim() == choice.text.trim();
            if !choice.text.trim().is_empty() && self.choices[..at].iter().any(same) {
                errors.add(&format!("choice_{at}"), "Two answers read the same. Change one of them.");
            }
        }
        if !CHOICES.contains(&self.choices.len()) {
            errors.add("choices", "Give 2 to 6 answers.");
        }
        let right = self.correct().len();
        match self.kind {
            _ if right == 0 => errors.add("choices", "Mark the right answer."),
            Kind::Single if right > 1 => {
                errors.add("choices", "Mark one right answer, or make this a multiple choice question.");
            }
            Kind::TrueFalse if right > 1 || self.choices.len() != 2 => {
                errors.add("choices", "A true or false question has two answers, one of them right.");
            }
            _ => {}
        }
        if self.limit.is_some_and(|limit| !LIMIT_SECONDS.contains(&limit)) {
            errors.add("limit", "Choose a time limit from 5 to 600 seconds, or none.");
        }
        if self.explanation.as_ref().is_some_and(|text| text.chars().count() > EXPLANATION_CHARS) {
            errors.add("explanation", format!("Keep the explanation to {EXPLANATION_CHARS} characters."));
        }
        errors.into_result()
    }
}

fn check_text(errors: &mut FieldErrors, field: &str, what: &str, text: &str, most: usize) {
    if text.trim().is_empty() {
        errors.add(field, format!("Write the {what}."));
    } else if text.chars().count() > most {
        errors.add(field, format!("Keep the {what} to {most} characters."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(kind: Kind, marks: &[bool]) -> Question {
        let choice =
            |(at, correct): (usize, &bool)| Choice { text: format!("answer {at}"), correct: *correct };
        Question {
            kind,
            prompt: "What is a perpetual?".into(),
            choices: marks.iter().enumerate().map(choice).collect(),
            limit: Some(20),
            weight: Weight::One,
            explanation: None,
        }
    }

    #[test]
    fn a_question_needs_two_to_six_answers_and_the_right_number_of_right_ones() {
        assert!(question(Kind::Single, &[true, false]).check().is_ok());
        assert!(question(Kind::Multiple, &[true, true, true, false, false, false]).check().is_ok());
        assert!(Question::true_false("Water is wet", true).check().is_ok());
        for bad in [
            question(Kind::Single, &[true]),
            question(Kind::Single, &[true; 7]),
            question(Kind::Single, &[true, true]),
            question(Kind::Multiple, &[false, false]),
            question(Kind::TrueFalse, &[true, false, false]),
        ] {
            assert!(bad.check().expect_err("refused").of("choices").is_some(), "{bad:?}");
        }
    }

    #[test]
    fn errors_name_the_field() {
        let mut bad = question(Kind::Single, &[true, false]);
        bad.prompt = "  ".into();
        bad.choices[1].text = "answer 0".into();
        bad.limit = Some(4);
        bad.explanation = Some("x".repeat(EXPLANATION_CHARS + 1));
        let errors = bad.check().expect_err("refused");
        for field in ["prompt", "choice_1", "limit", "explanation"] {
            assert!(errors.of(field).is_some(), "{field}");
        }
    }
}

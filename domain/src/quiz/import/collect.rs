//! Where all readers put what they found.

use super::text::{excerpt, lay_out, one_line};
use super::{Format, Outcome, REJECTED_LISTED, Read, Rejected};
use crate::field::FieldErrors;
use crate::quiz::question::{CHOICES, DEFAULT_LIMIT_SECONDS, QUESTIONS};
use crate::quiz::{Choice, Kind, Question, Weight};

/// A question as a file describes it, before the rules have seen it.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub prompt: String,
    pub choices: Vec<Choice>,
    /// Seconds, or none for no limit.
    pub limit: Option<u32>,
    pub weight: Weight,
    pub explanation: Option<String>,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            prompt: String::new(),
            choices: Vec::new(),
            limit: Some(DEFAULT_LIMIT_SECONDS),
            weight: Weight::One,
            explanation: None,
        }
    }
}

impl Draft {
    /// The question, or why it cannot be one.
    fn settle(self) -> Result<Question, String> {
        let prompt = lay_out(&self.prompt);
        let choices: Vec<Choice> = self
            .choices
            .into_iter()
            .map(|choice| Choice { text: one_line(&choice.text), correct: choice.correct })
            .collect();
        let count = choices.len();
        match count {
            0 => return Err("There are no answers. Give 2 to 6.".into()),
            1 => return Err("There is only one answer. Give 2 to 6.".into()),
            _ if !CHOICES.contains(&count) => {
                return Err(format!("There are {count} answers. Keep 2 to 6 of them."));
            }
            _ => {}
        }
        let right = choices.iter().filter(|choice| choice.correct).count();
        let explanation = self.explanation.map(|text| lay_out(&text)).filter(|text| !text.is_empty());
        let question = match truth(&choices) {
            Some(truth) if right == 1 => Question {
                limit: self.limit,
                weight: self.weight,
                explanation,
                ..Question::true_false(prompt, truth)
            },
            _ => Question {
                kind: if right > 1 { Kind::Multiple } else { Kind::Single },
                prompt,
                choices,
                limit: self.limit,
                weight: self.weight,
                explanation,
            },
        };
        question.check().map_err(|errors| sentence(&errors))?;
        Ok(question)
    }
}

/// Which of "true" and "false" is right, when those are the two answers.
fn truth(choices: &[Choice]) -> Option<bool> {
    let [first, second] = choices else { return None };
    let is = |choice: &Choice, word: &str| choice.text.eq_ignore_ascii_case(word);
    match () {
        () if is(first, "true") && is(second, "false") => Some(first.correct),
        () if is(first, "false") && is(second, "true") => Some(second.correct),
        () => None,
    }
}

/// All that is wrong with a question, with the answers numbered as people count them.
fn sentence(errors: &FieldErrors) -> String {
    let told = errors.iter().map(|error| {
        match error.field.strip_prefix("choice_").and_then(|at| at.parse::<usize>().ok()) {
            Some(at) => format!("Answer {}: {}", at + 1, error.message),
            None => error.message.clone(),
        }
    });
    told.collect::<Vec<_>>().join(" ")
}

/// Gathers an [`Outcome`].
pub(super) struct Collector {
    outcome: Outcome,
    unlisted: usize,
}

impl Collector {
    pub fn new(format: Format) -> Self {
        let outcome = Outcome { format, questions: Vec::new(), rejected: Vec::new(), notices: Vec::new() };
        Self { outcome, unlisted: 0 }
    }

    /// Takes the question in if the rules allow it and there is room. `source` is for the excerpt.
    pub fn offer(&mut self, line: u32, source: &str, draft: Draft) {
        if self.outcome.questions.len() >= QUESTIONS {
            let most = if QUESTIONS == 2_000 { "2,000".to_owned() } else { QUESTIONS.to_string() };
            let reason = format!("A quiz holds {most} questions. Put this one into another file.");
            return self.reject(line, source, reason);
        }
        match draft.settle() {
            Ok(question) => self.outcome.questions.push(Read { line, question }),
            Err(reason) => self.reject(line, source, reason),
        }
    }

    pub fn reject(&mut self, line: u32, source: &str, reason: impl Into<String>) {
        if self.outcome.rejected.len() < REJECTED_LISTED {
            self.outcome.rejected.push(Rejected { line, text: excerpt(source), reason: reason.into() });
        } else {
            self.unlisted += 1;
        }
    }

    pub fn notice(&mut self, notice: impl Into<String>) {
        self.outcome.notices.push(notice.into());
    }

    pub fn finish(mut self) -> Outcome {
        if self.unlisted > 0 {
            let notice = format!("{} more questions were rejected and are not listed.", self.unlisted);
            self.outcome.notices.push(notice);
        }
        self.outcome
    }
}

//! What is asked at registration.

use super::QUESTIONS;
use super::text::Typed;
use crate::workshop::{Question, QuestionKind};

const LABEL_CHARS: usize = 200;
const CHOICES: std::ops::RangeInclusive<usize> = 2..=12;
const CHOICE_CHARS: usize = 100;

/// Rows without any text are left out.
pub fn read(typed: &mut Typed<'_>) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    for row in 0..QUESTIONS {
        let Some(mut question) = question(typed, row) else { continue };
        while questions.iter().any(|known| known.id == question.id) {
            question.id = question.id.wrapping_add(1);
        }
        questions.push(question);
    }
    questions
}

fn question(typed: &mut Typed<'_>, row: usize) -> Option<Question> {
    let name = |part: &str| format!("q{row}_{part}");
    let number = row + 1;
    let label = typed.line(&name("label"), &format!("text of question {number}"), LABEL_CHARS);
    let (field, called) = (name("choices"), format!("list of choices of question {number}"));
    let mut choices: Vec<String> =
        typed.lines(&field, &called, 2_000).into_iter().map(|(_, choice)| choice).collect();
    if label.is_empty() && choices.is_empty() {
        return None;
    }
    if label.is_empty() {
        typed.refuse(&name("label"), format!("Write question {number}, or take its choices away."));
    }
    let kind = typed.choice(&name("kind"), QuestionKind::Text);
    if kind == QuestionKind::Choice {
        let repeated = (1..choices.len()).any(|at| choices[..at].contains(&choices[at]));
        if !CHOICES.contains(&choices.len()) {
            let (least, most) = (CHOICES.start(), CHOICES.end());
            typed
                .refuse(&field, format!("Give {least} to {most} choices for question {number}, one a line."));
        } else if choices.iter().any(|choice| choice.chars().count() > CHOICE_CHARS) {
            typed.refuse(
                &field,
                format!("Keep each choice of question {number} to {CHOICE_CHARS} characters."),
            );
        } else if repeated {
            typed.refuse(&field, format!("Question {number} has the same choice twice."));
        }
    } else {
        choices.clear();
    }
    let kept = typed.value(&name("id")).parse().ok().filter(|id| *id > 0);
    let id = kept.unwrap_or_else(|| number_of(&label));
    Some(Question { id, kind, label, required: typed.ticked(&name("required")), choices })
}

/// A question's number for good, from the words it was first asked with: answers kept under it must not pass for
/// answers to another question that is asked later. FNV-1a, kept to 31 bits.
fn number_of(label: &str) -> u32 {
    let hash =
        label.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash >> 1).max(1)
}

pub fn write(questions: &[Question], field: &mut impl FnMut(&str, String)) {
    for (row, question) in questions.iter().enumerate() {
        let mut part = |part: &str, value: String| field(&format!("q{row}_{part}"), value);
        part("id", question.id.to_string());
        part("kind", question.kind.as_str().to_owned());
        part("label", question.label.clone());
        part("choices", question.choices.join("\n"));
        if question.required {
            part("required", "on".to_owned());
        }
    }
}

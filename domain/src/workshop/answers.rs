//! Answers to what is asked at registration.

use std::collections::BTreeMap;

use super::{Question, QuestionKind};
use crate::FieldErrors;

/// Longest answer in words, in characters.
pub const ANSWER_CHARS: usize = 1000;

/// What a given consent is kept as.
pub const CONSENT: &str = "yes";

/// Answers by the ids of their questions. A question that was left out has none.
pub type Answers = BTreeMap<u32, String>;

/// The name of a question's field in the form.
pub fn field(question: &Question) -> String {
    format!("q{}", question.id)
}

/// The answers somebody typed. `typed` gives the value of a field, none where the form had none. What was typed for
/// questions that are not asked is left out.
pub fn read<'a>(
    questions: &[Question],
    typed: impl Fn(&str) -> Option<&'a str>,
) -> Result<Answers, FieldErrors> {
    let mut errors = FieldErrors::new();
    let mut answers = Answers::new();
    for question in questions {
        let name = field(question);
        let text = clean(typed(&name).unwrap_or(""));
        if let Some(Some(answer)) = errors.keep(&name, one(question, &text)) {
            answers.insert(question.id, answer);
        }
    }
    errors.into_result()?;
    Ok(answers)
}

fn one(question: &Question, text: &str) -> Result<Option<String>, &'static str> {
    let missing = text.is_empty();
    match question.kind {
        QuestionKind::Consent if missing && question.required => Err("Tick this box to register."),
        QuestionKind::Choice if missing && question.required => Err("Choose one of the answers."),
        QuestionKind::Text if missing && question.required => Err("Answer this question to register."),
        _ if missing => Ok(None),
        QuestionKind::Consent => Ok(Some(CONSENT.to_owned())),
        QuestionKind::Choice if !question.choices.iter().any(|choice| choice == text) => {
            Err("Choose one of the answers that are listed.")
        }
        QuestionKind::Choice => Ok(Some(text.to_owned())),
        QuestionKind::Text if text.chars().count() > ANSWER_CHARS => {
            Err("Keep this answer to 1,000 characters.")
        }
        QuestionKind::Text => Ok(Some(text.to_owned())),
    }
}

/// Without control characters and white space around it. Line ends are two characters in a form, and one to whoever
/// typed them.
fn clean(text: &str) -> String {
    let visible = |c: &char| !c.is_control() || *c == '\n' || *c == '\t';
    text.replace("\r\n", "\n").chars().filter(visible).collect::<String>().trim().to_owned()
}

/// Whether something required is unanswered: a seat that was handed on comes without answers.
pub fn incomplete(questions: &[Question], answers: &Answers) -> bool {
    questions.iter().any(|question| question.required && !answers.contains_key(&question.id))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn question(id: u32, kind: QuestionKind, required: bool) -> Question {
        let choices =
            if kind == QuestionKind::Choice { vec!["Tea".into(), "Coffee".into()] } else { Vec::new() };
        Question { id, kind, label: "A question".into(), required, choices }
    }

    fn asked() -> Vec<Question> {
        vec![
            question(1, QuestionKind::Text, true),
            question(4, QuestionKind::Choice, false),
            question(7, QuestionKind::Consent, true),
        ]
    }

    fn answer(pairs: &[(&str, &str)]) -> Result<Answers, FieldErrors> {
        read(&asked(), |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| *value))
    }

    #[test]
    fn answers_are_kept_by_their_questions() {
        let answers =
            answer(&[("q1", "  I trade.\r\nA little. "), ("q4", "Tea"), ("q7", "on"), ("q9", "spam")])
                .unwrap();
        let kept: Vec<_> = answers.iter().map(|(id, text)| (*id, text.as_str())).collect();
        assert_eq!(kept, [(1, "I trade.\nA little."), (4, "Tea"), (7, "yes")]);
        assert!(!incomplete(&asked(), &answers));
        assert!(incomplete(&asked(), &Answers::new()));
    }

    #[test]
    fn each_refused_answer_is_named() {
        let errors = answer(&[("q4", "Water")]).unwrap_err();
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["q1", "q4", "q7"]);
        assert_eq!(errors.of("q7"), Some("Tick this box to register."));
        assert!(answer(&[("q1", &"é".repeat(1000)), ("q7", "on")]).is_ok());
        let long = answer(&[("q1", &"é".repeat(1001)), ("q7", "on")]).unwrap_err();
        assert_eq!(long.of("q1"), Some("Keep this answer to 1,000 characters."));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_only_what_was_asked_is_kept(
            texts in prop::collection::vec("\\PC{0,40}|Tea|Coffee|on", 3), extra in "\\PC{0,20}",
        ) {
            let names = ["q1", "q4", "q7"];
            let read = read(&asked(), |name| match names.iter().position(|known| *known == name) {
                Some(at) => Some(texts[at].as_str()),
                None => Some(extra.as_str()),
            });
            if let Ok(answers) = read {
                prop_assert!(!incomplete(&asked(), &answers));
                prop_assert!(answers.keys().all(|id| [1, 4, 7].contains(id)));
                prop_assert!(answers.get(&4).is_none_or(|choice| choice == "Tea" || choice == "Coffee"));
                prop_assert!(answers.values().all(|text| !text.is_empty() && text.chars().count() <= ANSWER_CHARS));
            }
        }
    }
}

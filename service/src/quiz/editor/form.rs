//! A question as the fields of a form, and back.

use convene_domain::field::FieldErrors;
use convene_domain::quiz::question::CHOICES;
use convene_domain::quiz::{Choice, Kind, Question, Weight};

/// Names and values of a form, in its order.
pub type Fields = Vec<(String, String)>;

/// The question a form describes, or everything wrong with it, field by field.
///
/// Fields: `kind` (`single`, `multiple`, `true_false`), `prompt`, `choice_0` to `choice_5`, `correct` (positions,
/// once for each right answer), `limit` (seconds, empty for none), `weight` (`0`, `1`, `2`) and `explanation`.
/// Empty answers at the end are left out. The two answers of true or false are `fixed_0` and `fixed_1`, or True and
/// False where these are missing; what is typed as an answer is then of another kind.
pub fn question_from_fields(fields: &[(String, String)]) -> Result<Question, FieldErrors> {
    let value = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| clean(value));
    let mut errors = FieldErrors::new();
    let kind = errors.keep("kind", kind(value("kind").as_deref()));
    let weight = errors.keep("weight", weight(value("weight").as_deref()));
    let limit = errors.keep("limit", limit(value("limit").as_deref()));
    let answers = if kind == Some(Kind::TrueFalse) { 2 } else { usize::MAX };
    let correct: Vec<usize> = fields
        .iter()
        .filter(|(field, _)| field == "correct")
        .filter_map(|(_, value)| value.trim().parse().ok())
        .filter(|at| *at < answers)
        .collect();
    let choices = choices(kind, &value, &correct, &mut errors);
    let question = Question {
        kind: kind.unwrap_or(Kind::Multiple),
        prompt: value("prompt").unwrap_or_default(),
        choices,
        limit: limit.flatten(),
        weight: weight.unwrap_or_default(),
        explanation: value("explanation").filter(|text| !text.is_empty()),
    };
    if let Err(unplayable) = question.check() {
        for error in unplayable.iter().filter(|error| errors.of(&error.field).is_none()).collect::<Vec<_>>() {
            errors.add(&error.field, error.message.as_str());
        }
    }
    errors.into_result()?;
    Ok(question)
}

/// The fields that [`question_from_fields`] reads as this question.
pub fn fields_from_question(question: &Question) -> Fields {
    let field = |name: &str, value: String| (name.to_owned(), value);
    let mut fields =
        vec![field("kind", kind_name(question.kind).to_owned()), field("prompt", question.prompt.clone())];
    for (at, choice) in question.choices.iter().enumerate() {
        fields.push(field(&format!("choice_{at}"), choice.text.clone()));
        if question.kind == Kind::TrueFalse {
            fields.push(field(&format!("fixed_{at}"), choice.text.clone()));
        }
        if choice.correct {
            fields.push(field("correct", at.to_string()));
        }
    }
    fields.push(field("limit", question.limit.map(|seconds| seconds.to_string()).unwrap_or_default()));
    fields.push(field("weight", weight_name(question.weight).to_owned()));
    fields.push(field("explanation", question.explanation.clone().unwrap_or_default()));
    fields
}

/// As typed, without the white space around it, with the line breaks of text files, and without characters that
/// cannot be seen but do things (other than line breaks and tabs).
fn clean(value: &str) -> String {
    let visible = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    value.replace("\r\n", "\n").chars().filter(visible).collect::<String>().trim().to_owned()
}

fn choices(
    kind: Option<Kind>,
    value: &impl Fn(&str) -> Option<String>,
    correct: &[usize],
    errors: &mut FieldErrors,
) -> Vec<Choice> {
    let fixed = |at: usize, usual: &str| {
        value(&format!("fixed_{at}")).filter(|text| !text.is_empty()).unwrap_or_else(|| usual.to_owned())
    };
    let texts = match kind {
        Some(Kind::TrueFalse) => vec![fixed(0, "True"), fixed(1, "False")],
        _ => {
            let mut texts: Vec<String> =
                (0..*CHOICES.end()).map(|at| value(&format!("choice_{at}")).unwrap_or_default()).collect();
            let written = texts.iter().rposition(|text| !text.is_empty()).map_or(0, |last| last + 1);
            texts.truncate(written);
            texts
        }
    };
    for at in correct.iter().filter(|at| **at >= texts.len() && CHOICES.end() > at) {
        errors.add(&format!("choice_{at}"), "This answer is marked as right. Write it, or mark another one.");
    }
    let choice = |(at, text)| Choice { text, correct: correct.contains(&at) };
    texts.into_iter().enumerate().map(choice).collect()
}

const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Single => "single",
        Kind::Multiple => "multiple",
        Kind::TrueFalse => "true_false",
    }
}

fn kind(value: Option<&str>) -> Result<Kind, &'static str> {
    [Kind::Single, Kind::Multiple, Kind::TrueFalse]
        .into_iter()
        .find(|kind| value == Some(kind_name(*kind)))
        .ok_or("Choose a kind of question: one right answer, several, or true and false.")
}

const fn weight_name(weight: Weight) -> &'static str {
    match weight {
        Weight::Zero => "0",
        Weight::One => "1",
        Weight::Two => "2",
    }
}

fn weight(value: Option<&str>) -> Result<Weight, &'static str> {
    let Some(value) = value else { return Ok(Weight::default()) };
    [Weight::Zero, Weight::One, Weight::Two]
        .into_iter()
        .find(|weight| value == weight_name(*weight))
        .ok_or("Choose no points, normal points or double points.")
}

fn limit(value: Option<&str>) -> Result<Option<u32>, &'static str> {
    match value {
        None | Some("") => Ok(None),
        Some(text) => {
            text.parse().map(Some).map_err(|_| "Choose a time limit from 5 to 600 seconds, or none.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    const COMPLETE: [(&str, &str); 9] = [
        ("kind", "multiple"),
        ("prompt", "  What hedges a long spot position?\r\nPick two. "),
        ("choice_0", "A short perpetual"),
        ("choice_1", "More spot"),
        ("choice_2", "A put option"),
        ("correct", "0"),
        ("correct", "2"),
        ("limit", "30"),
        ("weight", "2"),
    ];

    /// `COMPLETE` with some fields replaced.
    fn with(changes: &[(&str, &str)]) -> Fields {
        let kept = COMPLETE.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        let all: Vec<_> = kept.chain(changes).copied().collect();
        fields(&all)
    }

    #[test]
    fn a_form_becomes_a_question() {
        let question = question_from_fields(&fields(&COMPLETE)).expect("a question");
        assert_eq!(question.prompt, "What hedges a long spot position?\nPick two.");
        assert_eq!((question.kind, question.correct()), (Kind::Multiple, vec![0, 2]));
        assert_eq!((question.limit, question.weight, question.explanation), (Some(30), Weight::Two, None));
    }

    #[test]
    fn a_question_becomes_a_form_and_the_same_question_again() {
        let plain = question_from_fields(&fields(&COMPLETE)).expect("a question");
        let untimed = Question { limit: None, explanation: Some("Because.".into()), ..plain.clone() };
        for question in [plain, untimed, Question::true_false("A vault can lose money", true)] {
            assert_eq!(question_from_fields(&fields_from_question(&question)), Ok(question));
        }
    }

    #[test]
    fn empty_answers_at_the_end_are_left_out_and_a_gap_is_not() {
        let spare = with(&[("choice_3", ""), ("choice_4", "  ")]);
        assert_eq!(question_from_fields(&spare).expect("a question").choices.len(), 3);
        let gap = question_from_fields(&with(&[("choice_1", " ")])).expect_err("refused");
        assert_eq!(gap.of("choice_1"), Some("Write the answer."));
    }

    #[test]
    fn true_and_false_need_not_be_typed() {
        let form = fields(&[("kind", "true_false"), ("prompt", "Funding can be negative"), ("correct", "0")]);
        assert_eq!(question_from_fields(&form).expect("a question").choices[0].text, "True");
        assert_eq!(question_from_fields(&form).expect("a question").correct(), [0]);
    }

    #[test]
    fn answers_of_another_kind_do_not_become_true_and_false() {
        let changed = with(&[("kind", "true_false"), ("correct", "1")]);
        let question = question_from_fields(&changed).expect("a question");
        let texts: Vec<_> = question.choices.iter().map(|choice| choice.text.as_str()).collect();
        assert_eq!((texts, question.correct()), (vec!["True", "False"], vec![1]));
        let beyond = with(&[("kind", "true_false"), ("correct", "2")]);
        let refused = question_from_fields(&beyond).expect_err("nothing one sees is marked");
        assert_eq!(refused.of("choices"), Some("Mark the right answer."));
        let mut foreign = Question::true_false("Ein Tresor kann Geld verlieren", true);
        (foreign.choices[0].text, foreign.choices[1].text) = ("Wahr".into(), "Falsch".into());
        assert_eq!(question_from_fields(&fields_from_question(&foreign)), Ok(foreign));
    }

    #[test]
    fn every_refused_field_is_named() {
        let cases: [(&[(&str, &str)], &str); 10] = [
            (&[("kind", "essay")], "kind"),
            (&[("prompt", " ")], "prompt"),
            (&[("correct", "5")], "choice_5"),
            (&[("correct", "99")], "choices"),
            (&[("kind", "single")], "choices"),
            (&[("choice_2", "More spot")], "choice_2"),
            (&[("limit", "soon")], "limit"),
            (&[("limit", "4")], "limit"),
            (&[("weight", "3")], "weight"),
            (&[("explanation", &"x".repeat(1_001))], "explanation"),
        ];
        for (changes, field) in cases {
            let errors = question_from_fields(&with(changes)).expect_err("refused");
            assert!(errors.of(field).is_some(), "{changes:?}: {errors:?}");
        }
        let nothing = question_from_fields(&[]).expect_err("refused");
        for field in ["kind", "prompt", "choices"] {
            assert!(nothing.of(field).is_some(), "{field}: {nothing:?}");
        }
    }

    #[test]
    fn characters_that_cannot_be_seen_are_dropped() {
        let form = with(&[("prompt", "What\u{0}? \u{8}\u{7f}")]);
        assert_eq!(question_from_fields(&form).expect("a question").prompt, "What?");
    }
}

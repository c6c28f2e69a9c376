use proptest::prelude::*;

use super::answers;
use crate::quiz::Question;
use crate::quiz::import::table::Table;
use crate::quiz::import::{Format, Outcome, REJECTED_LISTED, detect, read_text};

fn sound(outcome: &Outcome) -> Result<(), TestCaseError> {
    for read in &outcome.questions {
        prop_assert!(read.question.check().is_ok(), "{:?}", read);
        prop_assert!(read.line > 0);
    }
    prop_assert!(outcome.rejected.len() <= REJECTED_LISTED);
    prop_assert!(outcome.rejected.iter().all(|rejected| rejected.line > 0 && rejected.reason.ends_with('.')));
    Ok(())
}

/// Text full of the marks the formats know.
fn marked() -> impl Strategy<Value = String> {
    "(\n|\n\n|\r\n|\\{|\\}|=|~|#|####|%50%|%-1%|->|::|//|\\\\|T|TRUE|\\[html\\]|<b>|<img|>|&lt;|#Q |\\^ |A |B |A\\) |B\\) |ANSWER: A|ANSWER:|word|é|\u{0}|,|;|\t|\"|1)*"
}

/// A short text with every mark GIFT knows, without white space at its ends or markup.
fn words() -> impl Strategy<Value = String> {
    "[a-zé~=#{}:%\\\\]{1,12}( [a-z~=#{}:\\\\]{1,9}){0,3}"
}

/// Every mark behind a backslash.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if "~=#{}:\\".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

proptest! {
    #[test]
    fn every_accepted_question_can_be_played(text in prop_oneof![any::<String>(), marked()]) {
        for format in Format::ALL {
            if let Some(outcome) = read_text(format, &text) {
                sound(&outcome)?;
            }
        }
        detect("questions.txt", &text);
    }

    #[test]
    fn every_accepted_row_can_be_played(rows in prop::collection::vec(prop::collection::vec("[ab1,]{0,3}|true|none", 0..8), 0..20)) {
        let mut table = Table::new(Format::Kahoot);
        table.row(1, &["question", "answer 1", "answer 2", "answer 3", "correct", "limit", "points"]);
        for (number, row) in (2..).zip(&rows) {
            table.row(number, row);
        }
        sound(&table.finish().expect("a header"))?;
    }

    #[test]
    fn what_is_written_as_gift_reads_back(prompt in words(), right in words(), wrong in words()) {
        // A percent sign between two numbers would be a weight, and equal answers are refused.
        prop_assume!(right != wrong && !right.starts_with('%') && !wrong.starts_with('%'));
        let text = format!("::t::[plain]{}{{={}~{}}}", escaped(&prompt), escaped(&right), escaped(&wrong));
        let outcome = read_text(Format::Gift, &text).expect("a text format");
        prop_assert_eq!(&outcome.rejected, &[]);
        let question: &Question = &outcome.questions[0].question;
        prop_assert_eq!(&question.prompt, &prompt);
        prop_assert_eq!(answers(question), [format!("*{right}"), wrong]);
    }
}

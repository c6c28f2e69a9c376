//! Real files, where the folder with them exists beside the checkout. The expected numbers were counted
//! without this code: `grep -c '^#Q'`, and by hand for the small ones.

use std::path::PathBuf;

use convene_domain::quiz::import::Format;
use convene_domain::quiz::{Kind, import::Outcome};
use proptest::prelude::*;

use super::{read, read_file};

/// The bytes of a real file; none, and a word about it, where the folder is not there.
fn fixture(name: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures/quiz").join(name);
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        println!("skipped: {} is not there", path.display());
    }
    bytes
}

fn of_kind(outcome: &Outcome, kind: Kind) -> usize {
    outcome.questions.iter().filter(|read| read.question.kind == kind).count()
}

#[test]
fn the_examples_of_moodle_in_gift() {
    let Some(bytes) = fixture("moodle-examples.gift.txt") else { return };
    let outcome = read("moodle-examples.gift.txt", bytes);
    assert_eq!(outcome.format, Format::Gift);
    let lines = |word: &str| {
        let with = outcome.rejected.iter().filter(|rejected| rejected.reason.contains(word));
        with.map(|rejected| rejected.line).collect::<Vec<_>>()
    };
    assert_eq!(lines("typed").len(), 13, "six numbers beside seven short answers");
    assert_eq!(lines("matching").len(), 2);
    assert_eq!(lines("part of the points").len(), 2);
    assert_eq!((outcome.questions.len(), outcome.rejected.len()), (16, 17));
    assert_eq!(of_kind(&outcome, Kind::TrueFalse), 4);
    assert_eq!(of_kind(&outcome, Kind::Multiple), 2);
    assert_eq!(outcome.questions[0].line, 8);
    assert_eq!(outcome.questions[1].question.prompt, "Grant is _____ in Grant's tomb.");
    let last = &outcome.questions[15].question;
    let answers: Vec<_> = last.choices.iter().map(|choice| (choice.text.as_str(), choice.correct)).collect();
    assert_eq!(answers, [("~", false), ("=", false), ("#", false), ("{", false), ("}", false), ("\\", true)]);
}

#[test]
fn the_examples_of_moodle_in_aiken() {
    let Some(bytes) = fixture("moodle.aiken.txt") else { return };
    let outcome = read("moodle.aiken.txt", bytes);
    assert_eq!((outcome.format, outcome.questions.len(), outcome.rejected.len()), (Format::Aiken, 2, 0));
    assert_eq!(outcome.questions[0].question.correct(), [1]);
    let second = &outcome.questions[1].question;
    assert_eq!(second.kind, Kind::TrueFalse);
    assert!(second.prompt.contains("<html class=\"cool\"> & images"), "{}", second.prompt);
}

#[test]
fn the_template_of_kahoot() {
    let Some(bytes) = fixture("kahoot-template.xlsx") else { return };
    let outcome = read("kahoot-template.xlsx", bytes);
    assert_eq!((outcome.format, outcome.questions.len(), outcome.rejected.len()), (Format::Kahoot, 1, 0));
    assert_eq!(outcome.questions[0].line, 9);
    let question = &outcome.questions[0].question;
    assert_eq!(question.prompt, "Which spreadsheet tools can read this sheet and export to xlsx format?");
    assert_eq!((question.kind, question.correct()), (Kind::Multiple, vec![0, 1, 2, 3]));
    assert_eq!(question.limit, Some(60));
}

#[test]
fn opentriviaqa_for_kids() {
    let Some(bytes) = fixture("opentriviaqa-for-kids.txt") else { return };
    let outcome = read("opentriviaqa-for-kids.txt", bytes);
    assert_eq!((outcome.format, outcome.questions.len()), (Format::OpenTriviaQa, 759));
    assert_eq!(outcome.rejected, []);
    assert_eq!(of_kind(&outcome, Kind::TrueFalse), 125);
    assert_eq!(outcome.notices, [""; 0]);
}

#[test]
fn opentriviaqa_science_and_technology_is_not_utf8_and_too_long_for_one_quiz() {
    let Some(bytes) = fixture("opentriviaqa-science-technology.txt") else { return };
    let outcome = read("opentriviaqa-science-technology.txt", bytes);
    assert_eq!((outcome.questions.len(), outcome.rejected.len()), (2_000, 486), "2,486 in all");
    assert!(outcome.notices.iter().any(|notice| notice.contains("Windows-1252")), "{:?}", outcome.notices);
    let over = outcome.rejected.iter().filter(|rejected| rejected.reason.contains("2,000 questions"));
    assert!(over.count() >= 482, "four questions have too long or equal answers, wherever they stand");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_damaged_real_file_is_read_or_refused(
        which in 0usize..4,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        cut in any::<prop::sample::Index>(),
    ) {
        let names = ["kahoot-template.xlsx", "moodle-examples.gift.txt", "moodle.aiken.txt", "opentriviaqa-for-kids.txt"];
        let Some(mut bytes) = fixture(names[which]) else { return Ok(()) };
        // A short piece keeps each case quick; a workbook needs its end.
        if which == 3 {
            bytes.truncate(4_000 + cut.index(4_000));
        }
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        for format in [None, Some(Format::Gift), Some(Format::Aiken), Some(Format::OpenTriviaQa), Some(Format::Csv)] {
            if let Ok(outcome) = read_file(names[which], &bytes, format) {
                prop_assert!(outcome.questions.iter().all(|read| read.question.check().is_ok()));
            }
        }
    }
}

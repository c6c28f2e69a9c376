//! Real files, as people have them. The expected numbers were counted without this code: `grep -c '^#Q'`, and by
//! hand for the small ones.

use std::path::Path;

use convene_domain::quiz::import::Format;
use convene_domain::quiz::{Kind, import::Outcome};
use proptest::prelude::*;

use super::{read, read_file};

/// A real file that the project may carry: see the notes beside them.
fn carried(name: &str) -> Vec<u8> {
    bytes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/quiz/upload/tests/files").join(name))
}

/// A real file that the project may not carry, or that is too large. Tests that need one are ignored unless asked for,
/// which `cargo xtask test` does where the folder exists.
fn beside(name: &str) -> Vec<u8> {
    bytes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures/quiz").join(name))
}

fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn of_kind(outcome: &Outcome, kind: Kind) -> usize {
    outcome.questions.iter().filter(|read| read.question.kind == kind).count()
}

#[test]
#[ignore = "reads a file of ../shared/fixtures/quiz, which may not be copied"]
fn the_examples_of_moodle_in_gift() {
    let outcome = read("moodle-examples.gift.txt", beside("moodle-examples.gift.txt"));
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
#[ignore = "reads a file of ../shared/fixtures/quiz, which may not be copied"]
fn the_examples_of_moodle_in_aiken() {
    let outcome = read("moodle.aiken.txt", beside("moodle.aiken.txt"));
    assert_eq!((outcome.format, outcome.questions.len(), outcome.rejected.len()), (Format::Aiken, 2, 0));
    assert_eq!(outcome.questions[0].question.correct(), [1]);
    let second = &outcome.questions[1].question;
    assert_eq!(second.kind, Kind::TrueFalse);
    assert!(second.prompt.contains("<html class=\"cool\"> & images"), "{}", second.prompt);
}

#[test]
#[ignore = "reads a file of ../shared/fixtures/quiz, which may not be copied"]
fn the_template_of_kahoot() {
    let outcome = read("kahoot-template.xlsx", beside("kahoot-template.xlsx"));
    assert_eq!((outcome.format, outcome.questions.len(), outcome.rejected.len()), (Format::Kahoot, 1, 0));
    assert_eq!(outcome.questions[0].line, 9);
    let question = &outcome.questions[0].question;
    assert_eq!(question.prompt, "Which spreadsheet tools can read this sheet and export to xlsx format?");
    assert_eq!((question.kind, question.correct()), (Kind::Multiple, vec![0, 1, 2, 3]));
    assert_eq!(question.limit, Some(60));
}

#[test]
fn opentriviaqa_for_kids() {
    let outcome = read("opentriviaqa-for-kids.txt", carried("opentriviaqa-for-kids.txt"));
    assert_eq!((outcome.format, outcome.questions.len()), (Format::OpenTriviaQa, 759));
    assert_eq!(outcome.rejected, []);
    assert_eq!(of_kind(&outcome, Kind::TrueFalse), 125);
    assert_eq!(outcome.notices, [""; 0]);
}

#[test]
#[ignore = "reads a file of ../shared/fixtures/quiz, which is too large to carry"]
fn opentriviaqa_science_and_technology_is_not_utf8_and_too_long_for_one_quiz() {
    let outcome = read("opentriviaqa-science-technology.txt", beside("opentriviaqa-science-technology.txt"));
    assert_eq!((outcome.questions.len(), outcome.rejected.len()), (2_000, 486), "2,486 in all");
    assert!(outcome.notices.iter().any(|notice| notice.contains("Windows-1252")), "{:?}", outcome.notices);
    let over = outcome.rejected.iter().filter(|rejected| rejected.reason.contains("2,000 questions"));
    assert!(over.count() >= 482, "four questions have too long or equal answers, wherever they stand");
}

#[test]
fn a_part_of_opentriviaqa_that_is_not_utf8_is_read_as_what_it_is() {
    let outcome = read("science.txt", carried("opentriviaqa-science-technology-part.txt"));
    assert_eq!((outcome.format, outcome.questions.len()), (Format::OpenTriviaQa, 59));
    assert_eq!(outcome.rejected, []);
    assert!(outcome.notices.iter().any(|notice| notice.contains("Windows-1252")), "{:?}", outcome.notices);
}

/// A real file with some bytes changed is read or refused, and what is read of it is sound.
fn survives(name: &str, mut bytes: Vec<u8>, changes: Vec<Change>) -> Result<(), TestCaseError> {
    for (at, byte) in changes {
        let at = at.index(bytes.len());
        bytes[at] = byte;
    }
    for format in
        [None, Some(Format::Gift), Some(Format::Aiken), Some(Format::OpenTriviaQa), Some(Format::Csv)]
    {
        if let Ok(outcome) = read_file(name, &bytes, format) {
            prop_assert!(outcome.questions.iter().all(|read| read.question.check().is_ok()));
        }
    }
    Ok(())
}

type Change = (prop::sample::Index, u8);

fn changes() -> impl Strategy<Value = Vec<Change>> {
    prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_damaged_file_that_we_carry_is_read_or_refused(
        changes in changes(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = carried("opentriviaqa-for-kids.txt");
        // A short piece keeps each case quick.
        bytes.truncate(4_000 + cut.index(4_000));
        survives("opentriviaqa-for-kids.txt", bytes, changes)?;
    }

    #[test]
    #[ignore = "reads files of ../shared/fixtures/quiz, which may not be copied"]
    fn a_damaged_file_of_others_is_read_or_refused(which in 0usize..3, changes in changes()) {
        let name = ["kahoot-template.xlsx", "moodle-examples.gift.txt", "moodle.aiken.txt"][which];
        survives(name, beside(name), changes)?;
    }
}

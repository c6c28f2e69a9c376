use super::answers;
use crate::quiz::import::table::{Table, is_header};
use crate::quiz::import::{Format, Outcome};
use crate::quiz::{Kind, Weight};

/// Rows of cells written with `|`, numbered from 1.
fn read(rows: &[&str]) -> Outcome {
    let mut table = Table::new(Format::Csv);
    for (number, row) in (1..).zip(rows) {
        table.row(number, &row.split('|').collect::<Vec<_>>());
    }
    table.finish().expect("a header")
}

const HEADER: &str = "question|answer1|answer2|answer3|answer4|correct|limit|points|explanation";

#[test]
fn a_row_is_a_question() {
    let outcome = read(&[HEADER, "Which?|a1|b1|c1||1,3|30|2|Because."]);
    assert_eq!(outcome.rejected, []);
    let question = &outcome.questions[0].question;
    assert_eq!(outcome.questions[0].line, 2);
    assert_eq!((question.kind, question.limit, question.weight), (Kind::Multiple, Some(30), Weight::Two));
    assert_eq!(answers(question), ["*a1", "b1", "*c1"]);
    assert_eq!(question.explanation.as_deref(), Some("Because."));
}

#[test]
fn right_answers_are_numbers_letters_or_a_text() {
    for (mark, right) in [
        ("2", vec![1]),
        ("B", vec![1]),
        ("1,3", vec![0, 2]),
        ("1; 3", vec![0, 2]),
        ("1.3", vec![0, 2]),
        ("a and c", vec![0, 2]),
        ("zürich ", vec![1]),
        ("1.5 %", vec![2]),
    ] {
        let outcome = read(&[HEADER, &format!("Which?|Bern|Zürich|1.5 %||{mark}|||")]);
        assert_eq!(outcome.rejected, [], "{mark}");
        assert_eq!(outcome.questions[0].question.correct(), right, "{mark}");
    }
}

#[test]
fn limits_and_points_are_read_leniently_and_never_guessed() {
    for (limit, read_as) in
        [("", Some(20)), ("5", Some(5)), ("45 sec", Some(45)), ("240.0", Some(240)), ("none", None)]
    {
        let outcome = read(&[HEADER, &format!("Which?|a1|b1|||1|{limit}|0|")]);
        assert_eq!(outcome.questions[0].question.limit, read_as, "{limit}");
        assert_eq!(outcome.questions[0].question.weight, Weight::Zero);
    }
    for bad in
        ["Which?|a1|b1|||1|4||", "Which?|a1|b1|||1|601||", "Which?|a1|b1|||1|soon||", "Which?|a1|b1|||1||7|"]
    {
        let outcome = read(&[HEADER, bad]);
        assert_eq!(outcome.questions, [], "{bad}");
    }
}

#[test]
fn what_is_wrong_is_named_with_its_row() {
    for (row, word) in [
        ("Which?|a1|b1||||||", "correct answer is missing"),
        ("Which?|a1|b1|||4|||", "no such answer"),
        ("Which?|a1|b1|||0|||", "neither the number"),
        ("Which?|a1|b1|||third|||", "neither the number"),
        ("Which?|||||1|||", "no answers"),
        ("Which?|a1||||1|||", "only one answer"),
        ("|a1|b1|||1|||", "Write the question"),
        ("Which?|a1|a1|||1|||", "read the same"),
    ] {
        let outcome = read(&["", HEADER, "", row]);
        assert_eq!(outcome.questions, [], "{row}");
        assert_eq!(outcome.rejected[0].line, 4);
        assert!(outcome.rejected[0].reason.contains(word), "{row}: {}", outcome.rejected[0].reason);
    }
}

#[test]
fn rows_without_question_and_answers_are_passed_over() {
    let outcome = read(&[HEADER, "||||||20||", "||||||||", "", "True?|||||false|||"]);
    assert_eq!(outcome.rejected, []);
    assert_eq!(outcome.questions[0].question.kind, Kind::TrueFalse);
    assert_eq!(outcome.questions[0].question.correct(), [1]);
}

#[test]
fn columns_have_many_names_and_any_order() {
    for header in [
        "Correct answer|Question|Answer 1|Answer 2",
        "KEY|Question text|Option A|Option B",
        "right_answers|prompt|a|b",
        "Correct answer(s) - choose at least one|Question - max 120 characters|Answer 1 - max 75|Answer 2 - max 75",
    ] {
        let outcome = read(&["Instructions", header, "2|Which?|x1|y1"]);
        assert_eq!(answers(&outcome.questions[0].question), ["x1", "*y1"], "{header}");
    }
    for header in [
        "question|answer1|correct",
        "answer1|answer2|correct",
        "question|answer1|answer2",
        "question|answer1|answer3|correct",
    ] {
        assert!(!is_header(&header.split('|').collect::<Vec<_>>()), "{header}");
    }
}

#[test]
fn without_a_header_there_is_nothing_to_read() {
    let mut table = Table::new(Format::Csv);
    for number in 1..=60 {
        table.row(number, &["Which?", "a", "b", "1"]);
    }
    assert!(!table.hopeful());
    assert!(table.finish().is_none());
}

use convene_domain::quiz::Kind;
use convene_domain::quiz::import::Format;
use rust_xlsxwriter::{Workbook, Worksheet};

use super::{prompts, read, read_file, sentence};

const HEADER: [&str; 7] = [
    "Question - max 120 characters",
    "Answer 1 - max 75 characters",
    "Answer 2 - max 75 characters",
    "Answer 3 - max 75 characters",
    "Answer 4 - max 75 characters",
    "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
];

fn write(sheet: &mut Worksheet, row: u32, cells: &[&str]) {
    for (column, cell) in (1u16..).zip(cells) {
        if let Ok(number) = cell.parse::<f64>() {
            sheet.write_number(row, column, number).expect("written");
        } else if !cell.is_empty() {
            sheet.write_string(row, column, *cell).expect("written");
        }
    }
}

/// A template with its header on row 8, filled as a person would.
fn template(rows: &[&[&str]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write(sheet, 1, &["Quiz template"]);
    write(sheet, 3, &["Remember: questions have a limit of 120 characters"]);
    write(sheet, 7, &HEADER);
    for (row, cells) in (8u32..).zip(rows) {
        sheet.write_number(row, 0, f64::from(row - 7)).expect("written");
        write(sheet, row, cells);
    }
    workbook.save_to_buffer().expect("a workbook")
}

#[test]
fn a_filled_template_is_read_row_by_row() {
    let bytes = template(&[
        &["What is TVL?", "Total value locked", "A token", "", "", "30", "1"],
        &["Which are stable?", "USDC", "ETH", "DAI", "BTC", "45", "1,3"],
        &[],
        &["Gas is free", "True", "False", "", "", "", "2"],
        &["", "", "", "", "", "20", ""],
        &["Numbers?", "10", "20", "2.5", "", "240", "3"],
        &["No mark", "a1", "b1", "", "", "20", ""],
        &["Long time", "a1", "b1", "", "", "601", "1"],
        &["Nothing there", "a1", "b1", "", "", "20", "4"],
    ]);
    let outcome = read("kahoot.xlsx", bytes);
    assert_eq!(outcome.format, Format::Kahoot);
    assert_eq!(prompts(&outcome), ["What is TVL?", "Which are stable?", "Gas is free", "Numbers?"]);
    let lines: Vec<_> = outcome.questions.iter().map(|read| read.line).collect();
    assert_eq!(lines, [9, 10, 12, 14]);
    let kinds: Vec<_> = outcome.questions.iter().map(|read| read.question.kind).collect();
    assert_eq!(kinds, [Kind::Single, Kind::Multiple, Kind::TrueFalse, Kind::Single]);
    let limits: Vec<_> = outcome.questions.iter().map(|read| read.question.limit).collect();
    assert_eq!(limits, [Some(30), Some(45), Some(20), Some(240)]);
    assert_eq!(outcome.questions[3].question.choices[2].text, "2.5");
    let rejected: Vec<_> = outcome.rejected.iter().map(|rejected| rejected.line).collect();
    assert_eq!(rejected, [15, 16, 17]);
    assert!(outcome.rejected[1].reason.contains("5 to 600"), "{}", outcome.rejected[1].reason);
}

#[test]
fn two_right_answers_that_a_spreadsheet_made_a_number_are_two() {
    let outcome = read("kahoot.xlsx", template(&[&["Which?", "a1", "b1", "c1", "", "20", "1.3"]]));
    assert_eq!(outcome.questions[0].question.correct(), [0, 2]);
}

#[test]
fn questions_may_be_on_a_later_sheet() {
    let mut workbook = Workbook::new();
    write(workbook.add_worksheet(), 0, &["Read me first"]);
    let sheet = workbook.add_worksheet();
    write(sheet, 0, &["question", "answer1", "answer2", "correct"]);
    write(sheet, 1, &["Which?", "a1", "b1", "B"]);
    let outcome = read("any name", workbook.save_to_buffer().expect("a workbook"));
    assert_eq!((outcome.questions[0].line, outcome.questions[0].question.correct()), (2, vec![1]));
}

#[test]
fn a_workbook_without_a_header_is_one_sentence() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for row in 0..100 {
        write(sheet, row, &["Which?", "a1", "b1", "1"]);
    }
    for mut workbook in [Workbook::new(), workbook] {
        let bytes = workbook.save_to_buffer().expect("a workbook");
        assert!(sentence(read_file("x.xlsx", &bytes, None)).contains("names the columns"));
    }
}

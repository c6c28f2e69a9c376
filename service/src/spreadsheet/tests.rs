//! Text stays text, numbers stay numbers, and what was typed can be had back.

use std::io::{Cursor, Read as _};
use std::sync::Arc;

use calamine::{Data, Reader as _, Xlsx};
use proptest::prelude::*;

use super::*;
use crate::clock::TestClock;

#[test]
fn an_apostrophe_stands_wherever_a_formula_might_begin() {
    for (text, written) in [
        ("=HYPERLINK(\"evil\")", "'=HYPERLINK(\"evil\")"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("A;=1+1", "A;'=1+1"),
        ("A,=1+1", "A,'=1+1"),
        ("A\t=1+1", "A\t'=1+1"),
        ("A\"=1+1", "A\"'=1+1"),
        ("A\r\n=1+1", "A\r\n'=1+1"),
        ("A\u{2028}=1+1", "A\u{2028}'=1+1"),
        ("A; \u{feff}=1", "A;' \u{feff}=1"),
        ("\u{feff}=1", "'\u{feff}=1"),
        ("\t=1", "\t'=1"),
        ("＝1+1", "'＝1+1"),
        ("A;＋1", "A;'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("'=1", "''=1"),
        ("Mia = best; 2 + 2", "Mia = best; 2 + 2"),
        ("mia+news@example.org", "mia+news@example.org"),
        ("well-known, since 2026", "well-known, since 2026"),
        ("O'Hara", "O'Hara"),
        ("'quoted'", "'quoted'"),
        ("", ""),
    ] {
        assert_eq!(guarded(text), written, "{text:?}");
    }
}

/// The text before it was guarded.
fn unguarded(text: &str) -> String {
    let mut plain = String::new();
    for field in text.split_inclusive(is_border) {
        let unseen = |c: char| is_unseen(c) && !is_border(c);
        let is_guarded = field.starts_with('\'')
            && field.trim_start_matches('\'').trim_start_matches(unseen).starts_with(is_sign);
        plain.push_str(if is_guarded { &field[1..] } else { field });
    }
    plain
}

/// Text full of what matters here.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("=1+1"),
        Just("=HYPERLINK(\"http://evil.example\",\"x\")"),
        Just("http://evil.example"),
        Just("{=SUM(A1)}"),
        Just("-"),
        Just("@"),
        Just("＝"),
        Just("＋"),
        Just(","),
        Just(";"),
        Just("\t"),
        Just("\""),
        Just("'"),
        Just(" "),
        Just("\u{feff}"),
        Just("\u{200b}"),
        Just("\u{a0}"),
        Just("\r\n"),
        Just("\n"),
        Just("\r"),
        Just("\u{2028}"),
        Just("Mia"),
        Just("5"),
        Just("ש"),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_field_of_a_csv_file_begins_a_formula_however_it_is_split(
        cells in prop::collection::vec(hostile(), 1..4), number in -9_999_i64..0,
    ) {
        let mut row: Vec<Cell> = cells.iter().map(Cell::text).collect();
        row.push(Cell::number(number));
        let file = String::from_utf8(csv([row], &Budget::unlimited()).expect("a file")).expect("UTF-8");
        // As programs might split it that know another separator, or nothing of quotes.
        for separators in [",", ";", "\t", "\"", ",;\t\"", "\u{2028}", ""] {
            let fields = file.split(|c: char| separators.contains(c) || c == '\r' || c == '\n');
            for field in fields.map(|field| field.trim_start_matches(|c: char| is_unseen(c))) {
                prop_assert!(!field.starts_with(is_sign) || field == number.to_string(), "{field:?} in {file:?}");
            }
        }
        // As RFC 4180 says, behind the byte order mark, which the reader takes away.
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file.as_bytes());
        let record = reader.records().next().expect("a row").expect("it can be read");
        let back: Vec<String> = record.iter().map(unguarded).collect();
        prop_assert_eq!(&back[..cells.len()], &cells[..], "what was typed");
        prop_assert_eq!(&record[cells.len()], number.to_string(), "numbers are not guarded");
    }

    #[test]
    fn text_in_a_workbook_is_text_as_it_was_typed(cells in prop::collection::vec(hostile(), 1..4)) {
        let row: Vec<Cell> = cells.iter().map(Cell::text).collect();
        let file = xlsx("Typed", &[header(&["a", "b", "c"]), row], &Budget::unlimited()).expect("a workbook");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&file)).expect("it opens");
        let formulas = book.worksheet_formula("Typed").expect("a sheet");
        prop_assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{formulas:?}");
        let sheet = book.worksheet_range("Typed").expect("a sheet");
        for (column, cell) in (0..).zip(&cells) {
            match sheet.get_value((1, column)) {
                Some(Data::String(text)) => prop_assert_eq!(text.replace("\r\n", "\n"), cell.replace("\r\n", "\n")),
                None | Some(Data::Empty) => prop_assert_eq!(cell, ""),
                other => prop_assert!(false, "{other:?} is not the text {cell:?}"),
            }
        }
        for part in parts(&file) {
            prop_assert!(!part.contains("<f>") && !part.contains("<f ") && !part.contains("hyperlink"), "{part}");
        }
    }
}

/// The XML of a workbook's sheet and what it leads to.
fn parts(file: &[u8]) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).expect("an archive");
    let names: Vec<String> =
        archive.file_names().flatten().filter(|name| name.contains("worksheets")).map(Into::into).collect();
    let read = |name: String| {
        let mut text = String::new();
        archive.by_name(&name).expect("a part").read_to_string(&mut text).expect("XML");
        text
    };
    names.into_iter().map(read).collect()
}

#[test]
fn numbers_are_numbers_in_a_workbook_and_too_long_a_text_is_cut_instead_of_refused() {
    let long = "x".repeat(LONGEST + 1);
    let table =
        [header(&["n", "s", "t"]), vec![Cell::number(-5_i64), Cell::seconds(12_045), Cell::text(&long)]];
    let file = xlsx("Numbers", &table, &Budget::unlimited()).expect("a workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).expect("it opens");
    let sheet = book.worksheet_range("Numbers").expect("a sheet");
    assert_eq!(sheet.get_value((1, 0)), Some(&Data::Float(-5.0)));
    assert_eq!(sheet.get_value((1, 1)), Some(&Data::Float(12.045)));
    assert_eq!(sheet.get_value((1, 2)), Some(&Data::String("x".repeat(LONGEST))));
}

#[test]
fn instants_are_written_in_utc() {
    assert_eq!(Cell::instant(Time::from_millis(1_800_000_000_042)), Cell::text("2027-01-15T08:00:00.042Z"));
}

#[test]
fn a_table_nobody_may_wait_for_any_longer_is_not_written() {
    let clock = Arc::new(TestClock::at(Time::from_millis(0)));
    let budget = Budget::until(clock.clone(), Time::from_millis(10));
    let table = vec![header(&["number"]); 2 * PIECE as usize];
    assert!(csv(table.clone(), &budget).is_ok() && xlsx("Numbers", &table, &budget).is_ok());
    let late = table.clone().into_iter().enumerate().map(|(at, row)| {
        clock.advance(i64::from(at == 1) * 10);
        row
    });
    assert!(matches!(csv(late, &budget), Err(Error::Busy)), "noticed on the way");
    assert!(matches!(xlsx("Numbers", &table, &budget), Err(Error::Busy)));
}

//! Excel workbooks: Kahoot's template, and any sheet with the same columns.
//!
//! A workbook is a zip archive, which can hold a thousand times its own size, so it is measured before it is
//! opened: every part is unpacked into nothing, with the same library that opens it afterwards.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use convene_domain::quiz::import::table::Table;
use convene_domain::quiz::import::{Format, Outcome};
use zip::ZipArchive;

use super::refused;
use crate::Result;
use crate::compute::Budget;

/// Most bytes all parts of a workbook may have together once unpacked.
const UNPACKED_BYTES: u64 = 32 * 1024 * 1024;
/// Most parts of a workbook.
const PARTS: usize = 1_000;
/// Most cells read, empty ones included.
const CELLS: usize = 400_000;
/// Cells further right are not read.
const COLUMNS: usize = 64;
/// Longer cells are cut: they are refused as too long anyway. In characters.
const CELL_CHARS: usize = 5_000;
/// Most sheets searched for questions.
const SHEETS: usize = 20;
/// More digits than this in the number of texts would make the reader reserve too much memory.
const COUNT_DIGITS: usize = 6;

pub(super) fn read(bytes: &[u8], budget: &Budget) -> Result<Outcome> {
    measure(bytes, budget)?;
    // The library that reads workbooks is not ours, and a hostile file must not end more than this import.
    match catch_unwind(AssertUnwindSafe(|| sheets(bytes, budget))) {
        Ok(outcome) => outcome,
        Err(_) => Err(damaged()),
    }
}

fn damaged() -> crate::Error {
    refused(
        "This workbook could not be read: it is damaged or not an Excel workbook. Save it again as .xlsx.",
    )
}

fn too_large() -> crate::Error {
    refused(
        "This workbook is too large when unpacked. Keep only the sheet with the questions, without pictures.",
    )
}

/// Refuses archives that would unpack to too much.
fn measure(bytes: &[u8], budget: &Budget) -> Result<()> {
    let mut archive = ZipArchive::new(budget.reader(bytes)).map_err(|_| damaged())?;
    if archive.len() > PARTS {
        return Err(too_large());
    }
    let mut left = UNPACKED_BYTES;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| damaged())?;
        if part.size() > left {
            return Err(too_large());
        }
        let texts = part.name().map_err(|_| damaged())?.to_ascii_lowercase().ends_with("sharedstrings.xml");
        // The declared size may lie, so what comes out is counted as well.
        let mut part = part.take(left + 1);
        let unpacked = if texts {
            let mut content = Vec::new();
            part.read_to_end(&mut content).map_err(|_| damaged())?;
            check_texts(&content)?;
            content.len() as u64
        } else {
            std::io::copy(&mut part, &mut std::io::sink()).map_err(|_| damaged())?
        };
        left = left.checked_sub(unpacked).ok_or_else(too_large)?;
    }
    Ok(())
}

/// The reader reserves memory for as many texts as the list of texts says it has, before it sees them.
fn check_texts(content: &[u8]) -> Result<()> {
    let text = std::str::from_utf8(content).map_err(|_| damaged())?;
    // In other encodings the attribute could hide from this search.
    let declared = text
        .trim_start_matches('\u{feff}')
        .trim_start()
        .strip_prefix("<?xml")
        .and_then(|xml| xml.split_once("?>"));
    let declared = declared.map_or(String::new(), |(declaration, _)| declaration.to_ascii_lowercase());
    if declared.contains("encoding") && !declared.contains("utf-8") || text.contains(['\0', '\u{1b}']) {
        return Err(damaged());
    }
    for (at, name) in text.match_indices("uniqueCount") {
        let value = text[at + name.len()..].trim_start_matches([' ', '\t', '\n', '\r', '=', '"', '\'', '+']);
        if value.bytes().take_while(u8::is_ascii_digit).count() > COUNT_DIGITS {
            return Err(damaged());
        }
    }
    Ok(())
}

/// The questions of the first sheet that has a header.
fn sheets(bytes: &[u8], budget: &Budget) -> Result<Outcome> {
    let mut workbook: Xlsx<_> = Xlsx::new(budget.reader(bytes)).map_err(|_: XlsxError| damaged())?;
    let mut left = CELLS;
    for sheet in workbook.sheet_names().into_iter().take(SHEETS) {
        match workbook.worksheet_cells_reader(&sheet) {
            Ok(cells) => {
                if let Some(outcome) = questions(cells, &mut left, budget)? {
                    return Ok(outcome);
                }
            }
            // Charts are sheets without cells.
            Err(XlsxError::NotAWorksheet(_)) => {}
            Err(_) => return Err(damaged()),
        }
    }
    Err(refused(
        "No row of this workbook names the columns as Kahoot's template does: \
         Question, Answer 1, Answer 2, Answer 3, Answer 4, Time limit, Correct answer. Add that row above the questions.",
    ))
}

/// Cells come one by one and in rows; a sheet can be far larger than what is in it, so no grid is made.
fn questions<R: Read + std::io::Seek>(
    mut cells: calamine::XlsxCellReader<'_, R>,
    left: &mut usize,
    budget: &Budget,
) -> Result<Option<Outcome>> {
    let mut table = Table::new(Format::Kahoot);
    let mut row: Vec<String> = Vec::new();
    let mut number = 0;
    while let Some(cell) = cells.next_cell().map_err(|_| damaged())? {
        *left = left.checked_sub(1).ok_or_else(too_large)?;
        let (at, column) = cell.get_position();
        if at != number {
            budget.check()?;
            end_row(&mut table, number, &mut row);
            number = at;
            if !table.hopeful() {
                return Ok(None);
            }
        }
        let column = column as usize;
        let value = words(cell.get_value());
        if column < COLUMNS && !value.is_empty() {
            row.resize(row.len().max(column + 1), String::new());
            row[column] = value;
        }
    }
    end_row(&mut table, number, &mut row);
    Ok(table.finish())
}

fn end_row(table: &mut Table, number: u32, row: &mut Vec<String>) {
    if !row.is_empty() {
        table.row(number.saturating_add(1), row);
        row.clear();
    }
}

/// A cell as a person reads it.
fn words(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => plain(text),
        DataRef::SharedString(text) => plain(text),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => (if *truth { "True" } else { "False" }).to_owned(),
        DataRef::DateTime(date) => date.as_f64().to_string(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn plain(text: &str) -> String {
    let tidied = convene_domain::quiz::import::tidy(&text.chars().take(CELL_CHARS).collect::<String>());
    tidied.text
}

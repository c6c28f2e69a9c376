//! CSV with commas, semicolons or tabs.

use convene_domain::quiz::import::table::{Table, is_header};
use convene_domain::quiz::import::{Format, Outcome, tidy};

use super::refused;
use crate::Result;
use crate::compute::Budget;

/// How far the header may be from the beginning, in bytes.
const HEADER_BYTES: usize = 64 * 1024;
/// Columns further right are not looked at.
const COLUMNS: usize = 64;
/// Longest cell, in bytes.
const CELL_BYTES: usize = 20_000;

pub(super) fn read(text: &str, budget: &Budget) -> Result<Outcome> {
    let tidied = tidy(text);
    let (text, skipped) = without_hint(&tidied.text);
    let Some(delimiter) = delimiter(text) else {
        return Err(no_header());
    };
    let mut table = Table::new(Format::Csv);
    let mut rows = rows(text, delimiter);
    let mut record = ::csv::StringRecord::new();
    while table.hopeful() && rows.read_record(&mut record).map_err(unreadable)? {
        budget.check()?;
        let line = record.position().map_or(0, ::csv::Position::line).saturating_add(skipped);
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        if record.iter().any(|cell| cell.len() > CELL_BYTES) {
            let reason = "A cell of this row has more than 20,000 bytes. Perhaps a closing quotation mark is missing: \
                          check the file from this line on.";
            table.reject(line, record.get(0).unwrap_or_default(), reason);
        } else {
            let cells: Vec<&str> = record.iter().take(COLUMNS).collect();
            table.row(line, &cells);
        }
    }
    let mut outcome = table.finish().ok_or_else(no_header)?;
    outcome.notices.extend(tidied.notice());
    Ok(outcome)
}

fn no_header() -> crate::Error {
    refused(
        "No line of this file names its columns. Write them on the first line: \
         question,answer1,answer2,answer3,answer4,correct,limit,points,explanation",
    )
}

fn unreadable(error: ::csv::Error) -> crate::Error {
    refused(format!("The file could not be read as CSV: {error}."))
}

fn rows(text: &str, delimiter: u8) -> ::csv::Reader<&[u8]> {
    ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

/// Spreadsheets may write `sep=;` on a first line of its own. The text after it, and the lines left out.
fn without_hint(text: &str) -> (&str, u64) {
    match text.split_once('\n') {
        Some((hint, rest)) if hint.len() <= 7 && hint.to_ascii_lowercase().starts_with("sep=") => (rest, 1),
        _ => (text, 0),
    }
}

/// The delimiter with which some row near the beginning is a header.
fn delimiter(text: &str) -> Option<u8> {
    let end = (0..=text.len().min(HEADER_BYTES)).rev().find(|at| text.is_char_boundary(*at))?;
    [b',', b';', b'\t'].into_iter().find(|delimiter| {
        let records = rows(&text[..end], *delimiter).into_records();
        records
            .map_while(|record| record.ok())
            .any(|record| is_header(&record.iter().take(COLUMNS).collect::<Vec<_>>()))
    })
}

//! Tables as files for spreadsheet programs: every export of the portal is written here.
//!
//! What people typed must stay text. In XLSX it is: its cells have a type, and text is written as text. A CSV file has
//! no types, and whoever opens it decides by what its fields are separated: there, [`guarded`] keeps text from becoming
//! a formula wherever a field might begin.

use convene_domain::Time;
use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};

use crate::compute::Budget;
use crate::{Error, Result};

/// One field of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// What anybody may have typed.
    Text(String),
    /// Digits of our own, with a sign and a point where they need one: no text can get in here.
    Number(String),
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self(Kind::Text(text.into()))
    }

    pub fn empty() -> Self {
        Self::text("")
    }

    pub fn number(number: impl Into<i128>) -> Self {
        Self(Kind::Number(number.into().to_string()))
    }

    /// Milliseconds as seconds: `12.345`.
    pub fn seconds(millis: u64) -> Self {
        Self(Kind::Number(format!("{}.{:03}", millis / 1_000, millis % 1_000)))
    }

    /// An instant in UTC, as in 2026-11-22T18:00:00.000Z; nothing for one that no calendar has.
    pub fn instant(time: Time) -> Self {
        jiff::Timestamp::from_millisecond(time.millis()).map_or_else(
            |_| Self::empty(),
            |stamp| Self::text(stamp.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()),
        )
    }

    /// `yes` or `no`.
    pub fn yes_no(yes: bool) -> Self {
        Self::text(if yes { "yes" } else { "no" })
    }
}

/// The names of columns, the first row of a table.
pub(crate) fn header(names: &[&str]) -> Vec<Cell> {
    names.iter().map(|name| Cell::text(*name)).collect()
}

/// How many rows are written between two looks at the budget.
const PIECE: u32 = 256;

fn failed(error: &dyn std::fmt::Display) -> Error {
    Error::Internal(format!("writing a table failed: {error}"))
}

/// A table as CSV (RFC 4180) in UTF-8, with a byte order mark, without which Excel takes it for an encoding of its
/// owner's country, and CRLF at the ends of lines. Text is [`guarded`].
pub(crate) fn csv(table: impl IntoIterator<Item = Vec<Cell>>, budget: &Budget) -> Result<Vec<u8>> {
    let file = "\u{feff}".as_bytes().to_vec();
    let mut sheet = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
    for (at, row) in (0_u32..).zip(table) {
        if at.is_multiple_of(PIECE) {
            budget.check()?;
        }
        let fields = row.into_iter().map(|Cell(kind)| match kind {
            Kind::Text(text) => guarded(&text),
            Kind::Number(number) => number,
        });
        sheet.write_record(fields).map_err(|error| failed(&error))?;
    }
    sheet.into_inner().map_err(|error| failed(&error))
}

/// A table as an Excel workbook with one sheet called `name`. Text is written as text, as it was typed; it is neither
/// a formula nor a link, whatever it looks like.
pub(crate) fn xlsx(name: &str, table: &[Vec<Cell>], budget: &Budget) -> Result<Vec<u8>> {
    let failed = |error: XlsxError| failed(&error);
    let mut book = Workbook::new();
    let head = Format::new().set_bold().set_background_color(Color::RGB(0xF0_F1_FE));
    let plain = Format::new();
    let sheet = book.add_worksheet();
    sheet.set_name(name).map_err(failed)?;
    for (at, row) in (0_u32..).zip(table) {
        if at.is_multiple_of(PIECE) {
            budget.check()?;
        }
        for (column, cell) in (0_u16..).zip(row) {
            write(sheet, at, column, cell, if at == 0 { &head } else { &plain }).map_err(failed)?;
        }
    }
    budget.check()?;
    lay_out(sheet, table).map_err(failed)?;
    budget.check()?;
    book.save_to_buffer().map_err(failed)
}

/// The head stays in view and filters the rows, and columns are as wide as what is in them.
fn lay_out(sheet: &mut Worksheet, table: &[Vec<Cell>]) -> std::result::Result<(), XlsxError> {
    sheet.set_freeze_panes(1, 1)?;
    sheet.autofit();
    let (last_row, last_column) = (table.len().saturating_sub(1), table.first().map_or(0, Vec::len));
    if let (Ok(row), Ok(column)) = (u32::try_from(last_row), u16::try_from(last_column.saturating_sub(1))) {
        sheet.autofilter(0, 0, row, column)?;
    }
    Ok(())
}

/// Longest text of a cell, in characters: what Excel takes.
const LONGEST: usize = 32_767;

/// By the calls that decide nothing by what the text looks like: `write` would.
fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    Cell(kind): &Cell,
    format: &Format,
) -> std::result::Result<(), XlsxError> {
    match kind {
        Kind::Text(text) if text.chars().nth(LONGEST).is_some() => {
            let cut: String = text.chars().take(LONGEST).collect();
            sheet.write_string_with_format(row, column, cut, format)?
        }
        Kind::Text(text) => sheet.write_string_with_format(row, column, text, format)?,
        Kind::Number(number) => match number.parse::<f64>() {
            Ok(value) => sheet.write_number_with_format(row, column, value, format)?,
            Err(_) => sheet.write_string_with_format(row, column, number, format)?,
        },
    };
    Ok(())
}

/// What begins a formula, with the wide, small and typographic forms that some programs take for it.
const fn is_sign(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫' | '\u{2212}')
}

/// What a field may begin after: the separators that programs split by, quotes, and every kind of line break.
const fn is_border(c: char) -> bool {
    matches!(c, ',' | ';' | '\t' | '"' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// What programs trim, or nobody sees: white space, controls, the byte order mark, and marks of direction and width.
fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
        )
}

/// Text for a CSV file that no spreadsheet program takes for a formula (OWASP, "CSV Injection"), in whatever way it
/// splits the file. Where a field might begin, which is at the start and after a comma, semicolon, tab, quotation mark
/// or line break, an apostrophe goes before `=`, `+`, `-` and `@` and what is unseen in front of them: spreadsheets use
/// it themselves to say that text follows. Everything else stays as it is. Taking one apostrophe away at each of these
/// places gives the text back: one that was typed there is doubled.
fn guarded(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 2);
    let mut rest = text;
    loop {
        let after_apostrophes = rest.trim_start_matches('\'');
        let unseen = |c: char| is_unseen(c) && !is_border(c);
        if after_apostrophes.trim_start_matches(unseen).starts_with(is_sign) {
            safe.push('\'');
        }
        let Some(border) = rest.find(is_border) else { break };
        let (field, next) = rest.split_at(border + rest[border..].chars().next().map_or(0, char::len_utf8));
        safe.push_str(field);
        rest = next;
    }
    safe.push_str(rest);
    safe
}

#[cfg(test)]
mod tests;

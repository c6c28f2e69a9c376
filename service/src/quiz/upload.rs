//! Question files as they arrive: bytes made text or cells for the readers in `domain`.

mod csv;
mod xlsx;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use convene_domain::quiz::import::{Format, Outcome, detect, read_text, tidy};
use encoding_rs::{Encoding, WINDOWS_1252};

use crate::compute::Budget;
use crate::{Error, Result};

/// Largest file taken in, in bytes.
pub const FILE_BYTES: usize = 10 * 1024 * 1024;
/// The form field every error here belongs to.
const FIELD: &str = "file";
/// How much of a file is looked at for signs that it is no text, in bytes.
const LOOK_BYTES: usize = 8 * 1024;
/// A text with more NUL bytes than this at its beginning is no text.
const STRAY_NULS: usize = 10;

/// Reads a file of questions. `format` is what the person chose; without it, the content decides, and
/// `file_name` where that is not enough.
///
/// Takes up to a few seconds of one core, and no longer than `budget` allows: call it where blocking is allowed.
///
/// # Errors
/// [`Error::Fields`] with one sentence for `file`: too large, empty, not readable in time or at all, or nothing found
/// in it.
/// Single questions that are wrong are no error; they are listed in the outcome.
pub fn read_file(file_name: &str, bytes: &[u8], format: Option<Format>, budget: &Budget) -> Result<Outcome> {
    let outcome = read_container(file_name, bytes, format, budget);
    // A reader that is told to end says that it cannot read on.
    match budget.check() {
        Ok(()) => outcome,
        Err(_) => Err(refused("This file takes too long to read. Split it into several files.")),
    }
}

fn read_container(file_name: &str, bytes: &[u8], format: Option<Format>, budget: &Budget) -> Result<Outcome> {
    if bytes.len() > FILE_BYTES {
        return Err(refused("The file is larger than 10 MB. Split it into several files."));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(refused("The file is empty. Choose a file with questions."));
    }
    let outcome = match (Container::of(bytes), format) {
        (Container::Zip, None | Some(Format::Kahoot)) => xlsx::read(bytes, budget)?,
        (Container::Zip, Some(other)) => {
            return Err(refused(format!(
                "This is a spreadsheet or an archive, not a {} text. Choose another format.",
                other.name()
            )));
        }
        (Container::OldOffice, _) => {
            return Err(refused(
                "This spreadsheet is in an old format or has a password. \
                 Save it as Excel workbook (.xlsx) without a password.",
            ));
        }
        (Container::Binary, _) | (Container::Text, Some(Format::Kahoot)) => {
            return Err(refused(
                "This is neither a text nor an Excel workbook (.xlsx). \
                 Save your questions as one of these and choose that file.",
            ));
        }
        (Container::Text, format) => text(file_name, bytes, format, budget)?,
    };
    if outcome.questions.is_empty() && outcome.rejected.is_empty() {
        return Err(refused(format!(
            "No question was found in this file. It was read as {}. Choose the format yourself if it is another one.",
            outcome.format.name()
        )));
    }
    Ok(outcome)
}

fn refused(sentence: impl Into<String>) -> Error {
    Error::field(FIELD, sentence)
}

/// What the first bytes say about a file.
enum Container {
    Zip,
    /// Excel before 2007, or any Office file with a password.
    OldOffice,
    Binary,
    Text,
}

impl Container {
    fn of(bytes: &[u8]) -> Self {
        let look = &bytes[..bytes.len().min(LOOK_BYTES)];
        let starts = |magic: &[u8]| bytes.starts_with(magic);
        if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
            Container::Zip
        } else if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            Container::OldOffice
        } else if Encoding::for_bom(bytes).is_some() {
            Container::Text
        } else if starts(b"%PDF-") || look.iter().filter(|byte| **byte == 0).count() > STRAY_NULS {
            Container::Binary
        } else {
            Container::Text
        }
    }
}

fn text(file_name: &str, bytes: &[u8], format: Option<Format>, budget: &Budget) -> Result<Outcome> {
    let (text, notice) = decode(bytes);
    let format =
        format.or_else(|| detect(file_name, &tidy(start(&text)).text)).or_else(|| detect(file_name, &text));
    let Some(format) = format else {
        return Err(refused(
            "This file is in none of the formats that can be read: Moodle GIFT, Moodle Aiken, Kahoot's \
             spreadsheet, OpenTriviaQA or CSV. If it is in one of them, choose it yourself.",
        ));
    };
    let mut outcome = match read_text(format, &text) {
        Some(outcome) => outcome,
        None => csv::read(&text, budget)?,
    };
    outcome.notices.extend(notice.map(str::to_owned));
    Ok(outcome)
}

/// Enough of a text to tell its format by in nearly all cases.
fn start(text: &str) -> &str {
    let end = (0..=text.len().min(64 * 1024)).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// The text of a file, and what to say about its encoding.
fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<&'static str>) {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let (text, lossy) = encoding.decode_with_bom_removal(bytes);
        let notice = lossy.then_some("Some characters of the file could not be read and show as \u{fffd}.");
        return (text, notice);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), None),
        Err(_) => {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
            (
                text,
                Some("The file is not valid UTF-8 and was read as Windows-1252. Check letters with accents."),
            )
        }
    }
}

//! Which format a text is in.

use super::Format;
use super::aiken::{answer_line, option_line};
use super::opentriviaqa::marked;
use super::table::is_header;
use super::text::lines;

/// Lines looked at for a table's header.
const HEADER_LINES: usize = 50;
/// Longer lines are no headers, in bytes.
const HEADER_BYTES: usize = 4_096;

/// Guesses the format of a text from what it holds; the name of the file decides where that is not enough.
/// None when nothing fits. Spreadsheets are told by their bytes, so [`Format::Kahoot`] is never the answer.
pub fn detect(file_name: &str, text: &str) -> Option<Format> {
    let named = by_name(file_name);
    let fits = |format: &Format| match format {
        Format::Gift => looks_like_gift(text),
        Format::Aiken => looks_like_aiken(text),
        Format::OpenTriviaQa => looks_like_opentriviaqa(text),
        Format::Csv => looks_like_csv(text),
        Format::Kahoot => false,
    };
    // From the most to the least particular marks.
    let order = [Format::OpenTriviaQa, Format::Csv, Format::Aiken, Format::Gift];
    named.filter(fits).or_else(|| order.into_iter().find(fits)).or(named)
}

fn by_name(file_name: &str) -> Option<Format> {
    let name = file_name.to_ascii_lowercase();
    let hints = [
        ("gift", Format::Gift),
        ("aiken", Format::Aiken),
        ("opentrivia", Format::OpenTriviaQa),
        (".csv", Format::Csv),
        (".tsv", Format::Csv),
    ];
    hints.into_iter().find(|(hint, _)| name.contains(hint)).map(|(_, format)| format)
}

fn looks_like_opentriviaqa(text: &str) -> bool {
    let mut questions = lines(text).skip_while(|(_, line)| marked(line.trim(), "#Q").is_none());
    questions.next().is_some() && questions.any(|(_, line)| marked(line.trim(), "^").is_some())
}

fn looks_like_csv(text: &str) -> bool {
    let mut header = lines(text).take(HEADER_LINES).filter(|(_, line)| line.len() <= HEADER_BYTES);
    header.any(|(_, line)| {
        [',', ';', '\t'].into_iter().any(|delimiter| {
            let cells: Vec<&str> = line.split(delimiter).map(|cell| cell.trim().trim_matches('"')).collect();
            is_header(&cells)
        })
    })
}

fn looks_like_aiken(text: &str) -> bool {
    let mut options = lines(text).skip_while(|(_, line)| option_line(line.trim()).is_none());
    options.next().is_some() && options.any(|(_, line)| answer_line(line.trim()).is_some())
}

fn looks_like_gift(text: &str) -> bool {
    text.find('{').is_some_and(|at| text[at..].contains('}'))
}

//! Tables of questions: CSV and spreadsheets.
//!
//! Our own header is `question, answer1, answer2, .., answer6, correct, limit, points, explanation`; the last
//! three may be missing. The columns may stand in any order under other usual names (see [`header`]), and
//! rows above the header are instructions. `correct` holds the numbers (or letters) of the right answers, such
//! as `1,3`, or the text of one; what can be read as a number of an answer is one. `limit` is in seconds, or
//! `none`; `points` is 0, 1 or 2 (1 where empty). Without answers, `correct` may be `true` or `false`.

mod cells;
mod header;

use cells::{correct, limit, points};
use header::{Columns, HEADER_ROWS};

use super::collect::{Collector, Draft};
use super::text::one_line;
use super::{EXCERPT_CHARS, Format, Outcome};
use crate::quiz::Choice;

pub use header::is_header;

/// Reads a table row by row.
pub struct Table {
    collector: Collector,
    columns: Option<Columns>,
    /// Rows seen before the header.
    above: usize,
}

impl Table {
    /// For [`Format::Kahoot`] or [`Format::Csv`].
    pub fn new(format: Format) -> Self {
        Self { collector: Collector::new(format), columns: None, above: 0 }
    }

    /// Whether the header may still come, or has: if not, further rows are in vain.
    pub fn hopeful(&self) -> bool {
        self.columns.is_some() || self.above < HEADER_ROWS
    }

    /// Takes in the next row; `number` is its line in the file or its row in the sheet, from 1.
    pub fn row(&mut self, number: u32, cells: &[impl AsRef<str>]) {
        let Some(columns) = &self.columns else {
            if self.above < HEADER_ROWS {
                self.above += 1;
                self.columns = Columns::find(cells);
            }
            return;
        };
        let row = Row { columns, cells };
        if row.is_empty() {
            return;
        }
        let source = row.source();
        match row.draft() {
            Ok(draft) => self.collector.offer(number, &source, draft),
            Err(reason) => self.collector.reject(number, &source, reason),
        }
    }

    /// Says something about the file as a whole.
    pub fn notice(&mut self, notice: impl Into<String>) {
        self.collector.notice(notice);
    }

    /// Rejects a row that could not be read at all.
    pub fn reject(&mut self, number: u32, source: &str, reason: &str) {
        self.collector.reject(number, source, reason);
    }

    /// What was found. None when no row names the columns.
    pub fn finish(self) -> Option<Outcome> {
        self.columns.is_some().then(|| self.collector.finish())
    }
}

struct Row<'a, T> {
    columns: &'a Columns,
    cells: &'a [T],
}

impl<T: AsRef<str>> Row<'_, T> {
    fn cell(&self, at: Option<usize>) -> &str {
        at.and_then(|at| self.cells.get(at)).map_or("", |cell| cell.as_ref().trim())
    }

    /// Templates hold rows with nothing but a number or a time limit.
    fn is_empty(&self) -> bool {
        let columns = self.columns;
        let told = [columns.question, columns.correct].into_iter().chain(columns.answers.iter().copied());
        told.map(Some).all(|at| self.cell(at).is_empty())
    }

    fn source(&self) -> String {
        let cells = self.cells.iter().map(|cell| cell.as_ref().trim()).filter(|cell| !cell.is_empty());
        let cells = cells.take(8).map(|cell| cell.chars().take(EXCERPT_CHARS * 2).collect::<String>());
        one_line(&cells.collect::<Vec<_>>().join(" | "))
    }

    fn draft(&self) -> Result<Draft, String> {
        let columns = self.columns;
        let answers: Vec<&str> = columns.answers.iter().map(|at| self.cell(Some(*at))).collect();
        let marked = self.cell(Some(columns.correct));
        let choices = if answers.iter().all(|answer| answer.is_empty()) {
            true_or_false(marked).ok_or("There are no answers. Give 2 to 6.")?
        } else {
            let right = correct(marked, &answers)?;
            let filled = answers.iter().enumerate().filter(|(_, answer)| !answer.is_empty());
            filled
                .map(|(at, text)| Choice { text: (*text).to_owned(), correct: right.contains(&at) })
                .collect()
        };
        let explanation = self.cell(columns.explanation);
        Ok(Draft {
            prompt: self.cell(Some(columns.question)).to_owned(),
            choices,
            limit: limit(self.cell(columns.limit))?,
            weight: points(self.cell(columns.points))?,
            explanation: (!explanation.is_empty()).then(|| explanation.to_owned()),
        })
    }
}

fn true_or_false(marked: &str) -> Option<Vec<Choice>> {
    let is = |words: [&str; 2]| words.iter().any(|word| marked.eq_ignore_ascii_case(word));
    let truth = if is(["true", "t"]) {
        true
    } else if is(["false", "f"]) {
        false
    } else {
        return None;
    };
    let choice = |text: &str, correct| Choice { text: text.into(), correct };
    Some(vec![choice("True", truth), choice("False", !truth)])
}

//! OpenTriviaQA: `#Q question`, `^ right answer`, then the answers as `A text`, `B text`, ..
//!
//! Markup is text here. A question or an answer goes on over lines that begin with none of these marks.

use super::collect::{Collector, Draft};
use super::text::{lines, one_line};
use super::{Format, Outcome};
use crate::quiz::Choice;

/// More answers than this are counted, not kept.
const KEPT: usize = 26;

pub(super) fn read(text: &str) -> Outcome {
    let mut collector = Collector::new(Format::OpenTriviaQa);
    let mut open: Option<Open> = None;
    let mut told = false;
    for (number, line) in lines(text) {
        let line = line.trim();
        if let Some(prompt) = marked(line, "#Q") {
            close(&mut collector, open.take());
            open = Some(Open { line: number, prompt: prompt.to_owned(), right: None, answers: Vec::new() });
        } else if let Some(open) = &mut open {
            open.take(line);
        } else if !line.is_empty() && !told {
            // One entry is enough to find them.
            told = true;
            collector.reject(
                number,
                line,
                "This text stands before the first #Q. Begin each question with #Q.",
            );
        }
    }
    close(&mut collector, open);
    collector.finish()
}

struct Open {
    line: u32,
    prompt: String,
    right: Option<String>,
    answers: Vec<String>,
}

impl Open {
    fn take(&mut self, line: &str) {
        if line.is_empty() {
            return;
        }
        if let Some(right) = marked(line, "^").filter(|_| self.right.is_none()) {
            self.right = Some(right.to_owned());
        } else if let Some(answer) = self.right.as_ref().and_then(|_| lettered(line)) {
            if self.answers.len() <= KEPT {
                self.answers.push(answer.to_owned());
            }
        } else {
            let text = match (&mut self.right, self.answers.last_mut()) {
                (Some(_), Some(answer)) => answer,
                (Some(right), None) => right,
                (None, _) => &mut self.prompt,
            };
            text.push('\n');
            text.push_str(line);
        }
    }

    fn draft(self) -> Result<Draft, String> {
        let right = self
            .right
            .ok_or("The line with ^ and the right answer is missing. Add it below the question.")?;
        let right = one_line(&right);
        let answers: Vec<String> = self.answers.iter().map(|answer| one_line(answer)).collect();
        if answers.is_empty() {
            return Err("There are no answers. Write them as lines that begin with A, B, C and so on.".into());
        }
        let exact = answers.iter().position(|answer| *answer == right);
        let alike = || answers.iter().position(|answer| answer.to_lowercase() == right.to_lowercase());
        let at = exact
            .or_else(alike)
            .ok_or("The right answer after ^ is none of the answers below it. Make them read the same.")?;
        let choice = |(place, text)| Choice { text, correct: place == at };
        let choices = answers.into_iter().enumerate().map(choice).collect();
        Ok(Draft { prompt: self.prompt, choices, ..Draft::default() })
    }
}

fn close(collector: &mut Collector, open: Option<Open>) {
    let Some(open) = open else { return };
    let (line, source) = (open.line, super::text::excerpt(&open.prompt));
    match open.draft() {
        Ok(draft) => collector.offer(line, &source, draft),
        Err(reason) => collector.reject(line, &source, reason),
    }
}

/// The rest of a line that begins with `mark`, alone or followed by a space.
pub(super) fn marked<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    let rest = line.strip_prefix(mark)?;
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| rest.trim())
}

/// The text of `A text`.
fn lettered(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(|c: char| c.is_ascii_uppercase())?;
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| rest.trim())
}

//! Moodle's Aiken: the question, its answers as `A) ..` or `A. ..`, and `ANSWER: A`.
//!
//! Markup is text here, as Moodle's own example shows: `<html class="cool">` is what players read.

use super::collect::{Collector, Draft};
use super::text::lines;
use super::{Format, Outcome};
use crate::quiz::Choice;

/// More answers than this are counted, not kept.
const LETTERS: usize = 26;

pub(super) fn read(text: &str) -> Outcome {
    let mut reader = Reader { collector: Collector::new(Format::Aiken), open: None, blank: true };
    for (number, line) in lines(text) {
        reader.line(number, line.trim());
    }
    reader.end_unanswered();
    reader.collector.finish()
}

/// A question not yet closed by its `ANSWER:` line.
#[derive(Default)]
struct Open {
    line: u32,
    prompt: String,
    options: Vec<(u8, String)>,
    /// A line after the answers that is neither an answer nor `ANSWER:`, with its number.
    stray: Option<(u32, String)>,
}

struct Reader {
    collector: Collector,
    open: Option<Open>,
    /// Whether the line before was empty.
    blank: bool,
}

impl Reader {
    fn line(&mut self, number: u32, line: &str) {
        if line.is_empty() {
            self.blank = true;
            return;
        }
        if let Some(right) = answer_line(line) {
            self.answer(number, line, right);
        } else if let Some((letter, text)) = option_line(line) {
            self.option(number, letter, text);
        } else {
            self.text(number, line);
        }
        self.blank = false;
    }

    fn text(&mut self, number: u32, line: &str) {
        let has_options = self.open.as_ref().is_some_and(|open| !open.options.is_empty());
        if has_options && self.blank {
            self.end_unanswered();
        }
        let open = self.open.get_or_insert_with(|| Open { line: number, ..Open::default() });
        if open.options.is_empty() {
            if !open.prompt.is_empty() {
                open.prompt.push('\n');
            }
            open.prompt.push_str(line);
        } else if open.stray.is_none() {
            open.stray = Some((number, line.to_owned()));
        }
    }

    fn option(&mut self, number: u32, letter: u8, text: &str) {
        let again = letter == b'A' && self.open.as_ref().is_some_and(|open| !open.options.is_empty());
        if again {
            self.restart(number);
        }
        let open = self.open.get_or_insert_with(|| Open { line: number, ..Open::default() });
        if open.options.len() <= LETTERS {
            open.options.push((letter, text.to_owned()));
        }
    }

    /// A second `A)`: what stood between the answers and it was the next question.
    fn restart(&mut self, number: u32) {
        let Some(open) = &mut self.open else { return };
        if open.prompt.is_empty() && open.options.len() == 1 && open.stray.is_none() {
            // "A. Lincoln was .." is a question that only looks like an answer.
            if let Some((letter, text)) = open.options.pop() {
                open.prompt = format!("{}. {text}", char::from(letter));
            }
            return;
        }
        let next = open.stray.take();
        self.end_unanswered();
        self.open = Some(match next {
            Some((line, prompt)) => Open { line, prompt, ..Open::default() },
            None => Open { line: number, ..Open::default() },
        });
    }

    fn end_unanswered(&mut self) {
        let Some(open) = self.open.take() else { return };
        let reason = if open.options.is_empty() {
            "There are no answers. Write each on its own line as A) .., B) .., then ANSWER: and the letter."
        } else {
            "The line ANSWER: with the right letter is missing after the answers. Add it."
        };
        self.collector.reject(open.line, &open.source(), reason);
    }

    fn answer(&mut self, number: u32, line: &str, right: &str) {
        let Some(open) = self.open.take() else {
            let reason = "This ANSWER line has no question above it. Add one, or remove the line.";
            return self.collector.reject(number, line, reason);
        };
        let source = open.source();
        let at = open.line;
        match open.close(right) {
            Ok(draft) => self.collector.offer(at, &source, draft),
            Err(reason) => self.collector.reject(at, &source, reason),
        }
    }
}

impl Open {
    fn source(&self) -> String {
        match self.options.first() {
            Some((letter, text)) if self.prompt.is_empty() => format!("{}) {text}", char::from(*letter)),
            _ => self.prompt.clone(),
        }
    }

    fn close(self, right: &str) -> Result<Draft, String> {
        if self.prompt.is_empty() {
            return Err("The question is missing above its answers. Write it on a line of its own.".into());
        }
        if let Some((line, _)) = self.stray {
            return Err(format!(
                "Line {line} is neither an answer such as A) .. nor ANSWER:. Write each answer on one line."
            ));
        }
        if self.options.is_empty() {
            return Err("There are no answers above the ANSWER line. Write them as A) .., B) ..".into());
        }
        if let Some((letter, _)) = (b'A'..).zip(&self.options).find_map(|(due, o)| (due != o.0).then_some(o))
        {
            let letter = char::from(*letter);
            return Err(format!("Answer {letter} is out of order. Letter the answers A, B, C and so on."));
        }
        let right = letters(right).ok_or("Write one letter after ANSWER:, for example ANSWER: B.")?;
        if let Some(letter) = right.iter().find(|letter| self.options.iter().all(|(own, _)| own != *letter)) {
            let (letter, last) = (char::from(*letter), self.options.len().min(LETTERS));
            let last = (b'A'..).nth(last - 1).map_or('Z', char::from);
            return Err(format!(
                "ANSWER: {letter} names none of the answers. Use a letter from A to {last}."
            ));
        }
        let choices = self.options.into_iter();
        let choices = choices.map(|(letter, text)| Choice { text, correct: right.contains(&letter) });
        Ok(Draft { prompt: self.prompt, choices: choices.collect(), ..Draft::default() })
    }
}

/// What follows `ANSWER:`.
pub(super) fn answer_line(line: &str) -> Option<&str> {
    let word = line.get(..6)?;
    word.eq_ignore_ascii_case("answer").then(|| line[6..].trim_start().strip_prefix(':'))?.map(str::trim)
}

/// The letter, in capitals, and the text of `A) text` or `A. text`.
pub(super) fn option_line(line: &str) -> Option<(u8, &str)> {
    let [letter, mark, ..] = line.as_bytes() else { return None };
    let text = line.get(2..)?;
    // "e.g. this" is not answer E, so after a dot there must be a space and before it a capital.
    let marked =
        *mark == b')' || (*mark == b'.' && letter.is_ascii_uppercase() && text.starts_with([' ', '\t']));
    (letter.is_ascii_alphabetic() && marked).then(|| (letter.to_ascii_uppercase(), text.trim()))
}

/// `B`, or `A, C` where several are right.
fn letters(right: &str) -> Option<Vec<u8>> {
    let words = right.trim_end_matches(['.', ')']).split([',', ' ']).filter(|word| !word.is_empty());
    let letters: Option<Vec<u8>> = words
        .map(|word| match word.as_bytes() {
            [letter] if letter.is_ascii_alphabetic() => Some(letter.to_ascii_uppercase()),
            _ => None,
        })
        .take(LETTERS)
        .collect();
    letters.filter(|letters| !letters.is_empty())
}

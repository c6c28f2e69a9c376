//! Moodle's GIFT.
//!
//! Text is HTML in this format, whether marked `[html]`, `[moodle]`, `[markdown]` or not at all, and is made
//! plain; after `[plain]` it is kept as typed. General feedback (`####`) becomes the explanation. Titles,
//! categories and feedback on single answers have no place in a quiz: notices say so.

mod answers;
mod paragraph;

use answers::{Answers, read_answers};
use paragraph::{Paragraph, marks, paragraphs, unescape};

use super::collect::{Collector, Draft};
use super::markup::{self, Plain};
use super::{Format, Outcome};
use crate::quiz::Choice;

/// What stands for the answer inside a sentence.
pub(super) const BLANK: &str = "_____";

/// What a quiz has no place for, counted.
#[derive(Default)]
struct Left {
    titles: usize,
    feedback: usize,
    all_or_nothing: usize,
    markdown: usize,
}

pub(super) fn read(text: &str) -> Outcome {
    let mut collector = Collector::new(Format::Gift);
    let mut left = Left::default();
    let (paragraphs, categories) = paragraphs(text);
    for paragraph in &paragraphs {
        match draft(paragraph, &mut left) {
            Ok(draft) => collector.offer(paragraph.line, &paragraph.text, draft),
            Err(reason) => collector.reject(paragraph.line, &paragraph.text, reason),
        }
    }
    if categories > 0 {
        collector.notice("Categories ($CATEGORY) were left out: all questions go into one quiz.");
    }
    if left.titles > 0 {
        collector.notice("Question titles (::title::) were left out: a quiz shows the question alone.");
    }
    if left.feedback > 0 {
        collector.notice(
            "Feedback on single answers (#) was left out. General feedback (####) became the explanation.",
        );
    }
    if left.all_or_nothing > 0 {
        collector.notice(
            "Where several answers share 100 %, a player must pick all of them and no other to get the points.",
        );
    }
    if left.markdown > 0 {
        collector.notice("Text marked [markdown] shows its stars and underscores as typed.");
    }
    collector.finish()
}

/// How a text is marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Markup {
    Html,
    Markdown,
    Plain,
}

impl Markup {
    /// Takes `[html]` and the like off the front of a text; without one the text is as its question.
    fn of(text: &str, otherwise: Markup) -> (Markup, &str) {
        let text = text.trim_start();
        let known = [
            ("[html]", Markup::Html),
            ("[moodle]", Markup::Html),
            ("[markdown]", Markup::Markdown),
            ("[plain]", Markup::Plain),
        ];
        for (mark, markup) in known {
            if text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark)) {
                return (markup, &text[mark.len()..]);
            }
        }
        (otherwise, text)
    }

    fn read(text: &str, otherwise: Markup) -> Plain {
        let (markup, text) = Markup::of(text, otherwise);
        let text = unescape(text);
        match markup {
            Markup::Plain => Plain { text, media: false },
            Markup::Html | Markup::Markdown => markup::to_text(&text),
        }
    }
}

/// A question's source in its parts.
struct Parts<'a> {
    title: bool,
    markup: Markup,
    before: &'a str,
    answers: &'a str,
    after: &'a str,
}

fn parts(source: &str) -> Result<Parts<'_>, &'static str> {
    let (title, text) = match source.strip_prefix("::") {
        Some(titled) => (true, after_title(titled).ok_or("The title has no second :: at its end. Add it.")?),
        None => (false, source),
    };
    let (markup, text) = Markup::of(text, Markup::Html);
    let mut braces = marks(text, b"{}");
    let (open, close) = match (braces.next(), braces.next()) {
        (None, _) => {
            return Err(
                "This is a text without answers. A quiz holds questions only: add answers in { }, or leave it out.",
            );
        }
        (Some((_, b'}')), _) => return Err("A } stands before any {. Put a { before the answers."),
        (Some(_), None) => return Err("The } after the answers is missing. Add it."),
        (Some(_), Some((_, b'{'))) => {
            return Err(
                "A { stands inside the answers. Close the answers with } first, or write \\{ for the sign.",
            );
        }
        (Some((open, _)), Some((close, _))) => (open, close),
    };
    if braces.next().is_some() {
        return Err(
            "There is more than one { } in this question. Keep one, and leave an empty line between questions.",
        );
    }
    Ok(Parts {
        title,
        markup,
        before: &text[..open],
        answers: &text[open + 1..close],
        after: &text[close + 1..],
    })
}

/// What follows the `::` that ends a title.
fn after_title(titled: &str) -> Option<&str> {
    let mut last = None;
    for (at, _) in marks(titled, b":") {
        if last.is_some_and(|last| last + 1 == at) {
            return Some(&titled[at + 1..]);
        }
        last = Some(at);
    }
    None
}

fn draft(paragraph: &Paragraph, left: &mut Left) -> Result<Draft, String> {
    let parts = parts(&paragraph.text)?;
    let Answers { choices, explanation, feedback, all_or_nothing } = read_answers(parts.answers)?;
    let mut prompt = Markup::read(parts.before, parts.markup);
    let after = Markup::read(parts.after, parts.markup);
    if !after.text.trim().is_empty() {
        prompt.text = format!("{} {BLANK}{}{}", prompt.text, gap(&parts, &after), after.text);
    }
    let mut media = prompt.media || after.media;
    let choices = choices.into_iter().map(|(source, correct)| {
        let plain = Markup::read(source, parts.markup);
        media |= plain.media;
        Choice { text: plain.text, correct }
    });
    let choices: Vec<Choice> = choices.collect();
    if media {
        return Err("A picture, sound or formula belongs to this question, and a quiz shows text only. \
             Describe it in words, or leave the question out."
            .into());
    }
    let explanation = explanation.map(|text| Markup::read(text, parts.markup).text);
    left.titles += usize::from(parts.title);
    left.feedback += usize::from(feedback);
    left.all_or_nothing += usize::from(all_or_nothing);
    left.markdown += usize::from(parts.markup == Markup::Markdown);
    Ok(Draft { prompt: prompt.text, choices, explanation, ..Draft::default() })
}

/// A full stop right after the answers stays right after the blank; a word does not.
fn gap(parts: &Parts<'_>, after: &Plain) -> &'static str {
    let spaced =
        parts.after.starts_with(char::is_whitespace) || after.text.starts_with(char::is_alphanumeric);
    if spaced { " " } else { "" }
}

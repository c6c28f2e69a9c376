//! What stands between `{` and `}`.

use super::paragraph::{marks, split_at_mark};

/// More answers than this are refused unread.
const MOST: usize = 50;
/// How far from 100 the weights of all right answers may be: three times 33.3 is meant to be the whole.
const ROUNDING: f64 = 1.0;

/// Answers of a question that can be played, in source text.
#[derive(Debug)]
pub(super) struct Answers<'a> {
    /// Text and whether it is right.
    pub choices: Vec<(&'a str, bool)>,
    /// General feedback.
    pub explanation: Option<&'a str>,
    /// Whether single answers carry feedback.
    pub feedback: bool,
    /// Whether several answers make up the right one together.
    pub all_or_nothing: bool,
}

#[derive(Debug, Clone, Copy)]
struct Piece<'a> {
    /// Marked `=` rather than `~`.
    right: bool,
    weight: Option<f64>,
    text: &'a str,
    feedback: bool,
}

pub(super) fn read_answers(block: &str) -> Result<Answers<'_>, String> {
    let (body, explanation) = general_feedback(block);
    let body = body.trim();
    if body.is_empty() {
        return Err("This is an essay question, which nobody can mark during a live quiz. Give it answers, or leave it out.".into());
    }
    if body.starts_with('#') {
        return Err(
            "This question asks for a number to be typed. Offer 2 to 6 numbers as answers instead.".into()
        );
    }
    if let Some((truth, feedback)) = truth(body) {
        let choices = vec![("True", truth), ("False", !truth)];
        return Ok(Answers { choices, explanation, feedback, all_or_nothing: false });
    }
    let pieces = pieces(body)?;
    let choices = weigh(&pieces)?;
    Ok(Answers {
        all_or_nothing: choices.iter().filter(|(_, right)| *right).count() > 1,
        feedback: pieces.iter().any(|piece| piece.feedback),
        choices,
        explanation,
    })
}

/// Cuts `####` and what follows it off the answers.
fn general_feedback(block: &str) -> (&str, Option<&str>) {
    let mut run = (0, 0);
    for (at, _) in marks(block, b"#") {
        run = if run.1 == at { (run.0 + 1, at + 1) } else { (1, at + 1) };
        if run.0 == 4 {
            let explanation = block[at + 1..].trim();
            return (&block[..at - 3], (!explanation.is_empty()).then_some(explanation));
        }
    }
    (block, None)
}

/// `T`, `F`, `TRUE` or `FALSE`, and whether feedback follows.
fn truth(body: &str) -> Option<(bool, bool)> {
    let (word, feedback) = split_at_mark(body, b"#").map_or((body, false), |(word, _)| (word, true));
    let word = word.trim();
    let is = |words: [&str; 2]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
    if is(["T", "TRUE"]) {
        Some((true, feedback))
    } else if is(["F", "FALSE"]) {
        Some((false, feedback))
    } else {
        None
    }
}

fn pieces(body: &str) -> Result<Vec<Piece<'_>>, String> {
    let starts: Vec<(usize, u8)> = marks(body, b"=~").take(MOST + 1).collect();
    if starts.len() > MOST {
        return Err("There are more than 50 answers. Keep 2 to 6 of them.".into());
    }
    match starts.first() {
        None => {
            return Err(
                "None of the answers is marked. Put = before the right one and ~ before the others.".into()
            );
        }
        Some((at, _)) if *at > 0 => {
            return Err("Text stands before the first answer. Put = or ~ before each answer.".into());
        }
        Some(_) => {}
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([body.len()]);
    Ok(starts.iter().zip(ends).map(|((at, mark), end)| piece(*mark == b'=', &body[at + 1..end])).collect())
}

fn piece(right: bool, source: &str) -> Piece<'_> {
    let (weight, source) = weight(source.trim());
    let (text, feedback) = split_at_mark(source, b"#").unwrap_or((source, ""));
    Piece { right, weight, text: text.trim(), feedback: !feedback.trim().is_empty() }
}

/// Takes `%50%` off the front of an answer. Anything else that begins with `%` is text.
fn weight(source: &str) -> (Option<f64>, &str) {
    let read = || {
        let (number, text) = source.strip_prefix('%')?.split_once('%')?;
        let number = number.trim();
        let plain = number.len() <= 12 && number.bytes().all(|b| b.is_ascii_digit() || b"+-.,".contains(&b));
        let weight: f64 = plain.then(|| number.replace(',', ".").parse().ok())??;
        Some((Some(weight), text.trim()))
    };
    read().unwrap_or((None, source))
}

/// Which answers are right, where that is all or nothing.
fn weigh<'a>(pieces: &[Piece<'a>]) -> Result<Vec<(&'a str, bool)>, String> {
    let marked = pieces.iter().filter(|piece| piece.right).count();
    if marked == pieces.len() {
        return Err(if pieces.iter().any(|piece| arrow(piece.text)) {
            "This is a matching question, which a quiz cannot ask. Turn each pair into a question of its own."
                .into()
        } else {
            "This question asks for an answer to be typed. Add wrong answers with ~, or leave it out.".into()
        });
    }
    let whole = |weight: f64| (weight - 100.0).abs() <= ROUNDING;
    if marked > 0 {
        let value = |piece: &Piece<'_>| piece.weight.unwrap_or(if piece.right { 100.0 } else { 0.0 });
        if pieces.iter().map(value).any(|value| value > 0.0 && !whole(value)) {
            return Err("Some answers earn part of the points, and here an answer is right or wrong. \
                 Mark the one right answer with = and the others with ~ alone."
                .into());
        }
        if pieces.iter().map(value).filter(|value| whole(*value)).count() > 1 {
            return Err(
                "Several answers are marked right so that any one of them counts. Keep one of them; \
                 if all must be picked, mark each with ~ and its share, such as ~%50%."
                    .into(),
            );
        }
        return Ok(pieces.iter().map(|piece| (piece.text, whole(value(piece)))).collect());
    }
    let value = |piece: &Piece<'_>| piece.weight.unwrap_or(0.0);
    let total: f64 = pieces.iter().map(value).filter(|value| *value > 0.0).sum();
    if total <= 0.0 {
        return Err("No answer is marked right. Put = before the right one.".into());
    }
    if !whole(total) {
        let total = (total * 100.0).round() / 100.0;
        return Err(format!(
            "The right answers share {total} % instead of 100 %. Make their weights add up to 100."
        ));
    }
    Ok(pieces.iter().map(|piece| (piece.text, value(piece) > 0.0)).collect())
}

/// Whether an answer is a pair, `this -> that`.
fn arrow(text: &str) -> bool {
    text.contains("->")
}

//! Which column holds what.

use crate::quiz::import::text::one_line;

/// How many rows may stand above the header.
pub(super) const HEADER_ROWS: usize = 50;
/// More answer columns than a question can have, so that too many answers are noticed.
const ANSWERS: usize = 12;
/// No name of a column is longer, in characters; templates put instructions behind it.
const NAME_CHARS: usize = 120;

/// Where each column stands, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    pub question: usize,
    /// In the order of their numbers.
    pub answers: Vec<usize>,
    pub correct: usize,
    pub limit: Option<usize>,
    pub points: Option<usize>,
    pub explanation: Option<usize>,
}

/// What a column holds; answers are numbered from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Question,
    Answer(usize),
    Correct,
    Limit,
    Points,
    Explanation,
}

/// Whether these cells name the columns of a table of questions.
pub fn is_header(cells: &[impl AsRef<str>]) -> bool {
    Columns::find(cells).is_some()
}

impl Columns {
    /// Reads a header: at least a question, two answers and what is correct. The first of two alike counts.
    pub fn find(cells: &[impl AsRef<str>]) -> Option<Self> {
        let (mut question, mut correct, mut limit, mut points, mut explanation) =
            (None, None, None, None, None);
        let mut answers = [None; ANSWERS];
        for (at, cell) in cells.iter().enumerate() {
            let place = match column(cell.as_ref()) {
                None => continue,
                Some(Column::Question) => &mut question,
                Some(Column::Answer(number)) => &mut answers[number],
                Some(Column::Correct) => &mut correct,
                Some(Column::Limit) => &mut limit,
                Some(Column::Points) => &mut points,
                Some(Column::Explanation) => &mut explanation,
            };
            place.get_or_insert(at);
        }
        // Numbers must be those of the answers, so a gap would shift what is right.
        let answers: Vec<usize> = answers.into_iter().map_while(|at| at).collect();
        let (question, correct) = (question?, correct?);
        (answers.len() >= 2).then_some(Self { question, answers, correct, limit, points, explanation })
    }
}

fn column(cell: &str) -> Option<Column> {
    // "Answer 1 - max 75 characters" and "Time limit (sec) – 5, 10 .." carry instructions behind the name.
    let name: String = cell.chars().take(NAME_CHARS).collect::<String>().to_lowercase();
    let name = name.split(['(', '–', '—', ':', '*']).next().unwrap_or("");
    let name = name.split(" - ").next().unwrap_or("").replace(['_', '-', '.', '#'], " ");
    let name = one_line(&name);
    Some(match name.as_str() {
        "question" | "question text" | "prompt" | "text" | "q" => Column::Question,
        "correct" | "correct answer" | "correct answers" | "correct option" | "right" | "right answer"
        | "right answers" | "answer" | "solution" | "key" => Column::Correct,
        "limit" | "time" | "time limit" | "timelimit" | "seconds" | "timer" | "duration"
        | "time in seconds" => Column::Limit,
        "points" | "weight" => Column::Points,
        "explanation" | "feedback" | "general feedback" | "comment" | "note" => Column::Explanation,
        other => Column::Answer(answer(other)?),
    })
}

/// The number, from 0, in `answer 1`, `answer1`, `option b` or plain `b`.
fn answer(name: &str) -> Option<usize> {
    let words = ["answer", "option", "choice", "alternative"];
    let number = words.iter().find_map(|word| name.strip_prefix(word)).unwrap_or(name).trim();
    let at = match number.as_bytes() {
        // A column called "1" is a row number as likely as an answer.
        [letter @ b'a'..=b'l'] => usize::from(letter - b'a'),
        _ if number.len() == name.len() => return None,
        _ => number.parse::<usize>().ok()?.checked_sub(1)?,
    };
    (at < ANSWERS).then_some(at)
}

//! What the cells of a row say.

use crate::quiz::Weight;
use crate::quiz::import::text::one_line;
use crate::quiz::question::{DEFAULT_LIMIT_SECONDS, LIMIT_SECONDS};

/// Longer cells are not numbers of answers, in bytes.
const MARK_BYTES: usize = 200;

/// Places of the right answers, from 0, among `answers`, some of which may be empty.
pub(super) fn correct(cell: &str, answers: &[&str]) -> Result<Vec<usize>, String> {
    if cell.is_empty() {
        return Err(
            "The correct answer is missing. Write its number, for example 1, or 1,3 for several.".into()
        );
    }
    let there = |at: &usize| answers.get(*at).is_some_and(|answer| !answer.is_empty());
    let places = places(cell);
    if let Some(places) = places.as_ref().filter(|places| places.iter().all(there)) {
        return Ok(places.clone());
    }
    let text = one_line(cell).to_lowercase();
    let same = |answer: &&str| !answer.is_empty() && one_line(answer).to_lowercase() == text;
    match (answers.iter().position(same), places.and_then(|places| places.into_iter().find(|at| !there(at))))
    {
        (Some(at), _) => Ok(vec![at]),
        (None, Some(at)) => {
            let number = at.saturating_add(1);
            Err(format!(
                "Answer {number} is marked as correct, but there is no such answer. Use another number."
            ))
        }
        (None, None) => Err("The correct answer is neither the number of an answer nor the text of one. \
             Write its number, for example 1, or 1,3 for several."
            .into()),
    }
}

/// `2`, `B`, `1,3`, `1;3`, `1 and 3`, and `1.3`: what some spreadsheets make of `1,3`.
fn places(cell: &str) -> Option<Vec<usize>> {
    if cell.len() > MARK_BYTES {
        return None;
    }
    let marks = cell
        .split([',', ';', '.', '/', '&', '|', '+', ' '])
        .filter(|mark| !mark.is_empty() && *mark != "and");
    let place = |mark: &str| match mark.as_bytes() {
        [letter] if letter.is_ascii_alphabetic() => Some(usize::from(letter.to_ascii_lowercase() - b'a')),
        _ if mark.bytes().all(|byte| byte.is_ascii_digit()) => mark.parse::<usize>().ok()?.checked_sub(1),
        _ => None,
    };
    let places: Option<Vec<usize>> = marks.map(place).collect();
    places.filter(|places| !places.is_empty())
}

/// Seconds, or none for no limit.
pub(super) fn limit(cell: &str) -> Result<Option<u32>, String> {
    let cell = cell.to_lowercase();
    if cell.is_empty() {
        return Ok(Some(DEFAULT_LIMIT_SECONDS));
    }
    if ["none", "no limit", "unlimited", "no", "-", "0"].contains(&cell.as_str()) {
        return Ok(None);
    }
    let number = cell.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.').trim_end();
    let number = number.strip_suffix(".0").unwrap_or(number);
    match number.parse::<u32>() {
        Ok(seconds) if LIMIT_SECONDS.contains(&seconds) => Ok(Some(seconds)),
        _ => {
            Err("The time limit must be a whole number of seconds from 5 to 600, or none. Change it.".into())
        }
    }
}

pub(super) fn points(cell: &str) -> Result<Weight, String> {
    match cell.to_lowercase().as_str() {
        "0" | "x0" | "none" | "no points" => Ok(Weight::Zero),
        "" | "1" | "x1" | "standard" | "1000" => Ok(Weight::One),
        "2" | "x2" | "double" | "double points" | "2000" => Ok(Weight::Two),
        _ => Err("The points must be 0, 1 or 2: none, standard or double. Change them.".into()),
    }
}

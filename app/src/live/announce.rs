//! What the polite live region says: four times a question, and nothing in between. The ticking timer is silent.

use super::clock::Deadline;
use super::state::{Answer, Line, Stage, Table};
use super::words::{count, leads_with_nothing, ordinal, thousands};

/// Limits shorter than this, in seconds, get no "10 seconds left": it would follow the question at once.
const WORTH_A_WARNING: u32 = 15;

/// What was said last. A new sentence is spoken when this changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    Quiet,
    Lobby,
    Question(u32),
    TenLeft(u32),
    Locked(u32),
    Result(u32),
    Paused,
    Removed,
    Finished,
}

/// The moment to speak of. Within one question it only moves forward.
pub fn moment(table: &Table, now: f64) -> Moment {
    if table.is_removed() {
        return Moment::Removed;
    }
    if table.line == Line::Connecting {
        return Moment::Quiet;
    }
    match &table.stage {
        Stage::Unknown => Moment::Quiet,
        Stage::Lobby => Moment::Lobby,
        Stage::Paused(_) => Moment::Paused,
        Stage::Finished(_) => Moment::Finished,
        Stage::Closed(asking) => Moment::Locked(asking.question),
        Stage::Revealed(revealed) => {
            let mine = table.you.as_ref();
            match mine.is_some_and(|you| you.result.is_none()) {
                true => Moment::Locked(revealed.asking.question),
                false => Moment::Result(revealed.asking.question),
            }
        }
        Stage::Asking(asking) => {
            let warn = |deadline: &Deadline| {
                deadline.limit_seconds() >= WORTH_A_WARNING && deadline.left_ms(now) <= 10_000.0
            };
            match table.answer {
                Answer::Stored(_) => Moment::Locked(asking.question),
                _ if table.deadline.is_some_and(|deadline| deadline.left_ms(now) <= 0.0) => {
                    Moment::Locked(asking.question)
                }
                _ if table.deadline.as_ref().is_some_and(warn) => Moment::TenLeft(asking.question),
                _ => Moment::Question(asking.question),
            }
        }
    }
}

/// The sentence for a moment: the same for as long as the moment lasts.
pub fn sentence(table: &Table, moment: Moment) -> String {
    match moment {
        Moment::Quiet => String::new(),
        Moment::Lobby => match &table.you {
            Some(_) => "You are in. The quiz starts soon.".into(),
            None => String::new(),
        },
        Moment::Question(_) => question(table),
        Moment::TenLeft(_) => "10 seconds left.".into(),
        Moment::Locked(_) => match (&table.answer, &table.you) {
            (Answer::Stored(_), Some(_)) => "Your answer is stored.".into(),
            _ => "Time is up.".into(),
        },
        Moment::Result(_) => result(table),
        Moment::Paused => "The game is paused.".into(),
        Moment::Removed => "The host has removed you from this game.".into(),
        Moment::Finished => "The quiz is over.".into(),
    }
}

fn question(table: &Table) -> String {
    let Stage::Asking(asking) = &table.stage else { return String::new() };
    let number = table.progress().map_or(String::new(), |(at, of)| format!("Question {at} of {of}. "));
    let time = match table.deadline {
        Some(deadline) => count(deadline.limit_seconds(), "second.", "seconds."),
        None => "No time limit.".into(),
    };
    // A player's focus moves to the prompt, which reads it out; elsewhere nothing else says it.
    let prompt = if table.you.is_some() { "" } else { &asking.prompt };
    let gap = if prompt.is_empty() { "" } else { " " };
    [&number, prompt, gap, &time].concat()
}

fn result(table: &Table) -> String {
    let Some(you) = &table.you else { return "The right answer is shown.".into() };
    let Some(result) = &you.result else { return String::new() };
    let verdict = match (result.answered, result.correct) {
        (false, _) => "No answer. ",
        (true, true) => "Right. ",
        (true, false) => "Not right. ",
    };
    let points = count(result.points, "point", "points");
    let total = count(result.score, "point", "points");
    let last = matches!(&table.stage, Stage::Revealed(revealed) if revealed.last);
    match last || leads_with_nothing(result.rank, result.score) {
        // The podium tells who is where.
        true => format!("{verdict}{points}. You have {total}."),
        false => {
            format!("{verdict}{points}. You are {} with {}.", ordinal(result.rank), thousands(result.score))
        }
    }
}

#[cfg(test)]
mod tests;

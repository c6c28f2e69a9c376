//! A game as sheets, its answers and its ranking.

use std::collections::{HashMap, HashSet};

use convene_domain::id::{GameId, SeatId};
use convene_domain::quiz::Question;
use convene_store::quiz::answer::Answer;
use convene_store::quiz::seat::Seat;
use convene_store::rows;

use super::super::game::controlled;
use super::played::{self, Played};
use crate::compute::Budget;
use crate::spreadsheet::{self, Cell};
use crate::{Error, Result, Service, Viewer};

/// A sheet and what to call the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// From the quiz's title and the day of the game, in letters every file system takes.
    pub name: String,
    /// UTF-8 with a mark that says so, which some spreadsheet programs need; CRLF at the end of lines.
    pub text: String,
}

const HEADER: [&str; 12] = [
    "question_number",
    "question",
    "player",
    "removed",
    "answer",
    "correct",
    "seconds",
    "points",
    "bonus",
    "right_answer",
    "answered_at",
    "status",
];

/// Every player at every question that counts, question by question: first the answers as they came, then who gave
/// none, and why. Removed players are included and marked; `points` include `bonus`; `answered_at` is UTC.
pub async fn csv(service: &Service, viewer: &Viewer, id: GameId) -> Result<Sheet> {
    sheet(service, viewer, id, "answers", answers).await
}

/// Everybody in rank order, removed players last and without a rank.
pub async fn ranking(service: &Service, viewer: &Viewer, id: GameId) -> Result<Sheet> {
    sheet(service, viewer, id, "ranking", ranks).await
}

async fn sheet(
    service: &Service,
    viewer: &Viewer,
    id: GameId,
    what: &str,
    write: fn(&Played, &Budget) -> Result<Vec<Vec<Cell>>>,
) -> Result<Sheet> {
    let mut tx = service.read().await?;
    let game = controlled(&mut tx, viewer, id).await?;
    let played = Played::load(&mut tx, &game).await?;
    drop(tx);
    let written = service.compute().run(service.clock(), &viewer.address, move |budget| {
        spreadsheet::csv(write(&played, budget)?, budget)
    });
    let text = String::from_utf8(written.await?)
        .map_err(|error| Error::Internal(format!("a table is no text: {error}")))?;
    let started = jiff::Timestamp::from_millisecond(game.started_at.unwrap_or(game.created_at).millis());
    let day = started.unwrap_or_default().strftime("%Y-%m-%d");
    Ok(Sheet { name: format!("{}-{day}-{what}.csv", file_stem(&game.title)), text })
}

/// A title as part of a file's name: small ASCII letters, digits and hyphens.
fn file_stem(title: &str) -> String {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let stem: String = words.collect::<Vec<_>>().join("-").to_ascii_lowercase().chars().take(60).collect();
    let stem = stem.trim_end_matches('-');
    if stem.is_empty() { "quiz".to_owned() } else { stem.to_owned() }
}

fn answers(played: &Played, budget: &Budget) -> Result<Vec<Vec<Cell>>> {
    let seats: HashMap<SeatId, &Seat> = played.seats.iter().map(|seat| (seat.id, seat)).collect();
    let mut table = vec![spreadsheet::header(&HEADER)];
    for (at, question) in played.questions.iter().enumerate() {
        budget.check()?;
        let given = played.answers_to(at);
        let answered: HashSet<SeatId> = given.iter().map(|answer| answer.seat_id).collect();
        let there: HashSet<SeatId> = played.there(at).map(|seat| seat.id).collect();
        let known = given.iter().filter_map(|answer| Some((answer, *seats.get(&answer.seat_id)?)));
        table.extend(known.map(|(answer, seat)| row(at, question, seat, Ok(answer))));
        let missing = played.seats.iter().filter(|seat| !answered.contains(&seat.id));
        table.extend(missing.map(|seat| {
            let why = match (seat.removed_at.is_some(), there.contains(&seat.id)) {
                (true, _) => "removed",
                (false, true) => "no answer",
                (false, false) => "joined later",
            };
            row(at, question, seat, Err(why))
        }));
    }
    Ok(table)
}

/// A player at a question, with what they answered or why there is nothing.
fn row(at: usize, question: &Question, seat: &Seat, answer: std::result::Result<&Answer, &str>) -> Vec<Cell> {
    let [text, correct, seconds, points, bonus, when, status] = match answer {
        Ok(answer) => [
            Cell::text(texts(question, &picked(answer))),
            Cell::yes_no(answer.correct),
            Cell::seconds(answer.taken_ms),
            Cell::number(answer.points),
            Cell::number(answer.bonus),
            Cell::instant(answer.received_at),
            Cell::text("answered"),
        ],
        Err(why) => [
            Cell::empty(),
            Cell::yes_no(false),
            Cell::empty(),
            Cell::number(0),
            Cell::number(0),
            Cell::empty(),
            Cell::text(why),
        ],
    };
    let number = Cell::number(i64::try_from(at + 1).unwrap_or(i64::MAX));
    let right = Cell::text(texts(question, &question.correct()));
    let (player, removed) = (Cell::text(&seat.nickname), Cell::yes_no(seat.removed_at.is_some()));
    let prompt = Cell::text(&question.prompt);
    vec![number, prompt, player, removed, text, correct, seconds, points, bonus, right, when, status]
}

/// Positions of the picked choices; of an answer that cannot be read, none.
fn picked(answer: &Answer) -> Vec<u8> {
    played::picked(answer).unwrap_or_else(|error| {
        rows::note("choices of answers", &format!("{} at {}", answer.seat_id, answer.question), &error);
        Vec::new()
    })
}

fn ranks(played: &Played, budget: &Budget) -> Result<Vec<Vec<Cell>>> {
    budget.check()?;
    let names = ["rank", "player", "removed", "points", "right", "answered", "questions"];
    let questions = Cell::number(i64::try_from(played.questions.len()).unwrap_or(i64::MAX));
    let rows = played.rows().into_iter().map(|row| {
        vec![
            row.rank.map_or_else(Cell::empty, Cell::number),
            Cell::text(row.nickname),
            Cell::yes_no(row.rank.is_none()),
            Cell::number(row.score),
            Cell::number(row.correct),
            Cell::number(row.answered),
            questions.clone(),
        ]
    });
    Ok(std::iter::once(spreadsheet::header(&names)).chain(rows).collect())
}

/// The choices at these positions, one after the other.
fn texts(question: &Question, positions: &[u8]) -> String {
    let text = |at: &u8| question.choices.get(usize::from(*at)).map(|choice| choice.text.as_str());
    positions.iter().filter_map(text).collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_the_quiz_in_letters_every_system_takes() {
        let long = "word ".repeat(30);
        for (title, stem) in [
            ("Delta-neutral vaults: first steps!", "delta-neutral-vaults-first-steps"),
            ("../etc/passwd\"\r\n", "etc-passwd"),
            ("שאלון", "quiz"),
            ("", "quiz"),
            (&long, "word-word-word-word-word-word-word-word-word-word-word-word"),
        ] {
            assert_eq!(file_stem(title), stem);
        }
    }
}

//! A game as sheets, its answers and its ranking: CSV by RFC 4180, safe to open in a spreadsheet program.

use std::collections::{HashMap, HashSet};

use convene_domain::Time;
use convene_domain::id::{GameId, SeatId};
use convene_domain::quiz::Question;
use convene_store::quiz::answer::Answer;
use convene_store::quiz::seat::Seat;

use super::super::game::controlled;
use super::played::{Played, picked};
use crate::{Error, Result, Service, Viewer};

/// A sheet and what to call the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// From the quiz's title and the day of the game, in letters every file system takes.
    pub name: String,
    /// UTF-8 with a mark that says so, which some spreadsheet programs need; CRLF at the end of lines.
    pub text: String,
}

type Written = std::result::Result<String, Box<dyn std::error::Error>>;

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
    write: fn(&Played) -> Written,
) -> Result<Sheet> {
    let mut tx = service.read().await?;
    let game = controlled(&mut tx, viewer, id).await?;
    let played = Played::load(&mut tx, &game).await?;
    drop(tx);
    let text = write(&played).map_err(|error| Error::Internal(format!("writing a sheet failed: {error}")))?;
    let day = utc(game.started_at.unwrap_or(game.created_at));
    let day = day.split('T').next().unwrap_or_default();
    Ok(Sheet { name: format!("{}-{day}-{what}.csv", file_stem(&game.title)), text })
}

/// A title as part of a file's name: small ASCII letters, digits and hyphens.
fn file_stem(title: &str) -> String {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let stem: String = words.collect::<Vec<_>>().join("-").to_ascii_lowercase().chars().take(60).collect();
    let stem = stem.trim_end_matches('-');
    if stem.is_empty() { "quiz".to_owned() } else { stem.to_owned() }
}

fn written(rows: impl Iterator<Item = Result<Vec<String>>>) -> Written {
    let mut sheet = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        sheet.write_record(row?.iter().map(|cell| inert(cell)))?;
    }
    Ok(format!("\u{feff}{}", String::from_utf8(sheet.into_inner()?)?))
}

fn header(names: &[&str]) -> std::iter::Once<Result<Vec<String>>> {
    std::iter::once(Ok(names.iter().map(|name| (*name).to_owned()).collect()))
}

fn answers(played: &Played) -> Written {
    let seats: HashMap<SeatId, &Seat> = played.seats.iter().map(|seat| (seat.id, seat)).collect();
    let rows = played.questions.iter().enumerate().flat_map(|(at, question)| {
        let given = played.answers_to(at);
        let answered: HashSet<SeatId> = given.iter().map(|answer| answer.seat_id).collect();
        let there: HashSet<SeatId> = played.there(at).map(|seat| seat.id).collect();
        let known = given.iter().filter_map(|answer| Some((answer, *seats.get(&answer.seat_id)?)));
        let given = known.map(|(answer, seat)| row(at, question, seat, Ok(answer))).collect::<Vec<_>>();
        let missing = played.seats.iter().filter(move |seat| !answered.contains(&seat.id)).map(move |seat| {
            let why = match (seat.removed_at.is_some(), there.contains(&seat.id)) {
                (true, _) => "removed",
                (false, true) => "no answer",
                (false, false) => "joined later",
            };
            row(at, question, seat, Err(why))
        });
        given.into_iter().chain(missing)
    });
    written(header(&HEADER).chain(rows))
}

fn yes_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

/// A player at a question, with what they answered or why there is nothing.
fn row(
    at: usize,
    question: &Question,
    seat: &Seat,
    answer: std::result::Result<&Answer, &str>,
) -> Result<Vec<String>> {
    let [text, correct, seconds, points, bonus, when, status] = match answer {
        Ok(answer) => [
            texts(question, &picked(answer)?),
            yes_no(answer.correct),
            format!("{}.{:03}", answer.taken_ms / 1_000, answer.taken_ms % 1_000),
            answer.points.to_string(),
            answer.bonus.to_string(),
            utc(answer.received_at),
            "answered".to_owned(),
        ],
        Err(why) => ["", "no", "", "0", "0", "", why].map(str::to_owned),
    };
    let (number, right) = ((at + 1).to_string(), texts(question, &question.correct()));
    let (player, removed) = (seat.nickname.clone(), yes_no(seat.removed_at.is_some()));
    let prompt = question.prompt.clone();
    Ok(vec![number, prompt, player, removed, text, correct, seconds, points, bonus, right, when, status])
}

fn ranks(played: &Played) -> Written {
    let names = ["rank", "player", "removed", "points", "right", "answered", "questions"];
    let questions = played.questions.len().to_string();
    let rows = played.rows().into_iter().map(|row| {
        Ok(vec![
            row.rank.map(|rank| rank.to_string()).unwrap_or_default(),
            row.nickname,
            yes_no(row.rank.is_none()),
            row.score.to_string(),
            row.correct.to_string(),
            row.answered.to_string(),
            questions.clone(),
        ])
    });
    written(header(&names).chain(rows))
}

/// The choices at these positions, one after the other.
fn texts(question: &Question, positions: &[u8]) -> String {
    let text = |at: &u8| question.choices.get(usize::from(*at)).map(|choice| choice.text.as_str());
    positions.iter().filter_map(text).collect::<Vec<_>>().join(" | ")
}

/// As in 2026-11-22T18:00:00.000Z.
pub(crate) fn utc(time: Time) -> String {
    jiff::Timestamp::from_millisecond(time.millis())
        .map(|instant| instant.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string())
        .unwrap_or_default()
}

/// A cell that no spreadsheet program takes for a formula (OWASP, "CSV Injection").
pub(crate) fn inert(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        for (cell, written) in [
            ("=HYPERLINK(\"evil\")", "'=HYPERLINK(\"evil\")"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("Mia = best", "Mia = best"),
            ("", ""),
        ] {
            assert_eq!(inert(cell), written);
        }
    }

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

    #[test]
    fn instants_are_written_in_utc() {
        assert_eq!(utc(Time::from_millis(1_800_000_000_042)), "2027-01-15T08:00:00.042Z");
    }
}

//! Answers of a game as a sheet: CSV by RFC 4180, safe to open in a spreadsheet program.

use std::collections::HashMap;

use convene_domain::Time;
use convene_domain::id::{GameId, SeatId};
use convene_domain::quiz::Question;
use convene_store::quiz::answer::Answer;
use convene_store::quiz::seat::Seat;

use super::super::game::controlled;
use super::played::{Played, picked};
use crate::{Error, Result, Service, Viewer};

const HEADER: [&str; 11] = [
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
];

/// Every answer of a game that counts, question by question, removed players included and marked. UTF-8, with
/// CRLF at the end of lines; `points` include `bonus`; `answered_at` is UTC.
pub async fn csv(service: &Service, viewer: &Viewer, id: GameId) -> Result<String> {
    let mut tx = service.read().await?;
    let game = controlled(&mut tx, viewer, id).await?;
    let played = Played::load(&mut tx, &game).await?;
    drop(tx);
    write(&played).map_err(|error| Error::Internal(format!("writing a sheet failed: {error}")))
}

fn write(played: &Played) -> std::result::Result<String, Box<dyn std::error::Error>> {
    let seats: HashMap<SeatId, &Seat> = played.seats.iter().map(|seat| (seat.id, seat)).collect();
    let mut sheet = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    sheet.write_record(HEADER)?;
    for answer in &played.answers {
        let question = usize::try_from(answer.question).ok().and_then(|at| played.questions.get(at));
        if let (Some(question), Some(seat)) = (question, seats.get(&answer.seat_id)) {
            sheet.write_record(row(answer, question, seat)?.map(|cell| inert(&cell)))?;
        }
    }
    Ok(String::from_utf8(sheet.into_inner()?)?)
}

fn row(answer: &Answer, question: &Question, seat: &Seat) -> Result<[String; 11]> {
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    Ok([
        (answer.question + 1).to_string(),
        question.prompt.clone(),
        seat.nickname.clone(),
        yes_no(seat.removed_at.is_some()),
        texts(question, &picked(answer)?),
        yes_no(answer.correct),
        format!("{}.{:03}", answer.taken_ms / 1_000, answer.taken_ms % 1_000),
        answer.points.to_string(),
        answer.bonus.to_string(),
        texts(question, &question.correct()),
        utc(answer.received_at),
    ])
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
    fn instants_are_written_in_utc() {
        assert_eq!(utc(Time::from_millis(1_800_000_000_042)), "2027-01-15T08:00:00.042Z");
    }
}

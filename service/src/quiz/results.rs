//! What came of a game, for its hosts and for those who played.

mod played;
pub(crate) mod sheet;

use convene_domain::id::{GameId, SeatId};
use convene_domain::quiz::Question;
use convene_domain::quiz::game::Pin;
use convene_store::quiz::{game, listing};

use played::Played;

use super::game::{Own, controlled, own};
use super::room::own_seat;
use crate::{Error, Result, Service, Viewer};

pub use convene_store::quiz::game::State;
pub use convene_store::quiz::listing::{Listed, Place};
pub use sheet::{Sheet, csv, ranking};

/// Most games in one page of somebody's history.
pub const HISTORY: usize = 20;

/// A game as its hosts look back on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostResults {
    pub game: GameId,
    pub title: String,
    pub state: State,
    pub started_at: Option<convene_domain::Time>,
    pub finished_at: Option<convene_domain::Time>,
    /// In rank order, removed players last.
    pub players: Vec<PlayerRow>,
    /// The questions that were opened, in their order.
    pub questions: Vec<QuestionRow>,
}

/// One player among all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlayerRow {
    pub seat: SeatId,
    pub nickname: String,
    /// From 1; equal scores share a rank. None for removed players.
    pub rank: Option<u32>,
    /// Bonus included.
    pub score: u32,
    /// Number of right answers.
    pub correct: u32,
    /// Number of answers.
    pub answered: u32,
}

/// One question as all answered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionRow {
    pub question: Question,
    /// How many were in the game at this question, removed players left out.
    pub players: u32,
    /// How many picked each choice, removed players left out.
    pub picked: Vec<u32>,
    pub answered: u32,
    pub correct: u32,
    /// Mean time to answer, in milliseconds; none when nobody answered.
    pub mean_ms: Option<u64>,
}

/// A finished game as one player looks back on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlayerResults {
    pub game: GameId,
    pub title: String,
    pub finished_at: Option<convene_domain::Time>,
    pub row: PlayerRow,
    /// How many played.
    pub players: u32,
    pub questions: Vec<OwnAnswer>,
}

/// A question and what the player answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnAnswer {
    pub question: Question,
    /// Positions of the picked choices; none when there was no answer.
    pub picked: Option<Vec<u8>>,
    pub correct: bool,
    /// Bonus included.
    pub points: u32,
    pub bonus: u32,
}

/// The results of a game for those who control it; while it runs, up to the last reveal.
pub async fn for_host(service: &Service, viewer: &Viewer, id: GameId) -> Result<HostResults> {
    let mut tx = service.read().await?;
    let game = controlled(&mut tx, viewer, id).await?;
    let played = Played::load(&mut tx, &game).await?;
    let questions =
        played.questions.iter().enumerate().map(|(at, question)| played.question_row(at, question));
    Ok(HostResults {
        game: id,
        state: game.state,
        started_at: *game.started_at,
        finished_at: *game.finished_at,
        players: played.rows(),
        questions: questions.collect(),
        title: game.title,
    })
}

/// The results of a finished game for somebody who played it, by their account or their browser. None while the
/// game is not finished: its solutions are still secret.
pub async fn for_player(service: &Service, viewer: &Viewer, id: GameId) -> Result<Option<PlayerResults>> {
    let mut tx = service.read().await?;
    let game = game::by_id(&mut tx, id).await?.ok_or(Error::Missing)?;
    let own = own_seat(&mut tx, viewer, id).await?.ok_or(Error::Missing)?;
    if game.state != State::Finished {
        return Ok(None);
    }
    let played = Played::load(&mut tx, &game).await?;
    let rows = played.rows();
    let players = u32::try_from(rows.iter().filter(|row| row.rank.is_some()).count()).unwrap_or(u32::MAX);
    let row = rows.into_iter().find(|row| row.seat == own.id).ok_or(Error::Missing)?;
    let questions = played.questions.iter().enumerate().map(|(at, q)| played.own_answer(own.id, at, q));
    Ok(Some(PlayerResults {
        game: id,
        title: game.title,
        finished_at: *game.finished_at,
        row,
        players,
        questions: questions.collect::<Result<_>>()?,
    }))
}

/// The newest games the viewer plays or has played, by their account and by this browser; see [`history_page`].
pub async fn history(service: &Service, viewer: &Viewer) -> Result<Vec<Listed>> {
    Ok(history_page(service, viewer, None).await?.games)
}

/// Some games of a long list, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryPage {
    /// At most [`HISTORY`].
    pub games: Vec<Listed>,
    /// Where older ones go on; none when these are the last.
    pub older: Option<Place>,
}

/// Games the viewer plays or has played, from the one after `before` on. What a browser played without an account
/// is the browser's; a seat of an account is shown to that account alone, whoever uses the browser.
pub async fn history_page(service: &Service, viewer: &Viewer, before: Option<Place>) -> Result<HistoryPage> {
    let browser_hash = Some(viewer.browser.as_str()).filter(|browser| !browser.is_empty());
    let player = listing::Player { person: viewer.id(), browser_hash };
    let mut tx = service.read().await?;
    // One more than is shown tells whether there are older ones.
    let wanted = i64::try_from(HISTORY + 1).unwrap_or(i64::MAX);
    let mut games = listing::of_player(&mut tx, player, before, wanted).await?;
    let more = games.found() > HISTORY;
    games.truncate(HISTORY);
    let last = games.last().filter(|_| more);
    Ok(HistoryPage {
        older: last.map(|game| Place { created_at: game.created_at, id: game.id }),
        games: games.rows,
    })
}

/// Whether the viewer plays in the living game with this PIN. Tells nothing about games of others.
pub async fn plays(service: &Service, viewer: &Viewer, pin: &str) -> Result<bool> {
    let Some(pin) = Pin::parse(pin) else { return Ok(false) };
    let Some(Own::Living(game)) = own(service, viewer, &pin).await? else { return Ok(false) };
    let seat = own_seat(&mut service.read().await?, viewer, game).await?;
    Ok(seat.is_some_and(|seat| seat.removed_at.is_none()))
}

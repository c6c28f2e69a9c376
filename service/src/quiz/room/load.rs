//! A game taken over from the store.

use convene_domain::Time;
use convene_domain::id::{GameId, SeatId};
use convene_domain::quiz::Question;
use convene_domain::quiz::game::{Game, Given, Nickname, Phase, Rules, Saved, SavedAnswer, SavedSeat, Setup};
use convene_store::quiz::answer::{self, Answer};
use convene_store::quiz::game::{self, State};
use convene_store::quiz::seat::{self, Seat};

use super::register::Register;
use crate::{Error, Result, Service};

/// A game as a room starts with it.
pub(super) struct Loaded {
    pub id: GameId,
    pub pin: String,
    /// What the room's writes are fenced by.
    pub epoch: i64,
    /// When the game is to be ended unless somebody is in it before.
    pub expires_at: Time,
    pub game: Game,
    pub register: Register,
}

/// Claims a living game and reads it. From here on, no room that had it before can store anything.
pub(super) async fn load(service: &Service, id: GameId) -> Result<Loaded> {
    let mut tx = service.begin().await?;
    let epoch = game::claim(&mut tx, id).await?.ok_or(Error::Missing)?;
    let stored = game::by_id(&mut tx, id).await?.ok_or(Error::Missing)?;
    let Some(pin) = stored.pin.clone().filter(|_| stored.state != State::Finished) else {
        return Err(Error::Missing);
    };
    let seats = seat::of_game(&mut tx, id).await?;
    let answers = answer::of_game(&mut tx, id).await?;
    tx.commit().await?;
    let register = Register::new(&seats);
    let questions: Vec<Question> = serde_json::from_str(&stored.questions)?;
    let rules: Rules = serde_json::from_str(&stored.rules)?;
    let phase: Phase = serde_json::from_str(&stored.phase)?;
    let setup = Setup { id, title: stored.title, pin: pin.clone(), rules, questions };
    let saved = Saved {
        phase,
        locked: stored.locked,
        extra_time_off: stored.extra_time_off,
        seats: seats.into_iter().map(saved_seat).collect(),
        answers: answers.into_iter().map(saved_answer).collect::<Result<_>>()?,
    };
    let game = Game::restore(setup, saved).map_err(|damaged| Error::Internal(damaged.to_string()))?;
    tracing::info!(game = %id, epoch, state = stored.state.as_str(), "took up a game");
    Ok(Loaded { id, pin, epoch, expires_at: stored.expires_at, game, register })
}

fn saved_seat(seat: Seat) -> SavedSeat {
    SavedSeat {
        id: seat.id,
        nickname: Nickname::stored(seat.nickname, seat.nickname_key),
        extra_time: seat.extra_time,
        joined_at: seat.joined_at,
        removed: seat.removed_at.is_some(),
    }
}

fn saved_answer(answer: Answer) -> Result<SavedAnswer> {
    let choices = serde_json::from_str(&answer.choices)?;
    let Answer { correct, taken_ms, points, bonus, .. } = answer;
    let given = Given { choices, correct, taken_ms, points, bonus };
    Ok(SavedAnswer {
        seat: answer.seat_id,
        question: answer.question,
        given,
        received_at: answer.received_at,
    })
}

/// An answer as its row.
pub(super) fn answer_row(game: GameId, saved: &SavedAnswer) -> Result<Answer> {
    let seat_id: SeatId = saved.seat;
    Ok(Answer {
        game_id: game,
        seat_id,
        question: saved.question,
        choices: serde_json::to_string(&saved.given.choices)?,
        correct: saved.given.correct,
        taken_ms: saved.given.taken_ms,
        points: saved.given.points,
        bonus: saved.given.bonus,
        received_at: saved.received_at,
    })
}

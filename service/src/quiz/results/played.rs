//! A game as it was played, put together from what was stored.

use std::collections::{HashMap, HashSet};

use convene_domain::Time;
use convene_domain::id::SeatId;
use convene_domain::quiz::Question;
use convene_domain::quiz::game::Phase;
use convene_store::Tx;
use convene_store::quiz::answer::{self, Answer};
use convene_store::quiz::game;
use convene_store::quiz::seat::{self, Seat};

use super::{OwnAnswer, PlayerRow, QuestionRow};
use crate::Result;

/// What was stored of a game, as far as it counts.
pub(super) struct Played {
    /// Questions whose answers count.
    pub questions: Vec<Question>,
    pub seats: Vec<Seat>,
    /// Answers to those questions, question by question.
    pub answers: Vec<Answer>,
    /// Seats whose players were not removed.
    present: HashSet<SeatId>,
}

impl Played {
    pub async fn load(tx: &mut Tx, game: &game::Game) -> Result<Self> {
        let phase: Phase = serde_json::from_str(&game.phase)?;
        let mut questions: Vec<Question> = serde_json::from_str(&game.questions)?;
        questions.truncate(usize::try_from(phase.settled()).unwrap_or(usize::MAX));
        let mut answers = answer::of_game(tx, game.id).await?;
        answers.retain(|answer| answer.question < phase.settled());
        let seats = seat::of_game(tx, game.id).await?;
        let present = seats.iter().filter(|seat| seat.removed_at.is_none()).map(|seat| seat.id).collect();
        Ok(Self { questions, seats, answers, present })
    }

    /// Everybody in rank order, those who came first before others with the same score; removed players last.
    pub fn rows(&self) -> Vec<PlayerRow> {
        let mut by_seat: HashMap<SeatId, PlayerRow> =
            self.seats.iter().map(|s| (s.id, empty_row(s))).collect();
        for answer in &self.answers {
            if let Some(row) = by_seat.get_mut(&answer.seat_id) {
                row.score += answer.points;
                row.correct += u32::from(answer.correct);
                row.answered += 1;
            }
        }
        let (removed, present): (Vec<&Seat>, Vec<&Seat>) =
            self.seats.iter().partition(|seat| seat.removed_at.is_some());
        let mut take = |seats: Vec<&Seat>| -> Vec<PlayerRow> {
            seats.into_iter().filter_map(|seat| by_seat.remove(&seat.id)).collect()
        };
        let (mut rows, removed) = (take(present), take(removed));
        rows.sort_by_key(|row| std::cmp::Reverse(row.score));
        let scores: Vec<u32> = rows.iter().map(|row| row.score).collect();
        for row in &mut rows {
            let better = scores.partition_point(|score| *score > row.score);
            row.rank = u32::try_from(better + 1).ok();
        }
        rows.extend(removed);
        rows
    }

    pub fn question_row(&self, at: usize, question: &Question) -> QuestionRow {
        let mut row = QuestionRow {
            players: u32::try_from(self.there(at).filter(|seat| self.present.contains(&seat.id)).count())
                .unwrap_or(u32::MAX),
            picked: vec![0; question.choices.len()],
            answered: 0,
            correct: 0,
            mean_ms: None,
            question: question.clone(),
        };
        let mut total_ms: u64 = 0;
        for answer in self.answers_to(at).iter().filter(|answer| self.present.contains(&answer.seat_id)) {
            row.answered += 1;
            row.correct += u32::from(answer.correct);
            total_ms = total_ms.saturating_add(answer.taken_ms);
            for choice in picked(answer).unwrap_or_default() {
                if let Some(count) = row.picked.get_mut(usize::from(choice)) {
                    *count += 1;
                }
            }
        }
        row.mean_ms = total_ms.checked_div(u64::from(row.answered));
        row
    }

    /// Who was in the game at a question: everybody but those who took their seats when a later one had begun. What
    /// was answered later tells when that was; the game does not store it.
    pub fn there(&self, at: usize) -> impl Iterator<Item = &Seat> {
        let over = self.later_began(at);
        self.seats.iter().filter(move |seat| over.is_none_or(|over| seat.joined_at <= over))
    }

    /// When a question after this one began, by the first answer to any of them.
    fn later_began(&self, at: usize) -> Option<Time> {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let later = &self.answers[self.answers.partition_point(|answer| answer.question <= at)..];
        let began = |answer: &Answer| {
            answer.received_at.plus(i64::try_from(answer.taken_ms).unwrap_or(i64::MAX).saturating_neg())
        };
        later.iter().map(began).min()
    }

    /// All answers to one question.
    pub fn answers_to(&self, at: usize) -> &[Answer] {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let start = self.answers.partition_point(|answer| answer.question < at);
        let end = self.answers.partition_point(|answer| answer.question <= at);
        &self.answers[start..end]
    }

    pub fn own_answer(&self, seat: SeatId, at: usize, question: &Question) -> Result<OwnAnswer> {
        let given = self.answers_to(at).iter().find(|answer| answer.seat_id == seat);
        Ok(OwnAnswer {
            question: question.clone(),
            picked: given.map(picked).transpose()?,
            correct: given.is_some_and(|answer| answer.correct),
            points: given.map_or(0, |answer| answer.points),
            bonus: given.map_or(0, |answer| answer.bonus),
        })
    }
}

fn empty_row(seat: &Seat) -> PlayerRow {
    PlayerRow {
        seat: seat.id,
        nickname: seat.nickname.clone(),
        rank: None,
        score: 0,
        correct: 0,
        answered: 0,
    }
}

/// Positions of the picked choices.
pub(super) fn picked(answer: &Answer) -> Result<Vec<u8>> {
    Ok(serde_json::from_str(&answer.choices)?)
}

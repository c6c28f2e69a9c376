//! What each browser may see of a game.

use super::machine::Game;
use super::phase::{Phase, Round};
use super::seat::Seat;
use super::standings::PODIUM_RANKS;
use super::wire::{
    Asking, ExtraTime, Finished, GameView, PhaseView, PlayerResult, Revealed, SeatView, Welcome, You,
};
use crate::Time;
use crate::id::SeatId;
use crate::quiz::Weight;

impl Game {
    /// The present moment for a host or a screen.
    pub fn welcome_host(&self, now: Time) -> Welcome {
        let answered = self.phase.round().map_or(0, |_| self.tally.answered);
        let seats = self.in_order().into_iter().map(seat_view).collect();
        let (game, phase) = (self.game_view(), self.phase_view(now));
        Welcome { game, phase, you: None, seats, answered, extra_time: self.extra_time() }
    }

    /// The present moment for a player. Removed players and strangers see nothing of the questions.
    pub fn welcome_player(&self, id: SeatId, now: Time) -> Welcome {
        let seat = self.by_id.get(&id).map(|at| &self.seats[*at]);
        let phase = match seat {
            Some(seat) if seat.present() => self.phase_view(now),
            _ if self.is_over() => self.phase_view(now),
            _ => PhaseView::Lobby,
        };
        let you = seat.map(|seat| self.you(seat));
        let (game, extra_time) = (self.game_view(), ExtraTime::default());
        Welcome { game, phase, you, seats: Vec::new(), answered: 0, extra_time }
    }

    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Finished { .. })
    }

    pub fn is_locked(&self) -> bool {
        self.locked
    }

    /// Players present.
    pub fn players(&self) -> u32 {
        self.ranks.players()
    }

    /// The last message of a game.
    pub fn finished(&self) -> Finished {
        let podium = self.ranks.rows(&self.seats, PODIUM_RANKS);
        Finished { podium, players: self.ranks.players(), game: self.setup.id }
    }

    /// Every seat, removed players' included.
    pub fn seat_ids(&self) -> impl Iterator<Item = SeatId> {
        self.seats.iter().map(|seat| seat.saved.id)
    }

    /// Whether there is such a seat, and whether it was removed.
    pub fn seat_view(&self, id: SeatId) -> Option<SeatView> {
        self.by_id.get(&id).map(|at| seat_view(&self.seats[*at]))
    }

    fn game_view(&self) -> GameView {
        GameView {
            id: self.setup.id,
            title: self.setup.title.clone(),
            pin: self.setup.pin.clone(),
            questions: self.questions(),
            players: self.ranks.players(),
            locked: self.locked,
        }
    }

    fn phase_view(&self, now: Time) -> PhaseView {
        match self.phase {
            Phase::Lobby => PhaseView::Lobby,
            Phase::Asking { round } => PhaseView::Asking(self.asking(round, Some(now))),
            Phase::Paused { round, .. } => PhaseView::Paused { question: round.question },
            Phase::Closed { round } => PhaseView::Closed { question: self.asking(round, None) },
            Phase::Revealed { round, .. } => PhaseView::Revealed(self.revealed(round)),
            Phase::Finished { .. } => PhaseView::Finished(self.finished()),
        }
    }

    /// A question without its solution. Without `now` its time is over.
    pub(super) fn asking(&self, round: Round, now: Option<Time>) -> Asking {
        let question = self.question(round.question);
        let limit_ms = self.limit_ms(round.question);
        Asking {
            question: round.question,
            prompt: question.prompt.clone(),
            kind: question.kind,
            choices: question.choices.iter().map(|choice| choice.text.clone()).collect(),
            weight: question.weight,
            limit_ms,
            left_ms: now.map_or(limit_ms.map(|_| 0), |now| self.left_ms(round, now)),
        }
    }

    /// What is left for people without extra time.
    pub(super) fn left_ms(&self, round: Round, now: Time) -> Option<u64> {
        let used = u64::try_from(now.since(round.opened_at)).unwrap_or(0);
        self.limit_ms(round.question).map(|limit| limit.saturating_sub(used))
    }

    pub(super) fn revealed(&self, round: Round) -> Revealed {
        let question = self.question(round.question);
        Revealed {
            asking: self.asking(round, None),
            correct: question.correct(),
            picked: self.tally.picked.clone(),
            answered: self.tally.answered,
            explanation: question.explanation.clone(),
            standings: self.ranks.leaderboard().to_vec(),
            last: round.question + 1 >= self.questions(),
        }
    }

    pub(super) fn result(&self, seat: &Seat, question: u32) -> PlayerResult {
        let given = seat.given.as_ref();
        PlayerResult {
            question,
            answered: given.is_some(),
            correct: given.is_some_and(|given| given.correct),
            points: given.map_or(0, |given| given.points),
            bonus: given.map_or(0, |given| given.bonus),
            score: seat.score,
            rank: self.ranks.rank(seat.score),
            players: self.ranks.players(),
            streak: seat.streak,
        }
    }

    fn you(&self, seat: &Seat) -> You {
        let on_show = self.phase.round().filter(|_| seat.present());
        let result = match self.phase {
            Phase::Revealed { round, .. } if seat.present() => Some(self.result(seat, round.question)),
            _ => None,
        };
        You {
            seat: seat.saved.id,
            nickname: seat.saved.nickname.to_string(),
            score: seat.score,
            rank: self.ranks.rank(seat.score),
            streak: seat.streak,
            extra_time: seat.percent(self.extra_time_off),
            extra_time_off: self.extra_time_off && seat.has_extra_time(),
            answer: on_show.and(seat.given.as_ref()).map(|given| given.choices.clone()),
            result,
            removed: seat.saved.removed,
        }
    }

    /// Whether a question brings points, so that it feeds or breaks streaks.
    pub(super) fn is_worth_points(&self, question: u32) -> bool {
        self.question(question).weight != Weight::Zero
    }
}

fn seat_view(seat: &Seat) -> SeatView {
    SeatView { seat: seat.saved.id, nickname: seat.saved.nickname.to_string(), removed: seat.saved.removed }
}

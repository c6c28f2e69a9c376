//! What a browser knows of a game, and how each message changes it.
//!
//! Pure: the present moment is an argument, in milliseconds of the page's own monotonic clock.

use std::sync::Arc;

use convene_domain::quiz::game::wire::{
    Asking, Control, ExtraTime, Finished, GameView, PhaseView, Refusal, Revealed, SeatView, ToClient,
    Welcome, You,
};

use super::clock::Deadline;

mod acts;

/// How the connection to the game stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Line {
    #[default]
    Connecting,
    Up,
    /// Lost; the page tries again by itself.
    Down,
    /// Refused for good: no seat, or not allowed.
    Stopped,
    /// Ended in favour of newer windows; the page waits until somebody wants to go on here.
    Replaced,
}

/// Where the game stands. Changes only when what is on show changes, so that views built from it stay put.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Stage {
    /// Nothing is known yet.
    #[default]
    Unknown,
    Lobby,
    Asking(Arc<Asking>),
    Paused(u32),
    Closed(Arc<Asking>),
    Revealed(Arc<Revealed>),
    Finished(Arc<Finished>),
}

/// This player's answer to the question on show: positions of the choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Choosing(Vec<u8>),
    /// Chosen, perhaps sent, not yet acknowledged.
    Sending(Vec<u8>),
    Stored(Vec<u8>),
}

impl Default for Answer {
    fn default() -> Self {
        Answer::Choosing(Vec::new())
    }
}

impl Answer {
    pub fn choices(&self) -> &[u8] {
        match self {
            Answer::Choosing(choices) | Answer::Sending(choices) | Answer::Stored(choices) => choices,
        }
    }
}

/// What the page must do after a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    Nothing,
    /// Something is missing here: connect anew for a complete picture.
    Resync,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    pub line: Line,
    pub game: Option<GameView>,
    pub stage: Stage,
    /// When time is up for this person; none for questions without a limit.
    pub deadline: Option<Deadline>,
    pub you: Option<You>,
    pub answer: Answer,
    /// The question `answer` and `answered` belong to.
    question: Option<u32>,
    pub refusal: Option<Refusal>,
    pub seats: Vec<SeatView>,
    pub players: u32,
    pub locked: bool,
    /// What hosts know of it.
    pub extra_time: ExtraTime,
    pub answered: u32,
    /// Why somebody new was not let in, until the host has taken note.
    pub turned_away: Option<Refusal>,
    /// Which questions this page has heard a result of, and whether the answer was right.
    heard: Vec<(u32, bool)>,
    /// The host's wish that waits for its effect.
    pub wish: Option<Control>,
    /// The question a pause hides, and when it began.
    paused: Option<(Arc<Asking>, f64)>,
    /// When the answer or wish under way was sent.
    sent_at: f64,
}

impl Table {
    /// Takes in one message that arrived at `now`.
    pub fn hear(&mut self, message: ToClient, now: f64) -> Then {
        if self.wish.as_ref().is_some_and(|wish| fulfils(&message, wish)) {
            self.wish = None;
        }
        match message {
            ToClient::Welcome(welcome) => self.welcome(*welcome, now),
            ToClient::Lobby { players, locked, extra_time, seats } => {
                (self.players, self.locked, self.extra_time) = (players, locked, extra_time);
                self.merge_seats(seats);
            }
            ToClient::Asking(asking) => self.ask(asking, now),
            ToClient::Counts { question, answered, players } => {
                self.players = players;
                if self.question == Some(question) {
                    self.answered = answered;
                }
            }
            ToClient::Accepted { question, choices } => {
                if self.question == Some(question) {
                    self.answer = Answer::Stored(choices);
                    self.refusal = None;
                }
            }
            ToClient::Refused { refusal } => return self.refused(refusal),
            ToClient::Closed { question } => return self.close(question),
            ToClient::Revealed(revealed) => {
                self.turn_to(revealed.asking.question);
                self.answered = revealed.answered;
                if let Some(you) = &mut self.you {
                    you.result = None;
                }
                self.stage = Stage::Revealed(Arc::new(revealed));
            }
            ToClient::Result(result) => {
                if let Some(you) = &mut self.you {
                    (you.score, you.rank, you.streak) = (result.score, result.rank, result.streak);
                    self.heard.retain(|(question, _)| *question != result.question);
                    self.heard.push((result.question, result.correct));
                    you.result = Some(result);
                }
            }
            ToClient::Paused { question } => self.pause(question, now),
            ToClient::Resumed { question, left_ms } => return self.resume(question, left_ms, now),
            ToClient::Kicked => self.set_removed(true),
            ToClient::Readmitted => {
                self.set_removed(false);
                self.refusal = None;
            }
            ToClient::Finished(finished) => {
                self.refusal = None;
                self.stage = Stage::Finished(Arc::new(finished));
            }
            ToClient::TurnedAway { refusal } => self.turned_away = Some(refusal),
        }
        Then::Nothing
    }

    fn welcome(&mut self, welcome: Welcome, now: f64) {
        self.line = Line::Up;
        self.players = welcome.game.players;
        self.locked = welcome.game.locked;
        self.extra_time = welcome.extra_time;
        self.game = Some(welcome.game);
        self.seats = welcome.seats;
        self.wish = None;
        self.you = welcome.you;
        let stored = self.you.as_ref().and_then(|you| you.answer.clone());
        let open = matches!(welcome.phase, PhaseView::Asking(_) | PhaseView::Paused { .. });
        match welcome.phase {
            PhaseView::Lobby => self.stage = Stage::Lobby,
            PhaseView::Asking(asking) => self.ask(asking, now),
            PhaseView::Paused { question } => self.pause(question, now),
            PhaseView::Closed { question } => {
                self.turn_to(question.question);
                self.stage = Stage::Closed(timeless(question));
            }
            PhaseView::Revealed(revealed) => {
                self.turn_to(revealed.asking.question);
                self.stage = Stage::Revealed(Arc::new(revealed));
            }
            PhaseView::Finished(finished) => self.stage = Stage::Finished(Arc::new(finished)),
        }
        self.answered = welcome.answered;
        if let Stage::Revealed(revealed) = &self.stage {
            self.answered = revealed.answered;
        }
        match (stored, &self.answer) {
            (Some(choices), _) => self.answer = Answer::Stored(choices),
            (None, Answer::Sending(_)) if !open => {
                self.answer = Answer::default();
                self.refusal = Some(Refusal::TooLate);
            }
            (None, Answer::Stored(_)) => self.answer = Answer::default(),
            (None, _) => {}
        }
    }

    fn ask(&mut self, asking: Asking, now: f64) {
        let again = self.question == Some(asking.question) && matches!(self.stage, Stage::Asking(_));
        self.turn_to(asking.question);
        let extra = self.you.as_ref().map_or(100, |you| you.extra_time);
        let fresh = Deadline::of(&asking, extra, now);
        self.deadline = match (fresh, self.deadline) {
            // Extra time begins when `left_ms` has reached 0; a second snapshot cannot tell how much of it is used.
            (Some(fresh), Some(known)) if again => Some(fresh.sooner(known)),
            (fresh, _) => fresh,
        };
        self.stage = Stage::Asking(timeless(asking));
    }

    /// Hides the question and keeps it for when the game goes on.
    fn pause(&mut self, question: u32, now: f64) {
        self.turn_to(question);
        if let Stage::Asking(asking) = &self.stage {
            self.paused = Some((asking.clone(), now));
        }
        self.stage = Stage::Paused(question);
    }

    /// The question a pause hides from the players, and the milliseconds that were left of it; none without a limit.
    /// None where this page came during the pause.
    #[cfg(feature = "desk")]
    pub fn hidden_question(&self) -> Option<(Arc<Asking>, Option<f64>)> {
        let (asking, at) = self.paused.as_ref()?;
        Some((asking.clone(), self.deadline.map(|deadline| deadline.left_ms(*at))))
    }

    /// How many answers were right, of how many questions. None where this page did not hear all the results.
    #[cfg(feature = "play")]
    pub fn right_answers(&self) -> Option<(u32, u32)> {
        let questions = self.game.as_ref()?.questions;
        let right = u32::try_from(self.heard.iter().filter(|(_, right)| *right).count()).ok()?;
        (usize::try_from(questions) == Ok(self.heard.len())).then_some((right, questions))
    }

    fn resume(&mut self, question: u32, left_ms: Option<u64>, now: f64) -> Then {
        match self.paused.take() {
            Some((asking, at)) if asking.question == question => {
                let frozen = self.deadline.map(|deadline| deadline.later_by(now - at));
                self.ask(Asking { left_ms, ..Asking::clone(&asking) }, now);
                self.deadline = match (self.deadline, frozen) {
                    (Some(fresh), Some(frozen)) => Some(fresh.sooner(frozen)),
                    (fresh, _) => fresh,
                };
                Then::Nothing
            }
            _ => Then::Resync,
        }
    }

    fn close(&mut self, question: u32) -> Then {
        match &self.stage {
            Stage::Asking(asking) if asking.question == question => {
                self.stage = Stage::Closed(asking.clone());
                Then::Nothing
            }
            Stage::Closed(asking) if asking.question == question => Then::Nothing,
            _ => Then::Resync,
        }
    }

    fn refused(&mut self, refusal: Refusal) -> Then {
        self.wish = None;
        self.refusal = Some(refusal);
        let sending = matches!(self.answer, Answer::Sending(_));
        match refusal {
            Refusal::NoSeat => self.line = Line::Stopped,
            // Which answer counts is known to the game alone.
            Refusal::AlreadyAnswered => return Then::Resync,
            Refusal::TooMany | Refusal::Paused if sending => {
                self.answer = Answer::Choosing(self.answer.choices().to_vec());
            }
            _ if sending => self.answer = Answer::default(),
            _ => {}
        }
        Then::Nothing
    }

    /// Forgets what belonged to another question.
    fn turn_to(&mut self, question: u32) {
        if self.question != Some(question) {
            self.question = Some(question);
            self.answer = Answer::default();
            self.answered = 0;
            self.refusal = None;
            self.deadline = None;
            if let Some(you) = &mut self.you
                && you.result.as_ref().is_some_and(|result| result.question != question)
            {
                you.result = None;
            }
        }
    }

    fn merge_seats(&mut self, news: Vec<SeatView>) {
        for seat in news {
            match self.seats.iter_mut().find(|known| known.seat == seat.seat) {
                Some(known) => *known = seat,
                None => self.seats.push(seat),
            }
        }
    }

    fn set_removed(&mut self, removed: bool) {
        if let Some(you) = &mut self.you {
            you.removed = removed;
        }
    }

    pub fn is_removed(&self) -> bool {
        self.you.as_ref().is_some_and(|you| you.removed)
    }

    /// "3" of "Question 3 of 10", and the "10".
    pub fn progress(&self) -> Option<(u32, u32)> {
        let questions = self.game.as_ref()?.questions;
        Some((self.question? + 1, questions))
    }
}

/// A question apart from what is left of its time, so that two snapshots of it are equal.
fn timeless(mut asking: Asking) -> Arc<Asking> {
    asking.left_ms = None;
    Arc::new(asking)
}

/// Whether a message is the effect of a wish.
fn fulfils(message: &ToClient, wish: &Control) -> bool {
    use Control::{
        End, ExtraTime, Kick, KickAndLock, Lock, Next, Pause, Readmit, Resume, Reveal, Start, Unlock,
    };
    let is_removed =
        |seats: &[SeatView], id, removed| seats.iter().any(|view| view.seat == id && view.removed == removed);
    match message {
        ToClient::Asking(_) => matches!(wish, Start | Next { .. } | Resume),
        ToClient::Revealed(_) => matches!(wish, Reveal { .. }),
        ToClient::Paused { .. } => matches!(wish, Pause),
        ToClient::Resumed { .. } => matches!(wish, Resume),
        ToClient::Lobby { locked, extra_time, seats, .. } => match wish {
            Lock => *locked,
            Unlock => !locked,
            ExtraTime { on } => extra_time.off != *on,
            Kick { seat } => is_removed(seats, *seat, true),
            KickAndLock { seat } => *locked && is_removed(seats, *seat, true),
            Readmit { seat } => is_removed(seats, *seat, false),
            _ => false,
        },
        ToClient::Finished(_) => matches!(wish, End | Next { .. }),
        _ => false,
    }
}

#[cfg(test)]
mod tests;

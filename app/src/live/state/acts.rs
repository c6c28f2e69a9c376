//! What this browser itself does to the game: answers and wishes on their way.

#[cfg(feature = "play")]
use convene_domain::quiz::Kind;
#[cfg(feature = "desk")]
use convene_domain::quiz::game::wire::Control;
#[cfg(feature = "play")]
use convene_domain::quiz::game::wire::Refusal;
use convene_domain::quiz::game::wire::ToGame;

use super::{Answer, Line, Stage, Table};

/// An answer or a control that got no reply for this long, in milliseconds, is sent again on a new connection.
const PATIENCE_MS: f64 = 5_000.0;
/// How long before the end of one's time marked answers go out by themselves, in milliseconds: two ticks of the page.
#[cfg(feature = "play")]
const LAST_CALL_MS: f64 = 400.0;

impl Table {
    /// Whether this player can still answer at `now`.
    #[cfg(feature = "play")]
    pub fn can_answer(&self, now: f64) -> bool {
        matches!(self.stage, Stage::Asking(_))
            && matches!(self.answer, Answer::Choosing(_))
            && !self.is_removed()
            && self.deadline.is_none_or(|deadline| deadline.left_ms(now) > 0.0)
    }

    /// Picks a choice: answers a single choice question at once, marks or unmarks one of several otherwise.
    #[cfg(feature = "play")]
    pub fn choose(&mut self, at: u8, now: f64) -> Option<ToGame> {
        let Stage::Asking(asking) = &self.stage else { return None };
        if !self.can_answer(now) || usize::from(at) >= asking.choices.len() {
            return None;
        }
        self.refusal = None;
        if asking.kind != Kind::Multiple {
            self.answer = Answer::Choosing(vec![at]);
            return self.submit(now);
        }
        let mut choices = self.answer.choices().to_vec();
        match choices.binary_search(&at) {
            Ok(place) => _ = choices.remove(place),
            Err(place) => choices.insert(place, at),
        }
        self.answer = Answer::Choosing(choices);
        None
    }

    /// Sends what is marked.
    #[cfg(feature = "play")]
    pub fn submit(&mut self, now: f64) -> Option<ToGame> {
        if !self.can_answer(now) || self.answer.choices().is_empty() {
            return None;
        }
        self.answer = Answer::Sending(self.answer.choices().to_vec());
        self.sent_at = now;
        self.unsent()
    }

    /// Sends what is marked when one's own time is all but over: nobody loses marks for want of a press. A tick that
    /// comes late still sends, because the game alone knows its deadline and what a slow line is forgiven.
    #[cfg(feature = "play")]
    pub fn last_call(&mut self, now: f64) -> Option<ToGame> {
        if !self.is_last_call(now) {
            return None;
        }
        self.answer = Answer::Sending(self.answer.choices().to_vec());
        self.sent_at = now;
        self.unsent()
    }

    /// Whether marks wait to be sent in the last moment.
    #[cfg(feature = "play")]
    pub fn is_last_call(&self, now: f64) -> bool {
        matches!(self.stage, Stage::Asking(_))
            && matches!(&self.answer, Answer::Choosing(choices) if !choices.is_empty())
            && self.deadline.is_some_and(|deadline| deadline.left_ms(now) <= LAST_CALL_MS)
            && !self.is_removed()
            // What came too often is not sent again by itself.
            && self.refusal != Some(Refusal::TooMany)
    }

    /// The answer that is not acknowledged yet, while its question is open: to be sent again on a new connection.
    pub fn unsent(&self) -> Option<ToGame> {
        match (&self.stage, &self.answer) {
            (Stage::Asking(asking), Answer::Sending(choices)) => {
                Some(ToGame::Answer { question: asking.question, choices: choices.clone() })
            }
            _ => None,
        }
    }

    /// Notes a host's wish, unless one is under way.
    #[cfg(feature = "desk")]
    pub fn wish(&mut self, act: Control, now: f64) -> Option<ToGame> {
        if self.wish.is_some() || self.line != Line::Up {
            return None;
        }
        self.refusal = None;
        self.wish = Some(act.clone());
        self.sent_at = now;
        Some(ToGame::Control { act })
    }

    /// Whether something sent has waited too long for its reply. Asking starts the wait anew.
    pub fn is_overdue(&mut self, now: f64) -> bool {
        let waits = self.unsent().is_some() || self.wish.is_some();
        let overdue = waits && self.line == Line::Up && now - self.sent_at > PATIENCE_MS;
        if overdue {
            self.sent_at = now;
        }
        overdue
    }
}

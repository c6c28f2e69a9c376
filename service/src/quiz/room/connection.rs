//! One browser's line to a room.

use std::sync::Arc;

use bytes::Bytes;
use convene_domain::Time;
use convene_domain::quiz::game::wire::{Refusal, ToClient, ToGame};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::steers::Steers;
use super::task::Command;
use crate::clock::Clock;

/// Frames that may wait for one browser. One that is further behind is dropped and comes back to a snapshot.
pub(super) const QUEUE: usize = 64;
/// Longest message a browser has reason to send, in bytes.
const LONGEST: usize = 2_048;
/// Messages at once, and per second in the long run: more than fast fingers do.
const BURST: f64 = 20.0;
const PER_SECOND: f64 = 10.0;
/// Refused messages in a row after which the connection ends.
const STRIKES: u32 = 40;

/// Something to send to a browser. Cheap to clone: a message for all is encoded once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// A [`ToClient`] as JSON, always UTF-8.
    Text(Bytes),
    /// Nothing follows; close the socket.
    Close(Ending),
}

/// Why the room ends a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Connect again for a fresh picture (close code 1012).
    Restart,
    /// The game is over and its room is closing (close code 1000).
    Over,
    /// Whoever is behind it may not steer this game any more (close code 4001).
    NotAllowed,
    /// The same player or host has opened more connections than anybody needs; this was the oldest (close code
    /// 4003). Connecting again by itself would end the next one.
    Replaced,
}

/// Why nothing more can be said on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// The room has ended; connecting again finds the next one (close code 1012).
    Room,
    /// This browser floods the game (close code 1008).
    Flooding,
}

/// Both directions of a line. Dropping it leaves the room.
#[derive(Debug)]
pub struct Connection {
    pub incoming: Incoming,
    /// Frames in order. It ends without [`Frame::Close`] when the browser was too slow: close with 1013.
    pub outgoing: mpsc::Receiver<Frame>,
}

/// From a browser to its room.
#[derive(Debug)]
pub struct Incoming {
    id: u64,
    clock: Arc<dyn Clock>,
    room: mpsc::Sender<Command>,
    /// What a host's or a screen's right rests on.
    steers: Option<Steers>,
    /// Weak, so that the room alone decides how long the line lives.
    queue: mpsc::WeakSender<Frame>,
    flow: Flow,
}

impl Incoming {
    pub(super) fn new(
        id: u64,
        clock: Arc<dyn Clock>,
        room: mpsc::Sender<Command>,
        steers: Option<Steers>,
        queue: mpsc::WeakSender<Frame>,
    ) -> Self {
        Self { id, clock, room, steers, queue, flow: Flow::new(Instant::now()) }
    }

    /// Passes on a text message that just arrived. `round_trip_ms` is what the server measured by pings; 0 when
    /// nothing was measured yet. What cannot be read, or comes too often, is refused here and never reaches the room.
    pub async fn hear(&mut self, text: &str, round_trip_ms: u32) -> Result<(), Gone> {
        let at = self.clock.now();
        let refusal = match self.flow.pass(Instant::now()) {
            Passed::Flooding => return Err(Gone::Flooding),
            Passed::TooMany => Refusal::TooMany,
            Passed::Yes => match Some(text).filter(|text| text.len() <= LONGEST).map(serde_json::from_str) {
                Some(Ok(ToGame::Control { .. })) if !self.may_stay().await? => return Ok(()),
                Some(Ok(message)) => return self.pass_on(message, round_trip_ms, at).await,
                _ => Refusal::Unreadable,
            },
        };
        self.refuse(refusal);
        Ok(())
    }

    /// Looks whether a host or a screen still has its right to this game: the session may have been ended since, the
    /// role taken away. To be asked now and then, because a screen says nothing by itself. Whoever lost it is told so
    /// by the room ([`Ending::NotAllowed`]).
    pub async fn check(&self) -> Result<(), Gone> {
        self.may_stay().await.map(drop)
    }

    async fn may_stay(&self) -> Result<bool, Gone> {
        let Some(steers) = &self.steers else { return Ok(true) };
        match steers.still_do().await {
            Ok(true) => Ok(true),
            Ok(false) => {
                let dismiss = Command::Dismiss { connection: self.id };
                self.room.send(dismiss).await.map_err(|_| Gone::Room)?;
                Ok(false)
            }
            Err(error) => {
                tracing::warn!(%error, "whether a host still may could not be asked");
                Err(Gone::Room)
            }
        }
    }

    async fn pass_on(&self, message: ToGame, round_trip_ms: u32, at: Time) -> Result<(), Gone> {
        let heard = Command::Heard { connection: self.id, message, round_trip_ms, at };
        self.room.send(heard).await.map_err(|_| Gone::Room)
    }

    fn refuse(&self, refusal: Refusal) {
        if let Some(queue) = self.queue.upgrade() {
            // A browser with a full queue has worse troubles than a missing refusal.
            _ = queue.try_send(Frame::of(&ToClient::Refused { refusal }));
        }
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // When the room is too busy to be told, it notices at its next message to this browser.
        _ = self.room.try_send(Command::Leave { connection: self.id });
    }
}

impl Frame {
    /// A message, encoded.
    pub(super) fn of(message: &ToClient) -> Self {
        #[expect(
            clippy::expect_used,
            reason = "no map with odd keys and no failing serialiser is in a message"
        )]
        let text = serde_json::to_vec(message).expect("every message has a JSON form");
        Frame::Text(Bytes::from(text))
    }
}

/// A bucket that fills at a steady rate and empties by one with each message.
#[derive(Debug)]
struct Flow {
    left: f64,
    at: Instant,
    strikes: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Passed {
    Yes,
    TooMany,
    Flooding,
}

impl Flow {
    fn new(at: Instant) -> Self {
        Self { left: BURST, at, strikes: 0 }
    }

    fn pass(&mut self, now: Instant) -> Passed {
        let since = now.saturating_duration_since(self.at).as_secs_f64();
        self.at = now;
        self.left = (self.left + since * PER_SECOND).min(BURST);
        if self.left >= 1.0 {
            self.left -= 1.0;
            self.strikes = 0;
            return Passed::Yes;
        }
        self.strikes += 1;
        if self.strikes > STRIKES { Passed::Flooding } else { Passed::TooMany }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn fast_fingers_pass_and_a_flood_is_refused_and_then_cut_off() {
        let start = Instant::now();
        let mut flow = Flow::new(start);
        let person = (0..100).map(|at| flow.pass(start + Duration::from_millis(at * 120)));
        assert!(person.into_iter().all(|passed| passed == Passed::Yes));
        let mut flow = Flow::new(start);
        let flood: Vec<_> = (0..100).map(|_| flow.pass(start)).collect();
        assert_eq!(
            (flood[19], flood[20], flood[59], flood[60]),
            (Passed::Yes, Passed::TooMany, Passed::TooMany, Passed::Flooding)
        );
    }
}

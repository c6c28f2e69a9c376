//! `GET /quiz/{pin}/socket?as=player|host|screen`: the line between a browser and its live game.
//!
//! One task per socket. It writes what the room has put into the bounded queue, reads what the browser says, and
//! sends pings that carry a number, so that the round trip is measured by this server's clock alone.

use std::collections::VecDeque;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use convene_domain::quiz::game::latency::RoundTrips;
use convene_domain::quiz::game::wire::Audience;
use convene_service::quiz::room::{self, Connection, Ending, Frame, Gone, Incoming};
use convene_service::{Error, Service, Viewer};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

use crate::connection::Forward;
use crate::establish::Asked;
use crate::state::AppState;

/// Longest message taken in, in bytes.
const MESSAGE_BYTES: usize = 4 * 1024;
const PING_EVERY: Duration = Duration::from_secs(5);
/// A browser that has not answered a ping for so long is gone.
const SILENCE: Duration = Duration::from_secs(30);
/// How long one message may take to leave.
const SENDING: Duration = Duration::from_secs(10);
/// How long a browser has to answer a close.
const FAREWELL: Duration = Duration::from_secs(1);
/// Pings from one look to the next whether a host or a screen may still listen.
const PINGS_PER_CHECK: u64 = 6;

/// The game is over.
const OVER: u16 = 1000;
/// Too many messages.
const FLOODING: u16 = 1008;
/// One message longer than [`MESSAGE_BYTES`].
const TOO_LARGE: u16 = 1009;
/// Connect again: this server stops, or the room was made anew.
const AGAIN: u16 = 1012;
/// No seat, or no right to this view, or not any more.
const NOT_ALLOWED: u16 = 4001;
/// Too far behind; connecting again brings a fresh picture.
const TOO_SLOW: u16 = 4002;
/// The oldest of too many windows: not to be opened again until somebody asks for it.
const REPLACED: u16 = 4003;

pub async fn open(
    State(state): State<AppState>,
    asked: Asked,
    forward: Option<Extension<Forward>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let service = state.service.clone();
    let pin = asked.request.param::<String>("pin").unwrap_or_default();
    let audience = match asked.request.query("as") {
        Some("player") => Some(Audience::Player),
        Some("host") => Some(Audience::Host),
        Some("screen") => Some(Audience::Screen),
        _ => None,
    };
    let viewer = asked.request.viewer.clone();
    upgrade
        // The default of 128 KB is cleared before every read, which costs more than all else a socket does.
        .read_buffer_size(MESSAGE_BYTES)
        .max_message_size(MESSAGE_BYTES)
        .max_frame_size(MESSAGE_BYTES)
        .on_upgrade(async move |socket| {
            serve(socket, service, viewer, pin, audience).await;
            drop(forward);
        })
}

/// Counts open sockets for as long as it lives.
struct Counted;

impl Counted {
    fn new() -> Self {
        metrics::gauge!("convene_live_sockets").increment(1.0);
        Self
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        metrics::gauge!("convene_live_sockets").decrement(1.0);
    }
}

/// Browsers cannot read why an upgrade was refused, so a refusal is a close code on an open socket.
async fn serve(
    mut socket: WebSocket,
    service: Service,
    viewer: Viewer,
    pin: String,
    audience: Option<Audience>,
) {
    let _counted = Counted::new();
    let _line = service.rooms().line();
    let connected = match audience {
        Some(audience) => room::connect(&service, &viewer, &pin, audience).await,
        None => Err(Error::Missing),
    };
    let code = match connected {
        Ok(connection) => relay(&mut socket, connection).await,
        Err(Error::Restarting) => Some(AGAIN),
        Err(Error::Internal(cause)) => {
            tracing::warn!(cause, "a socket could not enter its game");
            Some(AGAIN)
        }
        Err(_) => Some(NOT_ALLOWED),
    };
    if let Some(code) = code {
        close(socket, code).await;
    }
}

/// Says why, and reads on until the browser has heard it: a connection dropped with unread messages on it is reset,
/// and a reset overtakes the close code.
async fn close(mut socket: WebSocket, code: u16) {
    let close = Message::Close(Some(CloseFrame { code, reason: Utf8Bytes::from_static(reason(code)) }));
    // The browser may be gone already; then nobody needs to be told.
    if send(&mut socket, close).await.is_some() {
        let answered = async {
            while let Some(Ok(_)) = socket.recv().await {}
            // The rest of a message that is too long is never read; only time then lets the code arrive.
            if code == TOO_LARGE {
                sleep(FAREWELL).await;
            }
        };
        _ = timeout(FAREWELL, answered).await;
    }
}

/// Carries messages both ways until one side ends. Answers the close code, unless the browser has left.
async fn relay(socket: &mut WebSocket, connection: Connection) -> Option<u16> {
    let Connection { mut incoming, mut outgoing } = connection;
    let mut pulse = Pulse::new(Instant::now());
    let mut ping = interval(PING_EVERY);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            frame = outgoing.recv() => match frame {
                Some(Frame::Text(text)) => {
                    let text = Utf8Bytes::try_from(text).ok()?;
                    send(socket, Message::Text(text)).await?;
                }
                Some(Frame::Close(ending)) => return Some(code(ending)),
                None => return Some(TOO_SLOW),
            },
            message = socket.recv() => {
                let message = match message? {
                    Ok(message) => message,
                    // Only its words tell a message that is too long from a line that is lost.
                    Err(error) => return error.to_string().contains("too long").then_some(TOO_LARGE),
                };
                if let Err(code) = hear(&mut incoming, &mut pulse, message).await {
                    return code;
                }
            }
            _ = ping.tick() => {
                let now = Instant::now();
                if pulse.is_silent(now) {
                    return None;
                }
                let number = pulse.ping(now);
                if number.is_multiple_of(PINGS_PER_CHECK) && incoming.check().await.is_err() {
                    return Some(AGAIN);
                }
                send(socket, Message::Ping(number.to_be_bytes().to_vec().into())).await?;
            }
        }
    }
}

fn code(ending: Ending) -> u16 {
    match ending {
        Ending::Over => OVER,
        Ending::Restart => AGAIN,
        Ending::NotAllowed => NOT_ALLOWED,
        Ending::Replaced => REPLACED,
    }
}

/// The reason beside a code, for whoever reads a browser's log; pages go by the code.
const fn reason(code: u16) -> &'static str {
    match code {
        OVER => "the game is over",
        FLOODING => "too many messages",
        TOO_LARGE => "a message was too long",
        NOT_ALLOWED => "no seat in this game, or no right to steer it",
        TOO_SLOW => "too far behind",
        REPLACED => "too many windows are open on this game",
        _ => "connect again",
    }
}

/// None when the browser does not take it.
async fn send(socket: &mut WebSocket, message: Message) -> Option<()> {
    timeout(SENDING, socket.send(message)).await.ok()?.ok()
}

/// Takes in one message. The error is how the connection ends.
async fn hear(incoming: &mut Incoming, pulse: &mut Pulse, message: Message) -> Result<(), Option<u16>> {
    let text = match &message {
        Message::Text(text) => text.as_str(),
        // Nothing of ours sends bytes: an empty text is answered as unreadable.
        Message::Binary(_) => "",
        Message::Pong(payload) => {
            pulse.pong(payload, Instant::now());
            return Ok(());
        }
        Message::Ping(_) => return Ok(()),
        Message::Close(_) => return Err(None),
    };
    match incoming.hear(text, pulse.round_trip_ms()).await {
        Ok(()) => Ok(()),
        Err(Gone::Room) => Err(Some(AGAIN)),
        Err(Gone::Flooding) => Err(Some(FLOODING)),
    }
}

/// Pings on their way, and how long the last ones took.
#[derive(Debug)]
struct Pulse {
    next: u64,
    waiting: VecDeque<(u64, Instant)>,
    measured: RoundTrips,
    heard_at: Instant,
}

impl Pulse {
    fn new(now: Instant) -> Self {
        Self { next: 0, waiting: VecDeque::new(), measured: RoundTrips::default(), heard_at: now }
    }

    /// Notes a ping that leaves now; answers what it carries.
    fn ping(&mut self, now: Instant) -> u64 {
        self.next += 1;
        self.waiting.push_back((self.next, now));
        self.next
    }

    /// Takes an answer in. One that answers none of our pings is passed over.
    fn pong(&mut self, payload: &[u8], now: Instant) {
        let Ok(number) = payload.try_into().map(u64::from_be_bytes) else { return };
        let Some(at) = self.waiting.iter().position(|(waiting, _)| *waiting == number) else { return };
        let sent = self.waiting[at].1;
        self.waiting.drain(..=at);
        self.heard_at = now;
        let took = now.saturating_duration_since(sent).as_millis();
        self.measured.measured(u32::try_from(took).unwrap_or(u32::MAX));
    }

    /// What the answers of this browser are forgiven; 0 when nothing was measured yet.
    fn round_trip_ms(&self) -> u32 {
        self.measured.shortest_ms()
    }

    fn is_silent(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.heard_at) > SILENCE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    #[test]
    fn pongs_held_back_and_pings_left_unanswered_make_no_line_look_slower() {
        let start = Instant::now();
        let mut pulse = Pulse::new(start);
        assert_eq!(pulse.round_trip_ms(), 0, "nothing measured yet");
        for (at, took) in (0..).zip([Some(45), Some(900), None, Some(2_000), Some(300), None, Some(300)]) {
            let sent = start + millis(at * 5_000);
            let number = pulse.ping(sent);
            if let Some(took) = took {
                pulse.pong(&number.to_be_bytes(), sent + millis(took));
            }
        }
        assert_eq!(pulse.round_trip_ms(), 45, "the shortest of those that were answered");
    }

    #[test]
    fn an_invented_or_repeated_answer_changes_nothing() {
        let start = Instant::now();
        let mut pulse = Pulse::new(start);
        let number = pulse.ping(start);
        pulse.pong(b"hello", start + millis(1));
        pulse.pong(&77_u64.to_be_bytes(), start + millis(1));
        assert_eq!(pulse.round_trip_ms(), 0);
        pulse.pong(&number.to_be_bytes(), start + millis(80));
        pulse.pong(&number.to_be_bytes(), start + millis(9_000));
        assert_eq!(pulse.round_trip_ms(), 80);
    }

    #[test]
    fn a_browser_that_answers_no_ping_is_gone() {
        let start = Instant::now();
        let mut pulse = Pulse::new(start);
        let number = pulse.ping(start);
        assert!(!pulse.is_silent(start + SILENCE));
        assert!(pulse.is_silent(start + SILENCE + millis(1)));
        pulse.pong(&number.to_be_bytes(), start + millis(20_000));
        assert!(!pulse.is_silent(start + SILENCE + millis(1)));
    }
}

//! How long and how much of what clients send is taken in.
//!
//! Uploads and forms are held in memory until their last byte has come. So that nobody can hold much for long, a
//! sender must keep sending, and all that is on its way at one moment has a limit.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt as _, stream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

/// How slow a sender may be.
#[derive(Debug, Clone, Copy)]
struct Pace {
    /// Longest silence.
    pause: Duration,
    /// How long the average does not matter.
    grace: Duration,
    /// Least bytes per second on average, after the grace.
    rate: u64,
}

/// A phone on the slowest of networks still sends 8 KB a second: ten megabytes in some twenty minutes.
const PACE: Pace = Pace { pause: Duration::from_secs(30), grace: Duration::from_secs(60), rate: 8 * 1024 };

/// Most bytes of all bodies together that are held in memory: a few dozen of the largest uploads.
const HELD: usize = 256 << 20;

impl Pace {
    /// Until when the next piece must have come.
    fn deadline(self, begun: Instant, received: u64, now: Instant) -> Instant {
        let granted = Duration::from_millis(received.saturating_mul(1_000) / self.rate);
        (now + self.pause).min(begun + self.grace + granted)
    }
}

/// What bodies may take of time and memory.
#[derive(Debug, Clone)]
pub struct Limits {
    pace: Pace,
    room: Arc<Semaphore>,
}

impl Limits {
    /// As in use: 256 MB in all; no pause of 30 seconds, and 8 KB a second after the first minute.
    pub fn new() -> Self {
        Self { pace: PACE, room: Arc::new(Semaphore::new(HELD)) }
    }
}

/// Why a body was not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Slow,
    Full,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Fault::Slow => {
                "What you sent did not arrive in time, so nothing was stored. Try again where the network is better."
            }
            Fault::Full => {
                "Too many uploads are on their way at this moment, so nothing was stored. Try again in a minute."
            }
        })
    }
}

impl std::error::Error for Fault {}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let status = match self {
            Fault::Slow => StatusCode::REQUEST_TIMEOUT,
            Fault::Full => StatusCode::SERVICE_UNAVAILABLE,
        };
        let mut response = (status, self.to_string()).into_response();
        let headers = response.headers_mut();
        // The rest of the body is not read.
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        if self == Fault::Full {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        }
        response
    }
}

/// One body on its way: what it holds of the memory, and what went wrong with it.
#[derive(Debug, Default)]
struct Taking {
    held: Mutex<Option<OwnedSemaphorePermit>>,
    fault: OnceLock<Fault>,
}

impl Taking {
    fn fail(&self, fault: Fault) -> axum::Error {
        axum::Error::new(*self.fault.get_or_init(|| fault))
    }

    fn hold(&self, room: &Arc<Semaphore>, bytes: usize) -> Result<(), axum::Error> {
        let wanted = u32::try_from(bytes).unwrap_or(u32::MAX);
        let more = room.clone().try_acquire_many_owned(wanted).map_err(|_| self.fail(Fault::Full))?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        match held.as_mut() {
            Some(held) => held.merge(more),
            None => *held = Some(more),
        }
        Ok(())
    }
}

/// The layer. A request without a body, as those that become WebSockets are, is none of its business.
pub async fn layer(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let taking = Arc::new(Taking::default());
    let (parts, body) = request.into_parts();
    let body = watched(body.into_data_stream(), limits, taking.clone());
    let response = next.run(Request::from_parts(parts, body)).await;
    // Whoever read the body saw no more than that it broke off.
    match taking.fault.get() {
        Some(fault) => {
            tracing::info!(?fault, "a body was not taken in");
            fault.into_response()
        }
        None => response,
    }
}

/// The body, as long as it comes in time and there is room for it.
fn watched(data: BodyDataStream, limits: Limits, taking: Arc<Taking>) -> Body {
    let start = (data, None::<Instant>, 0_u64);
    Body::from_stream(stream::try_unfold(start, move |(mut data, begun, received)| {
        let (Limits { pace, room }, taking) = (limits.clone(), taking.clone());
        async move {
            let now = Instant::now();
            let begun = begun.unwrap_or(now);
            let piece = timeout_at(pace.deadline(begun, received, now), data.next()).await;
            let Some(piece) = piece.map_err(|_| taking.fail(Fault::Slow))? else {
                return Ok::<Option<(Bytes, _)>, axum::Error>(None);
            };
            let piece = piece?;
            taking.hold(&room, piece.len())?;
            let received = received + piece.len() as u64;
            Ok(Some((piece, (data, Some(begun), received))))
        }
    }))
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::middleware::from_fn_with_state;
    use axum::routing::post;
    use tower::ServiceExt as _;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_slow_phone_arrives_and_who_dribbles_does_not() {
        let begun = Instant::now();
        // Ten megabytes at 16 KB a second, a piece every second.
        for second in 0..640_u32 {
            let now = begun + SECOND * second;
            let next = now + SECOND;
            assert!(PACE.deadline(begun, u64::from(second) * 16 * 1024, now) > next, "second {second}");
        }
        // A byte every twenty seconds never pauses for long, and yet it is over soon.
        let late = (0..).find(|piece| {
            let now = begun + 20 * SECOND * *piece;
            PACE.deadline(begun, u64::from(*piece), now) <= now + 20 * SECOND
        });
        assert_eq!(late, Some(2), "the piece of the second minute comes too late");
        // Who was quick may not be silent either.
        assert_eq!(PACE.deadline(begun, 10 << 20, begun + SECOND), begun + 31 * SECOND);
    }

    /// What a handler that reads everything is answered with.
    async fn answer(limits: &Limits, body: Body) -> Response {
        let app = Router::new()
            .route("/", post(|body: Bytes| async move { body.len().to_string() }))
            .layer(from_fn_with_state(limits.clone(), layer));
        app.oneshot(Request::post("/").body(body).unwrap()).await.unwrap()
    }

    fn limits(room: usize) -> Limits {
        let pause = Duration::from_millis(100);
        Limits { pace: Pace { pause, ..PACE }, room: Arc::new(Semaphore::new(room)) }
    }

    /// A first piece, and then nothing for ever.
    fn unfinished(first: &'static str) -> Body {
        let piece = Ok::<_, axum::Error>(Bytes::from_static(first.as_bytes()));
        Body::from_stream(stream::iter([piece]).chain(stream::pending()))
    }

    #[tokio::test]
    async fn a_sender_who_falls_silent_is_let_go_with_a_sentence_and_holds_nothing_any_more() {
        let limits = limits(10);
        let response = answer(&limits, unfinished("half")).await;
        assert_eq!(response.status(), StatusCode::REQUEST_TIMEOUT);
        assert_eq!(response.headers()[header::CONNECTION], "close");
        assert_eq!(limits.room.available_permits(), 10);
    }

    #[tokio::test]
    async fn more_than_there_is_room_for_is_refused_until_others_are_done() {
        let limits = limits(10);
        let others = limits.room.clone().try_acquire_many_owned(4).unwrap();
        let refused = answer(&limits, Body::from("7 bytes")).await;
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(refused.headers()[header::RETRY_AFTER], "60");
        drop(others);
        assert_eq!(answer(&limits, Body::from("7 bytes")).await.status(), StatusCode::OK);
        assert_eq!(limits.room.available_permits(), 10, "given back with the answer");
    }
}

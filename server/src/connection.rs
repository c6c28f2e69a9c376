//! Who may connect: as many as there are places, so many of one network address, and nobody for longer than they take
//! what they asked for.

use std::io::{Error, ErrorKind, IoSlice, Result};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::{Instant, Sleep, sleep, timeout};

use crate::address;
use crate::budget::{Budget, Claim, Full};
use crate::config::{Config, Network};

/// How long a client may take in nothing of what it is sent.
const STALLED: Duration = Duration::from_secs(60);
/// How many of those who find no place are told so at the same time; the others are only hung up on.
const TOLD: usize = 128;
/// How long telling them may take.
const TELLING: Duration = Duration::from_secs(2);
/// A full house is logged at most this often.
const LOGGED_EVERY: Duration = Duration::from_secs(10);
/// So many connections one address may have at any rate, where there are more: a large lecture hall.
const HALL: usize = 1_000;

const FULL: &str = "As many people as this server takes are connected already. Try again in a minute.\n";
const SHARE: &str =
    "Too many connections from your network are open. Close some, or try again in a minute.\n";

/// How many of `places` one network address may take: what the operator says, else a third, or a large lecture hall
/// where that is more; always so few that a household with an IPv4 and an IPv6 address leaves a tenth for others.
pub fn share(places: usize, wanted: Option<usize>) -> usize {
    wanted.unwrap_or_else(|| (places / 3).max(HALL.min(places * 9 / 20)).max(1))
}

/// The places of this process.
#[derive(Debug)]
pub struct Door {
    places: Arc<Budget>,
    trusted: Vec<Network>,
    telling: Arc<Semaphore>,
    logged: Mutex<Option<Instant>>,
}

impl Door {
    /// `each` is the share of one address. Addresses of `trusted` proxies have none: see [`forwarded`].
    pub fn new(places: usize, each: usize, trusted: &[Network]) -> Self {
        metrics::describe_gauge!("convene_connections", "Connections that are open, live games among them");
        metrics::describe_counter!("convene_turned_away_total", "Connections that found no place");
        Self {
            places: Budget::new(places, each),
            trusted: trusted.to_vec(),
            telling: Arc::new(Semaphore::new(TOLD)),
            logged: Mutex::new(None),
        }
    }

    /// Gives a new connection a place. None where the house is full, or has enough people from this address; then the
    /// client is told, and hung up on.
    pub fn admit(&self, stream: TcpStream, peer: IpAddr) -> Option<Guest> {
        let mut claim =
            self.places.claim(Some(peer).filter(|peer| !address::is_trusted(&self.trusted, *peer)));
        let full = match claim.take(1) {
            Ok(()) => {
                return Some(Guest { stream, stalled: None, patience: STALLED, _place: Place::new(claim) });
            }
            Err(full) => full,
        };
        count(full);
        self.log(full);
        if let Ok(permit) = self.telling.clone().try_acquire_owned() {
            tokio::spawn(async move {
                // Whoever does not listen is hung up on all the same.
                _ = timeout(TELLING, turn_away(stream, full)).await;
                drop(permit);
            });
        }
        None
    }

    fn log(&self, full: Full) {
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if logged.is_none_or(|before| now.duration_since(before) > LOGGED_EVERY) {
            match full {
                Full::All => tracing::warn!(
                    "as many connections are open as may be (max_connections); others are turned away"
                ),
                Full::Share => tracing::warn!(
                    "one network address has as many connections open as it may (max_connections_per_address); \
                     more of it are turned away"
                ),
            }
            *logged = Some(now);
        }
    }
}

fn count(full: Full) {
    let reason = match full {
        Full::All => "full",
        Full::Share => "address",
    };
    metrics::counter!("convene_turned_away_total", "reason" => reason).increment(1);
}

async fn turn_away(mut stream: TcpStream, full: Full) -> Result<()> {
    let (status, sentence) = match full {
        Full::All => ("503 Service Unavailable", FULL),
        Full::Share => ("429 Too Many Requests", SHARE),
    };
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\
         Retry-After: 60\r\nConnection: close\r\n\r\n{sentence}",
        sentence.len()
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await?;
    // A connection that is dropped with something unread on it is reset, and the answer may be lost with it.
    while stream.read(&mut [0; 1024]).await? > 0 {}
    Ok(())
}

/// One place, counted for as long as it is taken.
#[derive(Debug)]
struct Place {
    /// Gives the place back when it is dropped.
    _claim: Claim,
}

impl Place {
    fn new(claim: Claim) -> Self {
        metrics::gauge!("convene_connections").increment(1.0);
        Self { _claim: claim }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        metrics::gauge!("convene_connections").decrement(1.0);
    }
}

/// A connection with its place, which it keeps when it becomes a WebSocket. It ends when the other side takes in
/// nothing for a minute.
#[derive(Debug)]
pub struct Guest {
    stream: TcpStream,
    /// Runs while a write waits for the other side.
    stalled: Option<Pin<Box<Sleep>>>,
    patience: Duration,
    _place: Place,
}

impl Guest {
    /// What a write came to; one that waits for too long is an error.
    fn judge(&mut self, context: &mut Context<'_>, written: Poll<Result<usize>>) -> Poll<Result<usize>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let patience = self.patience;
        let waiting = self.stalled.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(waiting.as_mut().poll(context));
        Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "the client takes nothing in")))
    }
}

impl AsyncRead for Guest {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Guest {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.judge(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// What people behind trusted proxies have of the places: each address its share, as if they came by themselves.
#[derive(Debug, Clone)]
pub struct Forwarded {
    places: Arc<Budget>,
    trusted: Arc<[Network]>,
}

impl Forwarded {
    pub fn new(config: &Config) -> Self {
        let each = share(config.max_connections, config.max_connections_per_address);
        Self { places: Budget::new(usize::MAX, each), trusted: config.trusted_proxies.as_slice().into() }
    }
}

/// What one request behind a proxy has of its address's share, until the last who needs it lets go: a live game keeps
/// it as long as its socket is open.
pub type Forward = Arc<Claim>;

/// The layer that counts requests behind a proxy, whose connections say nothing about who sends them, by the address
/// that the proxy names.
pub async fn forwarded(State(counted): State<Forwarded>, mut request: Request, next: Next) -> Response {
    let trusted = |address: IpAddr| address::is_trusted(&counted.trusted, address);
    let Some(peer) = address::peer(request.extensions()).filter(|peer| trusted(*peer)) else {
        return next.run(request).await;
    };
    let client = address::client(&counted.trusted, request.headers(), peer);
    let mut claim = counted.places.claim(Some(client).filter(|client| !trusted(*client)));
    if let Err(full) = claim.take(1) {
        count(full);
        return (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "60")], SHARE).into_response();
    }
    let forward: Forward = Arc::new(claim);
    request.extensions_mut().insert(forward.clone());
    let response = next.run(request).await;
    drop(forward);
    response
}

#[cfg(test)]
mod tests;

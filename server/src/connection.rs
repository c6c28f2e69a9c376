//! Who may connect: as many as there are places, and nobody for longer than they take what they asked for.

use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep, timeout};

/// How long a client may take in nothing of what it is sent.
const STALLED: Duration = Duration::from_secs(60);
/// How many of those who find no place are told so at the same time; the others are only hung up on.
const TOLD: usize = 128;
/// How long telling them may take.
const TELLING: Duration = Duration::from_secs(2);
/// A full house is logged at most this often.
const LOGGED_EVERY: Duration = Duration::from_secs(10);

const FULL: &str = "As many people as this server takes are connected already. Try again in a minute.\n";

/// The places of this process.
#[derive(Debug)]
pub struct Door {
    places: Arc<Semaphore>,
    telling: Arc<Semaphore>,
    logged: Mutex<Option<Instant>>,
}

impl Door {
    pub fn new(places: usize) -> Self {
        metrics::describe_gauge!("convene_connections", "Connections that are open, live games among them");
        metrics::describe_counter!("convene_turned_away_total", "Connections that found no place");
        Self {
            places: Arc::new(Semaphore::new(places.min(Semaphore::MAX_PERMITS))),
            telling: Arc::new(Semaphore::new(TOLD)),
            logged: Mutex::new(None),
        }
    }

    /// Gives a new connection a place. None where the house is full; then the client is told, and hung up on.
    pub fn admit(&self, stream: TcpStream) -> Option<Guest> {
        if let Ok(place) = self.places.clone().try_acquire_owned() {
            return Some(Guest { stream, stalled: None, patience: STALLED, _place: Place::new(place) });
        }
        metrics::counter!("convene_turned_away_total").increment(1);
        self.log();
        if let Ok(permit) = self.telling.clone().try_acquire_owned() {
            tokio::spawn(async move {
                // Whoever does not listen is hung up on all the same.
                _ = timeout(TELLING, turn_away(stream)).await;
                drop(permit);
            });
        }
        None
    }

    fn log(&self) {
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if logged.is_none_or(|before| now.duration_since(before) > LOGGED_EVERY) {
            tracing::warn!(
                "as many connections are open as may be (max_connections); others are turned away"
            );
            *logged = Some(now);
        }
    }
}

async fn turn_away(mut stream: TcpStream) -> Result<()> {
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\
         Retry-After: 60\r\nConnection: close\r\n\r\n{FULL}",
        FULL.len()
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
    _permit: OwnedSemaphorePermit,
}

impl Place {
    fn new(permit: OwnedSemaphorePermit) -> Self {
        metrics::gauge!("convene_connections").increment(1.0);
        Self { _permit: permit }
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

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    async fn pair() -> (TcpStream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap());
        let (client, accepted) = tokio::join!(client, listener.accept());
        (client.unwrap(), accepted.unwrap().0)
    }

    #[tokio::test]
    async fn who_finds_no_place_is_told_and_a_place_that_frees_is_given_again() {
        let door = Door::new(1);
        let (_first_client, first) = pair().await;
        let guest = door.admit(first).expect("a place");
        let (mut second_client, second) = pair().await;
        assert!(door.admit(second).is_none());
        second_client.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        let mut said = String::new();
        second_client.read_to_string(&mut said).await.unwrap();
        assert!(said.starts_with("HTTP/1.1 503 ") && said.ends_with(FULL), "{said}");
        drop(guest);
        assert!(door.admit(pair().await.1).is_some());
    }

    #[tokio::test]
    async fn who_takes_nothing_in_is_let_go_and_who_is_only_slow_is_not() {
        let door = Door::new(2);
        let (mut client, stream) = pair().await;
        let mut guest = door.admit(stream).expect("a place");
        guest.patience = Duration::from_millis(300);
        // More than the buffers on the way hold; the reader takes a piece whenever there is one.
        let whole = vec![b'x'; 16 << 20];
        let reading = async {
            let mut piece = vec![0; 64 << 10];
            let mut seen = 0;
            while seen < whole.len() {
                seen += client.read(&mut piece).await.unwrap();
                tokio::task::yield_now().await;
            }
        };
        let (sent, ()) = tokio::join!(guest.write_all(&whole), reading);
        sent.expect("it was taken in piece by piece");
        let stuck = guest.write_all(&whole).await.expect_err("nobody reads any more");
        assert_eq!(stuck.kind(), ErrorKind::TimedOut);
    }
}

//! Work that keeps a processor busy: drawing pictures and certificates, reading uploads.
//!
//! It runs on threads of its own, never on those that serve everybody, and there is a bound for each way it could
//! grow: how much runs at once, how much waits, how much of both one network address may have, and how long one piece
//! may take. Of each network address one piece at a time waits for a place, so that others pass those behind it. Work
//! asks its [`Budget`] whether it is still wanted, and ends early when it is not.

use std::collections::HashMap;
use std::io::{self, BufRead, Cursor, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use convene_domain::Time;
use convene_domain::time::SECOND;
use tokio_util::sync::CancellationToken;

use crate::{Clock, Error, Result};

mod kept;
mod places;

pub use kept::Kept;
pub use places::{Place, Places};

/// How much one network address may have waiting and running.
const PER_CLIENT: usize = 8;
/// How long one piece of work may take, in milliseconds.
const DEADLINE: i64 = 10 * SECOND;

/// Where such work is done.
pub struct Pool {
    places: Places,
    clients: Clients,
    stopping: CancellationToken,
}

type Clients = Arc<Mutex<HashMap<String, Client>>>;

/// A client with something waiting or running.
#[derive(Default)]
struct Client {
    has: usize,
    /// Held by the one piece of it that waits for a place.
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Default for Pool {
    /// One processor less than there are, at least one: the others go on serving.
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self::new(processors.saturating_sub(1).max(1))
    }
}

impl Pool {
    fn new(places: usize) -> Self {
        metrics::describe_counter!(
            "convene_compute_refused_total",
            "Costly work refused because too much waits"
        );
        Self { places: Places::new(places), clients: Clients::default(), stopping: CancellationToken::new() }
    }

    /// Does `work` for `client`, a network address as it is stored, as soon as there is a place.
    ///
    /// [`Error::Busy`] when too much waits, or too much of this client; [`Error::Restarting`] when the server stops.
    /// When nobody waits for the outcome any more, the work is told to end.
    pub async fn run<T, W>(&self, clock: &Arc<dyn Clock>, client: &str, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: FnOnce(&Budget) -> Result<T> + Send + 'static,
    {
        let share = Share::of(&self.clients, client)?;
        let turn = share.turn.clone().lock_owned().await;
        let place = self.places.take().await?;
        drop(turn);
        let wanted = self.stopping.child_token();
        let budget =
            Budget { wanted: wanted.clone(), clock: clock.clone(), ends: clock.now().plus(DEADLINE) };
        let _unwanted_when_dropped = wanted.drop_guard();
        let done = tokio::task::spawn_blocking(move || {
            let outcome = work(&budget);
            // Held until the work has ended, also when nobody waited for it.
            drop((place, share));
            outcome
        });
        done.await.map_err(|error| Error::Internal(format!("costly work broke off: {error}")))?
    }

    /// Whether work of `client` would be taken in now: asked before a file is received that nobody would look at.
    pub fn admits(&self, client: &str) -> Result<()> {
        match lock(&self.clients).get(client) {
            Some(known) if known.has >= PER_CLIENT => Err(refused("client")),
            _ => Ok(()),
        }
    }

    /// Takes in nothing new, and tells what runs to end.
    pub fn stop(&self) {
        self.places.close();
        self.stopping.cancel();
    }
}

fn lock(clients: &Clients) -> MutexGuard<'_, HashMap<String, Client>> {
    clients.lock().unwrap_or_else(PoisonError::into_inner)
}

fn refused(why: &'static str) -> Error {
    metrics::counter!("convene_compute_refused_total", "why" => why).increment(1);
    Error::Busy
}

/// One piece of work of a client; taken off its count when dropped.
struct Share {
    clients: Clients,
    client: String,
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Share {
    fn of(clients: &Clients, client: &str) -> Result<Self> {
        let mut all = lock(clients);
        let known = all.entry(client.to_owned()).or_default();
        if known.has >= PER_CLIENT {
            return Err(refused("client"));
        }
        known.has += 1;
        Ok(Self { clients: clients.clone(), client: client.to_owned(), turn: known.turn.clone() })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut all = lock(&self.clients);
        if let Some(known) = all.get_mut(&self.client) {
            known.has -= 1;
            if known.has == 0 {
                all.remove(&self.client);
            }
        }
    }
}

/// Why work has to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Nobody waits for it any more, or the server stops.
    Unwanted,
    /// It took longer than it may.
    TooLong,
}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Ended::Unwanted => "nobody waits for this work any more",
            Ended::TooLong => "this work took too long",
        })
    }
}

impl std::error::Error for Ended {}

impl From<Ended> for Error {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Unwanted => Error::Restarting,
            Ended::TooLong => Error::Busy,
        }
    }
}

/// How long a piece of work may go on.
#[derive(Debug, Clone)]
pub struct Budget {
    wanted: CancellationToken,
    clock: Arc<dyn Clock>,
    ends: Time,
}

impl Budget {
    /// Until `ends` on `clock`.
    pub fn until(clock: Arc<dyn Clock>, ends: Time) -> Self {
        Self { wanted: CancellationToken::new(), clock, ends }
    }

    /// Without a bound, for work that no stranger caused.
    pub fn unlimited() -> Self {
        Self::until(Arc::new(crate::SystemClock), Time::from_millis(i64::MAX))
    }

    /// Whether to go on. Work asks between its steps, and libraries that read files at every piece. What lies between two
    /// questions has a size that is bounded: it takes well below a second.
    pub fn check(&self) -> std::result::Result<(), Ended> {
        if self.wanted.is_cancelled() {
            Err(Ended::Unwanted)
        } else if self.clock.now() >= self.ends {
            Err(Ended::TooLong)
        } else {
            Ok(())
        }
    }

    /// `bytes` to be read as long as the work may go on: libraries that only know readers end with it.
    pub fn reader<'a>(&'a self, bytes: &'a [u8]) -> Reader<'a> {
        Reader { bytes: Cursor::new(bytes), budget: self }
    }
}

/// Bytes that can be read until the work has to end.
pub struct Reader<'a> {
    bytes: Cursor<&'a [u8]>,
    budget: &'a Budget,
}

impl Reader<'_> {
    fn check(&self) -> io::Result<()> {
        self.budget.check().map_err(io::Error::other)
    }
}

/// How much is read between two looks at the budget.
const PIECE: usize = 16 * 1024;

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.check()?;
        let most = buffer.len().min(PIECE);
        self.bytes.read(&mut buffer[..most])
    }
}

impl BufRead for Reader<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.check()?;
        let rest = self.bytes.fill_buf()?;
        Ok(&rest[..rest.len().min(PIECE)])
    }

    fn consume(&mut self, amount: usize) {
        self.bytes.consume(amount);
    }
}

impl Seek for Reader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}

#[cfg(test)]
mod tests;

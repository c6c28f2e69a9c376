//! Live games on this node.
//!
//! Each game that somebody looks at has a room: one task that owns the game, stores what happens in it and only
//! then tells. Browsers talk to it through a [`Connection`]; see [`join`] and [`connect`].

mod admit;
mod commit;
mod connection;
mod crowd;
mod decency;
mod door;
pub mod ended;
mod expire;
mod load;
mod presence;
mod register;
mod rest;
mod steers;
mod task;
mod tell;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use convene_domain::id::GameId;
use tokio::sync::{OnceCell, mpsc};
use tokio::task::AbortHandle;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

pub use connection::{Connection, Ending, Frame, Gone, Incoming};
pub(super) use door::own_seat;
pub use door::{Joined, connect, join, seat_of};
pub(crate) use expire::expire;
pub(in crate::quiz) use rest::{LOBBY_LIFE_MS, PODIUM_MS};
use task::Command;

use crate::{Error, Result, Service};

/// Events that may wait for a room before the ones who bring more have to wait.
const WAITING: usize = 1_024;
/// How long a stopping server waits for rooms to store what they have.
const GRACE: Duration = Duration::from_secs(4);
/// How long it then waits for the last words to reach the browsers.
const FAREWELL: Duration = Duration::from_secs(2);

/// Every game that is alive on this node.
#[derive(Debug, Default)]
pub struct Rooms {
    open: Mutex<HashMap<GameId, Arc<Slot>>>,
    tasks: TaskTracker,
    lines: TaskTracker,
    closing: AtomicBool,
    connections: AtomicU64,
    /// The rooms' own thread; see [`Rooms::run_apart`].
    apart: OnceLock<tokio::runtime::Handle>,
}

/// A room, or the place where one is being made ready.
type Slot = OnceCell<Handle>;

#[derive(Debug, Clone)]
struct Handle {
    pin: String,
    commands: mpsc::Sender<Command>,
    task: AbortHandle,
}

impl Handle {
    fn is_at(&self, pin: &str) -> bool {
        self.pin == pin && !self.commands.is_closed()
    }
}

impl Rooms {
    /// Gives the rooms a thread of their own, for as long as the process lives. Among the sockets' tasks, each step
    /// of storing answers would wait until a thousand others have written what they were told before.
    pub fn run_apart(&self) -> std::io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let thread = std::thread::Builder::new().name("rooms".to_owned());
        thread.spawn(move || runtime.block_on(std::future::pending::<()>()))?;
        // Set twice, the first one stays.
        _ = self.apart.set(handle);
        Ok(())
    }

    /// The room of a game, made from what is stored when there is none yet.
    async fn room(&self, service: &Service, game: GameId) -> Result<mpsc::Sender<Command>> {
        loop {
            if self.closing.load(Ordering::Acquire) {
                return Err(Error::Restarting);
            }
            let slot = self.open().entry(game).or_default().clone();
            let made = slot.get_or_try_init(|| self.make(service, game, slot.clone())).await;
            match made {
                Ok(handle) if !handle.commands.is_closed() => return Ok(handle.commands.clone()),
                Ok(_) => self.forget(game, &slot),
                Err(error) => {
                    self.forget(game, &slot);
                    return Err(error);
                }
            }
        }
    }

    async fn make(&self, service: &Service, game: GameId, slot: Arc<Slot>) -> Result<Handle> {
        let loaded = load::load(service, game).await?;
        let pin = loaded.pin.clone();
        let (commands, inbox) = mpsc::channel(WAITING);
        let service = service.clone();
        let thread = self.apart.get().cloned().unwrap_or_else(tokio::runtime::Handle::current);
        let room = async move {
            task::Room::new(service.clone(), loaded).run(inbox).await;
            service.rooms().forget(game, &slot);
        };
        let task = self.tasks.spawn_on(room, &thread);
        Ok(Handle { pin, commands, task: task.abort_handle() })
    }

    /// Whether this game has a room here and had this PIN when the room was made, as long as the room stays open: once
    /// the game is over, for people who come back to its podium.
    pub(super) fn shows(&self, game: GameId, pin: &str) -> bool {
        let open = self.open();
        open.get(&game).and_then(|slot| slot.get()).is_some_and(|room| room.is_at(pin))
    }

    /// The game that had this PIN and whose room stays open.
    pub(super) fn lingering(&self, pin: &str) -> Option<GameId> {
        let open = self.open();
        let mut rooms = open.iter().filter_map(|(game, slot)| slot.get().map(|handle| (*game, handle)));
        rooms.find(|(_, room)| room.is_at(pin)).map(|(game, _)| game)
    }

    fn forget(&self, game: GameId, slot: &Arc<Slot>) {
        let mut open = self.open();
        if open.get(&game).is_some_and(|known| Arc::ptr_eq(known, slot)) {
            open.remove(&game);
        }
    }

    fn next_connection(&self) -> u64 {
        self.connections.fetch_add(1, Ordering::Relaxed)
    }

    fn open(&self) -> MutexGuard<'_, HashMap<GameId, Arc<Slot>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// To be held by whoever carries what a room says to a browser, until the last word is out:
    /// [`Rooms::shutdown`] waits for it.
    pub fn line(&self) -> TaskTrackerToken {
        self.lines.token()
    }

    /// Games that have a room on this node.
    pub fn count(&self) -> usize {
        self.open().values().filter(|slot| slot.initialized()).count()
    }

    /// Lets every room store what it has, tell its browsers to come back later ([`Ending::Restart`]) and end. No new
    /// room opens afterwards.
    pub async fn shutdown(&self) {
        self.closing.store(true, Ordering::Release);
        let rooms: Vec<Handle> = self.open().values().filter_map(|slot| slot.get().cloned()).collect();
        let told = async {
            for room in &rooms {
                // A room that is gone needs not be told.
                _ = room.commands.send(Command::Shutdown).await;
            }
            self.tasks.close();
            self.tasks.wait().await;
        };
        if tokio::time::timeout(GRACE, told).await.is_err() {
            tracing::warn!("a live game did not end in time; its players come back to what was stored");
            rooms.iter().for_each(|room| room.task.abort());
        }
        self.lines.close();
        if tokio::time::timeout(FAREWELL, self.lines.wait()).await.is_err() {
            tracing::info!(count = self.lines.len(), "some browsers did not hear that they shall come back");
        }
    }

    /// What `kill -9` does to rooms.
    #[cfg(test)]
    fn kill(&self) {
        self.open().drain().filter_map(|(_, slot)| slot.get().cloned()).for_each(|room| room.task.abort());
    }
}

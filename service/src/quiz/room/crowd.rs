//! Everybody who listens to one game.
//!
//! Nobody waits for anybody: a browser whose queue is full is dropped, comes back and gets a snapshot.

use std::collections::HashMap;

use convene_domain::Time;
use convene_domain::id::{PersonId, SeatId};
use convene_domain::quiz::game::wire::{Audience, ExtraTime, SeatView, ToClient};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use super::connection::{Ending, Frame};

/// Hosts and screens hear counts this often at most, in milliseconds.
pub(super) const COUNTS_EVERY_MS: i64 = 200;
/// Connections of one player, or of one person who steers: a few devices with a few windows each. Every one of them
/// is sent everything, so they must not be without end.
pub(super) const EACH: usize = 8;

/// Whose connections are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Owner {
    Seat(SeatId),
    /// A host, also behind a screen.
    Person(PersonId),
}

#[derive(Debug)]
pub(super) struct Listener {
    pub audience: Audience,
    pub owner: Owner,
    /// The host has removed this player.
    pub removed: bool,
    /// Has had its first snapshot, and hears everything from then on.
    pub live: bool,
    /// That snapshot was of a pause, so the question on show is not known there.
    pub blind: bool,
    pub queue: mpsc::Sender<Frame>,
}

#[derive(Debug, Default)]
pub(super) struct Crowd {
    listeners: HashMap<u64, Listener>,
    /// In the order they came.
    by_owner: HashMap<Owner, Vec<u64>>,
    /// Players whose last connection ended, and perhaps others came since; see [`Crowd::take_deserted`].
    deserted: Vec<SeatId>,
    news: News,
}

impl Crowd {
    /// Takes somebody in. One connection too many of theirs ends the oldest.
    pub fn enter(&mut self, id: u64, listener: Listener) {
        let ids = self.by_owner.entry(listener.owner).or_default();
        ids.push(id);
        let oldest = ids.first().copied().filter(|_| ids.len() > EACH);
        self.listeners.insert(id, listener);
        if let Some(oldest) = oldest {
            self.end(oldest, Ending::Replaced);
        }
    }

    pub fn leave(&mut self, id: u64) {
        let Some(owner) = self.listeners.remove(&id).map(|listener| listener.owner) else { return };
        if let Some(ids) = self.by_owner.get_mut(&owner) {
            ids.retain(|other| *other != id);
            if ids.is_empty() {
                self.by_owner.remove(&owner);
                if let Owner::Seat(seat) = owner {
                    self.deserted.push(seat);
                }
            }
        }
    }

    /// Ends a connection after what waits for it.
    pub fn end(&mut self, id: u64, ending: Ending) {
        self.send(id, Frame::Close(ending));
        self.leave(id);
    }

    /// Players who have lost their last connection since this was asked last.
    pub fn take_deserted(&mut self) -> Vec<SeatId> {
        let deserted = std::mem::take(&mut self.deserted);
        deserted.into_iter().filter(|seat| !self.by_owner.contains_key(&Owner::Seat(*seat))).collect()
    }

    pub fn get(&self, id: u64) -> Option<&Listener> {
        self.listeners.get(&id)
    }

    pub fn get_mut(&mut self, id: u64) -> Option<&mut Listener> {
        self.listeners.get_mut(&id)
    }

    pub fn is_empty(&self) -> bool {
        self.listeners.is_empty()
    }

    /// To one browser.
    pub fn send(&mut self, id: u64, frame: Frame) {
        let Some(listener) = self.listeners.get(&id) else { return };
        match listener.queue.try_send(frame) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => {
                metrics::counter!("convene_live_dropped_total").increment(1);
                self.leave(id);
            }
            Err(TrySendError::Closed(_)) => self.leave(id),
        }
    }

    /// To all browsers for which `wanted` says yes, of those that had their snapshot.
    pub fn send_where(&mut self, frame: &Frame, wanted: impl Fn(u64, &Listener) -> bool) {
        let mut gone = Vec::new();
        for (id, listener) in self.listeners.iter().filter(|(id, it)| it.live && wanted(**id, it)) {
            if let Err(error) = listener.queue.try_send(frame.clone()) {
                if matches!(error, TrySendError::Full(_)) {
                    metrics::counter!("convene_live_dropped_total").increment(1);
                }
                gone.push(*id);
            }
        }
        gone.into_iter().for_each(|id| self.leave(id));
    }

    /// To every browser of one player.
    pub fn send_seat(&mut self, seat: SeatId, frame: &Frame) {
        for id in self.by_owner.get(&Owner::Seat(seat)).cloned().unwrap_or_default() {
            if self.get(id).is_some_and(|listener| listener.live) {
                self.send(id, frame.clone());
            }
        }
    }

    /// Notes that a player was removed or let in again.
    pub fn mark_removed(&mut self, seat: SeatId, removed: bool) {
        for id in self.by_owner.get(&Owner::Seat(seat)).into_iter().flatten() {
            if let Some(listener) = self.listeners.get_mut(id) {
                listener.removed = removed;
            }
        }
    }

    /// Browsers that do not know the question on show; from now on they do.
    pub fn take_blind(&mut self) -> Vec<u64> {
        let blind = self.listeners.iter_mut().filter(|(_, listener)| listener.blind && !listener.removed);
        blind.map(|(id, listener)| (*id, std::mem::take(&mut listener.blind))).map(|(id, _)| id).collect()
    }

    /// Keeps a message for hosts and screens until they may hear the next one. Only the newest counts matter.
    pub fn keep(&mut self, message: ToClient) {
        self.news.keep(message);
    }

    /// Another question is on show, or its final numbers are told anyway.
    pub fn forget_counts(&mut self) {
        self.news.counts = None;
    }

    /// When what is kept is due.
    pub fn news_due(&self) -> Option<Time> {
        self.news.due()
    }

    /// Sends what is kept, if it is due at `now`.
    pub fn send_news(&mut self, now: Time) {
        for message in self.news.take(now) {
            self.send_hosts(&message);
        }
    }

    /// Sends what is kept of the lobby without waiting.
    pub fn send_lobby(&mut self) {
        if let Some(message) = self.news.take_lobby() {
            self.send_hosts(&message);
        }
    }

    fn send_hosts(&mut self, message: &ToClient) {
        self.send_where(&Frame::of(message), |_, listener| listener.audience != Audience::Player);
    }
}

/// A [`ToClient::Lobby`] that collects seats.
#[derive(Debug, Default)]
struct Lobby {
    players: u32,
    locked: bool,
    extra_time: ExtraTime,
    seats: Vec<SeatView>,
}

/// Counts that wait until hosts may hear the next ones. Only the newest matter.
#[derive(Debug, Default)]
struct News {
    lobby: Option<Lobby>,
    counts: Option<ToClient>,
    told_at: Option<Time>,
}

impl News {
    fn keep(&mut self, message: ToClient) {
        match message {
            ToClient::Lobby { players, locked, extra_time, seats } => {
                let kept = self.lobby.get_or_insert_default();
                (kept.players, kept.locked, kept.extra_time) = (players, locked, extra_time);
                for seat in seats {
                    kept.seats.retain(|known| known.seat != seat.seat);
                    kept.seats.push(seat);
                }
            }
            other => self.counts = Some(other),
        }
    }

    fn due(&self) -> Option<Time> {
        let any = self.lobby.is_some() || self.counts.is_some();
        any.then(|| self.told_at.map_or(Time::from_millis(i64::MIN), |told| told.plus(COUNTS_EVERY_MS)))
    }

    fn take(&mut self, now: Time) -> Vec<ToClient> {
        // A clock that was set back must not silence the counts for as long.
        let early = self.told_at.is_some_and(|told| now >= told) && self.due().is_none_or(|due| now < due);
        if early || self.due().is_none() {
            return Vec::new();
        }
        self.told_at = Some(now);
        self.take_lobby().into_iter().chain(self.counts.take()).collect()
    }

    fn take_lobby(&mut self) -> Option<ToClient> {
        let Lobby { players, locked, extra_time, seats } = self.lobby.take()?;
        Some(ToClient::Lobby { players, locked, extra_time, seats })
    }
}

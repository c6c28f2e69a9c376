//! The task that owns a game: takes whatever waits, lets it happen, stores it all at once, and then tells.

use std::sync::Arc;

use convene_domain::Time;
use convene_domain::id::{GameId, PersonId, SeatId};
use convene_domain::quiz::game::wire::{Audience, Refusal, ToClient, ToGame, Welcome};
use convene_domain::quiz::game::{Event, Game, Message, Nickname, Reply, Step};
use tokio::sync::{mpsc, oneshot};

use super::commit::{Changes, Committed, commit};
use super::connection::{Ending, Frame};
use super::crowd::{Crowd, Owner};
use super::door::Joined;
use super::load::Loaded;
use super::presence::Presence;
use super::register::{Applicant, Register};
use super::rest::Rest;
use crate::clock::Clock;
use crate::{Result, Service};

/// Most events stored in one transaction.
const BATCH: usize = 1_024;

/// What a room is asked.
#[derive(Debug)]
pub(super) enum Command {
    Join {
        applicant: Applicant,
        nickname: Nickname,
        reply: oneshot::Sender<Joined>,
    },
    Enter {
        connection: u64,
        audience: Audience,
        owner: Owner,
        queue: mpsc::Sender<Frame>,
    },
    Leave {
        connection: u64,
    },
    /// Whoever is behind this connection lost the right to it.
    Dismiss {
        connection: u64,
    },
    /// A seat taken without an account is this person's since they signed in.
    Claimed {
        seat: SeatId,
        person: PersonId,
    },
    /// `at` is when the message arrived, which may be a while ago.
    Heard {
        connection: u64,
        message: ToGame,
        round_trip_ms: u32,
        at: Time,
    },
    Shutdown,
}

/// What is told once the changes are stored, in order.
pub(super) enum Delivery {
    Message(Message),
    One(u64, ToClient),
    /// The first message on a connection, or a fresh picture.
    Welcome(u64, Box<Welcome>),
    /// To hosts, not to screens.
    Warning(ToClient),
    Dismissed(u64),
    Joined(oneshot::Sender<Joined>, Joined),
}

/// Everything one batch of commands leads to.
#[derive(Default)]
pub(super) struct Work {
    pub changes: Changes,
    pub deliveries: Vec<Delivery>,
    /// A host's wish was fulfilled: what it changed is shown at once.
    wished: bool,
    stop: bool,
}

pub(super) struct Room {
    pub(super) service: Service,
    pub(super) clock: Arc<dyn Clock>,
    id: GameId,
    epoch: i64,
    pub(super) game: Game,
    pub(super) register: Register,
    pub(super) crowd: Crowd,
    pub(super) presence: Presence,
    pub(super) rest: Rest,
    /// When hosts were told last that newcomers are turned away.
    pub(super) warned_at: Option<Time>,
}

impl Room {
    pub(super) fn new(service: Service, loaded: Loaded) -> Self {
        let Loaded { id, epoch, game, register, .. } = loaded;
        let clock = service.clock().clone();
        let now = clock.now();
        let mut presence = Presence::default();
        game.seat_ids().for_each(|seat| presence.missed(seat, now));
        let (crowd, rest) = (Crowd::default(), Rest::new(now));
        Self { service, clock, id, epoch, game, register, crowd, presence, rest, warned_at: None }
    }

    /// Lives until everybody has left, until the server stops, or until something could not be stored. In every case
    /// the browsers are told, and whoever comes back finds what was stored.
    pub(super) async fn run(mut self, mut inbox: mpsc::Receiver<Command>) {
        let mut batch = Vec::with_capacity(BATCH);
        let ending = loop {
            let wake = self.wake_at();
            tokio::select! {
                biased;
                taken = inbox.recv_many(&mut batch, BATCH) => if taken == 0 { break Ending::Restart },
                () = sleep(&*self.clock, wake) => {}
            }
            match self.turn(&mut batch).await {
                Ok(None) => match self.ending(self.clock.now()) {
                    Some(ending) if inbox.is_empty() => break ending,
                    _ => {}
                },
                Ok(Some(ending)) => break ending,
                Err(error) => {
                    tracing::error!(game = %self.id, %error, "a game could not be stored; taking it up anew");
                    break Ending::Restart;
                }
            }
        };
        self.crowd.send_where(&Frame::Close(ending), |_, _| true);
        tracing::info!(game = %self.id, ?ending, "a live game's room closed");
    }

    fn wake_at(&self) -> Option<Time> {
        let rest = self.rest.wake_at(!self.crowd.is_empty());
        [self.game.wake_at(), self.crowd.news_due(), self.presence.due(), rest].into_iter().flatten().min()
    }

    /// One batch from beginning to end. Answers why the room ends, if it does.
    async fn turn(&mut self, batch: &mut Vec<Command>) -> Result<Option<Ending>> {
        let mut work = Work::default();
        let more_waits = batch.len() == BATCH;
        batch.drain(..).for_each(|command| self.take(command, &mut work));
        // Time ends a question only when nothing waits that may have arrived in time.
        let now = self.clock.now();
        if !more_waits {
            let away = self.presence.take_away(now).into_iter().map(|seat| Event::Away { seat });
            for event in away.chain([Event::Tick]) {
                let step = self.game.step(event, now);
                self.note(step, &mut work);
            }
        }
        let is_used = !self.crowd.is_empty() && !self.game.is_over();
        if !work.changes.writes.is_empty() || (is_used && self.rest.is_proof_due(now)) {
            let expires_at = now.plus(self.life_ms());
            if commit(&self.service, self.id, self.epoch, expires_at, &work.changes).await? == Committed::Lost
            {
                tracing::warn!(game = %self.id, epoch = self.epoch, "another server has taken this game");
                return Ok(Some(Ending::Restart));
            }
            self.rest.proven(now);
        }
        work.deliveries.into_iter().for_each(|delivery| self.deliver(delivery));
        let now = self.clock.now();
        if work.wished {
            self.crowd.send_lobby();
        }
        self.crowd.send_news(now);
        self.crowd.take_deserted().into_iter().for_each(|seat| self.presence.missed(seat, now));
        Ok(work.stop.then_some(Ending::Restart))
    }

    fn take(&mut self, command: Command, work: &mut Work) {
        match command {
            Command::Join { applicant, nickname, reply } => self.join(applicant, nickname, reply, work),
            Command::Enter { connection, audience, owner, queue } => {
                self.enter(connection, audience, owner, queue, work);
            }
            Command::Leave { connection } => self.crowd.leave(connection),
            Command::Dismiss { connection } => work.deliveries.push(Delivery::Dismissed(connection)),
            Command::Claimed { seat, person } => self.register.claimed(seat, person),
            Command::Heard { connection, message, round_trip_ms, at } => {
                self.hear(connection, message, round_trip_ms, at, work);
            }
            Command::Shutdown => work.stop = true,
        }
    }

    fn hear(&mut self, from: u64, message: ToGame, round_trip_ms: u32, at: Time, work: &mut Work) {
        let Some(listener) = self.crowd.get(from) else { return };
        let allowed = match (message, listener.audience, listener.owner) {
            (ToGame::Answer { question, choices }, Audience::Player, Owner::Seat(seat)) => {
                Ok(Event::Answer { seat, question, choices, round_trip_ms })
            }
            (ToGame::Answer { .. }, ..) => Err(Refusal::NoSeat),
            (ToGame::Control { act }, Audience::Host, _) => Ok(Event::Control(act)),
            (ToGame::Control { .. }, ..) => Err(Refusal::NotAHost),
        };
        let wish = matches!(allowed, Ok(Event::Control(_)));
        let step = match allowed {
            Ok(event) => self.game.step(event, at),
            Err(refusal) => Step { reply: Reply::Refused(refusal), ..Step::default() },
        };
        if let Reply::Refused(refusal) = step.reply {
            work.deliveries.push(Delivery::One(from, ToClient::Refused { refusal }));
        } else if wish && step.messages.is_empty() {
            // The wish was fulfilled already; whoever had it sees something old.
            self.welcome(from, work);
        }
        work.wished |= wish;
        self.note(step, work);
    }

    pub(super) fn note(&self, step: Step, work: &mut Work) {
        work.changes.writes.extend(step.writes);
        work.deliveries.extend(step.messages.into_iter().map(Delivery::Message));
    }
}

async fn sleep(clock: &dyn Clock, until: Option<Time>) {
    match until {
        Some(until) => clock.sleep_until(until).await,
        None => std::future::pending().await,
    }
}

//! The task that owns a game: takes whatever waits, lets it happen, stores it all at once, and then tells.

use std::sync::Arc;

use convene_domain::Time;
use convene_domain::id::{GameId, SeatId};
use convene_domain::quiz::game::wire::{Audience, PhaseView, Refusal, ToClient, ToGame, Welcome};
use convene_domain::quiz::game::{Event, Game, Message, Nickname, Reply, Step, To};
use tokio::sync::{mpsc, oneshot};

use super::commit::{Changes, Committed, commit};
use super::connection::{Ending, Frame};
use super::crowd::{Crowd, Listener};
use super::door::Joined;
use super::load::Loaded;
use super::register::{Applicant, Register};
use crate::clock::Clock;
use crate::{Result, Service};

/// Most events stored in one transaction.
const BATCH: usize = 1_024;
/// How long the room of a finished game waits for people who lost their connection at the end, in milliseconds.
const LINGER_MS: i64 = 10 * convene_domain::time::MINUTE;

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
        seat: Option<SeatId>,
        queue: mpsc::Sender<Frame>,
    },
    Leave {
        connection: u64,
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
enum Delivery {
    Message(Message),
    One(u64, ToClient),
    /// The first message on a connection, or a fresh picture.
    Welcome(u64, Box<Welcome>),
    Joined(oneshot::Sender<Joined>, Joined),
}

/// Everything one batch of commands leads to.
#[derive(Default)]
struct Work {
    changes: Changes,
    deliveries: Vec<Delivery>,
    /// A host's wish was fulfilled: what it changed is shown at once.
    wished: bool,
    stop: bool,
}

pub(super) struct Room {
    service: Service,
    clock: Arc<dyn Clock>,
    id: GameId,
    epoch: i64,
    game: Game,
    register: Register,
    crowd: Crowd,
    /// When a finished game looks whether anybody is still here.
    close_at: Option<Time>,
}

impl Room {
    pub(super) fn new(service: Service, loaded: Loaded) -> Self {
        let Loaded { id, epoch, game, register, .. } = loaded;
        let clock = service.clock().clone();
        Self { service, clock, id, epoch, game, register, crowd: Crowd::default(), close_at: None }
    }

    /// Lives until its game is over and everybody has left, until the server stops, or until something could not be
    /// stored. In every case the browsers are told, and whoever comes back finds what was stored.
    pub(super) async fn run(mut self, mut inbox: mpsc::Receiver<Command>) {
        let mut batch = Vec::with_capacity(BATCH);
        let ending = loop {
            let wake =
                [self.game.wake_at(), self.crowd.news_due(), self.close_at].into_iter().flatten().min();
            tokio::select! {
                biased;
                taken = inbox.recv_many(&mut batch, BATCH) => if taken == 0 { break Ending::Restart },
                () = sleep(&*self.clock, wake) => {}
            }
            match self.turn(&mut batch).await {
                Ok(None) => {}
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

    /// One batch from beginning to end. Answers why the room ends, if it does.
    async fn turn(&mut self, batch: &mut Vec<Command>) -> Result<Option<Ending>> {
        let mut work = Work::default();
        let more_waits = batch.len() == BATCH;
        batch.drain(..).for_each(|command| self.take(command, &mut work));
        // Time ends a question only when nothing waits that may have arrived in time.
        if !more_waits {
            let now = self.clock.now();
            let step = self.game.step(Event::Tick, now);
            self.note(step, &mut work);
        }
        if !work.changes.writes.is_empty()
            && commit(&self.service, self.id, self.epoch, &work.changes).await? == Committed::Lost
        {
            tracing::warn!(game = %self.id, epoch = self.epoch, "another server has taken this game");
            return Ok(Some(Ending::Restart));
        }
        work.deliveries.into_iter().for_each(|delivery| self.deliver(delivery));
        let now = self.clock.now();
        if work.wished {
            self.crowd.send_lobby();
        }
        self.crowd.send_news(now);
        Ok(if work.stop { Some(Ending::Restart) } else { self.over(now) })
    }

    fn over(&mut self, now: Time) -> Option<Ending> {
        if !self.game.is_over() {
            return None;
        }
        let close_at = *self.close_at.get_or_insert(now.plus(LINGER_MS));
        if now < close_at {
            return None;
        }
        self.close_at = Some(now.plus(LINGER_MS));
        self.crowd.is_empty().then_some(Ending::Over)
    }

    fn take(&mut self, command: Command, work: &mut Work) {
        match command {
            Command::Join { applicant, nickname, reply } => self.join(applicant, nickname, reply, work),
            Command::Enter { connection, audience, seat, queue } => {
                let removed =
                    seat.and_then(|seat| self.game.seat_view(seat)).is_some_and(|seat| seat.removed);
                let listener = Listener { audience, seat, removed, live: false, blind: false, queue };
                self.crowd.enter(connection, listener);
                self.welcome(connection, work);
            }
            Command::Leave { connection } => self.crowd.leave(connection),
            Command::Heard { connection, message, round_trip_ms, at } => {
                self.hear(connection, message, round_trip_ms, at, work);
            }
            Command::Shutdown => work.stop = true,
        }
    }

    fn join(
        &mut self,
        applicant: Applicant,
        nickname: Nickname,
        reply: oneshot::Sender<Joined>,
        work: &mut Work,
    ) {
        if let Some(seat) = self.register.seat_of(&applicant) {
            work.deliveries.push(Delivery::Joined(reply, Joined::Already(seat)));
            return;
        }
        let now = self.clock.now();
        let seat = SeatId::new(now, self.service.chance().bytes());
        let step = self.game.step(Event::Join { seat, nickname, extra_time: applicant.extra_time }, now);
        let joined = match step.reply.clone() {
            Reply::NameTaken { suggestion } => Joined::NameTaken { suggestion: suggestion.to_string() },
            Reply::Refused(refusal) => Joined::Refused(refusal),
            Reply::Done | Reply::Joined => {
                let browser = self.register.enter(seat, &applicant);
                work.changes.newcomers.insert(seat, (applicant, browser));
                Joined::New(seat)
            }
        };
        self.note(step, work);
        work.deliveries.push(Delivery::Joined(reply, joined));
    }

    fn hear(&mut self, from: u64, message: ToGame, round_trip_ms: u32, at: Time, work: &mut Work) {
        let Some(listener) = self.crowd.get(from) else { return };
        let allowed = match (message, listener.audience, listener.seat) {
            (ToGame::Answer { question, choices }, Audience::Player, Some(seat)) => {
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

    fn note(&self, step: Step, work: &mut Work) {
        work.changes.writes.extend(step.writes);
        work.deliveries.extend(step.messages.into_iter().map(Delivery::Message));
    }

    /// A picture of this moment for one browser. It is sent in its place among the other messages.
    fn welcome(&self, connection: u64, work: &mut Work) {
        if let Some(picture) = self.picture(connection) {
            work.deliveries.push(Delivery::Welcome(connection, Box::new(picture)));
        }
    }

    fn picture(&self, connection: u64) -> Option<Welcome> {
        let now = self.clock.now();
        let listener = self.crowd.get(connection)?;
        Some(match (listener.audience, listener.seat) {
            (Audience::Player, seat) => self.game.welcome_player(seat?, now),
            _ => self.game.welcome_host(now),
        })
    }

    fn deliver(&mut self, delivery: Delivery) {
        match delivery {
            Delivery::Message(Message { to: To::Everyone, body }) => self.tell_everyone(&body),
            Delivery::Message(Message { to: To::Hosts, body }) => self.crowd.keep(body),
            Delivery::Message(Message { to: To::Seat(seat), body }) => {
                match body {
                    ToClient::Kicked => self.crowd.mark_removed(seat, true),
                    ToClient::Readmitted => self.crowd.mark_removed(seat, false),
                    _ => {}
                }
                self.crowd.send_seat(seat, &Frame::of(&body));
            }
            Delivery::One(connection, body) => self.crowd.send(connection, Frame::of(&body)),
            Delivery::Welcome(connection, picture) => {
                if let Some(listener) = self.crowd.get_mut(connection) {
                    listener.live = true;
                    listener.blind = matches!(picture.phase, PhaseView::Paused { .. });
                    self.crowd.send(connection, Frame::of(&ToClient::Welcome(picture)));
                }
            }
            // Whoever stopped waiting for the answer asks again and is told about the same seat.
            Delivery::Joined(reply, joined) => _ = reply.send(joined),
        }
    }

    fn tell_everyone(&mut self, body: &ToClient) {
        if matches!(body, ToClient::Asking(_) | ToClient::Revealed(_) | ToClient::Finished(_)) {
            self.crowd.forget_counts();
        }
        // Somebody who came during a pause has never seen the question that goes on.
        let blind =
            if matches!(body, ToClient::Resumed { .. }) { self.crowd.take_blind() } else { Vec::new() };
        self.crowd.send_where(&Frame::of(body), |id, listener| !listener.removed && !blind.contains(&id));
        for connection in blind {
            if let Some(picture) = self.picture(connection) {
                self.crowd.send(connection, Frame::of(&ToClient::Welcome(Box::new(picture))));
            }
        }
    }
}

async fn sleep(clock: &dyn Clock, until: Option<Time>) {
    match until {
        Some(until) => clock.sleep_until(until).await,
        None => std::future::pending().await,
    }
}

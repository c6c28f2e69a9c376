//! Who comes into a room: as a new player, and on a new connection.

use convene_domain::Time;
use convene_domain::id::SeatId;
use convene_domain::quiz::game::wire::{Audience, Refusal, ToClient};
use convene_domain::quiz::game::{Event, Nickname, Reply};
use convene_domain::time::MINUTE;
use tokio::sync::{mpsc, oneshot};

use super::connection::Frame;
use super::crowd::{Listener, Owner};
use super::door::Joined;
use super::register::Applicant;
use super::task::{Delivery, Room, Work};

/// How often hosts hear that newcomers are turned away, in milliseconds.
const WARN_EVERY_MS: i64 = MINUTE;

impl Room {
    pub(super) fn join(
        &mut self,
        applicant: Applicant,
        nickname: Nickname,
        reply: oneshot::Sender<Joined>,
        work: &mut Work,
    ) {
        let joined = match self.register.seat_of(&applicant) {
            Some(seat) => Joined::Already(seat),
            None => self.seat(applicant, nickname, work),
        };
        work.deliveries.push(Delivery::Joined(reply, joined));
    }

    fn seat(&mut self, applicant: Applicant, nickname: Nickname, work: &mut Work) -> Joined {
        let now = self.clock.now();
        let is_open = !self.game.is_locked() && !self.game.is_over();
        if is_open && self.register.is_crowded(&applicant.address, now) {
            return self.turn_away(Refusal::Crowded, now, work);
        }
        let seat = SeatId::new(now, self.service.chance().bytes());
        let step = self.game.step(Event::Join { seat, nickname, extra_time: applicant.extra_time }, now);
        let joined = match step.reply.clone() {
            Reply::NameTaken { suggestion } => Joined::NameTaken { suggestion: suggestion.to_string() },
            Reply::Refused(Refusal::Full) => self.turn_away(Refusal::Full, now, work),
            Reply::Refused(refusal) => Joined::Refused(refusal),
            Reply::Done | Reply::Joined => {
                let browser = self.register.enter(seat, &applicant, now);
                work.changes.newcomers.insert(seat, (applicant, browser));
                self.presence.missed(seat, now);
                Joined::New(seat)
            }
        };
        self.note(step, work);
        joined
    }

    /// Refuses a newcomer, and tells hosts, who may know better what goes on.
    fn turn_away(&mut self, refusal: Refusal, now: Time, work: &mut Work) -> Joined {
        if self.warned_at.is_none_or(|warned| now.since(warned) >= WARN_EVERY_MS) {
            self.warned_at = Some(now);
            work.deliveries.push(Delivery::Warning(ToClient::TurnedAway { refusal }));
        }
        Joined::Refused(refusal)
    }

    pub(super) fn enter(
        &mut self,
        connection: u64,
        audience: Audience,
        owner: Owner,
        queue: mpsc::Sender<Frame>,
        work: &mut Work,
    ) {
        let mut removed = false;
        if let Owner::Seat(seat) = owner {
            removed = self.game.seat_view(seat).is_some_and(|seat| seat.removed);
            if self.presence.came(seat) {
                let step = self.game.step(Event::Here { seat }, self.clock.now());
                self.note(step, work);
            }
        }
        self.crowd.enter(connection, Listener { audience, owner, removed, live: false, blind: false, queue });
        self.welcome(connection, work);
    }
}

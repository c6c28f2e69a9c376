//! What a host's wishes do, and how a question ends.
//!
//! A wish that is fulfilled already (a double click, two hosts at once) is answered with yes and does nothing.

use super::machine::{Game, Step, To, Write};
use super::phase::{Phase, Round};
use super::seat::Seat;
use super::standings::Ranks;
use super::tally::Tally;
use super::wire::{Control, Refusal, ToClient};
use crate::Time;
use crate::id::SeatId;

impl Game {
    pub(super) fn control(&mut self, wish: Control, now: Time, step: &mut Step) -> Result<(), Refusal> {
        if matches!(self.phase, Phase::Finished { .. }) {
            return if wish == Control::End { Ok(()) } else { Err(Refusal::Over) };
        }
        match wish {
            Control::Start => self.start(now, step),
            Control::Reveal { question } => self.reveal_wished(question, now, step),
            Control::Next { question } => self.next(question, now, step),
            Control::Pause => self.pause(now, step),
            Control::Resume => self.resume(now, step),
            Control::Lock => self.lock(true, step),
            Control::Unlock => self.lock(false, step),
            Control::ExtraTime { on } => self.switch_extra_time(on, now, step),
            Control::Kick { seat } => self.kick(seat, now, step),
            Control::KickAndLock { seat } => self.kick_and_lock(seat, now, step),
            Control::Readmit { seat } => self.readmit(seat, now, step),
            Control::End => {
                self.finish(now, step);
                Ok(())
            }
        }
    }

    fn start(&mut self, now: Time, step: &mut Step) -> Result<(), Refusal> {
        match self.phase {
            Phase::Lobby => self.open(0, None, now, step),
            phase if phase.asked() == 1 => {}
            _ => return Err(Refusal::WrongMoment),
        }
        Ok(())
    }

    fn reveal_wished(&mut self, question: u32, now: Time, step: &mut Step) -> Result<(), Refusal> {
        let round =
            self.phase.round().filter(|round| round.question == question).ok_or(Refusal::WrongMoment)?;
        if !matches!(self.phase, Phase::Revealed { .. }) {
            self.reveal(round, now, step);
        }
        Ok(())
    }

    fn next(&mut self, question: u32, now: Time, step: &mut Step) -> Result<(), Refusal> {
        match self.phase {
            Phase::Revealed { round, revealed_at } if round.question == question => {
                self.open(question + 1, Some(revealed_at), now, step);
                Ok(())
            }
            Phase::Asking { round } if question.checked_add(1) == Some(round.question) => Ok(()),
            _ => Err(Refusal::WrongMoment),
        }
    }

    fn pause(&mut self, now: Time, step: &mut Step) -> Result<(), Refusal> {
        match self.phase {
            Phase::Asking { round } => {
                let elapsed_ms = now.since(round.opened_at).max(0);
                self.enter(Phase::Paused { round, elapsed_ms }, now, step);
                step.tell(To::Everyone, ToClient::Paused { question: round.question });
                Ok(())
            }
            Phase::Paused { .. } => Ok(()),
            _ => Err(Refusal::WrongMoment),
        }
    }

    fn resume(&mut self, now: Time, step: &mut Step) -> Result<(), Refusal> {
        match self.phase {
            Phase::Paused { round, elapsed_ms } => {
                let round = Round { opened_at: now.plus(-elapsed_ms), ..round };
                self.enter(Phase::Asking { round }, now, step);
                let left_ms = self.left_ms(round, now);
                step.tell(To::Everyone, ToClient::Resumed { question: round.question, left_ms });
                // Whoever was missing may have been removed during the pause.
                self.close_when_all_answered(now, step);
                Ok(())
            }
            Phase::Asking { .. } => Ok(()),
            _ => Err(Refusal::WrongMoment),
        }
    }

    fn lock(&mut self, locked: bool, step: &mut Step) -> Result<(), Refusal> {
        if self.locked != locked {
            self.locked = locked;
            step.writes.push(Write::Locked(locked));
            self.tell_lobby(None, step);
        }
        Ok(())
    }

    fn kick(&mut self, id: SeatId, now: Time, step: &mut Step) -> Result<(), Refusal> {
        let at = *self.by_id.get(&id).ok_or(Refusal::NoSeat)?;
        if self.seats[at].present() {
            let seat = &self.seats[at];
            match &seat.given {
                Some(given) => self.tally.discount(&given.choices),
                None if seat.awaited() => self.tally.excuse(seat.percent(self.extra_time_off)),
                None => {}
            }
            self.seats[at].saved.removed = true;
            self.ranks = Ranks::new(&self.seats, &self.phase);
            step.writes.push(Write::SeatRemoved { seat: id, at: now });
            step.tell(To::Seat(id), ToClient::Kicked);
            self.tell_lobby(Some(id), step);
            self.close_when_all_answered(now, step);
        }
        Ok(())
    }

    /// The doors first, so that whoever was removed cannot come in under another name in between.
    fn kick_and_lock(&mut self, id: SeatId, now: Time, step: &mut Step) -> Result<(), Refusal> {
        if !self.by_id.contains_key(&id) {
            return Err(Refusal::NoSeat);
        }
        self.lock(true, step)?;
        self.kick(id, now, step)
    }

    fn readmit(&mut self, id: SeatId, now: Time, step: &mut Step) -> Result<(), Refusal> {
        let at = *self.by_id.get(&id).ok_or(Refusal::NoSeat)?;
        if !self.seats[at].present() {
            self.seats[at].saved.removed = false;
            let seat = &self.seats[at];
            match &seat.given {
                Some(given) => self.tally.count(&given.choices),
                None if seat.awaited() => self.tally.expect(seat.percent(self.extra_time_off)),
                None => {}
            }
            self.ranks = Ranks::new(&self.seats, &self.phase);
            step.writes.push(Write::SeatReadmitted { seat: id });
            step.tell(To::Seat(id), ToClient::Readmitted);
            step.tell(To::Seat(id), ToClient::Welcome(Box::new(self.welcome_player(id, now))));
            self.tell_lobby(Some(id), step);
        }
        Ok(())
    }

    /// Opens a question, or ends the game when there is none left.
    fn open(&mut self, question: u32, standings_at: Option<Time>, now: Time, step: &mut Step) {
        if question >= self.questions() {
            self.finish(now, step);
            return;
        }
        let round = Round { question, opened_at: now, standings_at };
        self.tally = Tally::new(self.question(question).choices.len());
        for seat in &mut self.seats {
            seat.given = None;
            if seat.awaited() {
                self.tally.expect(seat.percent(self.extra_time_off));
            }
        }
        self.enter(Phase::Asking { round }, now, step);
        step.tell(To::Everyone, ToClient::Asking(self.asking(round, Some(now))));
    }

    /// Ends the time for answers when nobody is left who could give one. With no answer at all it goes on: a room
    /// whose network failed finds its question open when it comes back.
    pub(super) fn close_when_all_answered(&mut self, now: Time, step: &mut Step) {
        if let Phase::Asking { round } = self.phase
            && self.tally.longest_wait().is_none()
            && self.tally.answered > 0
        {
            self.close(round, now, step);
        }
    }

    pub(super) fn close(&mut self, round: Round, now: Time, step: &mut Step) {
        if self.setup.rules.auto_reveal {
            self.reveal(round, now, step);
        } else {
            self.enter(Phase::Closed { round }, now, step);
            step.tell(To::Everyone, ToClient::Closed { question: round.question });
        }
    }

    fn reveal(&mut self, round: Round, now: Time, step: &mut Step) {
        self.enter(Phase::Revealed { round, revealed_at: now }, now, step);
        self.settle(round);
        step.tell(To::Everyone, ToClient::Revealed(self.revealed(round)));
        self.tell_results(round, step);
    }

    /// To the podium. A question that is still open counts with the answers it got.
    fn finish(&mut self, now: Time, step: &mut Step) {
        let (asked, before) = (self.phase.asked(), self.phase);
        let unsettled = before.round().filter(|_| before.settled() < asked);
        self.enter(Phase::Finished { asked, standings_at: before.standings_at() }, now, step);
        if let Some(round) = unsettled {
            self.settle(round);
            self.tell_results(round, step);
        }
        step.tell(To::Everyone, ToClient::Finished(self.finished()));
    }

    fn settle(&mut self, round: Round) {
        let worth_points = self.is_worth_points(round.question);
        self.seats.iter_mut().for_each(|seat| seat.settle(worth_points));
        self.ranks = Ranks::new(&self.seats, &self.phase);
    }

    fn tell_results(&self, round: Round, step: &mut Step) {
        step.messages.reserve(self.seats.len());
        for seat in self.seats.iter().filter(|seat| seat.present()) {
            let result = self.result(seat, round.question);
            step.tell(To::Seat(seat.saved.id), ToClient::Result(result));
        }
    }

    fn enter(&mut self, phase: Phase, at: Time, step: &mut Step) {
        self.phase = phase;
        step.writes.push(Write::Phase { phase, at });
    }

    /// Seats in the order people came, removed ones last.
    pub(super) fn in_order(&self) -> Vec<&Seat> {
        let mut seats: Vec<&Seat> = self.seats.iter().collect();
        seats.sort_unstable_by_key(|seat| (seat.saved.removed, seat.arrival()));
        seats
    }
}

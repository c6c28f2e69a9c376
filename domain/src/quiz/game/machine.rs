//! The game itself: an event and the time go in; what to store, what to tell and whom come out.
//!
//! Nothing is told before it is stored: the caller commits [`Step::writes`] and only then sends
//! [`Step::messages`] and answers with [`Step::reply`].

use std::collections::{HashMap, HashSet};

use super::nickname::Nickname;
use super::phase::{Phase, Round};
use super::rules::Rules;
use super::scoring;
use super::seat::{Given, SavedAnswer, SavedSeat, Seat};
use super::standings::Ranks;
use super::tally::Tally;
use super::wire::{Control, Refusal, SeatView, ToClient};
use crate::Time;
use crate::id::{GameId, SeatId};
use crate::quiz::{Kind, Question};

/// Most seats of one game, those of removed players included: every one of them stays in memory, in the host's list
/// and in the database. Twice what a live game is measured with.
pub const SEATS: usize = 2_000;

/// What does not change while a game is played.
#[derive(Debug, Clone)]
pub struct Setup {
    pub id: GameId,
    pub title: String,
    /// Six digits.
    pub pin: String,
    pub rules: Rules,
    /// Every one of them passes [`Question::check`].
    pub questions: Vec<Question>,
}

/// Something that happens to a game.
#[derive(Debug, Clone)]
pub enum Event {
    /// Somebody wants in, under an id that was never used before.
    Join { seat: SeatId, nickname: Nickname, extra_time: u32 },
    /// `round_trip_ms` is what the server measured, never what a browser says.
    Answer { seat: SeatId, question: u32, choices: Vec<u8>, round_trip_ms: u32 },
    /// A wish of somebody whose right to it was checked.
    Control(Control),
    /// This player is connected again.
    Here { seat: SeatId },
    /// This player has been without a connection for so long that the others wait for them no longer.
    Away { seat: SeatId },
    /// Time has passed; see [`Game::wake_at`].
    Tick,
}

/// What followed from an event.
#[derive(Debug, Clone, Default)]
pub struct Step {
    pub reply: Reply,
    /// To be stored in one transaction, in this order.
    pub writes: Vec<Write>,
    /// To be sent afterwards, in this order.
    pub messages: Vec<Message>,
}

/// For the one whose event it was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Reply {
    #[default]
    Done,
    /// The seat is theirs.
    Joined,
    /// Somebody has that nickname, or one that looks like it; the suggestion was free a moment ago.
    NameTaken {
        suggestion: Nickname,
    },
    Refused(Refusal),
}

/// A change to store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// The phase, and with it [`Phase::state`]. `at` is when it began.
    Phase {
        phase: Phase,
        at: Time,
    },
    Locked(bool),
    ExtraTimeOff(bool),
    SeatAdded(SavedSeat),
    SeatRemoved {
        seat: SeatId,
        at: Time,
    },
    SeatReadmitted {
        seat: SeatId,
    },
    Answer(SavedAnswer),
}

/// Something to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub to: To,
    pub body: ToClient,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum To {
    /// All browsers but those of removed players.
    Everyone,
    /// Hosts and screens.
    Hosts,
    /// Every browser of one player.
    Seat(SeatId),
}

/// A live game.
#[derive(Debug, Clone)]
pub struct Game {
    pub(super) setup: Setup,
    pub(super) phase: Phase,
    pub(super) locked: bool,
    pub(super) extra_time_off: bool,
    pub(super) seats: Vec<Seat>,
    pub(super) by_id: HashMap<SeatId, usize>,
    pub(super) names: HashSet<String>,
    pub(super) tally: Tally,
    pub(super) ranks: Ranks,
}

impl Game {
    /// What happens when `event` happens at `now`. A refused event changes nothing.
    ///
    /// Only a [`Event::Tick`] ends a question's time. Were a host's click to do so as well, it could act on a reveal
    /// that nobody has seen yet.
    pub fn step(&mut self, event: Event, now: Time) -> Step {
        let mut step = Step::default();
        let outcome = match event {
            Event::Join { seat, nickname, extra_time } => {
                self.join(seat, nickname, extra_time, now, &mut step)
            }
            Event::Answer { seat, question, choices, round_trip_ms } => {
                self.answer(seat, question, choices, scoring::credit_ms(round_trip_ms), now, &mut step)
            }
            Event::Control(control) => self.control(control, now, &mut step).map(|()| Reply::Done),
            Event::Here { seat } => self.here(seat).map(|()| Reply::Done),
            Event::Away { seat } => self.away(seat, now, &mut step).map(|()| Reply::Done),
            Event::Tick => {
                self.close_when_due(now, &mut step);
                Ok(Reply::Done)
            }
        };
        step.reply = outcome.unwrap_or_else(Reply::Refused);
        step
    }

    /// When a [`Event::Tick`] is due: the last moment at which an answer can still count.
    pub fn wake_at(&self) -> Option<Time> {
        let Phase::Asking { round } = self.phase else { return None };
        let limit =
            scoring::own_limit_ms(self.limit_ms(round.question)?, self.tally.longest_wait().unwrap_or(100));
        Some(round.opened_at.plus(millis(limit + scoring::CREDIT_MS)))
    }

    fn close_when_due(&mut self, now: Time, step: &mut Step) {
        if let (Phase::Asking { round }, Some(due)) = (self.phase, self.wake_at())
            && now >= due
        {
            self.close(round, now, step);
        }
    }

    fn join(
        &mut self,
        id: SeatId,
        nickname: Nickname,
        extra_time: u32,
        now: Time,
        step: &mut Step,
    ) -> Result<Reply, Refusal> {
        if self.by_id.contains_key(&id) {
            return Ok(Reply::Joined);
        }
        if matches!(self.phase, Phase::Finished { .. }) {
            return Err(Refusal::Over);
        }
        if self.locked {
            return Err(Refusal::Locked);
        }
        if self.seats.len() >= SEATS {
            return Err(Refusal::Full);
        }
        if self.names.contains(nickname.key()) {
            return Ok(Reply::NameTaken { suggestion: nickname.suggest(|key| !self.names.contains(key)) });
        }
        let extra_time = extra_time.clamp(*scoring::EXTRA_TIME.start(), *scoring::EXTRA_TIME.end());
        let saved = SavedSeat { id, nickname, extra_time, joined_at: now, removed: false };
        step.writes.push(Write::SeatAdded(saved.clone()));
        self.names.insert(saved.nickname.key().to_owned());
        self.by_id.insert(id, self.seats.len());
        let seat = Seat::new(saved);
        self.tally.expect(seat.percent(self.extra_time_off));
        self.seats.push(seat);
        match self.phase {
            // The leaderboard on show has room for a newcomer when few are in.
            Phase::Revealed { .. } => self.ranks = Ranks::new(&self.seats, &self.phase),
            _ => self.ranks.add_newcomer(),
        }
        self.tell_lobby(Some(id), step);
        Ok(Reply::Joined)
    }

    fn answer(
        &mut self,
        id: SeatId,
        question: u32,
        mut choices: Vec<u8>,
        credit_ms: u64,
        now: Time,
        step: &mut Step,
    ) -> Result<Reply, Refusal> {
        let at = *self.by_id.get(&id).ok_or(Refusal::NoSeat)?;
        if !self.seats[at].present() {
            return Err(Refusal::NoSeat);
        }
        if matches!(self.phase, Phase::Finished { .. }) {
            return Err(Refusal::Over);
        }
        let round =
            self.phase.round().filter(|round| round.question == question).ok_or(Refusal::WrongMoment)?;
        choices.sort_unstable();
        if let Some(given) = &self.seats[at].given {
            // A browser that never heard our first yes asks again.
            if given.choices != choices {
                return Err(Refusal::AlreadyAnswered);
            }
            step.tell(To::Seat(id), ToClient::Accepted { question, choices });
            return Ok(Reply::Done);
        }
        match self.phase {
            Phase::Asking { .. } => {}
            Phase::Paused { .. } => return Err(Refusal::Paused),
            _ => return Err(Refusal::TooLate),
        }
        let given = self.judge(&self.seats[at], round, choices, credit_ms, now)?;
        // Whoever answers is there.
        self.here(id)?;
        let seat = &mut self.seats[at];
        self.tally.excuse(seat.percent(self.extra_time_off));
        self.tally.count(&given.choices);
        seat.given = Some(given.clone());
        let (answered, players) = (self.tally.answered, self.ranks.players());
        step.tell(To::Seat(id), ToClient::Accepted { question, choices: given.choices.clone() });
        step.tell(To::Hosts, ToClient::Counts { question, answered, players });
        step.writes.push(Write::Answer(SavedAnswer { seat: id, question, given, received_at: now }));
        self.close_when_all_answered(now, step);
        Ok(Reply::Done)
    }

    /// What an answer is worth, or why it does not count.
    fn judge(
        &self,
        seat: &Seat,
        round: Round,
        choices: Vec<u8>,
        credit_ms: u64,
        now: Time,
    ) -> Result<Given, Refusal> {
        let question = self.question(round.question);
        let distinct = choices.windows(2).all(|pair| pair[0] != pair[1]);
        let known = choices.iter().all(|choice| usize::from(*choice) < question.choices.len());
        let enough = match question.kind {
            Kind::Single | Kind::TrueFalse => choices.len() == 1,
            Kind::Multiple => !choices.is_empty(),
        };
        if !(distinct && known && enough) {
            return Err(Refusal::NotAChoice);
        }
        let used = u64::try_from(now.since(round.opened_at)).unwrap_or(0);
        let taken_ms = used.saturating_sub(credit_ms);
        let percent = seat.percent(self.extra_time_off);
        let limit_ms = self.limit_ms(round.question).map(|limit| scoring::own_limit_ms(limit, percent));
        if limit_ms.is_some_and(|limit| taken_ms > limit) {
            return Err(Refusal::TooLate);
        }
        let correct = question.correct() == choices;
        let full = question.weight.points();
        let (mut points, mut bonus) = (0, 0);
        if correct && full > 0 {
            points = scoring::points(full, taken_ms, limit_ms.filter(|_| self.setup.rules.speed));
            if self.setup.rules.streak_bonus {
                bonus = scoring::streak_bonus(seat.streak);
            }
        }
        Ok(Given { choices, correct, taken_ms, points: points + bonus, bonus })
    }

    pub(super) fn question(&self, at: u32) -> &Question {
        &self.setup.questions[at as usize]
    }

    pub(super) fn questions(&self) -> u32 {
        u32::try_from(self.setup.questions.len()).unwrap_or(u32::MAX)
    }

    /// The limit for people without extra time.
    pub(super) fn limit_ms(&self, question: u32) -> Option<u64> {
        let seconds = self.question(question).limit.filter(|_| !self.setup.rules.untimed)?;
        Some(u64::from(seconds) * 1_000)
    }

    /// Tells hosts and screens how many are in, and about the seat that changed.
    pub(super) fn tell_lobby(&self, changed: Option<SeatId>, step: &mut Step) {
        let seats: Vec<SeatView> = changed.and_then(|id| self.seat_view(id)).into_iter().collect();
        let (players, locked, extra_time) = (self.ranks.players(), self.locked, self.extra_time());
        step.tell(To::Hosts, ToClient::Lobby { players, locked, extra_time, seats });
    }
}

impl Step {
    pub(super) fn tell(&mut self, to: To, body: ToClient) {
        self.messages.push(Message { to, body });
    }
}

pub(super) fn millis(duration: u64) -> i64 {
    i64::try_from(duration).unwrap_or(i64::MAX)
}

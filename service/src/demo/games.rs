//! Games of the demo: two that were played, by the rules of the real ones, and one whose lobby is open.

use std::collections::HashMap;

use convene_domain::Time;
use convene_domain::id::{GameId, PersonId, QuizId, SeatId};
use convene_domain::quiz::Question;
use convene_domain::quiz::game::wire::Control;
use convene_domain::quiz::game::{Event, Game, Nickname, Phase, Rules, Saved, SavedAnswer, Setup, Write};
use convene_domain::time::{DAY, HOUR, MINUTE, SECOND};
use convene_store::Tx;
use convene_store::quiz::answer::{self, Answer};
use convene_store::quiz::game::{self, Progress, State};
use convene_store::quiz::{listing, seat};

use super::quizzes::{QUIZZES, person_id};
use crate::chance::hex;
use crate::{Chance, Error, Result, Service};

/// How long the demo's lobby waits for somebody who tries it: longer than any demo runs, in milliseconds.
const LOBBY_LIFE: i64 = 3_650 * DAY;

/// A player: nickname, the account behind it (the part before the @), and how many of ten questions they know.
type Player = (&'static str, Option<&'static str>, u64);

/// A game to be there.
struct Staged {
    host: &'static str,
    /// Position in [`QUIZZES`].
    quiz: usize,
    pin: &'static str,
    /// How long before now its lobby opened, in milliseconds.
    ago: i64,
    rules: Rules,
    players: &'static [Player],
    /// Played to its end, or still in its lobby.
    played: bool,
}

const SPEED: Rules = Rules { speed: true, streak_bonus: true, auto_reveal: false, untimed: false };

const GAMES: [Staged; 3] = [
    Staged {
        host: "ada",
        quiz: 0,
        pin: "314159",
        ago: 6 * DAY + 5 * HOUR,
        rules: SPEED,
        players: &[
            ("Jonas", Some("jonas"), 7),
            ("Lucía", Some("lucia"), 9),
            ("Kofi M", Some("kofi"), 6),
            ("hana", Some("hana"), 8),
            ("Oleh", Some("oleh"), 5),
            ("ruby in akl", Some("ruby"), 8),
            ("Amir", Some("amir"), 7),
            ("Zoë", Some("zoe"), 9),
            ("Ben", Some("ben"), 4),
            ("delta max", None, 6),
            ("Sinta", Some("sinta"), 7),
            ("first timer", None, 3),
        ],
        played: true,
    },
    Staged {
        host: "mei",
        quiz: 2,
        pin: "161803",
        ago: 2 * DAY + 9 * HOUR,
        rules: Rules { speed: false, streak_bonus: false, auto_reveal: true, untimed: false },
        players: &[
            ("Jonas", Some("jonas"), 8),
            ("Hana", Some("hana"), 9),
            ("Ruby", Some("ruby"), 6),
            ("Sinta", Some("sinta"), 5),
            ("Amir R", Some("amir"), 8),
            ("Lars", Some("lars"), 9),
            ("tall penguin", None, 4),
            ("Kofi", Some("kofi"), 7),
        ],
        played: true,
    },
    Staged {
        host: "ada",
        quiz: 1,
        pin: "271828",
        ago: 9 * MINUTE,
        rules: SPEED,
        players: &[
            ("Jonas", Some("jonas"), 0),
            ("Zoë", Some("zoe"), 0),
            ("Oleh", Some("oleh"), 0),
            ("moth", None, 0),
        ],
        played: false,
    },
];

/// Adds every game that is not there yet. `quizzes` are the ids of [`QUIZZES`] in their order.
pub(super) async fn seed(service: &Service, quizzes: &[QuizId]) -> Result<()> {
    for (seed, staged) in (1..).zip(&GAMES) {
        let host = person_id(service, staged.host).await?;
        let title = QUIZZES[staged.quiz].title;
        let known = listing::of_host(&mut service.read().await?, host, 100).await?;
        if known.iter().any(|game| game.title == title) {
            continue;
        }
        let quiz = quizzes.get(staged.quiz).copied();
        stage(service, &Chance::seeded(seed), staged, host, quiz).await?;
    }
    Ok(())
}

async fn stage(
    service: &Service,
    chance: &Chance,
    staged: &Staged,
    host: PersonId,
    quiz: Option<QuizId>,
) -> Result<()> {
    let mut people = HashMap::new();
    for first in staged.players.iter().filter_map(|(_, account, _)| *account) {
        people.insert(first, person_id(service, first).await?);
    }
    let opened = service.now().plus(-staged.ago);
    let written = &QUIZZES[staged.quiz];
    let questions = (written.questions)();
    let setup = Setup {
        id: GameId::new(opened, service.chance().bytes()),
        title: written.title.to_owned(),
        pin: staged.pin.to_owned(),
        rules: staged.rules,
        questions: questions.clone(),
    };
    let mut tx = service.begin().await?;
    let new = game::New {
        id: setup.id,
        quiz_id: quiz,
        host_id: host,
        title: written.title,
        pin: staged.pin,
        link_key: &hex(&service.chance().bytes::<16>()),
        questions: &serde_json::to_string(&questions)?,
        rules: &serde_json::to_string(&staged.rules)?,
        phase: &serde_json::to_string(&Phase::default())?,
        host_address: "",
        form: None,
        created_at: opened,
        expires_at: opened.plus(LOBBY_LIFE),
    };
    if !game::insert(&mut tx, &new).await? {
        return Err(Error::Internal(format!("the demo's PIN {} is taken", staged.pin)));
    }
    let id = setup.id;
    let mut table = Table::new(setup, opened)?;
    let seats = table.seat(service, staged.players)?;
    if staged.played {
        table.play(chance, &questions, staged.players, &seats);
    }
    store(&mut tx, id, &table.writes, &owners(staged.players, &seats, &people)).await?;
    tx.commit().await?;
    Ok(())
}

/// Whose seat is whose; guests sit without an account.
fn owners(
    players: &[Player],
    seats: &[SeatId],
    people: &HashMap<&'static str, PersonId>,
) -> HashMap<SeatId, PersonId> {
    let account = |(seat, (_, first, _)): (&SeatId, &Player)| Some((*seat, *people.get((*first)?)?));
    seats.iter().zip(players).filter_map(account).collect()
}

/// A game while it is played through.
struct Table {
    game: Game,
    now: Time,
    writes: Vec<Write>,
}

impl Table {
    fn new(setup: Setup, now: Time) -> Result<Self> {
        let saved = Saved::default();
        let game = Game::restore(setup, saved).map_err(|damaged| Error::Internal(damaged.to_string()))?;
        Ok(Self { game, now, writes: Vec::new() })
    }

    fn step(&mut self, event: Event, at: Time) {
        self.now = at;
        self.writes.extend(self.game.step(event, at).writes);
    }

    /// One after the other, some seconds apart.
    fn seat(&mut self, service: &Service, players: &[Player]) -> Result<Vec<SeatId>> {
        let mut seats = Vec::new();
        for (name, ..) in players {
            let at = self.now.plus(17 * SECOND);
            let seat = SeatId::new(at, service.chance().bytes());
            let nickname = Nickname::parse(name).map_err(|error| Error::Internal(error.to_string()))?;
            self.step(Event::Join { seat, nickname, extra_time: 100 }, at);
            seats.push(seat);
        }
        Ok(seats)
    }

    /// From the first question to the podium.
    fn play(&mut self, chance: &Chance, questions: &[Question], players: &[Player], seats: &[SeatId]) {
        self.step(Event::Control(Control::Start), self.now.plus(20 * SECOND));
        for (at, question) in (0..).zip(questions) {
            let opened = self.now;
            let mut answers: Vec<(i64, SeatId, Vec<u8>)> = seats
                .iter()
                .zip(players)
                .filter_map(|(seat, (_, _, knows))| {
                    let (delay, choices) = answer(chance, question, *knows)?;
                    Some((delay, *seat, choices))
                })
                .collect();
            answers.sort();
            for (delay, seat, choices) in answers {
                let event = Event::Answer { seat, question: at, choices, round_trip_ms: 60 };
                self.step(event, opened.plus(delay));
            }
            if let Some(due) = self.game.wake_at() {
                self.step(Event::Tick, due);
            }
            self.step(Event::Control(Control::Reveal { question: at }), self.now.plus(2 * SECOND));
            self.step(Event::Control(Control::Next { question: at }), self.now.plus(25 * SECOND));
        }
    }
}

/// How long a player thinks, and what they choose; none for one in twenty-five, who looked away.
fn answer(chance: &Chance, question: &Question, knows: u64) -> Option<(i64, Vec<u8>)> {
    if chance.below(25) == 0 {
        return None;
    }
    let limit = i64::from(question.limit.unwrap_or(30)) * SECOND;
    let spread = u64::try_from(limit * 6 / 10).unwrap_or(1).max(1);
    let delay = 2_200 + i64::try_from(chance.below(spread)).unwrap_or(0);
    let right = question.correct();
    if chance.below(10) < knows {
        return Some((delay, right));
    }
    let choices = u64::try_from(question.choices.len()).unwrap_or(2);
    let guess = u8::try_from(chance.below(choices)).unwrap_or(0);
    Some((delay, vec![guess]))
}

/// Stores what happened, as a room would have.
async fn store(tx: &mut Tx, id: GameId, writes: &[Write], owners: &HashMap<SeatId, PersonId>) -> Result<()> {
    let epoch = game::claim(tx, id).await?.ok_or(Error::Missing)?;
    let mut answers = Vec::new();
    let (mut started_at, mut last) = (None, None);
    for write in writes {
        match write {
            Write::SeatAdded(saved) => {
                let new = seat::New {
                    id: saved.id,
                    game_id: id,
                    nickname: saved.nickname.as_str(),
                    nickname_key: saved.nickname.key(),
                    browser_hash: &seat::no_browser(saved.id),
                    person_id: owners.get(&saved.id).copied(),
                    extra_time: saved.extra_time,
                    address: "",
                    joined_at: saved.joined_at,
                };
                seat::insert(tx, &new).await?;
            }
            Write::Answer(saved) => answers.push(row(id, saved)?),
            Write::Phase { phase, at } => {
                started_at = started_at.or(Some(*at));
                last = Some((*phase, *at));
            }
            Write::Locked(_)
            | Write::ExtraTimeOff(_)
            | Write::SeatRemoved { .. }
            | Write::SeatReadmitted { .. } => {}
        }
    }
    answer::insert_many(tx, &answers).await?;
    if let Some((phase, at)) = last {
        let state = State::try_from(phase.state().to_owned()).map_err(Error::Internal)?;
        let finished_at = (state == State::Finished).then_some(at);
        let phase = serde_json::to_string(&phase)?;
        game::save_phase(tx, id, epoch, &Progress { phase: &phase, state, started_at, finished_at }).await?;
    }
    Ok(())
}

fn row(game: GameId, saved: &SavedAnswer) -> Result<Answer> {
    Ok(Answer {
        game_id: game,
        seat_id: saved.seat,
        question: saved.question,
        choices: serde_json::to_string(&saved.given.choices)?,
        correct: saved.given.correct,
        taken_ms: saved.given.taken_ms,
        points: saved.given.points,
        bonus: saved.given.bonus,
        received_at: saved.received_at,
    })
}

//! A server with one game, and people around it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use convene_domain::Time;
use convene_domain::account::{Email, Role};
use convene_domain::id::{GameId, PersonId, SeatId};
use convene_domain::quiz::game::wire::{Audience, Control, Refusal, ToClient, ToGame, Welcome};
use convene_domain::quiz::game::{Phase, Rules};
use convene_domain::quiz::{Choice, Kind, Question, Weight};
use convene_store::Db;
use convene_store::account::person;
use convene_store::quiz::answer::Answer;
use convene_store::quiz::{answer, game};

use crate::clock::TestClock;
use crate::quiz::room::{Connection, Frame, Joined, connect, join};
use crate::{Chance, Service, Settings, Viewer};

pub const PIN: &str = "042042";
const BEGIN: Time = Time::from_millis(1_800_000_000_000);
/// Longer than anything here takes; only a failing test waits for it.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A database file, a clock, and the first server on them.
pub struct Table {
    folder: PathBuf,
    pub db: Db,
    pub clock: Arc<TestClock>,
    pub service: Service,
    pub game: GameId,
    pub host: Viewer,
}

impl Table {
    /// A game of three questions in its lobby.
    pub async fn set(rules: Rules) -> Self {
        static MADE: AtomicU64 = AtomicU64::new(0);
        let name = format!("convene_room_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        let db = Db::open_sqlite(&folder.join("convene.db")).await.expect("a database");
        db.migrate().await.expect("migrations");
        let clock = Arc::new(TestClock::at(BEGIN));
        let service = server(&db, &clock, 1);
        let host = somebody(&service, "Grace", Role::Educator).await;
        let game = open_game(&service, &host, rules).await;
        Self { folder, db, clock, service, game, host }
    }

    /// Another server on the same database: after a crash, or beside this one.
    pub fn another_server(&self) -> Service {
        server(&self.db, &self.clock, 2)
    }

    /// All answers as they are stored.
    pub async fn stored_answers(&self) -> Vec<Answer> {
        let mut tx = self.db.read().await.expect("a connection");
        answer::of_game(&mut tx, self.game).await.expect("answers")
    }

    pub async fn stored_game(&self) -> game::Game {
        let mut tx = self.db.read().await.expect("a connection");
        game::by_id(&mut tx, self.game).await.expect("a query").expect("the game")
    }

    pub async fn host_line(&self) -> Line {
        Line::open(&self.service, &self.host, Audience::Host).await
    }

    /// A new player with a line to the game.
    pub async fn player(&self, name: &str) -> Line {
        seat(&self.service, &browser(name), name).await;
        Line::open(&self.service, &browser(name), Audience::Player).await
    }

    /// Ends what is left and removes the file.
    pub async fn clear(self) {
        self.service.rooms().shutdown().await;
        self.db.close().await;
        std::fs::remove_dir_all(&self.folder).expect("the folder goes");
    }
}

fn server(db: &Db, clock: &Arc<TestClock>, seed: u64) -> Service {
    let settings =
        Settings { public_url: "http://localhost".into(), smtp: None, smtp_ca: None, address_key: [7; 32] };
    Service::new(db.clone(), clock.clone(), Chance::seeded(seed), settings)
}

/// A signed-in person in a browser of their own.
pub async fn somebody(service: &Service, name: &str, role: Role) -> Viewer {
    let email = Email::parse(&format!("{}@example.org", name.to_lowercase())).expect("an address");
    let now = service.now();
    let id = PersonId::new(now, service.chance().bytes());
    let new = person::NewPerson {
        id,
        email: &email,
        name,
        role,
        zone: None,
        password_hash: None,
        now,
        proven: true,
    };
    let mut tx = service.begin().await.expect("a transaction");
    person::insert(&mut tx, &new).await.expect("a person");
    let person = person::by_id(&mut tx, id).await.expect("a query").expect("the person");
    tx.commit().await.expect("a commit");
    Viewer { person: Some(person), ..browser(name) }
}

/// Somebody without an account, in a browser called like them.
pub fn browser(name: &str) -> Viewer {
    Viewer {
        browser: format!("browser of {name}"),
        address: format!("address of {name}"),
        ..Viewer::default()
    }
}

pub async fn seat(service: &Service, viewer: &Viewer, name: &str) -> SeatId {
    match join(service, viewer, PIN, None, name).await.expect("joins") {
        Joined::New(seat) | Joined::Already(seat) => seat,
        other => panic!("{name} was not let in: {other:?}"),
    }
}

/// Four answers of which the first is right.
fn question(number: usize) -> Question {
    let choice = |at: usize| Choice { text: format!("answer {number}.{at}"), correct: at == 0 };
    Question {
        kind: Kind::Single,
        prompt: format!("question {number}"),
        choices: (0..4).map(choice).collect(),
        limit: Some(20),
        weight: Weight::One,
        explanation: None,
    }
}

async fn open_game(service: &Service, host: &Viewer, rules: Rules) -> GameId {
    let id = GameId::new(service.now(), service.chance().bytes());
    let questions: Vec<_> = (0..3).map(question).collect();
    let questions = serde_json::to_string(&questions).expect("JSON");
    let rules = serde_json::to_string(&rules).expect("JSON");
    let phase = serde_json::to_string(&Phase::default()).expect("JSON");
    let new = game::New {
        id,
        quiz_id: None,
        host_id: host.id().expect("the host has an account"),
        title: "Delta-neutral vaults",
        pin: PIN,
        link_key: "key",
        questions: &questions,
        rules: &rules,
        phase: &phase,
        host_address: "address of the host",
        form: None,
        created_at: service.now(),
        expires_at: service.now().plus(convene_domain::time::DAY),
    };
    let mut tx = service.begin().await.expect("a transaction");
    assert!(game::insert(&mut tx, &new).await.expect("a game"));
    tx.commit().await.expect("a commit");
    id
}

/// A browser's line to the game.
pub struct Line {
    pub connection: Connection,
    pub welcome: Welcome,
}

impl Line {
    pub async fn open(service: &Service, viewer: &Viewer, audience: Audience) -> Self {
        let mut connection = connect(service, viewer, PIN, audience).await.expect("a line");
        match next(&mut connection).await {
            Some(ToClient::Welcome(welcome)) => Self { connection, welcome: *welcome },
            other => panic!("the first message is a welcome, not {other:?}"),
        }
    }

    pub async fn say(&mut self, message: &ToGame) {
        let text = serde_json::to_string(message).expect("JSON");
        self.connection.incoming.hear(&text, 0).await.expect("the room listens");
    }

    pub async fn wish(&mut self, act: Control) {
        self.say(&ToGame::Control { act }).await;
    }

    pub async fn answer(&mut self, question: u32, choice: u8) {
        self.say(&ToGame::Answer { question, choices: vec![choice] }).await;
    }

    /// The next message for which `wanted` says something; others are passed over.
    pub async fn until<T>(&mut self, wanted: impl Fn(ToClient) -> Option<T>) -> T {
        while let Some(message) = next(&mut self.connection).await {
            if let Some(found) = wanted(message) {
                return found;
            }
        }
        panic!("the line ended before the message came");
    }

    pub async fn refusal(&mut self) -> Refusal {
        self.until(|message| match message {
            ToClient::Refused { refusal } => Some(refusal),
            _ => None,
        })
        .await
    }

    pub async fn accepted(&mut self) -> Vec<u8> {
        self.until(|message| match message {
            ToClient::Accepted { choices, .. } => Some(choices),
            _ => None,
        })
        .await
    }

    pub async fn asked(&mut self) -> u32 {
        self.until(|message| match message {
            ToClient::Asking(asking) => Some(asking.question),
            _ => None,
        })
        .await
    }

    /// Everything that has arrived.
    pub fn waiting(&mut self) -> Vec<ToClient> {
        std::iter::from_fn(|| self.connection.outgoing.try_recv().ok()).filter_map(message).collect()
    }
}

/// The next message, or none when the line ends.
pub async fn next(connection: &mut Connection) -> Option<ToClient> {
    let frame = tokio::time::timeout(PATIENCE, connection.outgoing.recv()).await.expect("something comes");
    frame.and_then(message)
}

fn message(frame: Frame) -> Option<ToClient> {
    match frame {
        Frame::Text(text) => Some(serde_json::from_slice(&text).expect("a message")),
        Frame::Close(_) => None,
    }
}

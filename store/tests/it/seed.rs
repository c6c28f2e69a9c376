//! People, quizzes and games to test with.

use std::sync::atomic::{AtomicU64, Ordering};

use convene_domain::Time;
use convene_domain::account::{Email, Role};
use convene_domain::id::{GameId, PersonId, QuestionId, QuizId, SeatId, WorkshopId};
use convene_domain::workshop::{Level, Promotion, Visibility};
use convene_store::quiz::answer::Answer;
use convene_store::quiz::{game, library, question, seat};
use convene_store::workshop::workshop;
use convene_store::{Db, Tx, account::person};

/// When the tests begin.
pub const NOW: Time = Time::from_millis(1_800_000_000_000);

/// `seconds` after [`NOW`].
pub fn later(seconds: i64) -> Time {
    NOW.plus(seconds * 1_000)
}

/// Bytes for an identifier, never the same twice and ever rising, so that identifiers sort as they were made.
pub fn chance() -> [u8; 10] {
    static DRAWN: AtomicU64 = AtomicU64::new(1);
    let mut bytes = [0; 10];
    // The first two bytes lose bits to the version and variant of the identifier.
    bytes[2..].copy_from_slice(&DRAWN.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    bytes
}

/// A transaction for writing.
pub async fn begin(db: &Db) -> Tx {
    db.begin().await.expect("a transaction")
}

/// A connection for reading.
pub async fn read(db: &Db) -> Tx {
    db.read().await.expect("a reading connection")
}

/// Makes everything done last.
pub async fn commit(tx: Tx) {
    tx.commit().await.expect("a commit");
}

/// Somebody with this name and the address `name@example.org`.
pub async fn person(tx: &mut Tx, name: &str, role: Role) -> PersonId {
    let email = Email::parse(&format!("{}@example.org", name.to_lowercase())).expect("an address");
    let id = PersonId::new(NOW, chance());
    let new = person::NewPerson {
        id,
        email: &email,
        name,
        role,
        zone: None,
        password_hash: None,
        now: NOW,
        proven: true,
    };
    person::insert(tx, &new).await.expect("a person").id
}

pub async fn educator(tx: &mut Tx, name: &str) -> PersonId {
    person(tx, name, Role::Educator).await
}

/// An empty quiz.
pub async fn quiz(tx: &mut Tx, owner: PersonId, title: &str, at: Time) -> QuizId {
    let id = QuizId::new(at, chance());
    let new = library::New { id, owner_id: owner, title, summary: "About yields.", created_at: at };
    assert!(library::insert(tx, &new).await.expect("a quiz"));
    id
}

/// Questions at positions 0, 1, .. whose content is the given texts.
pub async fn questions(tx: &mut Tx, quiz: QuizId, contents: &[&str]) -> Vec<QuestionId> {
    let rows: Vec<question::Question> = (0..)
        .zip(contents)
        .map(|(position, content)| question::Question {
            id: QuestionId::new(NOW, chance()),
            quiz_id: quiz,
            position,
            content: (*content).to_owned(),
        })
        .collect();
    question::insert_many(tx, &rows).await.expect("questions");
    rows.iter().map(|row| row.id).collect()
}

/// What a game needs to be opened by `host` with `pin`.
pub fn new_game<'a>(host: PersonId, pin: &'a str, at: Time) -> game::New<'a> {
    game::New {
        id: GameId::new(at, chance()),
        quiz_id: None,
        host_id: host,
        title: "Funding rates",
        pin,
        link_key: "key",
        questions: "[]",
        rules: "{}",
        phase: "\"lobby\"",
        host_address: "host address",
        form: None,
        created_at: at,
        expires_at: at.plus(60_000),
    }
}

/// A game in its lobby.
pub async fn game(tx: &mut Tx, host: PersonId, pin: &str, at: Time) -> GameId {
    let new = new_game(host, pin, at);
    assert!(game::insert(tx, &new).await.expect("a game"));
    new.id
}

/// What it takes to sit down in `game` as `nickname`, from a browser and address named after it.
pub fn new_seat<'a>(game: GameId, nickname: &'a str, browser: &'a str, address: &'a str) -> seat::New<'a> {
    seat::New {
        id: SeatId::new(NOW, chance()),
        game_id: game,
        nickname,
        nickname_key: nickname,
        browser_hash: browser,
        person_id: None,
        extra_time: 100,
        address,
        joined_at: NOW,
    }
}

/// A player whose browser is called like them.
pub async fn seat(tx: &mut Tx, game: GameId, nickname: &str) -> SeatId {
    let new = new_seat(game, nickname, nickname, "home");
    assert_eq!(seat::insert(tx, &new).await.expect("a seat"), seat::Seated::New);
    new.id
}

/// A right answer for 900 points.
pub fn answer(game: GameId, seat: SeatId, question: u32) -> Answer {
    Answer {
        game_id: game,
        seat_id: seat,
        question,
        choices: "[1]".into(),
        correct: true,
        taken_ms: 4_000,
        points: 900,
        bonus: 0,
        received_at: later(4),
    }
}

/// A workshop of one hour for as many as come, about to be stored.
pub fn new_workshop(owner: PersonId, title: &str, starts_at: Time) -> workshop::New<'_> {
    let content = workshop::Content {
        title,
        summary: "What moves a yield.",
        details: r#"{"description":"","speakers":[],"agenda":[],"place":{"kind":"online","link":""},"questions":[]}"#,
        language: "en",
        level: Level::Everybody,
        topics: "|",
        picture_id: None,
        starts_at,
        ends_at: starts_at.plus(3_600_000),
        zone: "Europe/Berlin",
        opens_at: None,
        closes_at: None,
        capacity: None,
        approval: false,
        promotion: Promotion::AtOnce,
        offer_ms: 43_200_000,
        reminders: "[1440,60]",
        visibility: Visibility::Listed,
    };
    let id = WorkshopId::new(NOW, chance());
    workshop::New { id, series_id: None, position: 1, owner_id: owner, link_key: "key", content, now: NOW }
}

/// A published workshop.
pub async fn workshop(tx: &mut Tx, owner: PersonId, title: &str, starts_at: Time) -> WorkshopId {
    publish(tx, &new_workshop(owner, title, starts_at)).await
}

/// Stores and publishes a workshop.
pub async fn publish(tx: &mut Tx, new: &workshop::New<'_>) -> WorkshopId {
    workshop::insert(tx, new).await.expect("a workshop");
    assert!(workshop::publish(tx, new.id, NOW).await.expect("published"));
    new.id
}

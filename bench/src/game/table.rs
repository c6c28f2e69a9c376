//! The game that is played, set up through the same use cases as in a browser.

use std::path::Path;
use std::sync::Arc;

use convene_domain::account::Role;
use convene_domain::id::GameId;
use convene_domain::quiz::game::Rules;
use convene_domain::quiz::import::Format;
use convene_service::quiz::import::{self, Chosen};
use convene_service::{Chance, Service, Settings, SystemClock, Viewer, demo};
use convene_store::Db;
use convene_store::quiz::answer;

use crate::Result;

pub struct Table {
    db: Db,
    game: GameId,
    pub pin: String,
}

impl Table {
    /// Imports a quiz of `questions` questions for the demo's educator and opens a game with it.
    pub async fn set(database: &Path, questions: u32) -> Result<Self> {
        let db =
            Db::open_sqlite(database).await.map_err(|error| format!("{}: {error}", database.display()))?;
        let settings = Settings {
            public_url: "http://localhost".to_owned(),
            smtp: None,
            smtp_ca: None,
            address_key: Default::default(),
        };
        let service = Service::new(db.clone(), Arc::new(SystemClock), Chance::system(), settings);
        let opened =
            open(&service, questions).await.map_err(|error| format!("Setting the game up: {error}"))?;
        Ok(Self { db, game: opened.id, pin: opened.pin.to_string() })
    }

    /// Answers in the database.
    pub async fn stored_answers(&self) -> Result<u64> {
        let explain = |error: convene_store::Error| format!("Counting the answers: {error}");
        let mut tx = self.db.read().await.map_err(explain)?;
        Ok(answer::of_game(&mut tx, self.game).await.map_err(explain)?.len() as u64)
    }
}

async fn open(
    service: &Service,
    questions: u32,
) -> convene_service::Result<convene_service::quiz::game::Opened> {
    let educator = demo::person(service, Role::Educator).await?;
    let viewer = Viewer { person: educator, ..Viewer::default() };
    let text: String = (1..=questions).map(question).collect();
    let file = import::upload(service, &viewer, "bench.gift", text.into_bytes(), Some(Format::Gift)).await?;
    let quiz = import::confirm(service, &viewer, file, "Benchmark", Chosen::All).await?;
    // The clock must not end a question while a slow machine still counts.
    let rules = Rules { untimed: true, ..Rules::default() };
    convene_service::quiz::game::open(service, &viewer, quiz, rules, None).await
}

/// As long as questions of real quizzes are.
fn question(number: u32) -> String {
    format!(
        "::{number}::A vault holds 40 ETH and is short 40 ETH of perpetuals. What happens to its value in \
         dollars when the price of ETH falls by {number} percent? {{\n\
         =It stays about the same: the short gains what the holding loses\n\
         ~It falls by the same share\n\
         ~It falls by half of that share\n\
         ~It rises by the same share\n}}\n\n"
    )
}

//! A small community to test with.

use std::sync::Arc;

use convene_domain::Time;
use convene_domain::account::limits::SESSION_LIFE;
use convene_domain::account::{Email, Role};
use convene_domain::id::{PersonId, QuizId, SessionId};
use convene_domain::quiz::Question;
use convene_service::clock::TestClock;
use convene_service::quiz::{editor, library};
use convene_service::{Chance, Error, Service, Settings, Viewer};
use convene_store::Db;
use convene_store::account::{person, session};

/// When the tests begin.
pub const NOW: Time = Time::from_millis(1_800_000_000_000);

/// A server with people, and nothing else.
#[derive(Clone)]
pub struct Community {
    pub service: Service,
    pub clock: Arc<TestClock>,
    /// Educators.
    pub ada: Viewer,
    pub ben: Viewer,
    /// Of the community team.
    pub lea: Viewer,
    /// A member.
    pub mia: Viewer,
}

impl Community {
    pub async fn on(db: Db) -> Self {
        Self::with_settings(
            db,
            Settings {
                public_url: "https://learn.example.org".into(),
                smtp: None,
                smtp_ca: None,
                address_key: [7; 32],
            },
        )
        .await
    }

    /// The same, where the operator decided otherwise.
    pub async fn with_settings(db: Db, settings: Settings) -> Self {
        let clock = Arc::new(TestClock::at(NOW));
        let service = Service::new(db, clock.clone(), Chance::seeded(1), settings);
        let mut people = Vec::new();
        for (name, role) in
            [("Ada", Role::Educator), ("Ben", Role::Educator), ("Lea", Role::Lead), ("Mia", Role::Member)]
        {
            people.push(signed_in(&service, name, role).await);
        }
        let [ada, ben, lea, mia] = people.try_into().expect("four people");
        Self { service, clock, ada, ben, lea, mia }
    }

    /// A quiz of Ada's with these questions.
    pub async fn quiz(&self, questions: &[Question]) -> QuizId {
        let quiz =
            library::create(&self.service, &self.ada, "Delta-neutral vaults", "").await.expect("a quiz");
        for question in questions {
            let fields = editor::fields_from_question(question);
            editor::add(&self.service, &self.ada, quiz, &fields).await.expect("a question");
        }
        quiz
    }

    /// The prompts of a quiz, in their order.
    pub async fn prompts(&self, quiz: QuizId) -> Vec<String> {
        let full = library::get(&self.service, &self.lea, quiz).await.expect("the quiz");
        full.questions.into_iter().map(|entry| entry.question.prompt).collect()
    }
}

/// Somebody signed in, at a desk of their own.
async fn signed_in(service: &Service, name: &str, role: Role) -> Viewer {
    let email = Email::parse(&format!("{}@example.org", name.to_lowercase())).expect("an address");
    let new = person::NewPerson {
        id: PersonId::new(NOW, service.chance().bytes()),
        email: &email,
        name,
        role,
        zone: None,
        password_hash: None,
        now: NOW,
        proven: true,
    };
    let mut tx = service.db().begin().await.expect("a transaction");
    let person = person::insert(&mut tx, &new).await.expect("a person");
    let desk = visitor(&format!("{name}'s browser"), &format!("{name}'s home"));
    let id = SessionId::new(NOW, service.chance().bytes());
    let session = session::NewSession {
        id,
        token_hash: &format!("{name}'s session"),
        person_id: person.id,
        browser_hash: &desk.browser,
        agent: "Firefox",
        now: NOW,
        expires_at: NOW.plus(SESSION_LIFE),
    };
    session::insert(&mut tx, &session).await.expect("a session");
    tx.commit().await.expect("a commit");
    Viewer { person: Some(person), session: Some(id), ..desk }
}

/// Somebody who is not signed in.
pub fn visitor(browser: &str, address: &str) -> Viewer {
    Viewer { browser: browser.into(), address: address.into(), ..Viewer::default() }
}

/// Three statements that are true.
pub fn statements() -> [Question; 3] {
    ["Funding can be negative", "A hedge has a cost", "Spot has no expiry"]
        .map(|prompt| Question::true_false(prompt, true))
}

/// A form.
pub fn fields(pairs: &[(&str, &str)]) -> editor::Fields {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The sentence beside `field` of a refused form.
#[track_caller]
pub fn refused<T: std::fmt::Debug>(result: Result<T, Error>, field: &str) -> String {
    match result {
        Err(Error::Fields(errors)) => match errors.of(field) {
            Some(sentence) => sentence.to_owned(),
            None => panic!("nothing about `{field}` in {errors:?}"),
        },
        other => panic!("not a refused form: {other:?}"),
    }
}

/// Changes what is stored past every rule.
pub async fn execute(db: &Db, sql: &str) {
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    match db {
        Db::Sqlite { writer, .. } => drop(sqlx::query(sql).execute(writer).await.expect("executed")),
        Db::Postgres(pool) => drop(sqlx::query(sql).execute(pool).await.expect("executed")),
    }
}

/// Makes of each `async fn name(community: Community)` the tests `name::sqlite` and `name::postgres`.
macro_rules! both {
    ($($(#[$about:meta])* async fn $name:ident($community:ident: Community) $body:block)*) => {$(
        $(#[$about])*
        async fn $name($community: crate::community::Community) $body

        mod $name {
            use crate::community::Community;
            use crate::database::{on_postgres, on_sqlite};

            #[tokio::test]
            async fn sqlite() {
                on_sqlite(|db| async { super::$name(Community::on(db).await).await }).await;
            }

            #[tokio::test]
            async fn postgres() {
                on_postgres(|db| async { super::$name(Community::on(db).await).await }).await;
            }
        }
    )*};
}

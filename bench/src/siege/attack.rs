//! The attacks, each bounded in how much it does at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::StatusCode;
use tokio::task::JoinSet;

use super::ground::Ground;
use super::{heavy, slow};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attack {
    /// Certificates, while their holder's name changes.
    Certificates,
    /// Preview pictures of more workshops than are kept.
    Previews,
    /// Large pictures as covers.
    Pictures,
    /// Files of thousands of questions.
    Imports,
    /// Uploads that come as slowly as they may.
    HeldUploads,
    /// Large forms that do the same.
    HeldForms,
    /// Forms a byte at a time.
    SlowBodies,
    /// Connections that say nothing.
    Connections,
}

impl Attack {
    pub const ALL: [Self; 8] = [
        Self::Certificates,
        Self::Previews,
        Self::Pictures,
        Self::Imports,
        Self::HeldUploads,
        Self::HeldForms,
        Self::SlowBodies,
        Self::Connections,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Certificates => "certificates",
            Self::Previews => "previews",
            Self::Pictures => "pictures",
            Self::Imports => "imports",
            Self::HeldUploads => "held-uploads",
            Self::HeldForms => "held-forms",
            Self::SlowBodies => "slow-bodies",
            Self::Connections => "connections",
        }
    }
}

/// How the attacker's requests ended, so that a line tells whether there was an attack at all.
#[derive(Debug, Default)]
pub struct Tally {
    answered: AtomicUsize,
    refused: AtomicUsize,
    held: AtomicUsize,
    broken: AtomicUsize,
}

impl Tally {
    pub fn status(&self, status: StatusCode) {
        let turned_away =
            [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE, StatusCode::REQUEST_TIMEOUT];
        let counter = if turned_away.contains(&status) { &self.refused } else { &self.answered };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Something is held open now.
    pub fn held(&self) {
        self.held.fetch_add(1, Ordering::Relaxed);
    }

    /// The server ended it.
    pub fn ended(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    pub fn broken(&self) {
        self.broken.fetch_add(1, Ordering::Relaxed);
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [answered, refused, held, broken] = [&self.answered, &self.refused, &self.held, &self.broken]
            .map(|count| count.load(Ordering::Relaxed));
        write!(f, "answered={answered} refused={refused} held={held} broken={broken}")
    }
}

/// An attack under way.
pub struct Storm {
    tasks: JoinSet<()>,
    tally: Arc<Tally>,
}

impl Storm {
    pub fn begin(attack: Attack, ground: &Arc<Ground>) -> Self {
        let (mut tasks, tally) = (JoinSet::new(), Arc::<Tally>::default());
        let workers = match attack {
            Attack::Certificates | Attack::Previews | Attack::Pictures | Attack::Imports => 24,
            Attack::HeldUploads => 40,
            Attack::HeldForms => 200,
            Attack::SlowBodies | Attack::Connections => 2_000,
        };
        for worker in 0..workers {
            let (ground, tally) = (ground.clone(), tally.clone());
            match attack {
                Attack::Certificates | Attack::Previews | Attack::Pictures | Attack::Imports => {
                    tasks.spawn(heavy::over_and_over(attack, ground, tally, worker))
                }
                Attack::HeldUploads => tasks.spawn(slow::held_upload(ground, tally)),
                Attack::HeldForms => tasks.spawn(slow::held_form(ground, tally)),
                Attack::SlowBodies => tasks.spawn(slow::slow_body(ground, tally)),
                Attack::Connections => tasks.spawn(slow::silent(ground, tally)),
            };
        }
        Self { tasks, tally }
    }

    /// Ends it, with all its connections.
    pub async fn end(mut self) -> Arc<Tally> {
        self.tasks.shutdown().await;
        self.tally
    }
}

//! What the right of a host or a screen rests on, asked again and again: a socket outlives the moment it was opened in.

use std::fmt;

use convene_domain::account::{Act, may};
use convene_domain::id::{GameId, PersonId, SessionId};
use convene_store::quiz::game;

use crate::{Result, Service};

/// Somebody who was found to control a game.
pub(super) struct Steers {
    service: Service,
    game: GameId,
    person: PersonId,
    session: Option<SessionId>,
}

impl Steers {
    pub fn new(service: &Service, person: PersonId, session: Option<SessionId>, game: GameId) -> Self {
        Self { service: service.clone(), game, person, session }
    }

    /// Whether they still control it: one statement.
    pub async fn still_do(&self) -> Result<bool> {
        let mut tx = self.service.read().await?;
        let found = game::steering(&mut tx, self.game, self.person, self.session, self.service.now()).await?;
        Ok(found.is_some_and(|found| {
            let may = |act| may(Some(found.role), act);
            may(Act::HostQuizzes) && (found.hosts || may(Act::OverseeQuizzes))
        }))
    }
}

impl fmt::Debug for Steers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Steers({} by {})", self.game, self.person)
    }
}

//! Games nobody has ended: their PINs must be free again, and no list shows them for ever.

use convene_domain::Time;
use convene_domain::id::GameId;
use convene_domain::quiz::game::Event;
use convene_domain::quiz::game::wire::Control;
use convene_store::quiz::game;

use super::commit::{Changes, Committed, commit};
use super::load::load;
use crate::{Error, Result, Service};

/// Ends every game in which nobody was for so long, as its host would have. How many.
pub(crate) async fn expire(service: &Service) -> Result<u64> {
    let now = service.now();
    let expired = game::expired(&mut service.read().await?, now).await?;
    let mut ended = 0;
    for id in expired {
        match end(service, id, now).await {
            Ok(done) => ended += u64::from(done),
            // Ended by somebody else meanwhile.
            Err(Error::Missing) => {}
            // One that cannot be read must not keep the others alive.
            Err(error) => tracing::error!(game = %id, %error, "a forgotten game could not be ended"),
        }
    }
    Ok(ended)
}

async fn end(service: &Service, id: GameId, now: Time) -> Result<bool> {
    // From here on no room can store anything in this game, not even that somebody has come.
    let mut loaded = load(service, id).await?;
    if loaded.expires_at > now {
        return Ok(false);
    }
    let writes = loaded.game.step(Event::Control(Control::End), now).writes;
    let changes = Changes { writes, ..Changes::default() };
    let done = commit(service, id, loaded.epoch, now, &changes).await? == Committed::Done;
    tracing::info!(game = %id, done, "ended a game nobody was in any more");
    Ok(done)
}

//! Games that are just over: their PINs still mean something to those who were in them.

use convene_domain::id::GameId;
use convene_domain::quiz::game::Pin;

use crate::quiz::game::{Own, own as own_game};
use crate::{Result, Service, Viewer};

/// The game that had this PIN and ended a few minutes ago, provided the viewer played or controls it.
pub async fn own(service: &Service, viewer: &Viewer, pin: &str) -> Result<Option<GameId>> {
    let Some(pin) = Pin::parse(pin) else { return Ok(None) };
    Ok(match own_game(service, viewer, &pin).await? {
        Some(Own::Ended(id)) => Some(id),
        Some(Own::Living(_)) | None => None,
    })
}

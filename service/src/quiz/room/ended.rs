//! Games that are just over: their PINs still mean something to those who were in them.

use convene_domain::id::GameId;

use super::seat_of;
use crate::quiz::game::controlled;
use crate::{Result, Service, Viewer};

/// The game that had this PIN and ended a few minutes ago, provided the viewer played or controls it.
pub async fn own(service: &Service, viewer: &Viewer, pin: &str) -> Result<Option<GameId>> {
    let pin: String = pin.chars().filter(char::is_ascii_digit).collect();
    let Some(id) = service.rooms().lingering(&pin) else { return Ok(None) };
    let own = seat_of(service, viewer, id).await?.is_some()
        || controlled(&mut service.read().await?, viewer, id).await.is_ok();
    Ok(own.then_some(id))
}

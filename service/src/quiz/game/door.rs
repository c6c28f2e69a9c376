//! Finding a game by what people were told: its PIN, or the link with its key.

use convene_domain::account::limits::Limit;
use convene_domain::id::GameId;
use convene_domain::quiz::game::Pin;
use convene_domain::time::MINUTE;
use convene_store::Tx;
use convene_store::quiz::{game, seat};
use subtle::ConstantTimeEq;

use crate::account::throttle;
use crate::quiz::room;
use crate::{Error, Result, Service, Viewer};

/// Wrong PINs from one browser. A person mistypes a few times.
const PER_BROWSER: Limit = Limit { most: 10, window_ms: 10 * MINUTE };
/// Wrong PINs from one network address: many classrooms may share one. 200 of a million PINs in ten minutes find
/// one of ten living games about once in five hundred tries of this size.
const PER_ADDRESS: Limit = Limit { most: 200, window_ms: 10 * MINUTE };

/// A living game as somebody sees it who stands before its door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    pub id: GameId,
    pub title: String,
    pub pin: Pin,
    pub state: game::State,
    /// Nobody new may enter.
    pub locked: bool,
}

/// The living game with this PIN, as somebody typed it; `key` is what a link or QR code carries besides.
///
/// Wrong PINs are counted for the browser and its network address. Who is over a limit still finds a game by its
/// link, and a game that somebody from the same address plays or hosts: a classroom is not locked out of its own
/// game by one pupil who guesses.
///
/// # Errors
/// [`Error::Fields`] for `pin` when it is no PIN or no game has it, [`Error::TooMany`] over the limit, whether or
/// not there is such a game.
pub async fn find_by_pin(service: &Service, viewer: &Viewer, typed: &str, key: Option<&str>) -> Result<Door> {
    let Some(pin) = Pin::parse(typed) else {
        return Err(Error::field(
            "pin",
            "A PIN has six digits. Look at the host's screen and type it again.",
        ));
    };
    let mut tx = service.read().await?;
    if let Some(game) = game::by_pin(&mut tx, pin.as_str()).await?
        && (has_key(&game, key) || is_in(&mut tx, viewer, &game).await?)
    {
        return Ok(door(&game, pin));
    }
    drop(tx);
    guess(service, viewer, pin).await
}

/// A PIN from somebody who may as well have guessed it.
async fn guess(service: &Service, viewer: &Viewer, pin: Pin) -> Result<Door> {
    let mut tx = service.begin().await?;
    // Counted before the look, and guesses of one address wait here for one another: of many at once, none is
    // answered beyond the limit.
    let counted = count(service, viewer, &mut tx).await;
    let found = game::by_pin(&mut tx, pin.as_str()).await?;
    match (counted, found) {
        // The transaction ends without a commit: a right PIN counts for nothing.
        (Ok(()), Some(game)) => Ok(door(&game, pin)),
        (Ok(()), None) => {
            tx.commit().await?;
            let sentence = "No game has this PIN now. Check the six digits on the host's screen.";
            Err(Error::field("pin", sentence))
        }
        (Err(Error::TooMany { .. }), Some(game)) if is_around(&mut tx, viewer, &game).await? => {
            Ok(door(&game, pin))
        }
        (Err(refused), _) => Err(refused),
    }
}

/// Who can let the viewer in again, by name, the host first. None unless the viewer was removed from this game.
pub async fn barred(service: &Service, viewer: &Viewer, id: GameId) -> Result<Option<Vec<String>>> {
    let seat = room::seat_of(service, viewer, id).await?;
    if seat.is_none_or(|seat| seat.removed_at.is_none()) {
        return Ok(None);
    }
    let hosts = game::hosts(&mut service.read().await?, id).await?;
    Ok(Some(hosts.into_iter().map(|host| host.name).collect()))
}

fn door(game: &game::Game, pin: Pin) -> Door {
    Door { id: game.id, title: game.title.clone(), pin, state: game.state, locked: game.locked }
}

/// What is counted for this viewer. A browser without a cookie yet has no counter of its own: it would share it
/// with all others that have none.
fn counters(viewer: &Viewer) -> impl Iterator<Item = (String, Limit)> {
    let browser =
        (!viewer.browser.is_empty()).then(|| (format!("pin browser {}", viewer.browser), PER_BROWSER));
    browser.into_iter().chain([(format!("pin address {}", viewer.address), PER_ADDRESS)])
}

/// Counts one guess, and refuses when the browser or its address has guessed too often.
async fn count(service: &Service, viewer: &Viewer, tx: &mut Tx) -> Result<()> {
    for (key, limit) in counters(viewer) {
        throttle::count(service, tx, &key, limit).await?;
    }
    Ok(())
}

fn has_key(game: &game::Game, key: Option<&str>) -> bool {
    key.is_some_and(|key| game.link_key.as_bytes().ct_eq(key.as_bytes()).into())
}

/// Whether the viewer plays or hosts this game: they need not guess its PIN.
async fn is_in(tx: &mut Tx, viewer: &Viewer, game: &game::Game) -> Result<bool> {
    if let Some(person) = viewer.id()
        && game::is_host(tx, game.id, person).await?
    {
        return Ok(true);
    }
    Ok(room::own_seat(tx, viewer, game.id).await?.is_some())
}

/// Whether somebody from the viewer's network address plays or hosts this game.
async fn is_around(tx: &mut Tx, viewer: &Viewer, game: &game::Game) -> Result<bool> {
    let theirs = !game.host_address.is_empty() && game.host_address == viewer.address;
    Ok(theirs || seat::address_has_seat(tx, game.id, &viewer.address).await?)
}

//! Finding a game by what people were told: its PIN, or the link with its key.
//!
//! A PIN that may be a guess is looked up only after the limits have allowed it. Whoever needs not guess is found from
//! their own side, by statements in which no PIN occurs: the games they are in, the game their link opens, the games
//! around their network address. So a refusal does the same work whether or not a game has the PIN, and how long it
//! takes says nothing about that.

use convene_domain::account::Act;
use convene_domain::account::limits::Limit;
use convene_domain::id::GameId;
use convene_domain::quiz::game::Pin;
use convene_domain::time::MINUTE;
use convene_store::Tx;
use convene_store::quiz::{door, game};

use crate::account::throttle;
use crate::quiz::room::{self, PODIUM_MS};
use crate::{Error, Result, Service, Viewer};

/// Wrong PINs from one browser. A person mistypes a few times.
const PER_BROWSER: Limit = Limit { most: 10, window_ms: 10 * MINUTE };
/// Wrong PINs from one network address: many classrooms may share one. 200 of a million PINs in ten minutes find
/// one of ten living games about once in five hundred tries of this size.
const PER_ADDRESS: Limit = Limit { most: 200, window_ms: 10 * MINUTE };
/// Longest key that is looked up, in bytes: twice the length of those in our links.
const LONGEST_KEY: usize = 64;

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
    let mut open = of_viewer(service, viewer, &mut tx).await?;
    if let Some(key) = key.filter(|key| key.len() <= LONGEST_KEY) {
        open.extend(door::by_key(&mut tx, key).await?);
    }
    drop(tx);
    match with_pin(open, &pin) {
        Some(door) => Ok(door),
        None => guess(service, viewer, pin).await,
    }
}

/// A PIN from somebody who may as well have guessed it.
async fn guess(service: &Service, viewer: &Viewer, pin: Pin) -> Result<Door> {
    let mut tx = service.begin().await?;
    // Counted before the look, and guesses of one address wait here for one another: of many at once, none is
    // answered beyond the limit.
    if let Err(refused) = count(service, viewer, &mut tx).await {
        let around = match viewer.address.as_str() {
            "" => Vec::new(),
            address => door::around(&mut tx, address).await?,
        };
        return with_pin(around, &pin).ok_or(refused);
    }
    match door::by_pin(&mut tx, pin.as_str()).await? {
        // The transaction ends without a commit: a right PIN counts for nothing.
        Some(found) => Ok(outside(found, pin)),
        None => {
            tx.commit().await?;
            let sentence = "No game has this PIN now. Check the six digits on the host's screen.";
            Err(Error::field("pin", sentence))
        }
    }
}

/// A game the viewer is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::quiz) enum Own {
    Living(GameId),
    /// It ended a short while ago, and its room still shows the podium.
    Ended(GameId),
}

impl Own {
    pub fn id(self) -> GameId {
        let (Own::Living(id) | Own::Ended(id)) = self;
        id
    }
}

/// The game with this PIN, provided the viewer plays or controls it. Nobody has to guess the PIN of such a game, so this
/// counts no tries; and it is found for a while after its end, so that whoever lost the connection in the last moment
/// still sees the podium.
pub(in crate::quiz) async fn own(service: &Service, viewer: &Viewer, pin: &Pin) -> Result<Option<Own>> {
    let mut tx = service.read().await?;
    let own = of_viewer(service, viewer, &mut tx).await?;
    let ended = |door: &&door::Door| door.pin.is_none() && service.rooms().shows(door.id, pin.as_str());
    if let Some(ended) = own.iter().find(ended).map(|door| Own::Ended(door.id)) {
        return Ok(with_pin(own, pin).map(|door| Own::Living(door.id)).or(Some(ended)));
    }
    if let Some(living) = with_pin(own, pin) {
        return Ok(Some(Own::Living(living.id)));
    }
    // Whoever oversees games sees them all in a list: there is nothing to guess for them.
    if !viewer.may(Act::OverseeQuizzes) {
        return Ok(None);
    }
    let living = door::by_pin(&mut tx, pin.as_str()).await?.map(|door| Own::Living(door.id));
    Ok(living.or_else(|| service.rooms().lingering(pin.as_str()).map(Own::Ended)))
}

/// Games the viewer plays or hosts, those among them that ended a short while ago.
async fn of_viewer(service: &Service, viewer: &Viewer, tx: &mut Tx) -> Result<Vec<door::Door>> {
    let ended_after = service.now().plus(-PODIUM_MS - MINUTE);
    Ok(door::of_viewer(tx, viewer.id(), &viewer.browser, ended_after).await?)
}

/// The living one of these games that has this PIN.
fn with_pin(doors: Vec<door::Door>, pin: &Pin) -> Option<Door> {
    let found = doors.into_iter().find(|door| door.pin.as_deref() == Some(pin.as_str()))?;
    Some(outside(found, pin.clone()))
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

fn outside(found: door::Door, pin: Pin) -> Door {
    Door { id: found.id, title: found.title, pin, state: found.state, locked: found.locked }
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

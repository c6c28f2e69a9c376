//! The way in: who finds a game, who gets a seat, who may listen and as what.

use convene_domain::id::{GameId, SeatId};
use convene_domain::quiz::game::wire::{Audience, Refusal};
use convene_domain::quiz::game::{Nickname, Pin};
use convene_store::Tx;
use convene_store::quiz::game;
use convene_store::quiz::seat::{self, Seat};
use tokio::sync::{mpsc, oneshot};

use super::connection::{Connection, Incoming, QUEUE};
use super::decency::is_decent;
use super::register::{Applicant, is_theirs};
use super::task::Command;
use crate::quiz::game::{controlled, find_by_pin};
use crate::{Error, Result, Service, Viewer};

/// Times a room may end under somebody's hands before we say so.
const TRIES: usize = 3;

/// What came of wanting a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joined {
    New(SeatId),
    /// This browser or account had a seat already: it goes on with that one, under the name it has.
    Already(SeatId),
    /// Somebody has that nickname or one that looks like it.
    NameTaken {
        suggestion: String,
    },
    /// Locked or over.
    Refused(Refusal),
}

/// The game with this PIN, provided the viewer plays or controls it. Nobody has to guess the PIN of such a game, so
/// this counts no tries; and it is found for a while after its end, so that whoever lost the connection in the last
/// moment still sees the podium.
async fn own_game(service: &Service, viewer: &Viewer, pin: &str) -> Result<Option<GameId>> {
    let Some(pin) = Pin::parse(pin) else { return Ok(None) };
    let mut tx = service.read().await?;
    let living = game::by_pin(&mut tx, pin.as_str()).await?.map(|game| game.id);
    let Some(id) = living.or_else(|| service.rooms().lingering(pin.as_str())) else { return Ok(None) };
    let own = own_seat(&mut tx, viewer, id).await?.is_some() || controlled(&mut tx, viewer, id).await.is_ok();
    Ok(own.then_some(id))
}

async fn game_at(service: &Service, viewer: &Viewer, pin: &str, key: Option<&str>) -> Result<GameId> {
    match own_game(service, viewer, pin).await? {
        Some(id) => Ok(id),
        None => Ok(find_by_pin(service, viewer, pin, key).await?.id),
    }
}

/// The viewer's seat in a game: their account's, or this browser's.
pub async fn seat_of(service: &Service, viewer: &Viewer, game: GameId) -> Result<Option<Seat>> {
    own_seat(&mut service.read().await?, viewer, game).await
}

async fn own_seat(tx: &mut Tx, viewer: &Viewer, game: GameId) -> Result<Option<Seat>> {
    if let Some(person) = viewer.id()
        && let Some(seat) = seat::by_person(tx, game, person).await?
    {
        return Ok(Some(seat));
    }
    let seat = seat::by_browser(tx, game, &viewer.browser).await?;
    Ok(seat.filter(|seat| is_theirs(*seat.person_id, viewer.id())))
}

/// Takes a seat in the game with this PIN; `key` is what a link or QR code carries besides.
///
/// A nickname that is none, or not decent, is [`Error::Fields`] for `nickname`; see [`find_by_pin`] for the PIN.
pub async fn join(
    service: &Service,
    viewer: &Viewer,
    pin: &str,
    key: Option<&str>,
    nickname: &str,
) -> Result<Joined> {
    let game = game_at(service, viewer, pin, key).await?;
    if viewer.browser.is_empty() {
        return Err(Error::field(
            "nickname",
            "Your browser keeps no cookies, so your seat would be lost. Allow them.",
        ));
    }
    if let Some(seat) = seat_of(service, viewer, game).await? {
        return Ok(Joined::Already(seat.id));
    }
    let nickname = Nickname::parse(nickname).map_err(|error| Error::field("nickname", error.sentence()))?;
    if !is_decent(nickname.as_str()) {
        return Err(Error::field("nickname", "Choose a nickname that everybody can read aloud."));
    }
    let extra_time = viewer.person.as_ref().and_then(|person| u32::try_from(person.extra_time).ok());
    let applicant = Applicant {
        person: viewer.id(),
        browser: viewer.browser.clone(),
        address: viewer.address.clone(),
        extra_time: extra_time.unwrap_or(100),
    };
    for _ in 0..TRIES {
        let room = service.rooms().room(service, game).await?;
        let (reply, answer) = oneshot::channel();
        let join = Command::Join { applicant: applicant.clone(), nickname: nickname.clone(), reply };
        if room.send(join).await.is_ok()
            && let Ok(joined) = answer.await
        {
            return Ok(joined);
        }
        // The room ended before it stored the seat, or right after; asking again is safe either way.
    }
    Err(Error::Internal(format!("the room of game {game} keeps ending")))
}

/// Opens a line to the game with this PIN. Its first frame is a `Welcome`.
///
/// Players need a seat ([`Error::Missing`] without one); hosts and screens need the right to control the game
/// ([`Error::SignIn`], [`Error::Forbidden`]). See [`find_by_pin`] for the PIN.
pub async fn connect(
    service: &Service,
    viewer: &Viewer,
    pin: &str,
    audience: Audience,
) -> Result<Connection> {
    let game = game_at(service, viewer, pin, None).await?;
    let seat = match audience {
        Audience::Player => Some(seat_of(service, viewer, game).await?.ok_or(Error::Missing)?.id),
        Audience::Host | Audience::Screen => {
            controlled(&mut service.read().await?, viewer, game).await?;
            None
        }
    };
    for _ in 0..TRIES {
        let room = service.rooms().room(service, game).await?;
        let (queue, outgoing) = mpsc::channel(QUEUE);
        let connection = service.rooms().next_connection();
        let incoming = Incoming::new(connection, service.clock().clone(), room.clone(), queue.downgrade());
        if room.send(Command::Enter { connection, audience, seat, queue }).await.is_ok() {
            return Ok(Connection { incoming, outgoing });
        }
    }
    Err(Error::Internal(format!("the room of game {game} keeps ending")))
}

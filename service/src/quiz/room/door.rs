//! The way in: who finds a game, who gets a seat, who may listen and as what.

use convene_domain::account::Act;
use convene_domain::id::{GameId, SeatId};
use convene_domain::quiz::game::wire::{Audience, Refusal};
use convene_domain::quiz::game::{Nickname, Pin};
use convene_store::Tx;
use convene_store::quiz::seat::{self, Seat};
use tokio::sync::{mpsc, oneshot};

use super::connection::{Connection, Incoming, QUEUE};
use super::crowd::Owner;
use super::decency::is_decent;
use super::register::Applicant;
use super::steers::Steers;
use super::task::Command;
use crate::quiz::game::{Own, controlled, find_by_pin, own};
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
    /// Locked, over or full, or too many from one place.
    Refused(Refusal),
}

/// The viewer's seat in a game: their account's, or this browser's.
pub async fn seat_of(service: &Service, viewer: &Viewer, game: GameId) -> Result<Option<Seat>> {
    own_seat(&mut service.read().await?, viewer, game).await
}

/// The same within a transaction. A seat of an account is that account's alone, whoever uses the browser; one
/// without an account is the browser's.
pub(in crate::quiz) async fn own_seat(tx: &mut Tx, viewer: &Viewer, game: GameId) -> Result<Option<Seat>> {
    if let Some(person) = viewer.id()
        && let Some(seat) = seat::by_person(tx, game, person).await?
    {
        return Ok(Some(seat));
    }
    if viewer.browser.is_empty() {
        return Ok(None);
    }
    Ok(seat::by_browser(tx, game, &viewer.browser).await?)
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
    let own = match Pin::parse(pin) {
        Some(pin) => own(service, viewer, &pin).await?,
        None => None,
    };
    let game = match own {
        Some(own) => own.id(),
        None => find_by_pin(service, viewer, pin, key).await?.id,
    };
    if viewer.browser.is_empty() {
        return Err(Error::field(
            "nickname",
            "Your browser keeps no cookies, so your seat would be lost. Allow cookies for this site, then press the \
            button again.",
        ));
    }
    if let Some(seat) = seat_of(service, viewer, game).await? {
        return Ok(Joined::Already(seat.id));
    }
    let nickname = Nickname::parse(nickname).map_err(|error| Error::field("nickname", error.sentence()))?;
    if !is_decent(nickname.as_str()) {
        return Err(Error::field("nickname", "Please choose another nickname."));
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
            let claim = match joined {
                Joined::Already(seat) => claim(service, viewer, game, seat).await?,
                _ => None,
            };
            let Some(claimed) = claim else { return Ok(joined) };
            // A room that is gone reads it anew.
            _ = room.send(claimed).await;
        }
        // The room ended before it stored the seat, or right after; asking again is safe either way.
    }
    Err(Error::Internal(format!("the room of game {game} keeps ending")))
}

/// What a room must hear that holds `seat` for the viewer's, though somebody else has signed in where it was taken.
async fn claim(service: &Service, viewer: &Viewer, game: GameId, seat: SeatId) -> Result<Option<Command>> {
    let stored = seat::by_id(&mut service.read().await?, game, seat).await?;
    let owner = stored.and_then(|stored| *stored.person_id).filter(|owner| viewer.id() != Some(*owner));
    Ok(owner.map(|person| Command::Claimed { seat, person }))
}

/// Opens a line to the game with this PIN. Its first frame is a `Welcome`.
///
/// Players need a seat ([`Error::Missing`] without one); hosts and screens need the right to control the game
/// ([`Error::SignIn`], [`Error::Forbidden`]). For anybody else no game is looked up, so that nothing can be guessed here.
pub async fn connect(
    service: &Service,
    viewer: &Viewer,
    pin: &str,
    audience: Audience,
) -> Result<Connection> {
    let pin = Pin::parse(pin).ok_or(Error::Missing)?;
    let own = own(service, viewer, &pin).await?.map(Own::id);
    let (game, owner) = match audience {
        Audience::Player => {
            let game = own.ok_or(Error::Missing)?;
            (game, Owner::Seat(seat_of(service, viewer, game).await?.ok_or(Error::Missing)?.id))
        }
        Audience::Host | Audience::Screen => {
            let person = viewer.allowed(Act::HostQuizzes)?.id;
            let Some(game) = own else {
                // Overseers find every game there is.
                viewer.allowed(Act::OverseeQuizzes)?;
                return Err(Error::Missing);
            };
            controlled(&mut service.read().await?, viewer, game).await?;
            (game, Owner::Person(person))
        }
    };
    for _ in 0..TRIES {
        let room = service.rooms().room(service, game).await?;
        let (queue, outgoing) = mpsc::channel(QUEUE);
        let connection = service.rooms().next_connection();
        let steers = match owner {
            Owner::Seat(_) => None,
            Owner::Person(person) => Some(Steers::new(service, person, viewer.session, game)),
        };
        let (clock, weak) = (service.clock().clone(), queue.downgrade());
        let incoming = Incoming::new(connection, clock, room.clone(), steers, weak);
        if room.send(Command::Enter { connection, audience, owner, queue }).await.is_ok() {
            return Ok(Connection { incoming, outgoing });
        }
    }
    Err(Error::Internal(format!("the room of game {game} keeps ending")))
}

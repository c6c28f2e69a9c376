//! Changing one's address, and taking that back.

use convene_domain::account::{Act, Email, limits};
use convene_domain::id::AddressUndoId;
use convene_store::account::address_undo::{self, AddressUndo};
use convene_store::account::person::{self, Person};
use convene_store::account::{session as sessions, sign_in};
use convene_store::{Error as StoreError, Tx};

use super::codes::{self, NO_REQUEST, Purpose};
use super::{device, merge, proof, session, shares, words};
use crate::chance::secret_hash;
use crate::{Error, Result, Service, Viewer, mail};

const ADDRESS_TAKEN: &str = "This address now has an account of its own. Use another one.";
const UNDO_ENDED: &str = "This link is no longer valid. It was used already, or it is older than 7 days.";
const UNDO_TAKEN: &str = "This address has another account now. Sign in with it, give that account another address, then \
    open this link again.";

/// The address that waits for its code in this browser.
pub async fn pending(service: &Service, viewer: &Viewer) -> Result<Option<String>> {
    let me = viewer.allowed(Act::HaveProfile)?;
    let mut tx = service.read().await?;
    let newest = codes::newest(service, &mut tx, viewer, Purpose::Change(me.id)).await?;
    Ok(newest.map(|request| request.email))
}

/// Asks to change my address, once it is proven that it is me: a code goes to the new one. An address that has an account
/// gets no code but a word about it; the answer here is the same.
pub async fn ask(service: &Service, viewer: &Viewer, email: &str, given: &proof::Given<'_>) -> Result<()> {
    let me = viewer.allowed(Act::HaveProfile)?;
    proof::demand(service, viewer, given).await?;
    let email = Email::parse(email).map_err(|e| Error::field("email", e.to_string()))?;
    if email.as_str() == me.email {
        return Err(Error::field("email", "This is your address already."));
    }
    let mut tx = service.begin().await?;
    // Anybody may name any address: whoever owns it keeps what is theirs.
    let allowed = shares::mail(service, &mut tx, viewer, &email, None).await;
    if let Ok(send) = allowed {
        open(service, &mut tx, viewer, me, &email, send).await?;
    }
    // What was counted stays so, whatever came of it.
    tx.commit().await?;
    service.mail_waits();
    allowed.map(|_| ())
}

async fn open(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    me: &Person,
    email: &Email,
    send: bool,
) -> Result<()> {
    let community = super::setup::community_name(tx).await?;
    let other = person::by_email(tx, email).await?.filter(|other| other.proven_at.is_some());
    let purpose = Purpose::Change(me.id);
    if let Some(other) = other {
        if send {
            let letter = words::address_in_use(viewer.language_for(Some(&other)), &community);
            mail::send(service, tx, email.as_str(), letter).await?;
        }
        return codes::pretend(service, tx, viewer, email, purpose, None).await;
    }
    if !send {
        return codes::pretend(service, tx, viewer, email, purpose, None).await;
    }
    let code = codes::open(service, tx, viewer, email, purpose, None).await?.code;
    let letter = words::new_address(viewer.language_for(Some(me)), &community, &code);
    let letter = letter.good_until(service.now().plus(limits::SIGN_IN_LIFE));
    mail::send(service, tx, email.as_str(), letter).await
}

/// Changes my address with the code that went to the new one. My other sessions end, other browsers count as unknown
/// ones, and the old address is told, with a link that takes the change back. The new value of this browser's device cookie.
pub async fn complete(service: &Service, viewer: &Viewer, code: &str) -> Result<String> {
    let me = viewer.allowed(Act::HaveProfile)?.id;
    let current = viewer.session.ok_or(Error::SignIn)?;
    let request = codes::check(service, viewer, Purpose::Change(me), code, "code").await?;
    let email = Email::parse(&request.email).map_err(|e| Error::Internal(e.to_string()))?;
    let (mut tx, now) = (service.begin().await?, service.now());
    // As the account is now, and stays until this is done: somebody may be taking it back at this moment.
    let me = person::hold(&mut tx, me).await?.ok_or(Error::SignIn)?;
    if sessions::proven_at(&mut tx, current, now).await?.is_none() {
        return Err(Error::SignIn);
    }
    if !sign_in::use_up(&mut tx, request.id, now).await? {
        return Err(Error::field("code", NO_REQUEST));
    }
    if address_undo::owner_of(&mut tx, &email, now).await?.is_some_and(|owner| owner != me.id) {
        return Err(Error::field("code", ADDRESS_TAKEN));
    }
    make_room(service, &mut tx, &me, &email).await?.map_err(|Taken| Error::field("code", ADDRESS_TAKEN))?;
    match person::set_email(&mut tx, me.id, &email).await {
        Err(StoreError::Taken { .. }) => return Err(Error::field("code", ADDRESS_TAKEN)),
        done => done?,
    }
    session::keep_only(service, &mut tx, me.id, Some(current)).await?;
    let link = keep_undo(service, &mut tx, &me).await?;
    let community = super::setup::community_name(&mut tx).await?;
    let letter = words::address_changed(viewer.language_for(Some(&me)), &community, &email, &link);
    mail::send(service, &mut tx, &me.email, letter).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(device::issue(service, viewer, me.id))
}

/// Somebody else signs in with the address.
struct Taken;

/// An account nobody ever signed in to gives its address up: whoever proves the address registered with it.
async fn make_room(
    service: &Service,
    tx: &mut Tx,
    me: &Person,
    email: &Email,
) -> Result<std::result::Result<(), Taken>> {
    match person::by_email(tx, email).await? {
        Some(other) if other.id == me.id => {}
        Some(other) if other.proven_at.is_some() => return Ok(Err(Taken)),
        Some(guest) => merge::guest_into(service, tx, &guest, me).await?,
        None => {}
    }
    Ok(Ok(()))
}

/// The link that gives the account the address it had before.
async fn keep_undo(service: &Service, tx: &mut Tx, before: &Person) -> Result<String> {
    let now = service.now();
    let token = service.chance().token();
    let undo = AddressUndo {
        id: AddressUndoId::new(now, service.chance().bytes()),
        person_id: before.id,
        email: before.email.clone(),
        link_hash: secret_hash(&token),
        created_at: now,
        expires_at: now.plus(limits::ADDRESS_UNDO_LIFE),
    };
    address_undo::insert(tx, &undo).await?;
    Ok(format!("{}/address/undo/{token}", service.settings().public_url))
}

/// The address a link brings back, as long as it does. Changes nothing.
pub async fn look_at_undo(service: &Service, link: &str) -> Result<Option<String>> {
    let mut tx = service.read().await?;
    let undo = address_undo::by_link(&mut tx, &secret_hash(link), service.now()).await?;
    Ok(undo.map(|undo| undo.email))
}

/// Gives an account back to whoever holds its old address, signed in or not: it has that address again, nobody is signed
/// in to it, and its password is gone, because whoever changed the address may know or have set it. Links of later changes
/// end, so that whoever changed it twice cannot take it again; nothing else changes. The address that no longer signs anybody
/// in is told. The address to sign in with.
pub async fn undo(service: &Service, link: &str) -> Result<String> {
    let (mut tx, now) = (service.begin().await?, service.now());
    let ended = || Error::field("", UNDO_ENDED);
    let undo = address_undo::by_link(&mut tx, &secret_hash(link), now).await?.ok_or_else(ended)?;
    let email = Email::parse(&undo.email).map_err(|e| Error::Internal(e.to_string()))?;
    // Held first, so that a change of this account is either done by now or finds its session ended.
    let me = person::hold(&mut tx, undo.person_id).await?.ok_or_else(ended)?;
    sessions::end_others(&mut tx, me.id, None, now).await?;
    if !address_undo::use_up(&mut tx, &undo, now).await? {
        return Err(ended());
    }
    make_room(service, &mut tx, &me, &email).await?.map_err(|Taken| Error::field("", UNDO_TAKEN))?;
    match person::restore(&mut tx, me.id, &email, now).await {
        Err(StoreError::Taken { .. }) => return Err(Error::field("", UNDO_TAKEN)),
        done => done?,
    }
    if me.email != undo.email {
        let community = super::setup::community_name(&mut tx).await?;
        let letter = words::address_returned(me.language().unwrap_or_default(), &community);
        mail::send(service, &mut tx, &me.email, letter).await?;
    }
    tx.commit().await?;
    service.mail_waits();
    Ok(undo.email)
}

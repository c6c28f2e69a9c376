//! Six digits that come by mail: what they are for, and whether what was typed is right.

use convene_domain::account::{Email, limits};
use convene_domain::id::{PersonId, SessionId, SignInId};
use convene_store::Tx;
use convene_store::account::person;
use convene_store::account::sign_in::{self, SignIn};
use subtle::ConstantTimeEq;

use super::throttle::{self, Counter};
use super::{device, shares};
use crate::chance::secret_hash;
use crate::{Error, Result, Service, Viewer};

/// What a code is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// To sign in, in the browser that asked.
    SignIn,
    /// To prove a new address of this account, in the browser that asked.
    Change(PersonId),
    /// To prove that it is still its owner who has this session.
    Prove(SessionId),
}

/// What goes into the mail.
pub(super) struct Secrets {
    pub code: String,
    pub link: String,
}

pub(super) const NO_REQUEST: &str = "This code has expired or was already used. Ask for a new one.";
const WRONG_CODE: &str = "This code is not right. Look at the newest mail, or ask for a new code.";
const USE_THE_LINK: &str =
    "Too many wrong codes were typed. Open the link in the mail instead, in this browser.";

/// The newest code that can still be typed here.
pub(super) async fn newest(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    purpose: Purpose,
) -> Result<Option<SignIn>> {
    let now = service.now();
    let (browser, change_for) = match purpose {
        Purpose::Prove(session) => return Ok(sign_in::newest_of_session(tx, session, now).await?),
        Purpose::Change(person) => (&viewer.browser, Some(person)),
        Purpose::SignIn => (&viewer.browser, None),
    };
    Ok(sign_in::newest_of_browser(tx, browser, change_for, now).await?)
}

/// A new request for a code that goes to `email`.
pub(super) async fn open(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    email: &Email,
    purpose: Purpose,
    next: Option<&str>,
) -> Result<Secrets> {
    let id = SignInId::new(service.now(), service.chance().bytes());
    let secrets = Secrets { code: service.chance().digits(6), link: service.chance().token() };
    let hashes = (code_hash(id, &secrets.code), secret_hash(&secrets.link));
    insert(service, tx, viewer, email, purpose, next, (id, hashes)).await?;
    Ok(secrets)
}

/// Where no code may be sent, the page waits for one all the same: for the last that went to this address, or for one that
/// nobody has.
pub(super) async fn pretend(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    email: &Email,
    purpose: Purpose,
    next: Option<&str>,
) -> Result<()> {
    let waiting = newest(service, tx, viewer, purpose).await?;
    if waiting.is_some_and(|request| request.email == email.as_str()) {
        return Ok(());
    }
    let id = SignInId::new(service.now(), service.chance().bytes());
    let unknown = secret_hash(&service.chance().token());
    insert(service, tx, viewer, email, purpose, next, (id, (unknown.clone(), unknown))).await
}

async fn insert(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    email: &Email,
    purpose: Purpose,
    next: Option<&str>,
    (id, (code_hash, link_hash)): (SignInId, (String, String)),
) -> Result<()> {
    let now = service.now();
    let (change_for, proves_session) = match purpose {
        Purpose::SignIn => (None, None),
        Purpose::Change(person) => (Some(person.to_string()), None),
        Purpose::Prove(session) => (None, Some(session.to_string())),
    };
    let new = SignIn {
        id,
        email: email.as_str().to_owned(),
        name: None,
        code_hash,
        link_hash,
        browser_hash: viewer.browser.clone(),
        next: next.map(str::to_owned),
        change_for,
        proves_session,
        tries: 0,
        created_at: now,
        expires_at: now.plus(limits::SIGN_IN_LIFE),
    };
    Ok(sign_in::insert(tx, &new).await?)
}

/// Codes are short, so the hash is bound to its request.
fn code_hash(id: SignInId, code: &str) -> String {
    secret_hash(&format!("{id}:{code}"))
}

/// Where wrong codes for this request are counted.
async fn counters(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    purpose: Purpose,
    request: &SignIn,
) -> Result<Vec<Counter>> {
    Ok(match purpose {
        Purpose::SignIn => {
            let email = Email::parse(&request.email).map_err(|e| Error::Internal(e.to_string()))?;
            let account = person::by_email(tx, &email).await?;
            let device = device::known(service, viewer, account.as_ref());
            shares::codes(viewer, &email, device.as_deref())
        }
        Purpose::Change(person) => shares::codes_of_change(viewer, person, &request.email),
        Purpose::Prove(session) => vec![(format!("code-in:{session}"), limits::CODES_PER_DEVICE)],
    })
}

/// The request that `typed` proves. The refusal is about the input `field`.
pub(super) async fn check(
    service: &Service,
    viewer: &Viewer,
    purpose: Purpose,
    typed: &str,
    field: &str,
) -> Result<SignIn> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let mut tx = service.begin().await?;
    let Some(request) = newest(service, &mut tx, viewer, purpose).await? else {
        return Err(Error::field(field, NO_REQUEST));
    };
    let counters = counters(service, &mut tx, viewer, purpose, &request).await?;
    // Counted before the look: of many guesses at once, none is answered beyond the limit.
    let refusal = match throttle::count_all(service, &mut tx, &counters).await {
        Err(Error::TooMany { .. }) if matches!(purpose, Purpose::SignIn) => Error::field(field, USE_THE_LINK),
        Err(refused) => refused,
        Ok(()) => {
            let in_time = sign_in::count_try(&mut tx, request.id, limits::CODE_TRIES).await?;
            let right = code_hash(request.id, &typed).as_bytes().ct_eq(request.code_hash.as_bytes());
            match (in_time, bool::from(right)) {
                // The transaction ends without a commit: a right code counts for nothing.
                (true, true) => return Ok(request),
                (true, false) => Error::field(field, WRONG_CODE),
                (false, _) => Error::field(field, NO_REQUEST),
            }
        }
    };
    tx.commit().await?;
    Err(refusal)
}

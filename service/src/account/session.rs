//! Signed-in browsers.

use convene_domain::account::{Act, limits};
use convene_domain::id::{PersonId, SessionId};
use convene_store::Tx;
use convene_store::account::{person, session};

use super::setup::{self, Community};
use super::{browser, device};
use crate::chance::secret_hash;
use crate::{Error, Result, Service, Viewer};

pub use convene_store::account::session::Session;

/// The outcome of a sign-in: the secret for the cookie, and where the person was going.
#[derive(Debug)]
pub struct Signed {
    pub token: String,
    /// A new secret for the browser's own cookie: somebody else used this browser before.
    pub browser: Option<String>,
    /// A new value for the cookie that tells this browser from those that never signed in to this account.
    pub devices: String,
    pub next: Option<String>,
    /// Signed in for the first time ever.
    pub newcomer: bool,
}

/// Who visits, and whose place this is: what every page needs to know first.
#[derive(Debug)]
pub struct Visit {
    pub viewer: Viewer,
    /// None until the first admin has set the community up.
    pub community: Option<Community>,
    /// A new value for the cookie that tells this browser from those that never signed in to this account: for one that
    /// has been signed in since before there was that cookie, or has lost it.
    pub devices: Option<String>,
}

/// Completes `viewer` by the session cookie's secret. An unknown or ended session is nobody, not an error. Both
/// questions go over one connection, because every request asks them.
pub async fn visit(service: &Service, token: Option<&str>, mut viewer: Viewer) -> Result<Visit> {
    let now = service.now();
    let mut tx = service.read().await?;
    let community = setup::read_community(&mut tx).await?;
    let signed = match token {
        Some(token) => session::by_token(&mut tx, &secret_hash(token), now).await?,
        None => None,
    };
    drop(tx);
    let mut devices = None;
    if let Some(signed) = signed {
        if now.since(signed.session_seen_at) >= limits::SEEN_EVERY {
            let mut tx = service.begin().await?;
            session::touch(&mut tx, signed.session_id, now, now.plus(limits::SESSION_LIFE)).await?;
            tx.commit().await?;
            devices = device::issue_missing(service, &viewer, &signed.person);
        }
        viewer.session = Some(signed.session_id);
        viewer.person = Some(signed.person);
    }
    Ok(Visit { viewer, community, devices })
}

/// Starts a session in the caller's transaction. The old session of this browser ends: a secret planted before the
/// sign-in is worth nothing after it.
///
/// What this browser did before it was known who sits there is theirs from now on, unless the last one who signed in
/// here was somebody else: then the browser starts anew.
pub(crate) async fn start(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    person: PersonId,
    agent: &str,
) -> Result<Signed> {
    let now = service.now();
    if let (Some(old), Some(owner)) = (viewer.session, viewer.id()) {
        session::end(tx, owner, old, now).await?;
    }
    let last = session::last_of_browser(tx, &viewer.browser).await?.or(viewer.id());
    let browser = match last {
        Some(other) if other != person => Some(browser::renew(service, tx, viewer).await?),
        _ => {
            convene_store::quiz::seat::claim_for_person(tx, &viewer.browser, person).await?;
            None
        }
    };
    let browser_hash = browser.as_deref().map_or_else(|| viewer.browser.clone(), secret_hash);
    let token = service.chance().token();
    let agent: String = agent.chars().filter(|c| !c.is_control()).take(200).collect();
    session::insert(
        tx,
        &session::NewSession {
            id: SessionId::new(now, service.chance().bytes()),
            token_hash: &secret_hash(&token),
            person_id: person,
            browser_hash: &browser_hash,
            agent: &agent,
            now,
            expires_at: now.plus(limits::SESSION_LIFE),
        },
    )
    .await?;
    let devices = device::issue(service, viewer, person);
    Ok(Signed { token, browser, devices, next: None, newcomer: false })
}

/// My sessions, last used first.
pub async fn list(service: &Service, viewer: &Viewer) -> Result<Vec<Session>> {
    let person = viewer.allowed(Act::HaveProfile)?;
    let mut tx = service.read().await?;
    Ok(session::of_person(&mut tx, person.id, service.now()).await?)
}

/// Ends one of my sessions.
pub async fn revoke(service: &Service, viewer: &Viewer, id: SessionId) -> Result<()> {
    let person = viewer.allowed(Act::HaveProfile)?;
    let mut tx = service.begin().await?;
    let ended = session::end(&mut tx, person.id, id, service.now()).await?;
    tx.commit().await?;
    if ended { Ok(()) } else { Err(Error::Missing) }
}

/// Ends this session and what ties the browser to it: the browser's new secret. Nothing to do for somebody not signed
/// in.
pub async fn sign_out(service: &Service, viewer: &Viewer) -> Result<Option<String>> {
    let (Some(person), Some(id)) = (viewer.id(), viewer.session) else { return Ok(None) };
    let mut tx = service.begin().await?;
    session::end(&mut tx, person, id, service.now()).await?;
    let browser = browser::renew(service, &mut tx, viewer).await?;
    tx.commit().await?;
    Ok(Some(browser))
}

/// What signing out everywhere else has come to.
#[derive(Debug)]
pub struct Elsewhere {
    /// How many sessions ended.
    pub ended: u64,
    /// A new value for the cookie that tells this browser from unknown ones.
    pub devices: String,
}

/// Ends all my sessions but this one. Browsers that I signed in with before count as unknown ones, except this.
pub async fn sign_out_elsewhere(service: &Service, viewer: &Viewer) -> Result<Elsewhere> {
    let person = viewer.allowed(Act::HaveProfile)?;
    let mut tx = service.begin().await?;
    let ended = keep_only(service, &mut tx, person.id, viewer.session).await?;
    tx.commit().await?;
    Ok(Elsewhere { ended, devices: device::issue(service, viewer, person.id) })
}

/// Ends every session of `person` but `kept`, in the caller's transaction, and forgets the browsers they signed in with:
/// whoever is kept out of an account has no tries of their own there any more. How many sessions ended.
pub(super) async fn keep_only(
    service: &Service,
    tx: &mut Tx,
    person: PersonId,
    kept: Option<SessionId>,
) -> Result<u64> {
    let now = service.now();
    // The account first, as everybody takes it who changes both: else two at once would wait for each other.
    person::forget_devices(tx, person, now).await?;
    Ok(session::end_others(tx, person, kept, now).await?)
}

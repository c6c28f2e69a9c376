//! Signed-in browsers.

use convene_domain::account::{Act, limits};
use convene_domain::id::{PersonId, SessionId};
use convene_store::Tx;
use convene_store::account::session;

use super::setup::{self, Community};
use crate::chance::secret_hash;
use crate::{Error, Result, Service, Viewer};

pub use convene_store::account::session::Session;

/// The outcome of a sign-in: the secret for the cookie, and where the person was going.
#[derive(Debug)]
pub struct Signed {
    pub token: String,
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
    if let Some(signed) = signed {
        if now.since(signed.session_seen_at) >= limits::SEEN_EVERY {
            let mut tx = service.begin().await?;
            session::touch(&mut tx, signed.session_id, now, now.plus(limits::SESSION_LIFE)).await?;
            tx.commit().await?;
        }
        viewer.session = Some(signed.session_id);
        viewer.person = Some(signed.person);
    }
    Ok(Visit { viewer, community })
}

/// Starts a session in the caller's transaction and returns its secret. The old session of this browser ends:
/// a secret planted before the sign-in is worth nothing after it.
pub(crate) async fn start(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    person: PersonId,
    agent: &str,
) -> Result<String> {
    if let (Some(old), Some(owner)) = (viewer.session, viewer.id()) {
        session::end(tx, owner, old).await?;
    }
    let now = service.now();
    let token = service.chance().token();
    let agent: String = agent.chars().filter(|c| !c.is_control()).take(200).collect();
    session::insert(
        tx,
        &session::NewSession {
            id: SessionId::new(now, service.chance().bytes()),
            token_hash: &secret_hash(&token),
            person_id: person,
            agent: &agent,
            now,
            expires_at: now.plus(limits::SESSION_LIFE),
        },
    )
    .await?;
    // What this browser did before it was known who sits there is theirs from now on.
    convene_store::quiz::seat::claim_for_person(tx, &viewer.browser, person).await?;
    Ok(token)
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
    let ended = session::end(&mut tx, person.id, id).await?;
    tx.commit().await?;
    if ended { Ok(()) } else { Err(Error::Missing) }
}

/// Ends this session. Nothing to do for somebody not signed in.
pub async fn sign_out(service: &Service, viewer: &Viewer) -> Result<()> {
    if let (Some(person), Some(id)) = (viewer.id(), viewer.session) {
        let mut tx = service.begin().await?;
        session::end(&mut tx, person, id).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Ends all my sessions but this one. How many.
pub async fn sign_out_elsewhere(service: &Service, viewer: &Viewer) -> Result<u64> {
    let person = viewer.allowed(Act::HaveProfile)?;
    let mut tx = service.begin().await?;
    let ended = session::end_others(&mut tx, person.id, viewer.session).await?;
    tx.commit().await?;
    Ok(ended)
}

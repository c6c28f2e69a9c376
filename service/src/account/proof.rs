//! Asking somebody signed in once more who they are, before an act that hands over their account.

use convene_domain::account::proof::{self, Proof};
use convene_domain::account::{Act, Email, limits};
use convene_domain::id::SessionId;
use convene_store::account::person::Person;
use convene_store::account::{session, sign_in};

use super::codes::{self, Purpose};
use super::{password, shares, words};
use crate::{Error, Result, Service, Viewer, mail};

/// What a form brought to prove who sent it; empty where nothing was asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    /// The field [`PASSWORD`].
    pub password: &'a str,
    /// The field [`CODE`].
    pub code: &'a str,
}

/// Names of the fields. What holds a password is called so: it never travels back to a page.
pub const PASSWORD: &str = "proof_password";
pub const CODE: &str = "proof_code";

/// What a page must ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    Password,
    /// No code is on its way yet: sending the form sends one to this address.
    CodeTo(String),
    /// A code went to this address.
    CodeSentTo(String),
}

async fn needed(service: &Service, me: &Person, session: SessionId) -> Result<Option<Proof>> {
    let now = service.now();
    let proven_at = session::proven_at(&mut service.read().await?, session, now).await?;
    Ok(proof::needed(me.password_hash.is_some(), proven_at, now))
}

/// What must be asked for before an important act; none when this session was proven just now.
pub async fn asked(service: &Service, viewer: &Viewer) -> Result<Option<Ask>> {
    let me = viewer.allowed(Act::HaveProfile)?;
    let session = viewer.session.ok_or(Error::SignIn)?;
    Ok(match needed(service, me, session).await? {
        None => None,
        Some(Proof::Password) => Some(Ask::Password),
        Some(Proof::Code) => {
            let mut tx = service.read().await?;
            let sent = codes::newest(service, &mut tx, viewer, Purpose::Prove(session)).await?;
            let address = me.email.clone();
            Some(if sent.is_some() { Ask::CodeSentTo(address) } else { Ask::CodeTo(address) })
        }
    })
}

/// Goes on when this session is proven, or is by what was given. Who must type a code and gave none is sent one, and gets
/// the form again.
pub(super) async fn demand(service: &Service, viewer: &Viewer, given: &Given<'_>) -> Result<()> {
    let me = viewer.allowed(Act::HaveProfile)?;
    let session = viewer.session.ok_or(Error::SignIn)?;
    match needed(service, me, session).await? {
        None => return Ok(()),
        Some(Proof::Password) if given.password.is_empty() => {
            return Err(Error::field(PASSWORD, "Enter your password to confirm it's you."));
        }
        Some(Proof::Password) => {
            if !password::is_own(service, session, me, given.password).await? {
                return Err(Error::field(PASSWORD, "This is not your password. Nothing was changed."));
            }
            let mut tx = service.begin().await?;
            session::prove(&mut tx, session, service.now()).await?;
            tx.commit().await?;
        }
        Some(Proof::Code) if given.code.trim().is_empty() => {
            send(service, viewer, me, session).await?;
            return Err(Error::Fields(convene_domain::FieldErrors::new()));
        }
        Some(Proof::Code) => {
            let request = codes::check(service, viewer, Purpose::Prove(session), given.code, CODE).await?;
            let (mut tx, now) = (service.begin().await?, service.now());
            if !sign_in::use_up(&mut tx, request.id, now).await? {
                return Err(Error::field(CODE, codes::NO_REQUEST));
            }
            session::prove(&mut tx, session, now).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

async fn send(service: &Service, viewer: &Viewer, me: &Person, session: SessionId) -> Result<()> {
    let email = Email::parse(&me.email).map_err(|e| Error::Internal(e.to_string()))?;
    let purpose = Purpose::Prove(session);
    let mut tx = service.begin().await?;
    let allowed = shares::mail(service, &mut tx, viewer, &email, Some(&format!("session:{session}"))).await;
    match allowed {
        Ok(true) => {
            let code = codes::open(service, &mut tx, viewer, &email, purpose, None).await?.code;
            let community = super::setup::community_name(&mut tx).await?;
            let letter = words::prove(viewer.language_for(Some(me)), &community, &code);
            let letter = letter.good_until(service.now().plus(limits::SIGN_IN_LIFE));
            mail::send(service, &mut tx, email.as_str(), letter).await?;
        }
        Ok(false) => codes::pretend(service, &mut tx, viewer, &email, purpose, None).await?,
        Err(_) => {}
    }
    // What was counted stays so, whatever came of it.
    tx.commit().await?;
    service.mail_waits();
    allowed.map(|_| ())
}

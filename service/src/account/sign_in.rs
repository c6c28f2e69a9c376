//! Signing in by e-mail: a code to type or a link to open, for the browser that asked.

use convene_domain::account::{Email, Role, limits, profile};
use convene_domain::id::PersonId;
use convene_store::Tx;
use convene_store::account::person::{self, Person};
use convene_store::account::{address_undo, sign_in};

use super::codes::{self, NO_REQUEST, Purpose};
use super::{Signed, device, session, shares, words};
use crate::chance::secret_hash;
use crate::mail;
use crate::{Error, Result, Service, Viewer};

/// Sends a code and a link to `email`. Known and unknown addresses take the same steps: an unknown one becomes a
/// member's when it is proven. Where as many mails went there as may, the answer is the same and nothing is sent.
pub async fn ask(service: &Service, viewer: &Viewer, email: &str, next: Option<&str>) -> Result<()> {
    let email = Email::parse(email).map_err(|e| Error::field("email", e.to_string()))?;
    let mut tx = service.begin().await?;
    let reader = person::by_email(&mut tx, &email).await?;
    let device = device::known(service, viewer, reader.as_ref());
    let allowed = shares::mail(service, &mut tx, viewer, &email, device.as_deref()).await;
    match allowed {
        Ok(true) => send(service, &mut tx, viewer, &email, reader.as_ref(), next).await?,
        Ok(false) => codes::pretend(service, &mut tx, viewer, &email, Purpose::SignIn, next).await?,
        Err(_) => {}
    }
    // What was counted stays so, whatever came of it.
    tx.commit().await?;
    service.mail_waits();
    allowed.map(|_| ())
}

async fn send(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    email: &Email,
    reader: Option<&Person>,
    next: Option<&str>,
) -> Result<()> {
    let secrets = codes::open(service, tx, viewer, email, Purpose::SignIn, next).await?;
    let community = super::setup::community_name(tx).await?;
    let link = format!("{}/sign-in/link/{}", service.settings().public_url, secrets.link);
    let letter = words::sign_in(viewer.language_for(reader), &community, &secrets.code, &link);
    let letter = letter.good_until(service.now().plus(limits::SIGN_IN_LIFE));
    mail::send(service, tx, email.as_str(), letter).await
}

/// The request this browser waits with, so that the page can say where the code went.
pub async fn pending_address(service: &Service, viewer: &Viewer) -> Result<Option<String>> {
    let mut tx = service.read().await?;
    let newest = codes::newest(service, &mut tx, viewer, Purpose::SignIn).await?;
    Ok(newest.map(|request| request.email))
}

/// Signs in with the typed code, in the browser that asked for it.
pub async fn with_code(service: &Service, viewer: &Viewer, code: &str, agent: &str) -> Result<Signed> {
    let request = codes::check(service, viewer, Purpose::SignIn, code, "code").await?;
    complete(service, viewer, request, agent).await
}

/// To whoever proves an address that an account had until lately. A second account there would stand in the way of the
/// first one's return.
const ADDRESS_CHANGED: &str = "An account with this address was moved to another address in the last 7 days. Sign in with that \
    one. If it wasn't you, open the link in the mail we sent about the change: it brings your account back.";

/// What a link leads to, before its button is pressed. Changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// This browser asked: the button signs in as this address.
    Ready { email: String },
    /// Another browser asked: the code must be typed there.
    OtherBrowser,
    /// Used, ended or never there.
    Ended,
}

/// Looks at a link without using it.
pub async fn look_at_link(service: &Service, viewer: &Viewer, link: &str) -> Result<Link> {
    let mut tx = service.read().await?;
    Ok(match sign_in::by_link(&mut tx, &secret_hash(link), service.now()).await? {
        Some(request) if request.browser_hash == viewer.browser => Link::Ready { email: request.email },
        Some(_) => Link::OtherBrowser,
        None => Link::Ended,
    })
}

/// Signs in with the link, after its button was pressed.
pub async fn with_link(service: &Service, viewer: &Viewer, link: &str, agent: &str) -> Result<Signed> {
    let mut tx = service.read().await?;
    let request = sign_in::by_link(&mut tx, &secret_hash(link), service.now()).await?;
    drop(tx);
    let own =
        |request: &sign_in::SignIn| request.browser_hash == viewer.browser && request.change_for.is_none();
    match request.filter(own) {
        Some(request) => complete(service, viewer, request, agent).await,
        None => Err(Error::field("", NO_REQUEST)),
    }
}

/// Uses a proven request up: the address is proven, a newcomer or guest is a member, a session starts.
async fn complete(
    service: &Service,
    viewer: &Viewer,
    request: sign_in::SignIn,
    agent: &str,
) -> Result<Signed> {
    let now = service.now();
    let email = Email::parse(&request.email).map_err(|e| Error::Internal(e.to_string()))?;
    let mut tx = service.begin().await?;
    if !sign_in::use_up(&mut tx, request.id, now).await? {
        return Err(Error::field("code", NO_REQUEST));
    }
    let known = person::by_email(&mut tx, &email).await?;
    let newcomer = known.as_ref().is_none_or(|p| p.proven_at.is_none());
    if newcomer && address_undo::owner_of(&mut tx, &email, now).await?.is_some() {
        return Err(Error::field("code", ADDRESS_CHANGED));
    }
    let id = match known {
        Some(person) => {
            // Somebody may be taking this account back at this moment: then it has this address no longer.
            let held = person::hold(&mut tx, person.id).await?;
            if held.is_none_or(|now| now.email != person.email) {
                return Err(Error::field("code", NO_REQUEST));
            }
            person::prove(&mut tx, person.id, now).await?;
            person.id
        }
        None => {
            let id = PersonId::new(now, service.chance().bytes());
            let suggested =
                email.as_str().split('@').next().unwrap_or_default().replace(['.', '_', '+'], " ");
            let name = profile::name(&suggested).unwrap_or_else(|_| "New member".to_owned());
            let new = person::NewPerson {
                id,
                email: &email,
                name: &name,
                role: Role::Member,
                zone: None,
                password_hash: None,
                now,
                proven: true,
            };
            person::insert(&mut tx, &new).await?;
            id
        }
    };
    if let Some(language) = viewer.language.filter(|_| newcomer) {
        person::note_language(&mut tx, id, language).await?;
    }
    let signed = session::start(service, &mut tx, viewer, id, agent).await?;
    tx.commit().await?;
    Ok(Signed { next: request.next, newcomer, ..signed })
}

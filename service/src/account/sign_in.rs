//! Signing in by e-mail: a code to type or a link to open, for the browser that asked.

use convene_domain::account::{Email, Role, limits, profile};
use convene_domain::id::{PersonId, SignInId};
use convene_store::Tx;
use convene_store::account::{person, sign_in};
use subtle::ConstantTimeEq;

use super::{Signed, merge, session, throttle, words};
use crate::chance::secret_hash;
use crate::mail;
use crate::{Error, Result, Service, Viewer};

/// Sends a code and a link to `email`. Known and unknown addresses take the same steps: an unknown one becomes a
/// member's when it is proven.
pub async fn ask(service: &Service, viewer: &Viewer, email: &str, next: Option<&str>) -> Result<()> {
    let email = Email::parse(email).map_err(|e| Error::field("email", e.to_string()))?;
    let mut tx = service.begin().await?;
    limit_mails(service, &mut tx, viewer, &email).await?;
    request(service, &mut tx, viewer, &email, next, None).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(())
}

/// A refused count rolls back with the caller's transaction, so the window ends when it would have ended anyway.
async fn limit_mails(service: &Service, tx: &mut Tx, viewer: &Viewer, email: &Email) -> Result<()> {
    let to = format!("mail-to:{}", secret_hash(email.as_str()));
    let from = format!("mail-from:{}", viewer.address);
    throttle::count(service, tx, &to, limits::MAILS_PER_EMAIL).await?;
    throttle::count(service, tx, &from, limits::MAILS_PER_ADDRESS).await
}

async fn request(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    email: &Email,
    next: Option<&str>,
    change_for: Option<PersonId>,
) -> Result<()> {
    let now = service.now();
    let id = SignInId::new(now, service.chance().bytes());
    let (code, link) = (service.chance().digits(6), service.chance().token());
    sign_in::insert(
        tx,
        &sign_in::SignIn {
            id,
            email: email.as_str().to_owned(),
            name: None,
            code_hash: code_hash(id, &code),
            link_hash: secret_hash(&link),
            browser_hash: viewer.browser.clone(),
            next: next.map(str::to_owned),
            change_for: change_for.map(|id| id.to_string()),
            tries: 0,
            created_at: now,
            expires_at: now.plus(limits::SIGN_IN_LIFE),
        },
    )
    .await?;
    let community = super::setup::community_name(tx).await?;
    let letter = if change_for.is_some() {
        words::new_address(viewer.language_for(viewer.person.as_ref()), &community, &code)
    } else {
        let reader = person::by_email(tx, email).await?;
        let link = format!("{}/sign-in/link/{link}", service.settings().public_url);
        words::sign_in(viewer.language_for(reader.as_ref()), &community, &code, &link)
    };
    let letter = letter.good_until(now.plus(limits::SIGN_IN_LIFE));
    mail::send(service, tx, email.as_str(), letter).await
}

/// Codes are short, so the hash is bound to its request.
fn code_hash(id: SignInId, code: &str) -> String {
    secret_hash(&format!("{id}:{code}"))
}

const NO_REQUEST: &str = "This code has ended or was used. Ask for a new one.";
const ADDRESS_TAKEN: &str =
    "Somebody signed in with this address meanwhile, so it has an account of its own. Use another one.";
const WRONG_CODE: &str = "This code is not right. Look at the newest mail, or ask for a new code.";

/// The request this browser waits with, so that the page can say where the code went.
pub async fn pending_address(service: &Service, viewer: &Viewer, change: bool) -> Result<Option<String>> {
    let mut tx = service.read().await?;
    let change_for = if change { viewer.id() } else { None };
    let newest = sign_in::newest_of_browser(&mut tx, &viewer.browser, change_for, service.now()).await?;
    Ok(newest.map(|request| request.email))
}

async fn check_code(
    service: &Service,
    viewer: &Viewer,
    code: &str,
    change_for: Option<PersonId>,
) -> Result<sign_in::SignIn> {
    let typed: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let mut tx = service.begin().await?;
    let newest = sign_in::newest_of_browser(&mut tx, &viewer.browser, change_for, service.now()).await?;
    let outcome = match newest {
        None => Err(Error::field("code", NO_REQUEST)),
        Some(request) => {
            let from = format!("code-from:{}", viewer.address);
            throttle::check(service, &mut tx, &from, limits::CODES_PER_ADDRESS).await?;
            let in_time = sign_in::count_try(&mut tx, request.id, limits::CODE_TRIES).await?;
            let right = code_hash(request.id, &typed).as_bytes().ct_eq(request.code_hash.as_bytes());
            if !in_time {
                Err(Error::field("code", NO_REQUEST))
            } else if bool::from(right) {
                Ok(request)
            } else {
                throttle::count(service, &mut tx, &from, limits::CODES_PER_ADDRESS).await?;
                Err(Error::field("code", WRONG_CODE))
            }
        }
    };
    // A wrong try must stay counted.
    tx.commit().await?;
    outcome
}

/// Signs in with the typed code, in the browser that asked for it.
pub async fn with_code(service: &Service, viewer: &Viewer, code: &str, agent: &str) -> Result<Signed> {
    let request = check_code(service, viewer, code, None).await?;
    complete(service, viewer, request, agent).await
}

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
    let id = match known {
        Some(person) => {
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

/// Asks to change my address: the code goes to the new one. An address that has an account gets no code but a
/// word about it; the answer here is the same.
pub async fn ask_change(service: &Service, viewer: &Viewer, email: &str) -> Result<()> {
    let me = viewer.allowed(convene_domain::account::Act::HaveProfile)?;
    let email = Email::parse(email).map_err(|e| Error::field("email", e.to_string()))?;
    if email.as_str() == me.email {
        return Err(Error::field("email", "This is your address already."));
    }
    let mut tx = service.begin().await?;
    limit_mails(service, &mut tx, viewer, &email).await?;
    let other = person::by_email(&mut tx, &email).await?.filter(|other| other.proven_at.is_some());
    if let Some(other) = other {
        let community = super::setup::community_name(&mut tx).await?;
        let letter = words::address_in_use(viewer.language_for(Some(&other)), &community);
        mail::send(service, &mut tx, email.as_str(), letter).await?;
        // The page must look the same: a request nobody can complete.
        request_nobody_can_complete(service, &mut tx, viewer, &email, me.id).await?;
    } else {
        request(service, &mut tx, viewer, &email, None, Some(me.id)).await?;
    }
    tx.commit().await?;
    service.mail_waits();
    Ok(())
}

async fn request_nobody_can_complete(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    email: &Email,
    me: PersonId,
) -> Result<()> {
    let now = service.now();
    let unknown = secret_hash(&service.chance().token());
    Ok(sign_in::insert(
        tx,
        &sign_in::SignIn {
            id: SignInId::new(now, service.chance().bytes()),
            email: email.as_str().to_owned(),
            name: None,
            code_hash: unknown.clone(),
            link_hash: unknown,
            browser_hash: viewer.browser.clone(),
            next: None,
            change_for: Some(me.to_string()),
            tries: 0,
            created_at: now,
            expires_at: now.plus(limits::SIGN_IN_LIFE),
        },
    )
    .await?)
}

/// Changes my address with the code that went to the new one; the old address is told.
pub async fn complete_change(service: &Service, viewer: &Viewer, code: &str) -> Result<()> {
    let me = viewer.allowed(convene_domain::account::Act::HaveProfile)?;
    let request = check_code(service, viewer, code, Some(me.id)).await?;
    let email = Email::parse(&request.email).map_err(|e| Error::Internal(e.to_string()))?;
    let mut tx = service.begin().await?;
    if !sign_in::use_up(&mut tx, request.id, service.now()).await? {
        return Err(Error::field("code", NO_REQUEST));
    }
    match person::by_email(&mut tx, &email).await? {
        Some(other) if other.proven_at.is_some() => return Err(Error::field("code", ADDRESS_TAKEN)),
        // Somebody registered with this address and never signed in: that was me, as is proven now.
        Some(guest) => merge::guest_into(service, &mut tx, &guest, me).await?,
        None => {}
    }
    match person::set_email(&mut tx, me.id, &email).await {
        Err(convene_store::Error::Taken { .. }) => return Err(Error::field("code", ADDRESS_TAKEN)),
        done => done?,
    }
    let community = super::setup::community_name(&mut tx).await?;
    let letter = words::address_changed(viewer.language_for(Some(me)), &community, &email);
    mail::send(service, &mut tx, &me.email, letter).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(())
}

//! The community itself, and its first start.

use convene_domain::FieldErrors;
use convene_domain::account::{Act, Email, Role, limits, profile};
use convene_domain::id::PersonId;
use convene_store::Tx;
use convene_store::account::{person, setting};
use serde::{Deserialize, Serialize};

use super::{Signed, session, throttle};
use crate::chance::secret_hash;
use crate::mail::{Smtp, smtp_store};
use crate::{Error, Result, Service, Viewer};

/// What the community says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Community {
    pub name: String,
    /// IANA zone of times that are nobody's in particular.
    pub zone: String,
}

const COMMUNITY: &str = "community";
const SETUP: &str = "setup_hash";
const LINK_ENDED: &str = "This link is no longer valid. The newest one is in the server's log.";

/// The community, once it is set up.
pub async fn community(service: &Service) -> Result<Option<Community>> {
    let mut tx = service.read().await?;
    read_community(&mut tx).await
}

pub(super) async fn read_community(tx: &mut Tx) -> Result<Option<Community>> {
    match setting::get(tx, COMMUNITY).await? {
        Some(json) => Ok(Some(serde_json::from_str(&json)?)),
        None => Ok(None),
    }
}

/// The name for subjects and headings.
pub async fn community_name(tx: &mut Tx) -> Result<String> {
    Ok(read_community(tx).await?.map_or_else(|| "Convene".to_owned(), |community| community.name))
}

/// A fresh one-time link while the community is not set up; older links end. `None` afterwards.
pub async fn new_link(service: &Service) -> Result<Option<String>> {
    let mut tx = service.begin().await?;
    if read_community(&mut tx).await?.is_some() {
        return Ok(None);
    }
    let token = service.chance().token();
    setting::set(&mut tx, SETUP, &secret_hash(&token)).await?;
    tx.commit().await?;
    Ok(Some(format!("{}/setup/{token}", service.settings().public_url)))
}

/// Whether this link may still set the community up.
pub async fn link_works(service: &Service, token: &str) -> Result<bool> {
    let mut tx = service.read().await?;
    let open = read_community(&mut tx).await?.is_none();
    Ok(open && setting::get(&mut tx, SETUP).await?.as_deref() == Some(secret_hash(token).as_str()))
}

/// The set-up form. Fields: `community`, `zone`, `name`, `email`, `password`, `smtp_*`.
pub async fn complete(
    service: &Service,
    viewer: &Viewer,
    token: &str,
    value: &(dyn Fn(&str) -> String + Sync),
    agent: &str,
) -> Result<Signed> {
    may_try(service, viewer, token).await?;
    let mut errors = FieldErrors::new();
    let community = errors.keep("community", profile::name(&value("community")));
    let zone = value("zone");
    errors.keep("zone", super::profile::zone(&zone));
    let name = errors.keep("name", profile::name(&value("name")));
    let email = errors.keep("email", Email::parse(&value("email")));
    let password = value("password");
    let address = email.as_ref().map(Email::as_str).unwrap_or_default();
    errors.keep("password", profile::password(&password, address));
    let smtp = match Smtp::from_fields(&value) {
        Ok(smtp) => smtp,
        Err(Error::Fields(more)) => {
            more.iter().for_each(|error| errors.add(&error.field, error.message.clone()));
            None
        }
        Err(other) => return Err(other),
    };
    let (Some(community), Some(name), Some(email), true) = (community, name, email, errors.is_empty()) else {
        return Err(Error::Fields(errors));
    };
    let hash = super::password::hash(service, &password).await?;
    let now = service.now();

    let mut tx = service.begin().await?;
    let works = setting::get(&mut tx, SETUP).await?.as_deref() == Some(secret_hash(token).as_str());
    // Of two people with the link, the first to get here is the admin.
    if !works || !setting::remove(&mut tx, SETUP).await? {
        return Err(Error::field("", LINK_ENDED));
    }
    let stored = Community { name: community, zone: zone.clone() };
    if !setting::set_once(&mut tx, COMMUNITY, &serde_json::to_string(&stored)?).await? {
        return Err(Error::field("", LINK_ENDED));
    }
    smtp_store(&mut tx, smtp.as_ref()).await?;
    let id = PersonId::new(now, service.chance().bytes());
    let new = person::NewPerson {
        id,
        email: &email,
        name: &name,
        role: Role::Admin,
        zone: Some(&zone),
        password_hash: Some(&hash),
        now,
        proven: true,
    };
    match person::insert(&mut tx, &new).await {
        Err(convene_store::Error::Taken { .. }) => {
            return Err(Error::field("email", "This address has an account already. Use another one here."));
        }
        inserted => inserted?,
    };
    let signed = session::start(service, &mut tx, viewer, id, agent).await?;
    tx.commit().await?;
    Ok(Signed { newcomer: true, ..signed })
}

/// Before anything is computed: the link must work, and nobody guesses it endlessly. Whoever has it is let in however many
/// guesses came from the same network address. After the set-up there is nothing to guess, so nothing is counted either.
async fn may_try(service: &Service, viewer: &Viewer, token: &str) -> Result<()> {
    if community(service).await?.is_some() {
        return Err(Error::field("", LINK_ENDED));
    }
    if link_works(service, token).await? {
        return Ok(());
    }
    let mut tx = service.begin().await?;
    let from = format!("setup-from:{}", viewer.address);
    let counted = throttle::count(service, &mut tx, &from, limits::SETUPS_PER_ADDRESS).await;
    tx.commit().await?;
    counted?;
    Err(Error::field("", LINK_ENDED))
}

/// The key network addresses are hashed with: drawn once, kept in the database, the same on every node.
pub async fn address_key(db: &convene_store::Db, chance: &crate::Chance) -> Result<[u8; 32]> {
    let mut tx = db.begin().await?;
    setting::set_once(&mut tx, "address_key", &chance.token()).await?;
    let stored = setting::get(&mut tx, "address_key").await?.unwrap_or_default();
    tx.commit().await?;
    let mut key = [0; 32];
    for (byte, pair) in key.iter_mut().zip(stored.as_bytes().chunks(2)) {
        let text = std::str::from_utf8(pair).ok();
        *byte = text.and_then(|hex| u8::from_str_radix(hex, 16).ok()).ok_or_else(|| {
            Error::Internal("the stored key for network addresses is not hexadecimal".to_owned())
        })?;
    }
    Ok(key)
}

/// Sets the community up without a form: demo, tests and the command line.
pub async fn preset(service: &Service, community: &Community) -> Result<()> {
    let mut tx = service.begin().await?;
    setting::set(&mut tx, COMMUNITY, &serde_json::to_string(community)?).await?;
    setting::remove(&mut tx, SETUP).await?;
    tx.commit().await?;
    Ok(())
}

/// Changes the mail server.
pub async fn save_smtp(
    service: &Service,
    viewer: &Viewer,
    value: &(dyn Fn(&str) -> String + Sync),
) -> Result<()> {
    viewer.allowed(Act::ManageCommunity)?;
    let mut smtp = Smtp::from_fields(&value)?;
    let mut tx = service.begin().await?;
    // The page never shows the password, so an empty field means "as it was".
    if let Some(new) = smtp.as_mut().filter(|new| new.password.is_empty())
        && let Some(old) = crate::mail::smtp_stored(&mut tx).await?
        && old.username == new.username
        && old.host == new.host
    {
        new.password = old.password;
    }
    smtp_store(&mut tx, smtp.as_ref()).await?;
    tx.commit().await?;
    Ok(())
}

/// The mail server as the page shows it: without its password. `true` when the configuration file decides.
pub async fn smtp(service: &Service, viewer: &Viewer) -> Result<(Option<Smtp>, bool)> {
    viewer.allowed(Act::ManageCommunity)?;
    let mut tx = service.read().await?;
    let fixed = service.settings().smtp.is_some();
    let mut smtp = match &service.settings().smtp {
        Some(smtp) => Some(smtp.clone()),
        None => crate::mail::smtp_stored(&mut tx).await?,
    };
    if let Some(smtp) = &mut smtp {
        smtp.password.clear();
    }
    Ok((smtp, fixed))
}

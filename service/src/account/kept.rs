//! A form whose sender must sign in again waits here; nothing typed is lost, and nobody else reads it.

use convene_domain::account::limits;
use convene_domain::id::KeptFormId;
use convene_store::Tx;
use convene_store::account::{kept_form, session};

use super::throttle;
use crate::{Error, Result, Service, Viewer};

/// Names and values of a form, in its order.
pub type Fields = Vec<(String, String)>;

/// Keeps `fields` for whoever was signed in last in this browser. Passwords are left out by the caller's naming:
/// anything called `*password*`.
///
/// None where that is nobody, where the form is too long to keep, and where many are kept already: anybody can send
/// forms, and only who has an account is owed the room.
pub async fn keep(
    service: &Service,
    viewer: &Viewer,
    path: &str,
    fields: &Fields,
) -> Result<Option<KeptFormId>> {
    let kept: Vec<_> = fields.iter().filter(|(name, _)| !name.contains("password")).collect();
    let fields = serde_json::to_string(&kept)?;
    if fields.len() > limits::KEPT_FORM_BYTES {
        return Ok(None);
    }
    let mut tx = service.read().await?;
    let Some(person) = session::last_of_browser(&mut tx, &viewer.browser).await? else { return Ok(None) };
    drop(tx);
    let now = service.now();
    let form = kept_form::KeptForm {
        id: KeptFormId::new(now, service.chance().bytes()),
        browser_hash: viewer.browser.clone(),
        person_id: person,
        path: path.to_owned(),
        fields,
        created_at: now,
        expires_at: now.plus(limits::KEPT_FORM_LIFE),
    };
    let mut tx = service.begin().await?;
    let counted = count(service, &mut tx, viewer, &form).await;
    if counted.is_ok() {
        kept_form::insert(&mut tx, &form).await?;
    }
    tx.commit().await?;
    match counted {
        Ok(()) => Ok(Some(form.id)),
        Err(Error::TooMany { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

async fn count(service: &Service, tx: &mut Tx, viewer: &Viewer, form: &kept_form::KeptForm) -> Result<()> {
    for (key, limit) in [
        (format!("kept-of:{}", form.person_id), limits::KEPT_PER_PERSON),
        (format!("kept-in:{}", viewer.browser), limits::KEPT_PER_BROWSER),
        (format!("kept-from:{}", viewer.address), limits::KEPT_PER_ADDRESS),
    ] {
        throttle::count(service, tx, &key, limit).await?;
    }
    Ok(())
}

/// The kept form, for its sender in the browser that sent it. Reading it does not use it up, so a reload shows it again.
pub async fn look(service: &Service, viewer: &Viewer, path: &str, id: KeptFormId) -> Result<Option<Fields>> {
    let Some(person) = viewer.id() else { return Ok(None) };
    let mut tx = service.read().await?;
    let kept = kept_form::get(&mut tx, id, &viewer.browser, person, service.now()).await?;
    match kept.filter(|form| form.path == path) {
        Some(form) => Ok(Some(serde_json::from_str(&form.fields)?)),
        None => Ok(None),
    }
}

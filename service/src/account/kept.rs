//! A form whose sender must sign in again waits here; nothing typed is lost.

use convene_domain::account::limits;
use convene_domain::id::KeptFormId;
use convene_store::account::kept_form;

use crate::{Result, Service, Viewer};

/// Names and values of a form, in its order.
pub type Fields = Vec<(String, String)>;

/// Keeps `fields` for this browser. Passwords are left out by the caller's naming: anything called `*password*`.
pub async fn keep(service: &Service, viewer: &Viewer, path: &str, fields: &Fields) -> Result<KeptFormId> {
    let now = service.now();
    let id = KeptFormId::new(now, service.chance().bytes());
    let kept: Vec<_> = fields.iter().filter(|(name, _)| !name.contains("password")).collect();
    let mut tx = service.begin().await?;
    kept_form::insert(
        &mut tx,
        &kept_form::KeptForm {
            id,
            browser_hash: viewer.browser.clone(),
            person_id: viewer.id().map(|id| id.to_string()),
            path: path.to_owned(),
            fields: serde_json::to_string(&kept)?,
            created_at: now,
            expires_at: now.plus(limits::KEPT_FORM_LIFE),
        },
    )
    .await?;
    tx.commit().await?;
    Ok(id)
}

/// The kept form, for the browser that sent it. Reading it does not use it up, so a reload shows it again.
pub async fn look(service: &Service, viewer: &Viewer, path: &str, id: KeptFormId) -> Result<Option<Fields>> {
    let Some(person) = viewer.id() else { return Ok(None) };
    let mut tx = service.read().await?;
    let kept = kept_form::get(&mut tx, id, &viewer.browser, person, service.now()).await?;
    match kept.filter(|form| form.path == path) {
        Some(form) => Ok(Some(serde_json::from_str(&form.fields)?)),
        None => Ok(None),
    }
}

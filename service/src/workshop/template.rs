//! Templates: forms to start new workshops from.

use convene_domain::account::Act;
use convene_domain::field::has_unseen;
use convene_domain::id::{TemplateId, WorkshopId};
use convene_store::workshop::template;

pub use convene_store::workshop::template::Template;

use super::plan::{self, Fields};
use crate::{Error, Result, Service, Viewer};

/// Longest name, in characters.
pub const NAME_CHARS: usize = 120;
/// Most templates of one person.
const TEMPLATES: usize = 50;

/// Whether a field belongs to one workshop alone, so that a template leaves it out.
fn is_passing(name: &str) -> bool {
    let passing = ["start_date", "end_date", "revision", "form", "act", "skip", "until"];
    passing.contains(&name) || name.starts_with("opens_") || name.starts_with("closes_")
}

/// Keeps a workshop's form as a template of the viewer's own: everything but its days.
pub async fn save(service: &Service, viewer: &Viewer, id: WorkshopId, name: &str) -> Result<TemplateId> {
    let open = plan::open(service, viewer, id).await?;
    let owner_id = viewer.allowed(Act::HostWorkshops)?.id;
    let name = name_of(name)?;
    let fields: Fields = open.fields.into_iter().filter(|(name, _)| !is_passing(name)).collect();
    let fields = serde_json::to_string(&fields)?;
    let now = service.now();
    let id = TemplateId::new(now, service.chance().bytes());
    let mut tx = service.begin().await?;
    if template::of_owner(&mut tx, owner_id).await?.len() >= TEMPLATES {
        let sentence =
            format!("You have {TEMPLATES} templates. Delete one you do not use, then save this one.");
        return Err(Error::field("template_name", sentence));
    }
    template::insert(&mut tx, &Template { id, owner_id, name, fields, created_at: now }).await?;
    tx.commit().await?;
    Ok(id)
}

fn name_of(name: &str) -> Result<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let count = name.chars().count();
    if name.is_empty() {
        return Err(Error::field("template_name", "Give the template a name."));
    }
    if count > NAME_CHARS {
        let sentence = format!("Keep the template's name to {NAME_CHARS} characters; it has {count}.");
        return Err(Error::field("template_name", sentence));
    }
    if has_unseen(&name) {
        return Err(Error::field(
            "template_name",
            "The name contains characters that cannot be seen. Type it again.",
        ));
    }
    Ok(name)
}

/// The viewer's templates by name.
pub async fn list(service: &Service, viewer: &Viewer) -> Result<Vec<Template>> {
    let owner = viewer.allowed(Act::HostWorkshops)?.id;
    let mut tx = service.read().await?;
    Ok(template::of_owner(&mut tx, owner).await?)
}

/// What a form starts with from one of the viewer's templates.
pub async fn fields(service: &Service, viewer: &Viewer, id: TemplateId) -> Result<Fields> {
    let owner = viewer.allowed(Act::HostWorkshops)?.id;
    let mut tx = service.read().await?;
    let found = template::by_id(&mut tx, owner, id).await?.ok_or(Error::Missing)?;
    Ok(serde_json::from_str(&found.fields)?)
}

/// Forgets one of the viewer's templates. One that is not there is forgotten already.
pub async fn delete(service: &Service, viewer: &Viewer, id: TemplateId) -> Result<()> {
    let owner = viewer.allowed(Act::HostWorkshops)?.id;
    let mut tx = service.begin().await?;
    template::delete(&mut tx, owner, id).await?;
    tx.commit().await?;
    Ok(())
}

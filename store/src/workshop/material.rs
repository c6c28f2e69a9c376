//! Recordings, slides and the like, as links for those who registered.

use convene_domain::Time;
use convene_domain::id::{MaterialId, WorkshopId};

use crate::{Result, Tx};

/// A link for those who registered.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Material {
    #[sqlx(try_from = "String")]
    pub id: MaterialId,
    pub title: String,
    pub url: String,
    #[sqlx(try_from = "i64")]
    pub created_at: Time,
}

/// Stores a link.
pub async fn insert(tx: &mut Tx, workshop: WorkshopId, material: &Material) -> Result<()> {
    run!(
        tx,
        "INSERT INTO workshop_material (id, workshop_id, title, url, created_at) VALUES ($1, $2, $3, $4, $5)",
        material.id.to_string(),
        workshop.to_string(),
        material.title.as_str(),
        material.url.as_str(),
        material.created_at.millis()
    )?;
    Ok(())
}

/// A workshop's links, the first one first.
pub async fn of_workshop(tx: &mut Tx, workshop: WorkshopId) -> Result<Vec<Material>> {
    Ok(list!(
        tx,
        "materials",
        Material,
        "SELECT id, title, url, created_at FROM workshop_material WHERE workshop_id = $1 \
             ORDER BY created_at, id",
        workshop.to_string()
    )?
    .rows)
}

/// Takes a link of this workshop away. Whether it was there.
pub async fn delete(tx: &mut Tx, workshop: WorkshopId, id: MaterialId) -> Result<bool> {
    let gone = run!(
        tx,
        "DELETE FROM workshop_material WHERE id = $1 AND workshop_id = $2",
        id.to_string(),
        workshop.to_string()
    )?;
    Ok(gone == 1)
}

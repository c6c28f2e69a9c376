//! Who helps the owner of a workshop.

use convene_domain::id::{PersonId, WorkshopId};

use crate::{Result, Tx};

/// Somebody on a workshop's team besides its owner.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Helper {
    #[sqlx(try_from = "String")]
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
}

/// Adds a helper; somebody who is one already stays one.
pub async fn add(tx: &mut Tx, workshop: WorkshopId, person: PersonId) -> Result<()> {
    run!(
        tx,
        "INSERT INTO workshop_team (workshop_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        workshop.to_string(),
        person.to_string()
    )?;
    Ok(())
}

/// Takes a helper away. Whether they were one.
pub async fn remove(tx: &mut Tx, workshop: WorkshopId, person: PersonId) -> Result<bool> {
    let sql = "DELETE FROM workshop_team WHERE workshop_id = $1 AND person_id = $2";
    Ok(run!(tx, sql, workshop.to_string(), person.to_string())? == 1)
}

/// Everybody who helps, by name.
pub async fn helpers(tx: &mut Tx, workshop: WorkshopId) -> Result<Vec<Helper>> {
    Ok(list!(
        tx,
        "helpers",
        Helper,
        "SELECT person.id AS person_id, person.name, person.email FROM workshop_team
             JOIN person ON person.id = workshop_team.person_id
             WHERE workshop_team.workshop_id = $1 ORDER BY person.name, person.id",
        workshop.to_string()
    )?
    .rows)
}

//! Templates: filled forms to start new workshops from, each its owner's.

use convene_domain::Time;
use convene_domain::id::{PersonId, TemplateId};

use crate::{Result, Tx};

/// A template as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Template {
    #[sqlx(try_from = "String")]
    pub id: TemplateId,
    #[sqlx(try_from = "String")]
    pub owner_id: PersonId,
    pub name: String,
    /// Fields of the form, as a JSON list of pairs.
    pub fields: String,
    #[sqlx(try_from = "i64")]
    pub created_at: Time,
}

const COLUMNS: &str = "id, owner_id, name, fields, created_at";

pub async fn insert(tx: &mut Tx, template: &Template) -> Result<()> {
    run!(
        tx,
        "INSERT INTO workshop_template (id, owner_id, name, fields, created_at) VALUES ($1, $2, $3, $4, $5)",
        template.id.to_string(),
        template.owner_id.to_string(),
        template.name.as_str(),
        template.fields.as_str(),
        template.created_at.millis()
    )?;
    Ok(())
}

/// A person's templates by name.
pub async fn of_owner(tx: &mut Tx, owner: PersonId) -> Result<Vec<Template>> {
    let sql = format!("SELECT {COLUMNS} FROM workshop_template WHERE owner_id = $1 ORDER BY name, id");
    Ok(list!(tx, "templates", Template, sqlx::AssertSqlSafe(sql), owner.to_string())?.rows)
}

/// One of a person's templates.
pub async fn by_id(tx: &mut Tx, owner: PersonId, id: TemplateId) -> Result<Option<Template>> {
    let sql = format!("SELECT {COLUMNS} FROM workshop_template WHERE id = $1 AND owner_id = $2");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Template>(sqlx::AssertSqlSafe(sql))
            .bind(id.to_string())
            .bind(owner.to_string())
            .fetch_optional(c)
            .await
    })?)
}

/// Forgets one of a person's templates. Whether there was one.
pub async fn delete(tx: &mut Tx, owner: PersonId, id: TemplateId) -> Result<bool> {
    let sql = "DELETE FROM workshop_template WHERE id = $1 AND owner_id = $2";
    Ok(run!(tx, sql, id.to_string(), owner.to_string())? == 1)
}

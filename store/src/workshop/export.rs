//! Lists of people that were taken out of the portal, and by whom.

use convene_domain::Time;
use convene_domain::id::{ExportId, PersonId};

use crate::{Result, Tx};

/// A list about to be handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New<'a> {
    pub id: ExportId,
    pub person_id: PersonId,
    /// What is taken out, like `registrations`.
    pub kind: &'a str,
    /// What it is about, like a workshop's id.
    pub subject_id: &'a str,
    /// `csv` or `xlsx`.
    pub format: &'a str,
    pub row_count: i64,
    pub exported_at: Time,
}

/// A list that was taken out.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Export {
    #[sqlx(try_from = "String")]
    pub id: ExportId,
    /// Who took it.
    pub person_name: String,
    pub kind: String,
    pub format: String,
    pub row_count: i64,
    #[sqlx(try_from = "i64")]
    pub exported_at: Time,
}

/// Notes that somebody takes a list out.
pub async fn log(tx: &mut Tx, new: &New<'_>) -> Result<()> {
    run!(
        tx,
        "INSERT INTO export_log (id, person_id, kind, subject_id, format, row_count, exported_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        new.id.to_string(),
        new.person_id.to_string(),
        new.kind,
        new.subject_id,
        new.format,
        new.row_count,
        new.exported_at.millis()
    )?;
    Ok(())
}

/// What was taken out about one thing, the last one first.
pub async fn of_subject(tx: &mut Tx, subject: &str, limit: i64) -> Result<Vec<Export>> {
    Ok(list!(tx, "lists taken out", Export,
            "SELECT export_log.id, person.name AS person_name, export_log.kind, export_log.format, \
             export_log.row_count, export_log.exported_at \
             FROM export_log JOIN person ON person.id = export_log.person_id \
             WHERE export_log.subject_id = $1 ORDER BY export_log.exported_at DESC, export_log.id DESC LIMIT $2",
        subject, limit)?.rows)
}

//! Messages of the team to those who registered.

use convene_domain::Time;
use convene_domain::id::{MessageId, PersonId, RegistrationId, WorkshopId};

use crate::{Result, Tx};

/// A message as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Message {
    #[sqlx(try_from = "String")]
    pub id: MessageId,
    #[sqlx(try_from = "String")]
    pub workshop_id: WorkshopId,
    #[sqlx(try_from = "String")]
    pub sender_id: PersonId,
    /// `all`, `confirmed`, `waiting` or `attended`.
    pub audience: String,
    pub subject: String,
    pub body: String,
    /// To how many it was addressed.
    pub recipients: i64,
    #[sqlx(try_from = "i64")]
    pub sent_at: Time,
}

/// A message and who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Sent {
    #[sqlx(flatten)]
    pub message: Message,
    pub sender_name: String,
    pub sender_email: String,
}

/// Somebody a message goes to.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Recipient {
    #[sqlx(try_from = "String")]
    pub registration_id: RegistrationId,
    pub email: String,
    /// Wants no messages of teams.
    pub is_out: bool,
}

const SENT: &str = "SELECT workshop_message.id, workshop_message.workshop_id, workshop_message.sender_id, \
    workshop_message.audience, workshop_message.subject, workshop_message.body, workshop_message.recipients, \
    workshop_message.sent_at, person.name AS sender_name, person.email AS sender_email \
    FROM workshop_message JOIN person ON person.id = workshop_message.sender_id";

/// Stores a message once, however often it is sent. Whether it was new.
pub async fn insert(tx: &mut Tx, new: &Message) -> Result<bool> {
    let added = run!(
        tx,
        "INSERT INTO workshop_message (id, workshop_id, sender_id, audience, subject, body, recipients, sent_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        new.id.to_string(),
        new.workshop_id.to_string(),
        new.sender_id.to_string(),
        new.audience.as_str(),
        new.subject.as_str(),
        new.body.as_str(),
        new.recipients,
        new.sent_at.millis()
    )?;
    Ok(added == 1)
}

/// The message with this id.
pub async fn by_id(tx: &mut Tx, id: MessageId) -> Result<Option<Sent>> {
    let sql = format!("{SENT} WHERE workshop_message.id = $1");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Sent>(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(c).await
    })?)
}

/// A workshop's messages, newest first.
pub async fn of_workshop(tx: &mut Tx, workshop: WorkshopId) -> Result<Vec<Sent>> {
    let sql = format!(
        "{SENT} WHERE workshop_message.workshop_id = $1
         ORDER BY workshop_message.sent_at DESC, workshop_message.id DESC"
    );
    Ok(list!(tx, "messages of a workshop", Sent, sqlx::AssertSqlSafe(sql), workshop.to_string())?.rows)
}

/// Who belongs to an audience, with who of them wants no mail of `topic`. An unknown audience is empty.
pub async fn recipients(
    tx: &mut Tx,
    workshop: WorkshopId,
    audience: &str,
    topic: &str,
) -> Result<Vec<Recipient>> {
    Ok(list!(
        tx,
        "recipients of a message",
        Recipient,
        "SELECT registration.id AS registration_id, person.email, EXISTS (
                 SELECT 1 FROM mail_optout WHERE mail_optout.email = person.email AND mail_optout.topic = $3
             ) AS is_out
             FROM registration JOIN person ON person.id = registration.person_id
             WHERE registration.workshop_id = $1 AND (
                 ($2 = 'all' AND registration.state IN ('pending', 'confirmed', 'waiting', 'offered'))
                 OR ($2 = 'confirmed' AND registration.state = 'confirmed')
                 OR ($2 = 'waiting' AND registration.state IN ('waiting', 'offered'))
                 OR ($2 = 'attended' AND registration.state = 'confirmed'
                     AND (registration.checked_in_at IS NOT NULL OR registration.joined_at IS NOT NULL)))
             ORDER BY registration.created_at, registration.id",
        workshop.to_string(),
        audience,
        topic
    )?
    .rows)
}

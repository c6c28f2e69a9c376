//! Registrations: at most one per person and workshop.

use convene_domain::id::{PersonId, RegistrationId, SeriesId, WorkshopId};
use convene_domain::workshop::RegistrationState;
use convene_domain::{Language, Time};

use crate::{Optional, Result, Rows, Tx};

/// A registration as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Registration {
    #[sqlx(try_from = "String")]
    pub id: RegistrationId,
    #[sqlx(try_from = "String")]
    pub workshop_id: WorkshopId,
    #[sqlx(try_from = "String")]
    pub person_id: PersonId,
    /// As given here.
    pub name: String,
    #[sqlx(try_from = "String")]
    pub state: RegistrationState,
    /// Answers by question id, as JSON.
    pub answers: String,
    /// Place in the waiting line; smaller is earlier.
    pub number: Option<i64>,
    #[sqlx(try_from = "Option<i64>")]
    pub offer_until: Optional<Time>,
    /// IANA name of the browser it was made with.
    pub zone: Option<String>,
    /// What that browser preferred: `en` or `de`.
    pub language: Option<String>,
    /// Typed in by somebody who was not signed in as this person.
    pub by_other: bool,
    pub whole_series: bool,
    pub link_version: i64,
    /// Added to the workshop's.
    pub sequence: i64,
    #[sqlx(try_from = "Option<i64>")]
    pub checked_in_at: Optional<Time>,
    #[sqlx(try_from = "Option<String>")]
    pub checked_in_by: Optional<PersonId>,
    #[sqlx(try_from = "Option<i64>")]
    pub joined_at: Optional<Time>,
    pub walk_in: bool,
    /// What it was when the team said no. None unless it is declined.
    #[sqlx(try_from = "Option<String>")]
    pub declined_from: Optional<RegistrationState>,
    #[sqlx(try_from = "i64")]
    pub created_at: Time,
    #[sqlx(try_from = "i64")]
    pub updated_at: Time,
}

/// Columns in the order of [`Registration`].
pub(super) const COLUMNS: &str = "registration.id, registration.workshop_id, registration.person_id, \
    registration.name, registration.state, registration.answers, registration.number, registration.offer_until, \
    registration.zone, registration.language, registration.by_other, registration.whole_series, registration.link_version, \
    registration.sequence, registration.checked_in_at, registration.checked_in_by, registration.joined_at, \
    registration.walk_in, registration.declined_from, registration.created_at, registration.updated_at";

/// A registration about to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New<'a> {
    pub id: RegistrationId,
    pub workshop_id: WorkshopId,
    pub person_id: PersonId,
    pub name: &'a str,
    pub state: RegistrationState,
    pub answers: &'a str,
    /// Place in the waiting line, with [`RegistrationState::Waiting`].
    pub number: Option<i64>,
    pub zone: Option<&'a str>,
    pub language: Option<Language>,
    pub by_other: bool,
    pub whole_series: bool,
    pub walk_in: bool,
    pub now: Time,
}

/// Stores a registration, or takes an ended one of the same person up again. None when they have one that is not
/// ended: it stays as it is. Whom the team has declined comes back as pending, whatever was asked for.
///
/// Counts no seat: that is [`super::seats`]' business.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<Option<Registration>> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Registration>(
            "INSERT INTO registration (id, workshop_id, person_id, name, state, answers, number, zone, language,
                 by_other, whole_series, walk_in, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
             ON CONFLICT (workshop_id, person_id) DO UPDATE SET
                 state = CASE WHEN registration.state = 'declined' AND NOT excluded.walk_in
                     THEN 'pending' ELSE excluded.state END,
                 number = CASE WHEN registration.state = 'declined' THEN NULL ELSE excluded.number END,
                 name = excluded.name, answers = excluded.answers, zone = excluded.zone,
                 language = excluded.language, by_other = excluded.by_other,
                 whole_series = excluded.whole_series, walk_in = excluded.walk_in,
                 offer_until = NULL, checked_in_at = NULL, checked_in_by = NULL, joined_at = NULL,
                 declined_from = NULL,
                 sequence = registration.sequence + 1, created_at = $13, updated_at = $13
             WHERE registration.state IN ('cancelled', 'declined')
             RETURNING *",
        )
        .bind(new.id.to_string())
        .bind(new.workshop_id.to_string())
        .bind(new.person_id.to_string())
        .bind(new.name)
        .bind(new.state.as_str())
        .bind(new.answers)
        .bind(new.number)
        .bind(new.zone)
        .bind(new.language.map(Language::as_str))
        .bind(new.by_other)
        .bind(new.whole_series)
        .bind(new.walk_in)
        .bind(new.now.millis())
        .fetch_optional(c)
        .await
    })?)
}

/// The registration with this id.
pub async fn by_id(tx: &mut Tx, id: RegistrationId) -> Result<Option<Registration>> {
    let sql = format!("SELECT {COLUMNS} FROM registration WHERE id = $1");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Registration>(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(c).await
    })?)
}

/// A person's registration for a workshop, whatever became of it.
pub async fn of_person(tx: &mut Tx, workshop: WorkshopId, person: PersonId) -> Result<Option<Registration>> {
    let sql = format!("SELECT {COLUMNS} FROM registration WHERE workshop_id = $1 AND person_id = $2");
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Registration>(sqlx::AssertSqlSafe(sql))
            .bind(workshop.to_string())
            .bind(person.to_string())
            .fetch_optional(c)
            .await
    })?)
}

/// A registration and whom to write to about it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Member {
    #[sqlx(flatten)]
    pub registration: Registration,
    /// The person's address now.
    pub email: String,
    /// The zone of their profile; IANA name.
    pub person_zone: Option<String>,
    /// The language of their profile: `en` or `de`.
    pub person_language: Option<String>,
    /// `h12` or `h24`.
    pub hour_cycle: Option<String>,
}

impl Member {
    /// The zone to write times in: the profile's, else the one of the browser it was made with.
    pub fn zone(&self) -> Option<&str> {
        self.person_zone.as_deref().or(self.registration.zone.as_deref())
    }

    /// The language to write in: the profile's, else what the browser preferred that it was made with, else English.
    pub fn language(&self) -> Language {
        let read = |kept: &Option<String>| kept.as_deref().and_then(|code| code.parse().ok());
        read(&self.person_language).or_else(|| read(&self.registration.language)).unwrap_or_default()
    }
}

/// Columns in the order of [`Member`].
pub(super) const MEMBER: &str = "person.email, person.zone AS person_zone, person.language AS person_language, \
    person.hour_cycle";

/// One registration with whom to write to.
pub async fn member(tx: &mut Tx, id: RegistrationId) -> Result<Option<Member>> {
    let sql = format!(
        "SELECT {COLUMNS}, {MEMBER} FROM registration JOIN person ON person.id = registration.person_id
         WHERE registration.id = $1"
    );
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Member>(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(c).await
    })?)
}

/// Everybody with a seat, an offer, a place in line or a request, by when they registered.
pub async fn active_of(tx: &mut Tx, workshop: WorkshopId) -> Result<Vec<Member>> {
    let sql = format!(
        "SELECT {COLUMNS}, {MEMBER} FROM registration JOIN person ON person.id = registration.person_id
         WHERE registration.workshop_id = $1
             AND registration.state IN ('pending', 'confirmed', 'waiting', 'offered')
         ORDER BY registration.created_at, registration.id"
    );
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Member>(sqlx::AssertSqlSafe(sql)).bind(workshop.to_string()).fetch_all(c).await
    })?)
}

/// A person's registrations for the dates of a series, whatever became of them, by the dates' starts.
pub async fn in_series(tx: &mut Tx, series: SeriesId, person: PersonId) -> Result<Rows<Registration>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM registration JOIN workshop ON workshop.id = registration.workshop_id
         WHERE workshop.series_id = $1 AND registration.person_id = $2 ORDER BY workshop.starts_at, workshop.id"
    );
    let (sql, series, person) = (sqlx::AssertSqlSafe(sql), series.to_string(), person.to_string());
    Ok(list!(tx, "registrations in a series", Registration, sql, series, person)?)
}

/// Who takes part in a whole series: everybody whose registration for the latest date they registered for was one for
/// all of them and has not ended. That registration, by when it was made.
pub async fn of_whole_series(tx: &mut Tx, series: SeriesId) -> Result<Vec<Member>> {
    let sql = format!(
        "SELECT {COLUMNS}, {MEMBER} FROM registration JOIN person ON person.id = registration.person_id
         JOIN workshop ON workshop.id = registration.workshop_id
         WHERE workshop.series_id = $1 AND registration.whole_series
             AND registration.state IN ('pending', 'confirmed', 'waiting', 'offered')
             AND NOT EXISTS (SELECT 1 FROM registration later JOIN workshop later_date
                 ON later_date.id = later.workshop_id
                 WHERE later.person_id = registration.person_id AND later_date.series_id = $1
                     AND later_date.position > workshop.position)
         ORDER BY registration.created_at, registration.id"
    );
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Member>(sqlx::AssertSqlSafe(sql)).bind(series.to_string()).fetch_all(c).await
    })?)
}

/// What a move from one state to another also changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    pub from: RegistrationState,
    pub to: RegistrationState,
    /// Place in the waiting line; who came up from it keeps the number, and whom the team declines too, for when it
    /// takes that back.
    pub number: Option<i64>,
    /// With [`RegistrationState::Offered`].
    pub offer_until: Option<Time>,
}

impl Move {
    pub const fn new(from: RegistrationState, to: RegistrationState) -> Self {
        Self { from, to, number: None, offer_until: None }
    }
}

/// Moves a registration to another state, provided it still is in the one it is believed to be in. Whether it was.
/// A calendar entry that is taken back gets a higher sequence, and one that is given again a higher one still: programs
/// leave out a request with the number of a cancellation they know.
///
/// Counts no seat: that is [`super::seats`]' business.
pub async fn change(tx: &mut Tx, id: RegistrationId, to: Move, now: Time) -> Result<bool> {
    let changed = run!(
        tx,
        "UPDATE registration SET state = $3, number = $4, offer_until = $5, updated_at = $6,
             sequence = sequence + CASE WHEN $3 IN ('cancelled', 'declined') OR state IN ('cancelled', 'declined')
                 THEN 1 ELSE 0 END,
             declined_from = CASE WHEN $3 = 'declined' THEN state ELSE NULL END
         WHERE id = $1 AND state = $2",
        id.to_string(),
        to.from.as_str(),
        to.to.as_str(),
        to.number,
        to.offer_until.map(Time::millis),
        now.millis()
    )?;
    Ok(changed == 1)
}

/// Sets the name of a registration, whatever became of it. Whether there is one.
pub async fn set_name(tx: &mut Tx, id: RegistrationId, name: &str, now: Time) -> Result<bool> {
    let sql = "UPDATE registration SET name = $2, updated_at = $3 WHERE id = $1";
    Ok(run!(tx, sql, id.to_string(), name, now.millis())? == 1)
}

/// Sets name and answers of a registration that is not ended. Whether there was one.
pub async fn set_answers(
    tx: &mut Tx,
    id: RegistrationId,
    name: &str,
    answers: &str,
    now: Time,
) -> Result<bool> {
    let changed = run!(
        tx,
        "UPDATE registration SET name = $2, answers = $3, updated_at = $4
         WHERE id = $1 AND state IN ('pending', 'confirmed', 'waiting', 'offered')",
        id.to_string(),
        name,
        answers,
        now.millis()
    )?;
    Ok(changed == 1)
}

/// Ends all personal links and check-in codes made before.
pub async fn renew_link(tx: &mut Tx, id: RegistrationId) -> Result<()> {
    run!(tx, "UPDATE registration SET link_version = link_version + 1 WHERE id = $1", id.to_string())?;
    Ok(())
}

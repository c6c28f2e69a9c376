//! Lists of workshops, as the public list, the calendar, people's own pages and teams show them.

use convene_domain::Time;
use convene_domain::id::{PersonId, PictureId, RegistrationId, SeriesId, WorkshopId};
use convene_domain::workshop::{Level, RegistrationState, Visibility, WorkshopState};

use crate::{Optional, Result, Rows, Tx};

/// A workshop in a list.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Listed {
    #[sqlx(try_from = "String")]
    pub id: WorkshopId,
    #[sqlx(try_from = "Option<String>")]
    pub series_id: Optional<SeriesId>,
    #[sqlx(try_from = "String")]
    pub owner_id: PersonId,
    pub host_name: String,
    /// Secret part of the link to an unlisted workshop.
    pub link_key: String,
    pub title: String,
    pub summary: String,
    /// `domain::workshop::Details` as JSON.
    pub details: String,
    /// BCP 47.
    pub language: String,
    #[sqlx(try_from = "String")]
    pub level: Level,
    /// `|risk|vaults|`.
    pub topics: String,
    #[sqlx(try_from = "Option<String>")]
    pub picture_id: Optional<PictureId>,
    #[sqlx(try_from = "i64")]
    pub starts_at: Time,
    #[sqlx(try_from = "i64")]
    pub ends_at: Time,
    /// IANA name.
    pub zone: String,
    pub capacity: Option<i64>,
    /// Confirmed registrations and open offers.
    pub taken: i64,
    /// Registrations in line.
    pub waiting: i64,
    pub approval: bool,
    #[sqlx(try_from = "String")]
    pub visibility: Visibility,
    #[sqlx(try_from = "String")]
    pub state: WorkshopState,
}

/// Columns in the order of [`Listed`].
const COLUMNS: &str = "workshop.id, workshop.series_id, workshop.owner_id, owner.name AS host_name, workshop.link_key, workshop.title, \
    workshop.summary, workshop.details, workshop.language, workshop.level, workshop.topics, workshop.picture_id, \
    workshop.starts_at, workshop.ends_at, workshop.zone, workshop.capacity, workshop.taken, workshop.waiting, \
    workshop.approval, workshop.visibility, workshop.state";
const FROM: &str = "FROM workshop JOIN person owner ON owner.id = workshop.owner_id";
/// What everybody may find.
const PUBLIC: &str = "workshop.state = 'published' AND workshop.visibility = 'listed'";
/// What [`Filter`] asks; its values are `$1` to `$4`.
const FILTERED: &str = "($1 IS NULL OR workshop.topics LIKE $1 ESCAPE '\\') \
    AND ($2 IS NULL OR workshop.language = $2) AND ($3 IS NULL OR workshop.level = $3) \
    AND ($4 IS NULL OR workshop.owner_id = $4)";

/// What a reader looks for; none means any.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Filter {
    pub topic: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    pub level: Option<Level>,
    pub host: Option<PersonId>,
}

impl Filter {
    /// The pattern for `topics`, with the signs that mean something in a pattern made harmless.
    pub(super) fn pattern(&self) -> Option<String> {
        let topic = self.topic.as_ref()?.to_lowercase();
        let plain = topic.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        Some(format!("%|{plain}|%"))
    }
}

/// A workshop's place in a list by start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub starts_at: Time,
    pub id: WorkshopId,
}

/// [`list!`] with a [`Filter`] as `$1` to `$4`, before the values given.
macro_rules! filtered {
    ($tx:expr, $list:literal, $row:ty, $sql:expr, $filter:expr $(, $value:expr)* $(,)?) => {
        list!(
            $tx,
            $list,
            $row,
            sqlx::AssertSqlSafe($sql),
            $filter.pattern(),
            $filter.language.clone(),
            $filter.level.map(Level::as_str),
            $filter.host.map(|host| host.to_string())
            $(, $value)*
        )
    };
}

/// Published, listed workshops that are not over at `now`, the next one first, from the one behind `after` on.
pub async fn coming(
    tx: &mut Tx,
    filter: &Filter,
    now: Time,
    after: Option<Place>,
    limit: i64,
) -> Result<Rows<Listed>> {
    let sql = format!(
        "SELECT {COLUMNS} {FROM} WHERE {PUBLIC} AND {FILTERED} AND workshop.ends_at > $5 \
         AND (workshop.starts_at > $6 OR (workshop.starts_at = $6 AND workshop.id > $7)) \
         ORDER BY workshop.starts_at, workshop.id LIMIT $8"
    );
    let starts = after.map_or(i64::MIN, |place| place.starts_at.millis());
    let id = after.map(|place| place.id.to_string()).unwrap_or_default();
    Ok(filtered!(tx, "workshops", Listed, sql, filter, now.millis(), starts, id, limit)?)
}

/// Published, listed workshops that are over at `now`, the last one first, from the one behind `before` on.
pub async fn past(
    tx: &mut Tx,
    filter: &Filter,
    now: Time,
    before: Option<Place>,
    limit: i64,
) -> Result<Rows<Listed>> {
    let sql = format!(
        "SELECT {COLUMNS} {FROM} WHERE {PUBLIC} AND {FILTERED} AND workshop.ends_at <= $5 \
         AND (workshop.starts_at < $6 OR (workshop.starts_at = $6 AND workshop.id < $7)) \
         ORDER BY workshop.starts_at DESC, workshop.id DESC LIMIT $8"
    );
    let starts = before.map_or(i64::MAX, |place| place.starts_at.millis());
    let id = before.map(|place| place.id.to_string()).unwrap_or_default();
    Ok(filtered!(tx, "workshops", Listed, sql, filter, now.millis(), starts, id, limit)?)
}

/// Published, listed workshops that start from `from` on and before `until`, in order of their start.
pub async fn between(
    tx: &mut Tx,
    filter: &Filter,
    from: Time,
    until: Time,
    limit: i64,
) -> Result<Vec<Listed>> {
    let sql = format!(
        "SELECT {COLUMNS} {FROM} WHERE {PUBLIC} AND {FILTERED} \
         AND workshop.starts_at >= $5 AND workshop.starts_at < $6 \
         ORDER BY workshop.starts_at, workshop.id LIMIT $7"
    );
    Ok(filtered!(tx, "workshops", Listed, sql, filter, from.millis(), until.millis(), limit)?.rows)
}

/// What some workshops can be filtered by.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Facet {
    /// `|risk|vaults|`.
    pub topics: String,
    pub language: String,
    #[sqlx(try_from = "String")]
    pub level: Level,
    #[sqlx(try_from = "String")]
    pub owner_id: PersonId,
    pub host_name: String,
}

/// Each combination that published, listed workshops ending from `from` on and before `until` have.
pub async fn facets(tx: &mut Tx, from: Time, until: Time) -> Result<Vec<Facet>> {
    let sql = format!(
        "SELECT DISTINCT workshop.owner_id, workshop.topics, workshop.language, workshop.level, \
         owner.name AS host_name {FROM} WHERE {PUBLIC} AND workshop.ends_at >= $1 AND workshop.ends_at < $2 \
         ORDER BY workshop.owner_id, workshop.topics, workshop.language, workshop.level LIMIT 1000"
    );
    Ok(list!(tx, "workshop filters", Facet, sqlx::AssertSqlSafe(sql), from.millis(), until.millis())?.rows)
}

/// Who looks at the dates of a series: whether one of them that is not listed is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Onlooker {
    /// They know a date that is not listed, by its key, or run the series: they see all.
    pub knows_unlisted: bool,
    /// Whoever registered for a date that is not listed sees that one.
    pub person: Option<PersonId>,
}

/// Dates of a series that are published and not over at `now`, the next one first, as far as `onlooker` may know of
/// them: the link to a date that is not listed carries its key.
pub async fn of_series(
    tx: &mut Tx,
    series: SeriesId,
    onlooker: Onlooker,
    now: Time,
    limit: i64,
) -> Result<Vec<Listed>> {
    let sql = format!(
        "SELECT {COLUMNS} {FROM} WHERE workshop.series_id = $1 AND workshop.state = 'published' \
         AND workshop.ends_at > $2 AND (workshop.visibility = 'listed' OR $3 OR EXISTS (SELECT 1 FROM registration \
             WHERE registration.workshop_id = workshop.id AND registration.person_id = $4)) \
         ORDER BY workshop.starts_at, workshop.id LIMIT $5"
    );
    Ok(list!(
        tx,
        "dates of a series",
        Listed,
        sqlx::AssertSqlSafe(sql),
        series.to_string(),
        now.millis(),
        onlooker.knows_unlisted,
        onlooker.person.map(|person| person.to_string()),
        limit
    )?
    .rows)
}

/// Which part of a list by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Not over yet, the next one first.
    Coming,
    /// Over, the last one first.
    Past,
}

impl Part {
    /// The condition on `$2`, which is now, with what is behind the place `$4` and `$5`; and the order.
    const fn sql(self) -> (&'static str, &'static str) {
        match self {
            Part::Coming => (
                "workshop.ends_at > $2 AND (workshop.starts_at > $4 OR (workshop.starts_at = $4 AND workshop.id > $5))",
                "ORDER BY workshop.starts_at, workshop.id",
            ),
            Part::Past => (
                "workshop.ends_at <= $2 AND (workshop.starts_at < $4 OR (workshop.starts_at = $4 AND workshop.id < $5))",
                "ORDER BY workshop.starts_at DESC, workshop.id DESC",
            ),
        }
    }

    /// Before every place there is.
    const fn beginning(self) -> i64 {
        match self {
            Part::Coming => i64::MIN,
            Part::Past => i64::MAX,
        }
    }
}

/// A workshop somebody registered for.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Registered {
    #[sqlx(flatten)]
    pub workshop: Listed,
    #[sqlx(try_from = "String")]
    pub registration_id: RegistrationId,
    #[sqlx(try_from = "String")]
    pub registration_state: RegistrationState,
    pub link_version: i64,
    #[sqlx(try_from = "Option<i64>")]
    pub offer_until: Optional<Time>,
    /// How many stand in line up to this person, themselves included; 0 for who is not in line.
    pub in_line: i64,
    /// Was seen there: checked in, or opened the join link.
    pub attended: bool,
}

/// Workshops this person is registered for: a seat, an offer, a place in line, or waiting for the team's word. Of
/// past ones those they had a seat in. Cancelled workshops are among both. From the one behind `after` on.
pub async fn registered(
    tx: &mut Tx,
    person: PersonId,
    part: Part,
    now: Time,
    after: Option<Place>,
    limit: i64,
) -> Result<Rows<Registered>> {
    let (condition, order) = part.sql();
    let states = match part {
        Part::Coming => "('pending', 'confirmed', 'waiting', 'offered')",
        Part::Past => "('confirmed')",
    };
    let sql = format!(
        "SELECT {COLUMNS}, registration.id AS registration_id, registration.state AS registration_state, \
         registration.link_version, registration.offer_until, (SELECT COUNT(*) FROM registration ahead \
             WHERE ahead.workshop_id = workshop.id AND ahead.state = 'waiting' AND registration.state = 'waiting' \
             AND ahead.number <= registration.number) AS in_line, \
         (registration.checked_in_at IS NOT NULL OR registration.joined_at IS NOT NULL) AS attended \
         FROM registration JOIN workshop ON workshop.id = registration.workshop_id \
         JOIN person owner ON owner.id = workshop.owner_id \
         WHERE registration.person_id = $1 AND registration.state IN {states} AND workshop.state <> 'draft' \
         AND {condition} {order} LIMIT $3"
    );
    let starts = after.map_or(part.beginning(), |place| place.starts_at.millis());
    let id = after.map(|place| place.id.to_string()).unwrap_or_default();
    Ok(list!(
        tx,
        "workshops of a person",
        Registered,
        sqlx::AssertSqlSafe(sql),
        person.to_string(),
        now.millis(),
        limit,
        starts,
        id
    )?)
}

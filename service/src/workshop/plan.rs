//! Planning: workshops are created, changed, published, called off and removed by their team.

mod cancel;
mod cohosts;
mod common;
mod preview;
mod schedule;
mod sheet;
mod shift;
mod update;

use std::collections::BTreeMap;

use convene_domain::account::Act;
use convene_domain::id::{SeriesId, WorkshopId};
use convene_domain::workshop::WorkshopState;
use convene_store::Tx;
use convene_store::quiz::draft;
use convene_store::workshop::{attendance, edit, seats, series, workshop};

use super::{Workshop, access};
use crate::{Error, Result, Service, Viewer};

pub use cancel::{REASON_CHARS, cancel, remove};
pub use cohosts::{Helper, add_helper, helpers, remove_helper};
pub(super) use common::{Common, carry_picture};
pub use convene_domain::workshop::plan::Fields;
pub use convene_store::workshop::edit::Shelf;
pub use preview::{PreviewDate, preview};
pub(super) use schedule::is_ahead;
pub(super) use sheet::Sheet;
pub use update::{Changed, update};

/// Where the form for a new workshop is.
pub const NEW_PATH: &str = "/workshops/new";
/// Most workshops on one shelf of a host.
const SHELF: i64 = 200;

/// Which dates of a series are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// This date alone.
    One,
    /// This one and those after it.
    Following,
    /// Every date that is not over.
    All,
}

impl Scope {
    /// The scope a form names; this date alone when it names none.
    pub fn parse(text: &str) -> Self {
        match text {
            "following" => Self::Following,
            "all" => Self::All,
            _ => Self::One,
        }
    }
}

/// Stores a form as a draft: one workshop, or all dates of a series. Answers the first date.
///
/// The field `form` may carry an identifier drawn when the form was shown: the same form sent twice is one workshop.
pub async fn create(service: &Service, viewer: &Viewer, fields: &[(String, String)]) -> Result<WorkshopId> {
    let owner_id = viewer.allowed(Act::HostWorkshops)?.id;
    let scheduled = schedule::read(fields)?;
    let now = service.now();
    for slot in [scheduled.slots.first(), scheduled.slots.last()].into_iter().flatten() {
        is_ahead(&scheduled.zone, slot.starts, now).map_err(|why| Error::field("start_date", why))?;
    }
    let mut tx = service.begin().await?;
    let named = fields.iter().find(|(name, _)| name == "form").and_then(|(_, id)| id.parse().ok());
    let first = match named {
        Some(id) => match workshop::by_id(&mut tx, id).await? {
            Some(known) if known.owner_id == owner_id => return Ok(id),
            Some(_) => WorkshopId::new(now, service.chance().bytes()),
            None => id,
        },
        None => WorkshopId::new(now, service.chance().bytes()),
    };
    let series_id = match &scheduled.plan.repeat {
        Some(rule) => {
            let id = SeriesId::new(now, service.chance().bytes());
            let common = Common::of_plan(&scheduled, rule);
            let (rule, zone) = (serde_json::to_string(rule)?, scheduled.zone.clone());
            series::insert(&mut tx, &series::Series { id, owner_id, rule, zone, created_at: now }).await?;
            common.store(&mut tx, id).await?;
            Some(id)
        }
        None => None,
    };
    for (position, slot) in (1_i64..).zip(&scheduled.slots) {
        let sheet = Sheet::of_plan(&scheduled, *slot, None);
        let id = if position == 1 { first } else { WorkshopId::new(now, service.chance().bytes()) };
        insert(service, &mut tx, &sheet, NewRow { id, series_id, position, owner_id }).await?;
    }
    draft::delete(&mut tx, owner_id, NEW_PATH).await?;
    tx.commit().await?;
    Ok(first)
}

/// What a new row is beside its sheet.
pub(super) struct NewRow {
    pub id: WorkshopId,
    pub series_id: Option<SeriesId>,
    pub position: i64,
    pub owner_id: convene_domain::id::PersonId,
}

/// Stores a draft.
pub(super) async fn insert(service: &Service, tx: &mut Tx, sheet: &Sheet, new: NewRow) -> Result<()> {
    let (details, reminders) =
        (serde_json::to_string(&sheet.details)?, serde_json::to_string(&sheet.reminders)?);
    let link_key = service.chance().token();
    let NewRow { id, series_id, position, owner_id } = new;
    let row = workshop::New {
        id,
        series_id,
        position,
        owner_id,
        link_key: &link_key[..32],
        content: sheet.content(&details, &reminders),
        now: service.now(),
    };
    Ok(workshop::insert(tx, &row).await?)
}

/// Makes a draft public; of a series, all its drafts that are ahead. One that is public already stays so.
pub async fn publish(service: &Service, viewer: &Viewer, id: WorkshopId) -> Result<()> {
    let now = service.now();
    let mut tx = service.begin().await?;
    let found = access::run(&mut tx, viewer, id).await?;
    match found.state {
        WorkshopState::Published => return Ok(()),
        WorkshopState::Cancelled => {
            return Err(Error::field("", "This workshop is cancelled. Copy it to plan another."));
        }
        WorkshopState::Draft => {}
    }
    let dates = dates_of(&mut tx, &found).await?;
    let ahead = |row: &&Workshop| row.state == WorkshopState::Draft && row.starts_at > now;
    let drafts: Vec<_> = dates.iter().filter(ahead).collect();
    if !drafts.iter().any(|row| row.id == id) {
        is_ahead(&found.zone, found.starts_at, now).map_err(|why| Error::field("start_date", why))?;
    }
    for row in drafts {
        workshop::publish(&mut tx, row.id, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A workshop open in the editor.
#[derive(Debug, Clone, PartialEq)]
pub struct Open {
    pub workshop: Workshop,
    /// What the form starts with, `revision` among it.
    pub fields: Fields,
    /// All dates of its series in their order, this one among them; empty when it takes place once.
    pub dates: Vec<Workshop>,
}

/// One workshop to change.
pub async fn open(service: &Service, viewer: &Viewer, id: WorkshopId) -> Result<Open> {
    let mut tx = service.read().await?;
    let workshop = access::run(&mut tx, viewer, id).await?;
    let dates = match *workshop.series_id {
        Some(series) => series::readable_dates(&mut tx, series).await?.rows,
        None => Vec::new(),
    };
    let mut fields = Sheet::of_row(&workshop)?.plan().fields();
    fields.push(("revision".to_owned(), workshop.revision.to_string()));
    Ok(Open { workshop, fields, dates })
}

/// What a form starts with for a copy of a workshop: all but its past, on the same weekday and hour ahead.
pub async fn copy(service: &Service, viewer: &Viewer, id: WorkshopId) -> Result<Fields> {
    let mut tx = service.read().await?;
    let original = access::run(&mut tx, viewer, id).await?;
    let sheet = Sheet::of_row(&original)?;
    let plan = shift::ahead(sheet.plan(), &sheet.zone, service.now());
    Ok(plan.fields())
}

/// A copy of a workshop, as a draft on the same weekday and hour ahead; it belongs to whoever made it.
pub async fn duplicate(service: &Service, viewer: &Viewer, id: WorkshopId) -> Result<WorkshopId> {
    let fields = copy(service, viewer, id).await?;
    create(service, viewer, &fields).await
}

/// Workshops this viewer owns or helps with.
pub async fn hosted(service: &Service, viewer: &Viewer, shelf: Shelf) -> Result<Vec<Workshop>> {
    let person = viewer.allowed(Act::HostWorkshops)?.id;
    let mut tx = service.read().await?;
    Ok(edit::hosted(&mut tx, person, shelf, service.now(), SHELF).await?)
}

/// How many people ask for a seat, by workshop; those nobody asks for are left out.
pub type Requests = BTreeMap<WorkshopId, i64>;

/// Who waits for the team's word in `hosted` workshops that are public and not over.
pub async fn requests(service: &Service, hosted: &[Workshop]) -> Result<Requests> {
    let mut tx = service.read().await?;
    let mut requests = Requests::new();
    for workshop in hosted.iter().filter(|row| row.approval && row.state == WorkshopState::Published) {
        let pending = attendance::counts(&mut tx, workshop.id).await?.pending;
        if pending > 0 {
            requests.insert(workshop.id, pending);
        }
    }
    Ok(requests)
}

/// Where the form of a workshop is.
pub fn edit_path(id: WorkshopId) -> String {
    format!("/workshops/{id}/edit")
}

/// All dates of the workshop's series, or the workshop alone.
async fn dates_of(tx: &mut Tx, found: &Workshop) -> Result<Vec<Workshop>> {
    Ok(match *found.series_id {
        Some(series) => series::dates(tx, series).await?,
        None => vec![found.clone()],
    })
}

/// The dates a change is for, this one first, all held until the transaction ends: not those cancelled or over,
/// unless it is this one.
pub(super) async fn held(
    service: &Service,
    tx: &mut Tx,
    found: &Workshop,
    scope: Scope,
) -> Result<Vec<Workshop>> {
    let now = service.now();
    let mut ids: Vec<WorkshopId> = dates_of(tx, found)
        .await?
        .into_iter()
        .filter(|row| match scope {
            _ if row.id == found.id => true,
            Scope::One => false,
            Scope::Following => row.position > found.position,
            Scope::All => true,
        })
        .filter(|row| row.id == found.id || (row.state != WorkshopState::Cancelled && row.ends_at > now))
        .map(|row| row.id)
        .collect();
    // One order for everybody, so that two who change a series do not wait for each other.
    ids.sort_unstable();
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        rows.push(seats::hold(tx, id).await?.ok_or(Error::Missing)?);
    }
    rows.sort_by_key(|row| (row.id != found.id, row.position));
    Ok(rows)
}

/// Somebody else was quicker; what was typed is still in the form.
pub(super) fn changed_meanwhile() -> Error {
    Error::field(
        "",
        "Somebody changed this workshop after you opened it. What you typed is kept here: open the workshop in a \
         second tab, compare, and save again.",
    )
}

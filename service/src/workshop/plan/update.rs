//! Changing a workshop: one date, this and following, or all.

use convene_domain::Time;
use convene_domain::field::FieldErrors;
use convene_domain::id::WorkshopId;
use convene_domain::workshop::WorkshopState;
use convene_store::Tx;
use convene_store::quiz::draft;
use convene_store::workshop::{edit, registration};

use super::{Scope, Sheet, Workshop, changed_meanwhile, edit_path, held, is_ahead, schedule, shift};
use crate::workshop::notice::{self, Why};
use crate::workshop::{access, dates, line};
use crate::{Error, Result, Service, Viewer};

/// What a change came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changed {
    /// Dates that are different now.
    pub dates: usize,
    /// People who get a mail about it.
    pub told: usize,
}

/// Changes a workshop, provided it is still at the `revision` in the form. `scope` in the form says which dates of a
/// series; others take over what was changed and keep what was different on them. People keep their seats, and are
/// told when time or place of theirs changed.
pub async fn update(
    service: &Service,
    viewer: &Viewer,
    id: WorkshopId,
    fields: &[(String, String)],
) -> Result<Changed> {
    let value =
        |name: &str| fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str());
    let mut tx = service.begin().await?;
    let found = access::run(&mut tx, viewer, id).await?;
    if found.state == WorkshopState::Cancelled {
        return Err(Error::field("", "This workshop is cancelled. Copy it to plan another."));
    }
    let single: Vec<_> = fields.iter().filter(|(name, _)| name != "repeat").cloned().collect();
    let scheduled = schedule::read(&single)?;
    let slot = *scheduled.slots.first().ok_or(Error::Missing)?;
    let rows = held(service, &mut tx, &found, Scope::parse(value("scope"))).await?;
    let current = rows.first().ok_or(Error::Missing)?;
    let (old, new) = (Sheet::of_row(current)?, Sheet::of_plan(&scheduled, slot, *current.picture_id));
    // The same form sent twice changes nothing the second time.
    if old != new && value("revision").parse() != Ok(current.revision) {
        return Err(changed_meanwhile());
    }
    let mut changed = Changed::default();
    for row in &rows {
        let before = Sheet::of_row(row)?;
        let mut after = before.clone();
        if row.id == id {
            after = new.clone();
        } else {
            after.carry(&old, &new);
            shift::carry(&mut after, &old, &new).map_err(|refused| Error::field("start_date", refused.0))?;
        }
        if after == before {
            continue;
        }
        check(row, &before, &after, service.now())?;
        changed.dates += 1;
        changed.told += store(service, &mut tx, row, &before, &after).await?;
    }
    if let Some(person) = viewer.id() {
        draft::delete(&mut tx, person, &edit_path(id)).await?;
    }
    tx.commit().await?;
    service.mail_waits();
    Ok(changed)
}

/// What only the row and the clock can say against a change.
fn check(row: &Workshop, before: &Sheet, after: &Sheet, now: Time) -> Result<()> {
    let mut errors = FieldErrors::new();
    let slot = after.slot;
    let on = dates::local_text(&after.zone, slot.starts);
    if slot.starts != before.slot.starts {
        errors.keep("start_date", is_ahead(&after.zone, slot.starts, now));
    }
    if slot.ends <= slot.starts {
        errors.add("end_time", format!("On {on} it would end before it starts."));
    }
    if slot.opens.is_some_and(|opens| opens >= slot.starts) {
        errors.add(
            "opens_date",
            format!("On {on} sign-up would open after the start. Choose an earlier moment."),
        );
    }
    if after.capacity.is_some_and(|seats| seats < row.taken) {
        errors.add("capacity", too_few_seats(row.taken, &on));
    }
    Ok(errors.into_result()?)
}

fn too_few_seats(taken: i64, on: &str) -> String {
    let people = if taken == 1 {
        "1 person has a seat or an offer".to_owned()
    } else {
        format!("{taken} people have seats or offers")
    };
    format!("On {on}, {people}. Keep at least {taken} seats, or take seats back first.")
}

/// Stores one date. Answers how many people are told.
async fn store(
    service: &Service,
    tx: &mut Tx,
    row: &Workshop,
    before: &Sheet,
    after: &Sheet,
) -> Result<usize> {
    let reschedules = after.reschedules(before);
    let (details, reminders) =
        (serde_json::to_string(&after.details)?, serde_json::to_string(&after.reminders)?);
    let content = after.content(&details, &reminders);
    if !edit::update(tx, row.id, row.revision, &content, reschedules, service.now()).await? {
        return Err(changed_meanwhile());
    }
    if after.capacity != before.capacity {
        if !edit::set_capacity(tx, row.id, after.capacity).await? {
            let on = dates::local_text(&after.zone, after.slot.starts);
            return Err(Error::field("capacity", too_few_seats(row.taken, &on)));
        }
        line::fill(service, tx, row.id).await?;
    }
    if reschedules && row.state == WorkshopState::Published {
        return tell(service, tx, row.id, &Why::Changed).await;
    }
    Ok(0)
}

/// Queues a notice for everybody with a seat, an offer, a place in line or a request. Answers how many.
pub(super) async fn tell(service: &Service, tx: &mut Tx, id: WorkshopId, why: &Why) -> Result<usize> {
    let members = registration::active_of(tx, id).await?;
    for member in &members {
        notice::queue(service, tx, member.registration.id, &member.email, why.clone()).await?;
    }
    Ok(members.len())
}

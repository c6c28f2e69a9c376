//! Changing a workshop: one date, this and following, or all.

use convene_domain::Time;
use convene_domain::field::FieldErrors;
use convene_domain::id::WorkshopId;
use convene_domain::workshop::attendance::door_opens_at;
use convene_domain::workshop::{WorkshopState, line as rule};
use convene_store::Tx;
use convene_store::quiz::draft;
use convene_store::workshop::{attendance, edit, line as stored_line, registration};

use super::{Scope, Sheet, Workshop, changed_meanwhile, common, edit_path, held, is_ahead, schedule, shift};
use crate::workshop::notice::{Round, Subject, Why};
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
    let scope = Scope::parse(value("scope"));
    let rows = held(service, &mut tx, &found, scope).await?;
    let current = rows.first().ok_or(Error::Missing)?;
    let (old, mut new) = (Sheet::of_row(current)?, Sheet::of_plan(&scheduled, slot, *current.picture_id));
    new.details.retire(&old.details);
    // The same form sent twice changes nothing the second time.
    if old != new && value("revision").parse() != Ok(current.revision) {
        return Err(changed_meanwhile());
    }
    let (mut changed, mut round) = (Changed::default(), Round::default());
    for row in &rows {
        let before = Sheet::of_row(row)?;
        let mut after = before.clone();
        if row.id == id {
            after = new.clone();
        } else {
            after.carry(&old, &new);
            after.details.retire(&before.details);
            shift::carry(&mut after, &old, &new).map_err(|refused| Error::field("start_date", refused.0))?;
        }
        if after == before {
            continue;
        }
        check(row, &before, &after, service.now())?;
        changed.dates += 1;
        store(service, &mut tx, row, &before, &after, &mut round).await?;
    }
    changed.told = round.queue(service, &mut tx, &Why::Changed).await?;
    common::carry(&mut tx, &found, scope, &old, &new).await?;
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
    let on = dates::local_day(&after.zone, slot.starts);
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
    let counted = if taken == 1 {
        "1 seat is taken, offered or held".to_owned()
    } else {
        format!("{taken} seats are taken, offered or held")
    };
    format!("On {on}, {counted}. Keep at least {taken} seats, or take seats back first.")
}

/// Stores one date. Who is to be told of it goes into `round`.
async fn store(
    service: &Service,
    tx: &mut Tx,
    row: &Workshop,
    before: &Sheet,
    after: &Sheet,
    round: &mut Round,
) -> Result<()> {
    let reschedules = after.reschedules(before);
    let (details, reminders) =
        (serde_json::to_string(&after.details)?, serde_json::to_string(&after.reminders)?);
    let content = after.content(&details, &reminders);
    if !edit::update(tx, row.id, row.revision, &content, reschedules, service.now()).await? {
        return Err(changed_meanwhile());
    }
    let moved = after.slot.starts != before.slot.starts;
    if moved {
        follow_start(service, tx, row, after).await?;
    }
    if after.capacity != before.capacity && !edit::set_capacity(tx, row.id, after.capacity).await? {
        let on = dates::local_day(&after.zone, after.slot.starts);
        return Err(Error::field("capacity", too_few_seats(row.taken, &on)));
    }
    if moved || after.capacity != before.capacity {
        // Once begun, nobody moves up: a workshop that is postponed then may have free seats beside people who wait.
        line::fill(service, tx, row.id).await?;
    }
    if reschedules && row.state == WorkshopState::Published {
        let (was, is) = ((before.slot.starts, before.slot.ends), (after.slot.starts, after.slot.ends));
        gather(tx, row.id, (was != is).then_some(was), round).await?;
    }
    Ok(())
}

/// What another start changes for people: before an earlier one no offer stands longer than one made now would, and
/// whoever was noted as there before the door opens for the new time was there for the old one.
async fn follow_start(service: &Service, tx: &mut Tx, row: &Workshop, after: &Sheet) -> Result<()> {
    let (now, starts_at) = (service.now(), after.slot.starts);
    attendance::forget_before(tx, row.id, door_opens_at(starts_at)).await?;
    let until = rule::offer_until(now, starts_at, row.offer_ms).filter(|_| starts_at < row.starts_at);
    if let Some(until) = until {
        stored_line::shorten_offers(tx, row.id, until, now).await?;
    }
    Ok(())
}

/// Adds everybody with a seat, an offer, a place in line or a request to those who are told. `was` is when the date
/// began and ended before.
pub(super) async fn gather(
    tx: &mut Tx,
    id: WorkshopId,
    was: Option<(Time, Time)>,
    round: &mut Round,
) -> Result<()> {
    for member in registration::active_of(tx, id).await? {
        round.add(&member, Subject { was, ..Subject::of(member.registration.id) });
    }
    Ok(())
}

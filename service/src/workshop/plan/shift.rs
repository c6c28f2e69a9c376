//! Moving dates by the clock on the wall.

use convene_domain::Time;
use convene_domain::account::profile::Refused;
use convene_domain::workshop::plan::Plan;
use jiff::civil::DateTime;
use jiff::{SignedDuration, ToSpan};

use super::schedule::Slot;
use super::sheet::Sheet;
use crate::workshop::dates;

/// The same weekday and hour, at least a week after the original and ahead of `now`. Sign-up keeps its distance.
pub(super) fn ahead(mut plan: Plan, zone: &str, now: Time) -> Plan {
    let today = dates::to_civil(zone, now);
    let behind = today.date().since(plan.starts.date()).map_or(0, |span| i64::from(span.get_days()));
    let weeks = (behind.max(0) / 7 + 1).weeks();
    plan.starts = plan.starts.saturating_add(weeks);
    plan.ends = plan.ends.saturating_add(weeks);
    plan.opens = plan.opens.map(|opens| opens.saturating_add(weeks));
    plan.closes = plan.closes.map(|closes| closes.saturating_add(weeks));
    plan
}

/// When one date takes place, by the clock on the wall of its zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wall {
    /// IANA name.
    pub zone: String,
    pub starts: DateTime,
    pub ends: DateTime,
    /// One moment for all dates of a series.
    pub opens: Option<Time>,
    pub closes: Option<DateTime>,
}

impl Wall {
    /// What the clock shows.
    pub fn of(sheet: &Sheet) -> Self {
        let civil = |time| dates::to_civil(&sheet.zone, time);
        let Slot { starts, ends, opens, closes } = sheet.slot;
        Self {
            zone: sheet.zone.clone(),
            starts: civil(starts),
            ends: civil(ends),
            opens,
            closes: closes.map(civil),
        }
    }

    /// What was planned: where clocks are put forward past an hour that `like` keeps to, that hour, and not the later
    /// one that the clock shows instead. Else a date moved twice would drift.
    fn planned(sheet: &Sheet, like: &Self) -> Self {
        let mut wall = Self::of(sheet);
        let is = |civil, time| dates::to_instant(&sheet.zone, civil).is_ok_and(|instant| instant == time);
        let starts = wall.starts.date().to_datetime(like.starts.time());
        if is(starts, sheet.slot.starts) {
            wall.starts = starts;
        }
        let ends = wall.starts.saturating_add(like.ends.duration_since(like.starts));
        if is(ends, sheet.slot.ends) {
            wall.ends = ends;
        }
        if let (Some(distance), Some(time)) = (like.distance(), sheet.slot.closes) {
            let closes = wall.starts.saturating_sub(distance);
            if is(closes, time) {
                wall.closes = Some(closes);
            }
        }
        wall
    }

    /// How long before the start sign-up closes.
    fn distance(&self) -> Option<SignedDuration> {
        self.closes.map(|closes| self.starts.duration_since(closes))
    }

    /// Takes over the change from `old` to `new`. Both ends move as far as they did there; sign-up opens at the same
    /// moment for all, and closes as long before the start.
    pub fn carry(&mut self, old: &Self, new: &Self) {
        let by = new.starts.duration_since(old.starts);
        self.starts = self.starts.saturating_add(by);
        self.ends = self.ends.saturating_add(new.ends.duration_since(old.ends));
        if new.zone != old.zone {
            self.zone.clone_from(&new.zone);
        }
        if new.opens != old.opens {
            self.opens = new.opens;
        }
        self.closes = match (old.distance(), new.distance()) {
            (old, new) if old == new => self.closes.map(|closes| closes.saturating_add(by)),
            (_, before) => before.map(|before| self.starts.saturating_sub(before)),
        };
    }

    /// The instants.
    pub fn slot(&self) -> Result<Slot, Refused> {
        let instant = |civil| dates::to_instant(&self.zone, civil);
        Ok(Slot {
            starts: instant(self.starts)?,
            ends: instant(self.ends)?,
            opens: self.opens,
            closes: self.closes.map(instant).transpose()?,
        })
    }
}

/// Gives another date of the series the change of times from `old` to `new`, see [`Wall::carry`].
pub(super) fn carry(row: &mut Sheet, old: &Sheet, new: &Sheet) -> Result<(), Refused> {
    let (old, new) = (Wall::of(old), Wall::of(new));
    let before = Wall::planned(row, &old);
    let mut after = before.clone();
    after.carry(&old, &new);
    if after != before {
        row.slot = after.slot()?;
        row.zone = after.zone;
    }
    Ok(())
}

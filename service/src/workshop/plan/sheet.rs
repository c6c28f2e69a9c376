//! Everything a person decides about one date, to be stored, compared and carried over to other dates.

use convene_domain::id::PictureId;
use convene_domain::time::HOUR;
use convene_domain::workshop::plan::{Plan, topics_from_column, topics_to_column};
use convene_domain::workshop::{Details, Level, Place, Promotion, Visibility};
use convene_store::workshop::workshop::{Content, Workshop};

use super::schedule::{Scheduled, Slot};
use crate::Error;
use crate::workshop::dates;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::workshop) struct Sheet {
    pub title: String,
    pub summary: String,
    pub details: Details,
    pub language: String,
    pub level: Level,
    pub topics: String,
    pub picture: Option<PictureId>,
    pub slot: Slot,
    pub zone: String,
    pub capacity: Option<i64>,
    pub approval: bool,
    pub promotion: Promotion,
    pub offer_ms: i64,
    pub reminders: Vec<i64>,
    pub visibility: Visibility,
}

/// Gives `$row` what `$new` changed against `$old`, field by field.
macro_rules! carry {
    ($row:ident, $old:ident, $new:ident: $($($field:ident).+),+ $(,)?) => {
        $(if $old.$($field).+ != $new.$($field).+ { $row.$($field).+ = $new.$($field).+.clone(); })+
    };
}

impl Sheet {
    pub fn of_plan(scheduled: &Scheduled, slot: Slot, picture: Option<PictureId>) -> Self {
        let plan = scheduled.plan.clone();
        Self {
            title: plan.title,
            summary: plan.summary,
            details: plan.details,
            language: plan.language,
            level: plan.level,
            topics: topics_to_column(&plan.topics),
            picture,
            slot,
            zone: scheduled.zone.clone(),
            capacity: plan.capacity,
            approval: plan.approval,
            promotion: plan.promotion,
            offer_ms: plan.offer_hours * HOUR,
            reminders: plan.reminders,
            visibility: plan.visibility,
        }
    }

    pub fn of_row(row: &Workshop) -> Result<Self, Error> {
        Ok(Self {
            title: row.title.clone(),
            summary: row.summary.clone(),
            details: serde_json::from_str(&row.details)?,
            language: row.language.clone(),
            level: row.level,
            topics: row.topics.clone(),
            picture: *row.picture_id,
            slot: Slot {
                starts: row.starts_at,
                ends: row.ends_at,
                opens: *row.opens_at,
                closes: *row.closes_at,
            },
            zone: row.zone.clone(),
            capacity: row.capacity,
            approval: row.approval,
            promotion: row.promotion,
            offer_ms: row.offer_ms,
            reminders: serde_json::from_str(&row.reminders)?,
            visibility: row.visibility,
        })
    }

    /// The plan that a form shows for it.
    pub fn plan(&self) -> Plan {
        let civil = |time| dates::to_civil(&self.zone, time);
        Plan {
            title: self.title.clone(),
            summary: self.summary.clone(),
            details: self.details.clone(),
            language: self.language.clone(),
            level: self.level,
            topics: topics_from_column(&self.topics),
            starts: civil(self.slot.starts),
            ends: civil(self.slot.ends),
            zone: self.zone.clone(),
            opens: self.slot.opens.map(civil),
            closes: self.slot.closes.map(civil),
            capacity: self.capacity,
            approval: self.approval,
            visibility: self.visibility,
            promotion: self.promotion,
            offer_hours: self.offer_ms / HOUR,
            reminders: self.reminders.clone(),
            repeat: None,
        }
    }

    /// Takes over what `new` changed against `old`, but times: what was changed on this date alone stays.
    pub fn carry(&mut self, old: &Self, new: &Self) {
        let row = self;
        carry!(row, old, new:
            title, summary, details.description, details.speakers, details.agenda, details.place, details.questions,
            details.guests.confirm, details.guests.per_network, language, level, topics, capacity, approval, promotion, offer_ms, reminders, visibility,
        );
    }

    /// Whether calendars must learn of the change from `old`: another time, zone or place. The link of an online
    /// workshop is none of it: people come in by a page of ours, which knows the link of the moment.
    pub fn reschedules(&self, old: &Self) -> bool {
        let when = |sheet: &Self| (sheet.slot.starts, sheet.slot.ends, sheet.zone.clone());
        let online = |sheet: &Self| matches!(sheet.details.place, Place::Online { .. });
        let elsewhere = self.details.place != old.details.place && !(online(self) && online(old));
        elsewhere || when(self) != when(old)
    }

    /// What is stored; `details` and `reminders` are this sheet's as JSON.
    pub fn content<'a>(&'a self, details: &'a str, reminders: &'a str) -> Content<'a> {
        Content {
            title: &self.title,
            summary: &self.summary,
            details,
            language: &self.language,
            level: self.level,
            topics: &self.topics,
            picture_id: self.picture,
            starts_at: self.slot.starts,
            ends_at: self.slot.ends,
            zone: &self.zone,
            opens_at: self.slot.opens,
            closes_at: self.slot.closes,
            capacity: self.capacity,
            approval: self.approval,
            promotion: self.promotion,
            offer_ms: self.offer_ms,
            reminders,
            visibility: self.visibility,
        }
    }
}

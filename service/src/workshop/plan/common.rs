//! What the dates of a series have in common, kept beside them. What is changed on several dates reaches it; what is
//! changed on one date alone does not, so that dates added later are like the series and not like its last date.

use convene_domain::account::profile::Refused;
use convene_domain::id::{PictureId, SeriesId};
use convene_domain::workshop::plan::Plan;
use convene_domain::workshop::recurrence::Rule;
use convene_store::Tx;
use convene_store::workshop::series;
use jiff::civil::Date;

use super::schedule::Scheduled;
use super::shift::Wall;
use super::{Fields, Scope, Sheet, Workshop};
use crate::Result;
use crate::workshop::dates;

/// The field that names the cover, which is no field of the form.
const PICTURE: &str = "picture";

/// A date as the series would have it, on the last day its rule has given so far.
#[derive(Debug, Clone)]
pub(in crate::workshop) struct Common {
    plan: Plan,
    pub picture: Option<PictureId>,
}

impl Common {
    /// Of a series as it was planned.
    pub fn of_plan(scheduled: &Scheduled, rule: &Rule) -> Self {
        let plan = Plan { zone: scheduled.zone.clone(), repeat: None, ..scheduled.plan.clone() };
        let mut common = Self { plan, picture: None };
        // A last day that was left out does not come back either.
        let all = Rule { exceptions: Vec::new(), ..rule.clone() }.dates(common.day());
        if let Some(last) = all.ok().and_then(|days| days.last().copied()) {
            common.move_to(last);
        }
        common
    }

    /// Of a series that keeps none: like this date of it.
    pub fn of_row(row: &Workshop) -> Result<Self> {
        Ok(Self { plan: Sheet::of_row(row)?.plan(), picture: *row.picture_id })
    }

    /// What this series keeps. None when it was planned before any did.
    pub async fn read(tx: &mut Tx, id: SeriesId) -> Result<Option<Self>> {
        let Some(stored) = series::common(tx, id).await? else { return Ok(None) };
        let fields: Fields = serde_json::from_str(&stored)?;
        let picture = fields.iter().find(|(name, _)| name == PICTURE).and_then(|(_, id)| id.parse().ok());
        // What a form could not hold any more is forgotten.
        Ok(Plan::from_fields(&fields).ok().map(|plan| Self { plan, picture }))
    }

    pub async fn store(&self, tx: &mut Tx, id: SeriesId) -> Result<()> {
        let mut fields = self.plan.fields();
        fields.extend(self.picture.map(|picture| (PICTURE.to_owned(), picture.to_string())));
        Ok(series::set_common(tx, id, &serde_json::to_string(&fields)?).await?)
    }

    /// The last day that the rule gave.
    pub fn day(&self) -> Date {
        self.plan.starts.date()
    }

    /// The next date, on `day`, at the hour of all the others.
    pub fn on(&mut self, day: Date) -> std::result::Result<Sheet, Refused> {
        self.move_to(day);
        self.sheet()
    }

    /// Sign-up that opened once stays open.
    fn move_to(&mut self, day: Date) {
        let days = day.since(self.day()).unwrap_or_default();
        let plan = &mut self.plan;
        plan.starts = plan.starts.saturating_add(days);
        plan.ends = plan.ends.saturating_add(days);
        plan.closes = plan.closes.map(|closes| closes.saturating_add(days));
    }

    fn wall(&self) -> std::result::Result<Wall, Refused> {
        let Plan { starts, ends, closes, .. } = self.plan;
        let opens = self.plan.opens.map(|opens| dates::to_instant(&self.plan.zone, opens)).transpose()?;
        Ok(Wall { zone: self.plan.zone.clone(), starts, ends, opens, closes })
    }

    fn sheet(&self) -> std::result::Result<Sheet, Refused> {
        let (plan, zone) = (self.plan.clone(), self.plan.zone.clone());
        let slot = self.wall()?.slot()?;
        Ok(Sheet::of_plan(&Scheduled { plan, zone, slots: Vec::new() }, slot, self.picture))
    }

    /// Takes over what `new` changed against `old` on one of the dates.
    fn carry(&mut self, old: &Sheet, new: &Sheet) -> std::result::Result<(), Refused> {
        let mut sheet = self.sheet()?;
        sheet.carry(old, new);
        let mut wall = self.wall()?;
        wall.carry(&Wall::of(old), &Wall::of(new));
        let Wall { zone, starts, ends, opens, closes } = wall;
        let opens = opens.map(|opens| dates::to_civil(&zone, opens));
        self.plan = Plan { starts, ends, opens, closes, zone, ..sheet.plan() };
        Ok(())
    }
}

/// Lets a change of several dates reach what they have in common.
pub(super) async fn carry(
    tx: &mut Tx,
    found: &Workshop,
    scope: Scope,
    old: &Sheet,
    new: &Sheet,
) -> Result<()> {
    let Some(series) = found.series_id.filter(|_| scope != Scope::One && old != new) else { return Ok(()) };
    let Some(mut common) = Common::read(tx, series).await? else { return Ok(()) };
    if common.carry(old, new).is_ok() {
        common.store(tx, series).await?;
    }
    Ok(())
}

/// Lets another cover of several dates reach what they have in common.
pub(in crate::workshop) async fn carry_picture(
    tx: &mut Tx,
    found: &Workshop,
    scope: Scope,
    picture: Option<PictureId>,
) -> Result<()> {
    let Some(series) = found.series_id.filter(|_| scope != Scope::One) else { return Ok(()) };
    let Some(common) = Common::read(tx, series).await? else { return Ok(()) };
    Common { picture, ..common }.store(tx, series).await
}

//! A person's dates of one series, from the page of any of them.

use convene_domain::Time;
use convene_domain::workshop::{RegistrationState, WorkshopState};
use convene_store::Tx;
use convene_store::workshop::registration::{self, Member};
use convene_store::workshop::{seats, series};

use super::not_me;
use crate::workshop::notice::{Round, Subject, Why};
use crate::workshop::{Registration, Workshop, line, link};
use crate::{Error, Result, Service};

/// One date of a series that a person has registered for and that is not over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesDate {
    pub starts_at: Time,
    pub ends_at: Time,
    pub state: RegistrationState,
    /// Whether it was called off.
    pub called_off: bool,
    /// The secret part of its personal page.
    pub link: String,
    /// Whether it is the one that is looked at.
    pub here: bool,
}

impl SeriesDate {
    /// Whether [`cancel_series`] gives it up.
    pub fn can_leave(&self, now: Time) -> bool {
        !self.called_off && !self.state.ended() && self.starts_at > now
    }
}

/// The dates of the workshop's series this person has registered for, in their order; none outside of a series.
pub(super) async fn dates(
    service: &Service,
    tx: &mut Tx,
    workshop: &Workshop,
    looked_at: &Registration,
) -> Result<Vec<SeriesDate>> {
    let Some(id) = *workshop.series_id else { return Ok(Vec::new()) };
    let own = registration::in_series(tx, id, looked_at.person_id).await?;
    let now = service.now();
    let dates = series::readable_dates(tx, id).await?.into_iter().filter(|date| date.ends_at > now);
    let mut dates: Vec<SeriesDate> = dates
        .filter_map(|date| {
            let mine = own.iter().find(|mine| mine.workshop_id == date.id && !not_me::disowned(mine))?;
            Some(SeriesDate {
                starts_at: date.starts_at,
                ends_at: date.ends_at,
                state: mine.state,
                called_off: date.state == WorkshopState::Cancelled,
                link: link::personal(service, mine),
                here: mine.id == looked_at.id,
            })
        })
        .collect();
    dates.sort_by_key(|date| date.starts_at);
    Ok(dates)
}

/// Gives up this date and every coming one of its series. How many.
pub async fn cancel_series(service: &Service, link: &str) -> Result<usize> {
    let mut tx = service.begin().await?;
    let left = leave(service, &mut tx, link, |_| true).await?;
    let mut round = Round::default();
    for before in &left {
        round.add(before, Subject::ended(&before.registration));
    }
    round.queue(service, &mut tx, &Why::Left).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(left.len())
}

/// Ends the person's coming registrations in the series that `which` says, without holding anything before: each as it
/// was.
pub(super) async fn leave(
    service: &Service,
    tx: &mut Tx,
    link: &str,
    which: impl Fn(&Member) -> bool,
) -> Result<Vec<Member>> {
    let id = link::registration_of(link).ok_or(Error::Missing)?;
    let member = registration::member(tx, id).await?.ok_or(Error::Missing)?;
    if !link::opens(service, &member.registration, link) {
        return Err(Error::Missing);
    }
    let (workshop, person) = (member.registration.workshop_id, member.registration.person_id);
    let workshop = convene_store::workshop::workshop::by_id(tx, workshop).await?.ok_or(Error::Missing)?;
    let held = match *workshop.series_id {
        Some(series) => seats::hold_series(tx, series, service.now()).await?,
        None => seats::hold(tx, workshop.id).await?.into_iter().collect(),
    };
    let mut left = Vec::new();
    for date in held {
        let Some(found) = registration::of_person(tx, date.id, person).await? else { continue };
        let Some(found) = registration::member(tx, found.id).await? else { continue };
        if !found.registration.state.ended()
            && which(&found)
            && line::end(service, tx, &found, RegistrationState::Cancelled, None).await?
        {
            left.push(found);
        }
    }
    Ok(left)
}

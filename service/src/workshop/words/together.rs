//! Several dates of a series in one letter.

use convene_domain::time::MINUTE;
use convene_store::Tx;
use convene_store::workshop::registration;

use super::super::Registration;
use super::facts::Facts;
use super::{Subject, Why};
use crate::{Result, Service};

/// Registrations made within this time of each other were one sign-up, in milliseconds.
const ONE_GO: i64 = MINUTE;

/// What happened to all of them at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Together {
    SignedUp,
    Moved,
    CalledOff,
    GivenUp,
}

impl Together {
    /// None for what never comes to several dates at once.
    pub const fn of(why: &Why) -> Option<Self> {
        match why {
            Why::Confirmed | Why::Waiting | Why::Pending => Some(Together::SignedUp),
            Why::Changed => Some(Together::Moved),
            Why::CalledOff => Some(Together::CalledOff),
            Why::Left => Some(Together::GivenUp),
            _ => None,
        }
    }
}

/// The dates this person signed up for in the same go, when the notice is about that; none otherwise. Each date has a
/// notice of its own: the one of the first speaks for all, and the others come to no date at all.
pub(super) async fn signed_up(
    service: &Service,
    tx: &mut Tx,
    facts: &Facts,
    why: &Why,
) -> Result<Option<Vec<Facts>>> {
    let signs_up = Together::of(why) == Some(Together::SignedUp);
    let Some(series) = facts.workshop.series_id.filter(|_| signs_up && facts.registration.whole_series)
    else {
        return Ok(None);
    };
    let mut all = registration::in_series(tx, series, facts.registration.person_id).await?;
    all.retain(|other: &Registration| {
        let apart = other.created_at.since(facts.registration.created_at).abs();
        other.whole_series && !other.state.ended() && apart < ONE_GO
    });
    let mut dates = Vec::new();
    if all.first().is_some_and(|first| first.id == facts.registration.id) {
        for registration in all {
            dates.extend(Facts::read(service, tx, &Subject::of(registration.id), why).await?);
        }
    }
    Ok(Some(dates))
}

/// What all dates have in common; none where they differ.
pub(super) fn shared<T: PartialEq>(dates: &[Facts], of: impl Fn(&Facts) -> T) -> Option<T> {
    let (first, rest) = dates.split_first()?;
    let value = of(first);
    rest.iter().all(|date| of(date) == value).then_some(value)
}

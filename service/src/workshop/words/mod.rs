//! Notices put into words, at the moment they are sent and from the rows as they are then.
//!
//! What must be known is gathered once ([`facts`]); whether it is still true is decided without words ([`truth`]);
//! then one function per language writes the letter. A new language is a variant of [`Language`] and a module with the
//! same functions.

mod confirm;
mod english;
mod facts;
mod german;
mod invite;
mod together;
mod truth;

#[cfg(test)]
mod tests;

use convene_domain::Language;
use convene_store::Tx;

use super::notice::{Notice, Subject, Why};
use crate::mail::optout::{self, Topic};
use crate::mail::{Letter, Outgoing};
use crate::{Result, Service};

pub(crate) use confirm::confirm;

use facts::Facts;
use together::Together;

/// About one date.
fn one(facts: &Facts, why: &Why) -> Letter {
    match facts.language {
        Language::English => english::letter(facts, why),
        Language::German => german::letter(facts, why),
    }
}

/// About several dates of a series, in their order; `first` is the first of them.
fn several(first: &Facts, dates: &[Facts], what: Together) -> Letter {
    match first.language {
        Language::English => english::together(first, dates, what),
        Language::German => german::together(first, dates, what),
    }
}

/// The mail a notice comes to now; none when it is no longer true, or when its reader wants none of its kind.
pub(crate) async fn letter(service: &Service, tx: &mut Tx, notice: &Notice) -> Result<Option<Outgoing>> {
    let why = &notice.why;
    let mut dates = true_now(service, tx, notice).await?;
    if let [only] = &dates[..]
        && let Some(all) = together::signed_up(service, tx, only, why).await?
    {
        dates = all;
    }
    let Some(first) = dates.first() else { return Ok(None) };
    if let Some(topic) = topic(why)
        && !optout::wants(tx, &first.email, topic).await?
    {
        return Ok(None);
    }
    let letter = match Together::of(why) {
        Some(what) if dates.len() > 1 => several(first, &dates, what),
        _ => one(first, why),
    };
    let letter = match invite::of(&dates, why) {
        Some(file) => letter.attach(file),
        None => letter,
    };
    let content = letter.content(&first.community, &service.settings().public_url);
    Ok(Some(Outgoing { to: first.email.clone(), content }))
}

/// The dates a notice speaks for of which it still is true, in their order.
async fn true_now(service: &Service, tx: &mut Tx, notice: &Notice) -> Result<Vec<Facts>> {
    let mut dates: Vec<Facts> = Vec::new();
    for subject in notice.subjects() {
        let Some(facts) = Facts::read(service, tx, subject, &notice.why).await? else { continue };
        let same_person =
            dates.first().is_none_or(|first| first.registration.person_id == facts.registration.person_id);
        if same_person && truth::holds(&facts, &notice.why) {
            dates.push(facts);
        }
    }
    dates.sort_by_key(|date| (date.workshop.starts_at, date.workshop.id));
    Ok(dates)
}

/// What it can be unsubscribed from; none for what people must be told.
const fn topic(why: &Why) -> Option<Topic> {
    match why {
        Why::Message { .. } => Some(Topic::WorkshopMessages),
        Why::Attended => Some(Topic::AfterWorkshops),
        _ => None,
    }
}

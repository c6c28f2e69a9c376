//! The letter that asks the owner of an address to confirm a registration.

use convene_domain::account::Email;
use convene_domain::workshop::{RegistrationState, WorkshopState};
use convene_domain::{Language, Time};
use convene_store::Tx;
use convene_store::account::person::{self, Person};
use convene_store::workshop::request::{self, Request};
use convene_store::workshop::{registration, workshop};

use super::super::notice::{Confirm, Notice, Subject, Why};
use super::super::{Workshop, event, link};
use super::{english, german};
use crate::account::setup::community_name;
use crate::calendar::Local;
use crate::mail::Outgoing;
use crate::{Result, Service};

/// What a guest is asked to confirm.
pub(super) struct Asked {
    pub title: String,
    /// Start and end of each date, in their order.
    pub dates: Vec<(Time, Time)>,
    pub reader: Local,
    /// Whether a seat is held on every date.
    pub seats: bool,
    /// Whether the team says yes to each registration first.
    pub approval: bool,
    pub until: Time,
    /// Where it is confirmed.
    pub link: String,
    /// The workshop's page.
    pub page: String,
}

/// The mail it comes to now. Whoever is registered for every date is told so instead, and asked nothing; none when
/// nothing can be confirmed any more.
pub(crate) async fn confirm(service: &Service, tx: &mut Tx, item: &Confirm) -> Result<Option<Outgoing>> {
    let mut dates = Vec::new();
    for row in request::of_form(tx, item.form).await? {
        let Some(date) = workshop::by_id(tx, row.workshop_id).await? else { continue };
        let ahead = row.expires_at > service.now() && date.starts_at > service.now();
        if ahead && date.state == WorkshopState::Published {
            dates.push((row, date));
        }
    }
    dates.sort_by_key(|(_, date)| (date.starts_at, date.id));
    let Some((row, first)) = dates.first() else { return Ok(None) };
    let owner = match Email::parse(&row.email) {
        Ok(email) => person::by_email(tx, &email).await?,
        Err(_) => return Ok(None),
    };
    if let Some(owner) = &owner
        && let Some(before) = registered(tx, &dates, owner).await?
    {
        let notice = Notice { subject: before, with: Vec::new(), why: Why::Already };
        return super::letter(service, tx, &notice).await;
    }
    let language =
        owner.as_ref().and_then(|owner| owner.language.as_deref().and_then(|code| code.parse().ok()));
    let language = language.or(row.language()).unwrap_or_default();
    let asked = asked(service, item, &dates, row, first, owner.as_ref());
    let letter = match language {
        Language::English => english::confirm(&asked),
        Language::German => german::confirm(&asked),
    };
    let last = dates.iter().map(|(row, _)| row.expires_at).max().unwrap_or(asked.until);
    let letter = letter.good_until(last);
    let content = letter.content(&community_name(tx).await?, &service.settings().public_url);
    Ok(Some(Outgoing { to: row.email.clone(), content }))
}

fn asked(
    service: &Service,
    item: &Confirm,
    dates: &[(Request, Workshop)],
    row: &Request,
    first: &Workshop,
    owner: Option<&Person>,
) -> Asked {
    let zone = owner.and_then(|owner| owner.zone.clone()).or_else(|| row.zone.clone());
    let path = format!("/workshops/{}/confirm/{}", first.id, link::confirm(service, first.id, item.form));
    Asked {
        title: first.title.clone(),
        dates: dates.iter().map(|(_, date)| (date.starts_at, date.ends_at)).collect(),
        reader: Local { zone: zone.unwrap_or_else(|| first.zone.clone()), twelve_hours: false },
        seats: dates.iter().all(|(row, _)| row.seat),
        approval: first.approval,
        until: dates.iter().map(|(row, _)| row.expires_at).min().unwrap_or(row.expires_at),
        link: format!("{}{path}", service.settings().public_url),
        page: event::page(service, first),
    }
}

/// What this person has on the first date, when they are registered for all of them.
async fn registered(tx: &mut Tx, dates: &[(Request, Workshop)], owner: &Person) -> Result<Option<Subject>> {
    let mut first = None;
    for (row, date) in dates {
        // Whoever waits can use the seat that is held for them, once they confirm.
        let has = |state: RegistrationState| match state {
            RegistrationState::Waiting | RegistrationState::Offered => !row.seat,
            state => !state.ended(),
        };
        match registration::of_person(tx, date.id, owner.id).await? {
            Some(found) if has(found.state) => first = first.or(Some(Subject::of(found.id))),
            _ => return Ok(None),
        }
    }
    Ok(first)
}

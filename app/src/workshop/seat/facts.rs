//! When, where, and what one needs for it.

use convene_domain::workshop::attendance::BACK_IN;
use convene_domain::workshop::sign_up::Phase;
use convene_domain::workshop::{Place, RegistrationState, Visibility, WorkshopState};
use convene_service::calendar::Local;
use convene_service::workshop::attendance;
use convene_service::workshop::seat::Seat;
use leptos::prelude::*;

use crate::parts::{ButtonKind, Definition, DefinitionList, LinkButton, Symbol};
use crate::request::Request;
use crate::workshop::listed;

/// The workshop's page; who has a seat may see it, signed out too.
pub fn page(seat: &Seat) -> String {
    let workshop = &seat.workshop;
    match workshop.visibility {
        Visibility::Unlisted => format!("/workshops/{}?key={}", workshop.id, workshop.link_key),
        Visibility::Listed => format!("/workshops/{}", workshop.id),
    }
}

pub fn facts(request: &Request, seat: &Seat, link: &str) -> impl IntoView + use<> {
    let workshop = &seat.workshop;
    let (from, until, now) = (workshop.starts_at, workshop.ends_at, request.now());
    let reader = request.local.span(from, until, now);
    let own = Local { zone: workshop.zone.clone(), twelve_hours: request.local.twelve_hours };
    let venue = own.span(from, until, now);
    // Who goes somewhere goes by the clock there.
    let differs = (&venue.hours, &venue.date) != (&reader.hours, &reader.date);
    let (span, zone, beside) = match &seat.details.place {
        Place::OnSite { .. } if differs => {
            let there = request.local.place(from);
            let beside = format!(" · {}, {} in {there}", reader.date, reader.hours);
            (venue, format!("in {}", own.place(from)), Some(beside))
        }
        _ => (reader.clone(), reader.zone, None),
    };
    let confirmed = seat.state() == RegistrationState::Confirmed;
    let over = seat.phase == Phase::Over;
    let place = match &seat.details.place {
        Place::OnSite { address } => listed::one_line(address),
        Place::Online { .. } if confirmed && !over => {
            "Online. The door opens half an hour before the start.".to_owned()
        }
        Place::Online { .. } => "Online".to_owned(),
    };
    let online = matches!(seat.details.place, Place::Online { .. });
    let running = matches!(seat.phase, Phase::Open | Phase::Closed | Phase::NotYet { .. } | Phase::Running);
    // It may overrun: who was there can go back.
    let back =
        over && workshop.state == WorkshopState::Published && request.now() < workshop.ends_at.plus(BACK_IN);
    let back = back && confirmed && online && seat.registration.joined_at.is_some();
    let at = |tail: &str| format!("/seat/{link}/{tail}");
    let (event, door, back_door, code) = (at("event.ics"), at("join"), at("join"), at("code.svg"));
    let short = attendance::short(&request.service, &seat.registration);
    let (host, name, email) = (seat.host.clone(), seat.registration.name.clone(), seat.email.clone());
    view! {
        <section class="card" aria-label="Your seat">
            <DefinitionList>
                <Definition term="When">
                    <time datetime=span.datetime><bdi>{span.date}", "{span.hours}</bdi></time>" "
                    <span class="muted">{zone}" · "{span.distance}{beside}</span>
                </Definition>
                <Definition term="Where"><bdi>{place}</bdi></Definition>
                <Definition term="Host"><bdi>{host}</bdi></Definition>
                <Definition term="Registered as"><bdi>{name}</bdi>", "<bdi>{email}</bdi></Definition>
            </DefinitionList>
            {(confirmed && running).then(|| view! {
                <div class="row">
                    {online.then(|| view! {
                        <LinkButton href=door kind=ButtonKind::Primary icon=Symbol::Video>"Join online"</LinkButton>
                    })}
                    <LinkButton href=event icon=Symbol::Calendar download=true>"Add to calendar"</LinkButton>
                </div>
            })}
            {back.then(|| view! {
                <div class="row"><LinkButton href=back_door icon=Symbol::Video>"Back to the room"</LinkButton></div>
            })}
            {(confirmed && running && !online).then(|| view! {
                <figure class="seat-code">
                    <img src=code width="240" height="240" alt="Your code for the door, as a QR code"/>
                    <figcaption class="small muted">"Show this code at the door. Each seat has its own. Where nobody can scan, read out "<strong class="number">{short}</strong>"."</figcaption>
                </figure>
            })}
        </section>
    }
}

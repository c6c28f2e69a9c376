//! The other dates of a series one has registered for, each with its own page.

use convene_domain::workshop::RegistrationState;
use convene_service::workshop::seat::{Seat, SeriesDate};
use leptos::prelude::*;

use crate::parts::{Badge, Button, ButtonKind, Form, Section, Tone};
use crate::request::Request;

/// None for whoever has registered for one date alone.
pub fn section(request: &Request, seat: &Seat) -> Option<impl IntoView + use<>> {
    if seat.dates.iter().all(|date| date.here) {
        return None;
    }
    let rows = seat.dates.iter().map(|date| row(request, date)).collect_view();
    let leaving = seat.dates.iter().filter(|date| date.can_leave(request.now())).count();
    Some(view! {
        <Section id="series" title="Your dates in this series" lead="Each date has a page of its own, to change it or give it up.">
            <ul class="seat-dates">{rows}</ul>
            {(leaving > 1).then(|| leave_all(leaving))}
        </Section>
    })
}

fn row(request: &Request, date: &SeriesDate) -> impl IntoView + use<> {
    let span = request.local.span(date.starts_at, date.ends_at, request.now());
    let when = format!("{}, {}", span.date, span.hours);
    let (tone, word) = match (date.called_off, date.state) {
        (true, _) => (Tone::Danger, "Cancelled"),
        (_, RegistrationState::Confirmed) => (Tone::Success, "Your seat"),
        (_, RegistrationState::Waiting) => (Tone::Info, "In line"),
        (_, RegistrationState::Offered) => (Tone::Warning, "A seat is kept for you"),
        (_, RegistrationState::Pending) => (Tone::Neutral, "Waiting for approval"),
        (_, RegistrationState::Cancelled) => (Tone::Neutral, "Given up"),
        (_, RegistrationState::Declined) => (Tone::Neutral, "Declined"),
    };
    let time = view! { <time datetime=span.datetime><bdi>{when}</bdi></time> };
    let name = match date.here {
        true => view! { <strong aria-current="page">{time}</strong> }.into_any(),
        false => view! { <a href=format!("/seat/{}", date.link)>{time}</a> }.into_any(),
    };
    view! {
        <li>
            <span>{name}" "<span class="small muted">{span.zone}</span></span>
            <span class="row">{date.here.then(|| view! { <span class="small muted">"This page"</span> })}<Badge tone=tone>{word}</Badge></span>
        </li>
    }
}

fn leave_all(dates: usize) -> impl IntoView {
    view! {
        <details id="give-up-series">
            <summary>"Give up all dates"</summary>
            <p>"Seats, places in line and requests of all these dates are given up at once, and go to whoever is next."</p>
            <Form act="cancel-series"><Button kind=ButtonKind::Danger>{format!("Give up my {dates} dates")}</Button></Form>
        </details>
    }
}

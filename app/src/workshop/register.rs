//! The card beside a workshop: seats left, the form that takes one, or how it stands for whoever looks.

mod form;
mod told;

use convene_domain::workshop::RegistrationState;
use convene_domain::workshop::sign_up::Phase;
use convene_service::workshop::register::{Card, Mine, OtherDate};
use leptos::prelude::*;

pub use form::questions;
pub use told::{form_key, show as told};

use crate::parts::{Button, ButtonKind, Form, Icon, LinkButton, Symbol, When};
use crate::request::Request;

/// The card of a workshop. `Request` carries the form that came back, when it was refused; `key` opens an unlisted
/// workshop.
#[component]
pub fn RegisterCard(request: Request, card: Card) -> impl IntoView {
    let posted = request.form.of_act("register").is_posted();
    let body = match (&card.mine, card.phase) {
        (Some(mine), phase) if mine.state != RegistrationState::Declined || phase != Phase::Open => {
            own(&request, &card, mine).into_any()
        }
        (_, Phase::Open) => open(&request, &card).into_any(),
        (_, phase) => closed(&request, &card, phase).into_any(),
    };
    view! { <section class="card register" id="register" aria-labelledby="register-title" data-posted=posted.then_some("")>{body}</section> }
}

/// One can register: the form, with what else there is when no seat is left.
fn open(request: &Request, card: &Card) -> impl IntoView + use<> {
    let title = match (card.is_full(), card.approval) {
        (_, true) => "Ask for a seat",
        (true, false) => "All seats are taken",
        (false, false) => "Register",
    };
    let declined = card.mine.is_some();
    view! {
        <h2 id="register-title" class="card-title">{title}</h2>
        {seats(card)}
        {declined.then(|| view! { <p class="muted">"The team could not give you a seat. You can ask again."</p> })}
        {elsewhere(request, &card.elsewhere)}
        {form::form(request, card)}
        {card.closes_at.map(|closes| {
            let moment = request.moment(closes);
            view! {
                <p class="small muted">"Registration closes on "
                    <When datetime=moment.datetime text=moment.text zone=moment.zone distance=moment.distance/>"."
                </p>
            }
        })}
    }
}

/// Seats left and people waiting, in words and as a bar.
fn seats(card: &Card) -> Option<impl IntoView + use<>> {
    let (capacity, left) = (card.capacity?, card.left?);
    let words = match (left, card.waiting) {
        (0, 0) => format!("None of {capacity} seats is left. Nobody waits yet."),
        (0, 1) => format!("None of {capacity} seats is left. 1 person waits."),
        (0, waiting) => format!("None of {capacity} seats is left. {waiting} people wait."),
        (1, _) if capacity == 1 => "One seat, and it is free".to_owned(),
        (1, _) => format!("The last of {capacity} seats"),
        (left, _) => format!("{left} of {capacity} seats left"),
    };
    let class = if left == 0 { "seats-left none" } else { "seats-left" };
    // The words say it all: the bar is for the eye.
    let width = 100 * (capacity - left).clamp(0, capacity) / capacity.max(1);
    Some(view! {
        <div class=class>
            <p><strong>{words}</strong></p>
            <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <rect class="track" width="100" height="4" rx="2"></rect>
                <rect class="fill" width=width.to_string() height="4" rx="2"></rect>
            </svg>
        </div>
    })
}

/// Dates with free seats, instead of a full one. A call with the host belongs here beside them, once there are calls.
fn elsewhere(request: &Request, dates: &[OtherDate]) -> Option<impl IntoView + use<>> {
    let rows = dates
        .iter()
        .map(|date| {
            let moment = request.moment(date.starts_at);
            let left = match date.left {
                Some(1) => "1 seat left".to_owned(),
                Some(left) => format!("{left} seats left"),
                None => "Seats for everybody".to_owned(),
            };
            view! {
                <li>
                    <a href=format!("{}#register", date.path)>
                        <time datetime=moment.datetime><bdi>{moment.text}</bdi></time>
                    </a>
                    " "<span class="small muted">{left}</span>
                </li>
            }
        })
        .collect_view();
    let title = if dates.len() == 1 { "The next date has seats" } else { "The next dates with seats" };
    (!dates.is_empty()).then(|| {
        view! { <div class="stack tight"><p class="label">{title}</p><ul class="other-dates">{rows}</ul></div> }
    })
}

/// Registered, in line, asked for, offered: how it stands for the viewer.
fn own(request: &Request, card: &Card, mine: &Mine) -> impl IntoView + use<> {
    let page = format!("/seat/{}", mine.link);
    let over = matches!(card.phase, Phase::Over);
    let (symbol, title, words) = standing(mine, card.phase);
    let act = match (mine.state, card.phase) {
        (RegistrationState::Offered, Phase::Open | Phase::Closed | Phase::NotYet { .. }) => {
            take(request, &page, mine).into_any()
        }
        (RegistrationState::Confirmed, Phase::Open | Phase::Closed | Phase::NotYet { .. } | Phase::Running) => view! {
            <div class="row">
                <LinkButton href=page.clone() kind=ButtonKind::Primary icon=Symbol::User>"Your seat"</LinkButton>
                <LinkButton href=format!("{page}/event.ics") icon=Symbol::Calendar download=true>"Add to calendar"</LinkButton>
            </div>
            <p class="small muted">"Change your answers, give the seat to a friend or give it up: all on the page of your seat."</p>
        }
        .into_any(),
        _ => view! {
            <div class="row">
                <LinkButton href=page.clone() kind=ButtonKind::Primary icon=Symbol::User>
                    {if over { "Your page" } else { "See or change" }}
                </LinkButton>
            </div>
        }
        .into_any(),
    };
    let waits = mine.state == RegistrationState::Waiting;
    view! {
        <h2 id="register-title" class="card-title seat-standing"><Icon of=symbol/>" "{title}</h2>
        <p>{words}</p>
        {act}
        {waits.then(|| elsewhere(request, &card.elsewhere))}
    }
}

/// How a registration stands: a sign, a title and a sentence.
pub fn standing(mine: &Mine, phase: Phase) -> (Symbol, String, &'static str) {
    let ahead = !matches!(phase, Phase::Running | Phase::Over);
    match (mine.state, phase) {
        (_, Phase::Cancelled) => {
            (Symbol::CircleAlert, "It does not take place".to_owned(), "You need not do anything.")
        }
        (RegistrationState::Confirmed, Phase::Over) => {
            (Symbol::CircleCheck, "You had a seat".to_owned(), "What came out of it is on your page.")
        }
        (RegistrationState::Confirmed, Phase::Running) => {
            (Symbol::CircleCheck, "It has begun".to_owned(), "You have a seat: come in.")
        }
        (RegistrationState::Confirmed, _) => {
            (Symbol::CircleCheck, "You have a seat".to_owned(), "We remind you before it begins.")
        }
        (RegistrationState::Offered, _) if ahead => (
            Symbol::Clock,
            "A seat is kept for you".to_owned(),
            "Take it in time, or it goes to the next in line.",
        ),
        (RegistrationState::Waiting, _) if ahead => {
            let place = mine.position.unwrap_or(1);
            let title = if place == 1 {
                "You are next in line".to_owned()
            } else {
                format!("You are number {place} in line")
            };
            (Symbol::Clock, title, "We write to you the moment a seat is yours. Until then you have none.")
        }
        (RegistrationState::Pending, _) if ahead => (
            Symbol::Clock,
            "Your request waits for approval".to_owned(),
            "We write to you when they have decided.",
        ),
        (RegistrationState::Declined, _) => (
            Symbol::Info,
            "The team could not give you a seat".to_owned(),
            "There may be other dates for you.",
        ),
        _ => {
            (Symbol::Info, "No seat came free".to_owned(), "The waiting list ended when the workshop began.")
        }
    }
}

/// Takes the seat that is kept, right here.
fn take(request: &Request, page: &str, mine: &Mine) -> impl IntoView + use<> {
    let until = mine.offer_until.map(|until| {
        let moment = request.moment(until);
        view! {
            <p>"Until "<When datetime=moment.datetime text=moment.text zone=moment.zone distance=moment.distance/></p>
        }
    });
    view! {
        {until}
        <Form action=page.to_owned() act="take">
            <Button kind=ButtonKind::Primary wide=true icon=Symbol::Check>"Take the seat"</Button>
        </Form>
        <p><a href=page.to_owned()>"Or let it go"</a></p>
    }
}

/// Nobody can register: why, and when it will be otherwise.
fn closed(request: &Request, card: &Card, phase: Phase) -> impl IntoView + use<> {
    let (title, words) = match phase {
        Phase::Draft => {
            ("Not published yet", "Only the team sees this page. Registration opens when it is published.")
        }
        Phase::Cancelled => {
            ("It does not take place", "Nobody can register, and whoever had registered was told.")
        }
        Phase::NotYet { .. } => {
            ("Registration opens later", "Come back then: seats go in the order people register.")
        }
        Phase::Closed => ("Registration has closed", "Ask the host whether there is still a way in."),
        Phase::Running => ("It has begun", "Nobody can register any more. The door may know a way in."),
        Phase::Open | Phase::Over => ("It is over", "There may be another date, or something like it."),
    };
    let opens = match phase {
        Phase::NotYet { opens_at } => {
            let moment = request.moment(opens_at);
            Some(view! {
                <p><strong><When datetime=moment.datetime text=moment.text zone=moment.zone distance=moment.distance/></strong></p>
            })
        }
        _ => None,
    };
    let later = matches!(phase, Phase::NotYet { .. });
    // A form sent at the last moment comes back to a card without one: its errors must not be lost.
    let form = request.form.of_act("register");
    view! {
        <h2 id="register-title" class="card-title">{title}</h2>
        <crate::parts::ErrorSummary form=form/>
        {opens}
        <p>{words}</p>
        {later.then(|| seats(card))}
        {(!later && phase != Phase::Draft).then(|| view! { <p><a href="/workshops">"What else is coming"</a></p> })}
    }
}

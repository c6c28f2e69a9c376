//! `/seat/{link}`: one's own page about a seat, by the link from the mail, signed in or not.

mod acts;
mod facts;
mod series;

use convene_domain::workshop::RegistrationState;
use convene_domain::workshop::sign_up::Phase;
use convene_service::workshop::register::Mine;
use convene_service::workshop::seat::{Found, Seat, look};
use leptos::prelude::*;

use super::keepsakes::{self, Keepsakes};
use super::register::standing;
use crate::page::{Page, PageResult};
use crate::parts::{ErrorSummary, Icon, Notice, Tone};
use crate::request::Request;

pub async fn show(request: Request) -> PageResult {
    let link: String = request.param("link")?;
    Ok(match look(&request.service, &link).await? {
        Found::Seat(seat) if seat.disowned => off_the_list(),
        Found::Seat(seat) => {
            let title = format!("Your seat: {}", seat.workshop.title);
            let kept = keepsakes::of(&request, &seat, &link).await?;
            Page::new(title, move || view(&request, &seat, &link, kept))
        }
        Found::Replaced => gone(
            410,
            "This link has been replaced",
            "A newer link to this page was sent since. Look for the newest mail about this workshop.",
        ),
        Found::Unknown => gone(
            404,
            "This link opens nothing",
            "It may have been cut off in the mail. Open it from the mail once more.",
        ),
    }
    .unlisted())
}

/// Says what became of a link, and two ways to the seat without it. One of them works after registration has closed.
fn gone(status: u16, title: &'static str, text: &'static str) -> Page {
    Page::new(title, move || {
        view! {
            <section class="error-page">
                <p class="error-page__code">{status}</p>
                <h1>{title}</h1>
                <p>{text}</p>
                <p>
                    "If you cannot find it, sign in with the address you registered with: your seats are on your own page. As \
                     long as registration is open you can also register once more with that address, and the link comes by \
                     mail again."
                </p>
                <p class="error-page__actions">
                    <a class="button primary" href="/sign-in?next=%2Fme">"Sign in"</a>
                    <a class="button" href="/workshops">"Workshops"</a>
                </p>
            </section>
        }
    })
    .status(status)
}

/// The end for whoever said that it was not them: nothing of what was typed, and nothing to do.
fn off_the_list() -> Page {
    Page::new("You are off the list", || {
        view! {
            <div class="auth">
                <h1>"You are off the list"</h1>
                <p class="lead">
                    "We will not write to this address about it again, unless somebody types it in once more."
                </p>
                <p class="muted">"You need not do anything else."</p>
            </div>
        }
    })
}

fn view(request: &Request, seat: &Seat, link: &str, kept: Keepsakes) -> impl IntoView + use<> {
    let (symbol, title, words) = heading(seat, link, request.query("left"));
    // Every form of the page but those that show their own errors.
    let shows_own = ["answers", "hand-on"].iter().any(|act| request.form.of_act(act).is_posted());
    let form = if shows_own { Default::default() } else { request.form.clone() };
    let unsure = seat.registration.by_other && !seat.state().ended() && seat.phase != Phase::Over;
    view! {
        <article class="seat">
            <header class="seat-head">
                <p class="above"><a href=facts::page(seat)><span aria-hidden="true">"← "</span><bdi>{seat.workshop.title.clone()}</bdi></a></p>
                <h1 class="seat-standing"><Icon of=symbol/>" "{title}</h1>
                <p class="lead">{words}</p>
            </header>
            <ErrorSummary form=form/>
            {unsure.then(|| acts::not_me(seat))}
            {(seat.workshop.state == convene_domain::workshop::WorkshopState::Cancelled).then(|| called_off(seat))}
            {(seat.incomplete && seat.changeable() && !seat.state().ended()).then(|| view! {
                <Notice tone=Tone::Warning title="The team asks you something">
                    <p>"Please answer "<a href="#answers">"the questions below"</a>" before the workshop begins."</p>
                </Notice>
            })}
            {facts::facts(request, seat, link)}
            {keepsakes::section(kept)}
            {acts::main(request, seat)}
            {acts::answers(request, seat)}
            {acts::hand_on(request, seat)}
            {acts::give_up(seat)}
            {series::section(request, seat)}
        </article>
    }
}

/// How it stands, in a few words. `left` is how it was left just now, as the address of the page says.
fn heading(seat: &Seat, link: &str, left: Option<&str>) -> (crate::parts::Symbol, String, &'static str) {
    let mine = Mine {
        state: seat.state(),
        link: link.to_owned(),
        position: seat.position,
        offer_until: seat.offered_until,
    };
    match (seat.state(), seat.phase) {
        (RegistrationState::Cancelled, phase) if phase != Phase::Cancelled => {
            let (symbol, title, words) = farewell(left);
            (symbol, title.to_owned(), words)
        }
        (RegistrationState::Offered, Phase::Open | Phase::Closed | Phase::NotYet { .. })
            if seat.offered_until.is_none() =>
        {
            (
                crate::parts::Symbol::Clock,
                "Your offer has ended".to_owned(),
                "The seat goes to the next in line.",
            )
        }
        (_, phase) => standing(&mine, phase),
    }
}

/// What is said to whoever is not registered any more. Who comes back later reads the general words.
fn farewell(left: Option<&str>) -> (crate::parts::Symbol, &'static str, &'static str) {
    use crate::parts::Symbol::{CircleCheck, Info};
    match left {
        Some("handed-on") => (
            CircleCheck,
            "Your seat is handed on",
            "We have written to you both. You are not registered any more.",
        ),
        Some("seat") => (CircleCheck, "You gave up your seat", "Thank you for telling us."),
        Some("line") => (CircleCheck, "You left the waiting list", "Thank you for telling us."),
        Some("request") => (CircleCheck, "You took your request back", "The team is not asked any more."),
        Some("offer") => (CircleCheck, "You let the seat go", "Thank you for telling us."),
        _ => (Info, "You are not registered any more", "Nobody expects you."),
    }
}

fn called_off(seat: &Seat) -> impl IntoView + use<> {
    let reason = seat.workshop.cancel_reason.clone().filter(|reason| !reason.trim().is_empty());
    let host = seat.host.clone();
    reason.map(|reason| {
        view! { <Notice tone=Tone::Danger><p><bdi>{host}</bdi>" writes: "<q>{reason}</q></p></Notice> }
    })
}

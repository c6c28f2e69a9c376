//! `/workshops/{workshop}/embed`: a card for the frames of other sites. It knows nobody, needs no cookie and runs no
//! script; its links leave the frame.

use convene_domain::id::WorkshopId;
use convene_domain::workshop::Place;
use convene_domain::workshop::sign_up::Phase;
use convene_service::Error;
use convene_service::calendar::Local;
use convene_service::workshop::listing;
use convene_service::workshop::page::Opened;
use leptos::prelude::*;

use super::listed;
use crate::assets::Assets;
use crate::parts::{Badge, Icon, Seats, Symbol, Tone};
use crate::request::Request;

/// Size of the frame that other sites are offered, in CSS pixels.
pub const FRAME: (u32, u32) = (480, 460);

/// What to paste into another site.
pub fn snippet(site: &str, id: WorkshopId, title: &str, key: Option<&str>) -> String {
    let title = title.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let key = key.map(|key| format!("?key={key}")).unwrap_or_default();
    let (wide, tall) = FRAME;
    format!(
        "<iframe src=\"{site}/workshops/{id}/embed{key}\" title=\"{title}\" width=\"{wide}\" height=\"{tall}\" \
         loading=\"lazy\" style=\"border:0;max-width:100%\"></iframe>"
    )
}

/// The whole document.
pub fn html(request: &Request, opened: Result<Opened, Error>, key: Option<&str>, assets: &Assets) -> String {
    let css = assets.url("app.css");
    let owner = Owner::new();
    owner.with(|| {
        let (title, card) = match opened {
            Ok(opened) => (opened.workshop.title.clone(), card(request, &opened, key).into_any()),
            Err(_) => ("Workshop".to_owned(), nothing(request).into_any()),
        };
        let title = title.replace('&', "&amp;").replace('<', "&lt;");
        view! {
            <!DOCTYPE html>
            <html lang="en" dir="ltr">
                <head>
                    <meta charset="utf-8"/>
                    <title inner_html=title></title>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    <meta name="robots" content="noindex"/>
                    <link rel="stylesheet" href=css/>
                </head>
                <body class="embed"><main id="main">{card}</main></body>
            </html>
        }
        .to_html()
    })
}

fn card(request: &Request, opened: &Opened, key: Option<&str>) -> impl IntoView + use<> {
    let workshop = &opened.workshop;
    // The frame knows nobody's zone: the workshop's own, and it says so.
    let local = Local { zone: workshop.zone.clone(), twelve_hours: false };
    let span = local.span(workshop.starts_at, workshop.ends_at, request.now());
    let site = &request.service.settings().public_url;
    let suffix = key.map(|key| format!("?key={key}")).unwrap_or_default();
    let href = format!("{site}/workshops/{}{suffix}", workshop.id);
    let place = match &opened.details.place {
        Place::Online { .. } => view! { <Icon of=Symbol::Video/>"Online" }.into_any(),
        Place::OnSite { address } => {
            view! { <Icon of=Symbol::MapPin/><bdi>{listed::first_line(address)}</bdi> }.into_any()
        }
    };
    let (badge, act) = standing(opened, &local, request);
    view! {
        <article class="embed-card">
            <img class="workshop-cover" src=listed::picture(workshop.id, key) alt="" width="1200" height="630"/>
            <p class="workshop-card-when">
                <time datetime=span.datetime><bdi>{span.date}", "{span.hours}</bdi></time><span>{span.zone}</span>
            </p>
            <h1><a href=href.clone() target="_top">{workshop.title.clone()}</a></h1>
            <p class="card-foot">
                <span><Icon of=Symbol::User/><bdi>{opened.host_name.clone()}</bdi></span>
                <span>{place}</span>
                {badge}
            </p>
            <p class="embed-end">
                <a class="button primary" href=href target="_top">{act}</a>
                <span class="footer-brand small"><Seats/><span>{request.site_name()}</span></span>
            </p>
        </article>
    }
}

/// How it stands, and what the button says: a seat is promised only while one can sign up.
fn standing(opened: &Opened, local: &Local, request: &Request) -> (AnyView, &'static str) {
    let plain = |words: String| view! { <Badge>{words}</Badge> }.into_any();
    let seats = listed::seats(opened.seats);
    match (opened.phase, opened.seats) {
        (Phase::Cancelled, _) => {
            (view! { <Badge tone=Tone::Danger>"Cancelled"</Badge> }.into_any(), "Read more")
        }
        (Phase::Over, _) => (plain("Over".to_owned()), "Read more"),
        (Phase::Running, _) => {
            (view! { <Badge tone=Tone::Success live=true>"On now"</Badge> }.into_any(), "Read more")
        }
        (Phase::Closed, _) => (plain("Registration has closed".to_owned()), "Read more"),
        (Phase::NotYet { opens_at }, _) => {
            let opens = local.moment(opens_at, request.now());
            (plain(format!("Registration opens on {}", opens.text)), "Read more")
        }
        (Phase::Draft, _) => (plain("Draft".to_owned()), "Read more"),
        (Phase::Open, listing::Seats::Full { .. }) => (plain(seats), "Join the waiting list"),
        (Phase::Open, _) if opened.workshop.approval => {
            (view! { <Badge tone=Tone::Info>"Seats on request"</Badge> }.into_any(), "Ask for a seat")
        }
        (Phase::Open, _) => (view! { <Badge tone=Tone::Success>{seats}</Badge> }.into_any(), "Get a seat"),
    }
}

fn nothing(request: &Request) -> impl IntoView + use<> {
    let site = request.service.settings().public_url.clone();
    view! {
        <article class="embed-card">
            <h1>"There is no such workshop"</h1>
            <p class="muted">"It was taken away, or it is not open to everybody."</p>
            <p class="embed-end"><a class="button" href=format!("{site}/workshops") target="_top">"Other workshops"</a></p>
        </article>
    }
}

//! Workshops on the Me page: those I have a seat in or wait for, and those that were. `/me/workshops`: every past one,
//! page by page.

use convene_domain::account::Act;
use convene_domain::workshop::{RegistrationState, WorkshopState};
use convene_service::workshop::attendance::OPENS_BEFORE;
use convene_service::workshop::listing::{Mine, PastPage, own_past};
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{
    Badge, ButtonKind, Column, DateBlock, EmptyState, LinkButton, PageHeader, Symbol, Table, Tone, When,
};
use crate::request::Request;
use crate::workshop::find::{place, place_text};

pub async fn show(request: Request) -> PageResult {
    request.viewer.allowed(Act::HaveProfile)?;
    let before = request.query("before").and_then(place);
    let PastPage { workshops, older } = own_past(&request.service, &request.viewer, before).await?;
    Ok(Page::new("Past workshops", move || {
        let more = before.is_some() || older.is_some();
        let newest = before.is_some().then(|| {
            view! { <LinkButton href="/me/workshops" kind=ButtonKind::Quiet>"Newest workshops"</LinkButton> }
        });
        let older = older.map(|last| {
            let href = format!("/me/workshops?before={}", place_text(last));
            view! { <LinkButton href=href>"Older workshops"</LinkButton> }
        });
        let list = match workshops.is_empty() {
            true => view! { <EmptyState title="There is no workshop here." example="Those you had a seat in stay here once they are over."/> }.into_any(),
            false => past(&request, workshops),
        };
        view! {
            <PageHeader title="Past workshops" above=("/me".to_owned(), "Me".to_owned())/>
            {list}
            {more.then(|| view! { <nav class="row" aria-label="Pages">{newest}{older}</nav> })}
        }
    }))
}

/// What comes, the next one first.
pub(super) fn coming(request: &Request, mine: Vec<Mine>) -> AnyView {
    if mine.is_empty() {
        return view! {
            <p class="muted">"You are registered for no workshop. A seat takes one click: look at the "<a href="/workshops">"workshops"</a>"."</p>
        }
        .into_any();
    }
    let rows = mine.into_iter().map(|one| view! { <li>{row(request, one)}</li> }).collect_view();
    view! { <ul class="own-workshops">{rows}</ul> }.into_any()
}

fn row(request: &Request, mine: Mine) -> impl IntoView + use<> {
    let Mine { workshop, state, offer_until, in_line, link, .. } = mine;
    let now = request.now();
    let span = request.local.span(workshop.starts_at, workshop.ends_at, now);
    let cancelled = workshop.state == WorkshopState::Cancelled;
    let badge = match (cancelled, state) {
        (true, _) => view! { <Badge tone=Tone::Danger>"Cancelled"</Badge> }.into_any(),
        (_, RegistrationState::Confirmed) => {
            view! { <Badge tone=Tone::Success>"You have a seat"</Badge> }.into_any()
        }
        (_, RegistrationState::Offered) => {
            let left = offer_until.map(|until| request.moment(until).distance).unwrap_or_default();
            view! { <Badge tone=Tone::Warning>"A seat is kept for you: ends "{left}</Badge> }.into_any()
        }
        (_, RegistrationState::Waiting) => {
            let place = in_line.unwrap_or(1);
            view! { <Badge>{if place == 1 { "Next in line".to_owned() } else { format!("Number {place} in line") }}</Badge> }.into_any()
        }
        _ => view! { <Badge>"Waiting for approval"</Badge> }.into_any(),
    };
    let page = format!("/seat/{link}");
    let door = workshop.online && state == RegistrationState::Confirmed && !cancelled;
    let act = match (state, cancelled) {
        _ if door && now >= workshop.starts_at.plus(-OPENS_BEFORE) => view! {
            <LinkButton href=format!("{page}/join") kind=ButtonKind::Primary icon=Symbol::Video label=format!("Join {}", workshop.title)>"Join"</LinkButton>
        }
        .into_any(),
        (RegistrationState::Offered, false) => view! {
            <LinkButton href=page kind=ButtonKind::Primary label=format!("Take the seat: {}", workshop.title)>"Take the seat"</LinkButton>
        }
        .into_any(),
        (RegistrationState::Confirmed, false) => view! {
            <LinkButton href=page dense=true label=format!("Your seat: {}", workshop.title)>"Your seat"</LinkButton>
        }
        .into_any(),
        _ => view! {
            <LinkButton href=page dense=true label=format!("See or change: {}", workshop.title)>"See or change"</LinkButton>
        }
        .into_any(),
    };
    view! {
        <article class="card with-block own-workshop">
            <DateBlock datetime=span.datetime.clone() day=span.day month=span.month weekday=span.weekday/>
            <div>
                <h3 class="card-title"><a href=workshop.path()>{workshop.title.clone()}</a></h3>
                <p class="small muted">
                    <time datetime=span.datetime><bdi>{span.hours}</bdi></time>" "{span.zone}" · "{span.distance}" · "<bdi>{workshop.host_name.clone()}</bdi>
                </p>
                <p>{badge}</p>
            </div>
            {act}
        </article>
    }
}

/// What was, the last one first.
pub(super) fn past(request: &Request, mine: Vec<Mine>) -> AnyView {
    let columns = vec![
        Column::new("Workshop"),
        Column::new("When"),
        Column::new("Host"),
        Column::acts("What is left of it"),
    ];
    let rows = mine
        .into_iter()
        .map(|Mine { workshop, attended, link, .. }| {
            let moment = request.moment(workshop.starts_at);
            let page = format!("/seat/{link}");
            let cancelled = workshop.state == WorkshopState::Cancelled;
            let left = match (cancelled, attended) {
                (true, _) => view! { <Badge tone=Tone::Danger>"Cancelled"</Badge> }.into_any(),
                (_, true) => view! {
                    <LinkButton href=format!("{page}/certificate.pdf") kind=ButtonKind::Quiet dense=true icon=Symbol::Download
                        download=true label=format!("Certificate for {}", workshop.title)>"Certificate"</LinkButton>
                }
                .into_any(),
                (_, false) => view! { <span class="muted">"You were not there"</span> }.into_any(),
            };
            view! {
                <tr>
                    <th scope="row"><a href=page>{workshop.title.clone()}</a></th>
                    <td data-label="When"><When datetime=moment.datetime text=moment.day distance=moment.distance/></td>
                    <td data-label="Host"><bdi>{workshop.host_name.clone()}</bdi></td>
                    <td class="acts">{left}</td>
                </tr>
            }
        })
        .collect_view();
    view! { <Table caption="Workshops I registered for" caption_hidden=true columns=columns stacked=true>{rows}</Table> }
        .into_any()
}

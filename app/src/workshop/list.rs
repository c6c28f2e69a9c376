//! `/workshops`: what comes, what was, and the month.

use convene_domain::account::Act;
use convene_service::workshop::listing::{self, ListPage, Listed};
use leptos::prelude::*;

use super::find::{self, Query, View};
use super::listed::WorkshopCard;
use super::month;
use crate::page::{Page, PageResult, Sharing};
use crate::parts::{ButtonKind, EmptyState, LinkButton, PageHeader, Symbol, TabLink, Tabs};
use crate::request::Request;

pub async fn show(request: Request) -> PageResult {
    let query = Query::of(&request);
    let service = &request.service;
    if query.view == View::Month {
        return month::show(request.clone(), query).await;
    }
    let found = match query.view {
        View::Past => listing::past(service, &query.filter, query.from).await?,
        _ => listing::coming(service, &query.filter, query.from).await?,
    };
    Ok(Page::new("Workshops", move || {
        let ListPage { workshops, more, choices } = found;
        let (later, words) = match query.view {
            View::Past => ("Earlier workshops", "Newest of the past"),
            _ => ("Later workshops", "Back to the next ones"),
        };
        let first = query.from.is_some().then(|| {
            let href = query.viewing(query.view).address();
            view! { <LinkButton href=href kind=ButtonKind::Quiet>{words}</LinkButton> }
        });
        let more = more.map(|place| view! { <LinkButton href=query.from(place).address()>{later}</LinkButton> });
        view! {
            <Head query=query.clone() hosts=request.may(Act::HostWorkshops)/>
            {find::filters(&query, &choices)}
            {if workshops.is_empty() { nothing(&query, request.may(Act::HostWorkshops)) } else { days(&request, workshops) }}
            <nav class="row" aria-label="Pages">{first}{more}</nav>
        }
    })
    .sharing(sharing()))
}

pub fn sharing() -> Sharing {
    Sharing {
        path: "/workshops".to_owned(),
        description: "Workshops with the people who know: what is next, and a seat in one step.".to_owned(),
        picture: None,
        json_ld: None,
    }
}

/// The top of the list and of the calendar.
#[component]
pub fn Head(query: Query, hosts: bool) -> impl IntoView {
    let tab = |view, label| TabLink::new(query.viewing(view).address(), label, query.view == view);
    let tabs = vec![tab(View::Coming, "Coming up"), tab(View::Month, "Month"), tab(View::Past, "Past")];
    let actions = move || {
        view! {
            <LinkButton href="/workshops/calendar.ics" kind=ButtonKind::Quiet icon=Symbol::Calendar>"Calendar feed"</LinkButton>
            {hosts.then(|| view! { <LinkButton href="/workshops/new" kind=ButtonKind::Primary icon=Symbol::Plus>"New workshop"</LinkButton> })}
        }
    };
    view! {
        <PageHeader title="Workshops" lead="An hour or two with somebody who knows, and room for your questions." actions=actions/>
        <Tabs label="Which workshops" tabs=tabs/>
    }
}

/// Workshops under the day they are on, as days go where the reader is.
pub fn days(request: &Request, workshops: Vec<Listed>) -> AnyView {
    let today = request.local.date(request.now());
    let mut days: Vec<(jiff::civil::Date, Vec<Listed>)> = Vec::new();
    for workshop in workshops {
        let day = request.local.date(workshop.starts_at);
        match days.last_mut() {
            Some((last, listed)) if *last == day => listed.push(workshop),
            _ => days.push((day, vec![workshop])),
        }
    }
    let days = days
        .into_iter()
        .map(|(day, listed)| {
            let cards = listed
                .into_iter()
                .map(|one| view! { <li><WorkshopCard request=request.clone() of=one/></li> })
                .collect_view();
            view! {
                <li class="day">
                    <h2 class="day-name">
                        <time datetime=day.to_string()>{day.strftime("%-d %B").to_string()}</time>
                        <span class="muted">{weekday(day, today)}</span>
                    </h2>
                    <ul class="day-cards">{cards}</ul>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="days">{days}</ol> }.into_any()
}

/// `Today`, `Tomorrow`, `Thursday`, and the year where it is another.
fn weekday(day: jiff::civil::Date, today: jiff::civil::Date) -> String {
    if day == today {
        "Today".to_owned()
    } else if today.tomorrow().is_ok_and(|tomorrow| tomorrow == day) {
        "Tomorrow".to_owned()
    } else if day.year() == today.year() {
        day.strftime("%A").to_string()
    } else {
        day.strftime("%A, %Y").to_string()
    }
}

/// Nothing to show: what to do instead.
pub fn nothing(query: &Query, hosts: bool) -> AnyView {
    if query.is_filtered() {
        let all = query.unfiltered().address();
        return view! {
            <EmptyState title="No workshop fits these filters." example="Take one away, or look at all of them.">
                <LinkButton href=all kind=ButtonKind::Primary>"All workshops"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    if query.view == View::Past {
        return view! {
            <EmptyState title="No workshop has taken place yet." example="Materials and recordings of past ones are found here."/>
        }
        .into_any();
    }
    let past = query.viewing(View::Past).address();
    view! {
        <EmptyState title="No workshop is planned right now." example="New ones appear here as soon as an educator publishes them.">
            {hosts.then(|| view! { <LinkButton href="/workshops/new" kind=ButtonKind::Primary icon=Symbol::Plus>"Plan a workshop"</LinkButton> })}
            <LinkButton href=past>"Past workshops"</LinkButton>
        </EmptyState>
    }
    .into_any()
}

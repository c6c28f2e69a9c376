//! `/workshops/{workshop}`: what, when, where, with whom, and a seat.

mod sharing;

use convene_domain::id::WorkshopId;
use convene_domain::workshop::plan::language_name;
use convene_domain::workshop::sign_up::Phase;
use convene_domain::workshop::{Place, WorkshopState};
use convene_service::calendar::Local;
use convene_service::workshop::page::{self, Opened};
use convene_service::workshop::register::{self, Card};
use leptos::prelude::*;

use super::add_to_calendar::AddToCalendar;
use super::listed::{self, StateBadge};
use super::register::RegisterCard;
use super::share::Share;
use crate::page::{Page, PageResult};
use crate::parts::{Avatar, DateBlock, Icon, LinkButton, Notice, Section, Symbol, Tone};
use crate::request::Request;

pub async fn show(request: Request) -> PageResult {
    let id: WorkshopId = request.param("workshop")?;
    let key = request.query("key").map(str::to_owned);
    let opened = page::open(&request.service, &request.viewer, id, key.as_deref()).await?;
    let title = opened.workshop.title.clone();
    let card = register::card(&request.service, &request.viewer, &opened.workshop).await?;
    let (sharing, public) = (sharing::of(&request, &opened), opened.is_public());
    let mut page = Page::new(title, move || view(&request, opened, card, key.as_deref()));
    page.sharing = sharing;
    Ok(if public { page } else { page.unlisted() })
}

fn view(request: &Request, opened: Opened, card: Card, key: Option<&str>) -> impl IntoView + use<> {
    let workshop = &opened.workshop;
    let src = listed::picture(workshop.id, key);
    let cancelled = workshop.state == WorkshopState::Cancelled;
    let takes_place = !cancelled;
    let (first_dates, last_dates) = match cancelled {
        true => (dates(request, &opened), None),
        false => (None, dates(request, &opened)),
    };
    view! {
        {opened.runs.then(|| team_bar(&opened))}
        <article class="workshop">
            <header class="workshop-head">
                <img class="workshop-cover" src=src alt="" width="1200" height="630"/>
                <p class="row"><StateBadge state=workshop.state unlisted=!is_listed(&opened)/></p>
                <h1 lang=workshop.language.clone()>{workshop.title.clone()}</h1>
                <p class="lead" lang=workshop.language.clone()>{workshop.summary.clone()}</p>
                {jump(&card)}
                {cancelled.then(|| called_off(&opened))}
                {facts(request, &opened)}
                {takes_place.then(|| into_calendar(&opened, key))}
            </header>
            <aside class="workshop-side" aria-label="Your seat"><RegisterCard request=request.clone() card=card/></aside>
            <div class="workshop-body">
                {first_dates}
                {about(&opened)}
                {takes_place.then(|| agenda(request, &opened))}
                {speakers(&opened)}
                {last_dates}
                {opened.runs.then(|| share(request, &opened))}
            </div>
        </article>
    }
}

fn is_listed(opened: &Opened) -> bool {
    opened.key().is_none()
}

/// On a narrow screen the card is far below: the way there, where one looks first.
fn jump(card: &Card) -> Option<impl IntoView + use<>> {
    let words = match (card.phase, &card.mine, card.approval, card.left) {
        (Phase::Open, None, true, _) => "Ask for a seat".to_owned(),
        (Phase::Open, None, false, Some(0)) => "Full: join the waiting list".to_owned(),
        (Phase::Open, None, false, Some(1)) => "Register · the last seat".to_owned(),
        (Phase::Open, None, false, Some(left)) => format!("Register · {left} seats left"),
        (Phase::Open, None, false, None) => "Register".to_owned(),
        _ => return None,
    };
    Some(view! { <p class="workshop-jump"><a class="button primary wide" href="#register">{words}</a></p> })
}

/// For those who run it: where they do so.
fn team_bar(opened: &Opened) -> impl IntoView + use<> {
    let at = |page: &str| format!("/workshops/{}/{page}", opened.workshop.id);
    view! {
        <nav class="team-bar" aria-label="Run this workshop">
            <LinkButton href=at("edit") dense=true icon=Symbol::Pencil>"Edit"</LinkButton>
            <LinkButton href=at("team") dense=true icon=Symbol::Users>"Registrations"</LinkButton>
            {opened.meets.then(|| view! { <LinkButton href=at("check-in") dense=true icon=Symbol::QrCode>"Check-in"</LinkButton> })}
            <LinkButton href=at("messages") dense=true icon=Symbol::Mail>"Messages"</LinkButton>
        </nav>
    }
}

fn called_off(opened: &Opened) -> impl IntoView + use<> {
    let reason = opened.workshop.cancel_reason.clone().filter(|reason| !reason.trim().is_empty());
    view! {
        <Notice tone=Tone::Danger title="This workshop does not take place.">
            {reason.map(|reason| view! { <p>{reason}</p> })}
        </Notice>
    }
}

/// When, where, who.
fn facts(request: &Request, opened: &Opened) -> impl IntoView + use<> {
    let workshop = &opened.workshop;
    let (from, until, now) = (workshop.starts_at, workshop.ends_at, request.now());
    let reader = request.local.span(from, until, now);
    let own = Local { zone: workshop.zone.clone(), twelve_hours: request.local.twelve_hours };
    // Where the reader's clock says the same there is nothing to add.
    let venue = own.span(from, until, now);
    // Who goes somewhere goes by the clock there; who joins from anywhere, by their own.
    let on_site = matches!(opened.details.place, Place::OnSite { .. });
    let (span, other, there) = match on_site {
        true => (venue, reader, request.local.place(from)),
        false => (reader, venue, own.place(from)),
    };
    let differs = other.hours != span.hours || other.date != span.date;
    let zone = if on_site && differs { format!("in {}", own.place(from)) } else { span.zone.clone() };
    let elsewhere = differs.then(|| {
        let day = if other.date == span.date { String::new() } else { format!("{}, ", other.date) };
        format!("{day}{} in {there}", other.hours)
    });
    let cancelled = workshop.state == WorkshopState::Cancelled;
    let length = listed::duration(until.since(from));
    view! {
        <ul class="workshop-facts">
            <li>
                <DateBlock datetime=span.datetime.clone() day=span.day month=span.month weekday=span.weekday/>
                <div>
                    <p class="fact"><time datetime=span.datetime><bdi>{span.date}</bdi></time></p>
                    <p><bdi>{span.hours}</bdi>" "<span class="muted">{zone}</span></p>
                    <p class="small muted">{length}" · "{span.distance}{elsewhere.map(|text| format!(" · {text}"))}</p>
                </div>
            </li>
            {place(opened, cancelled)}
            <li>
                <Avatar name=opened.host_name.clone()/>
                <div>
                    <p class="small muted">"Hosted by"</p>
                    <p class="fact"><a href=listed::filtered("host", &workshop.owner_id.to_string())><bdi>{opened.host_name.clone()}</bdi></a></p>
                </div>
            </li>
        </ul>
        {marks(opened)}
    }
}

fn place(opened: &Opened, cancelled: bool) -> impl IntoView + use<> {
    match &opened.details.place {
        Place::Online { .. } => view! {
            <li>
                <span class="fact-icon"><Icon of=Symbol::Video/></span>
                <div>
                    <p class="fact">"Online"</p>
                    {(!cancelled).then(|| view! { <p class="small muted">"The link comes with your seat."</p> })}
                </div>
            </li>
        }
        .into_any(),
        Place::OnSite { address } => {
            let whole = listed::one_line(address);
            let map = format!("https://www.openstreetmap.org/search?query={}", listed::encoded(&whole));
            let mut lines = address.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
            let first = lines.next().unwrap_or_default();
            let rest = lines.collect::<Vec<_>>().join(", ");
            view! {
                <li>
                    <span class="fact-icon"><Icon of=Symbol::MapPin/></span>
                    <div>
                        <p class="fact"><bdi>{first}</bdi></p>
                        {(!rest.is_empty()).then(|| view! { <p class="small muted"><bdi>{rest}</bdi></p> })}
                        {(!cancelled).then(|| view! {
                            <p class="small"><a href=map rel="noopener noreferrer external">"Show on a map"</a></p>
                        })}
                    </div>
                </li>
            }
            .into_any()
        }
    }
}

/// Level, language and topics, each leading to its like.
fn marks(opened: &Opened) -> impl IntoView + use<> {
    let workshop = &opened.workshop;
    let language = language_name(&workshop.language).to_owned();
    let topics = opened
        .topics
        .iter()
        .map(|topic| view! { <li><a class="tag" href=listed::filtered("topic", topic)>{topic.clone()}</a></li> })
        .collect_view();
    view! {
        <ul class="tags" aria-label="Level, language and topics">
            <li><a class="tag" href=listed::filtered("level", workshop.level.as_str())>{listed::level(workshop.level)}</a></li>
            <li><a class="tag" href=listed::filtered("language", &workshop.language)>{language}</a></li>
            {topics}
        </ul>
    }
}

/// For those who run it: how to pass it on.
fn share(request: &Request, opened: &Opened) -> impl IntoView + use<> {
    let workshop = &opened.workshop;
    let key = opened.key().map(str::to_owned);
    view! { <Share request=request.clone() id=workshop.id title=workshop.title.clone() key=key/> }
}

/// Into one's own calendar, whether or not one has a seat.
fn into_calendar(opened: &Opened, key: Option<&str>) -> impl IntoView + use<> {
    let key = key.map(|key| format!("?key={key}")).unwrap_or_default();
    let file = format!("/workshops/{}/event.ics{key}", opened.workshop.id);
    view! { <AddToCalendar file=file links=opened.calendar.clone()/> }
}

fn about(opened: &Opened) -> Option<impl IntoView + use<>> {
    let (description, language) = (opened.description.clone(), opened.workshop.language.clone());
    (!description.trim().is_empty()).then(|| {
        view! { <Section id="about" title="About"><div class="prose" lang=language inner_html=description></div></Section> }
    })
}

fn agenda(request: &Request, opened: &Opened) -> Option<impl IntoView + use<>> {
    let items = opened
        .agenda
        .iter()
        .map(|(at, title)| {
            let moment = request.moment(*at);
            view! { <li><time datetime=moment.datetime><bdi>{moment.clock}</bdi></time><span>{title.clone()}</span></li> }
        })
        .collect_view();
    let zone = request.local.place(opened.workshop.starts_at);
    (!opened.agenda.is_empty()).then(|| {
        view! {
            <Section id="agenda" title="Agenda" lead=format!("Times in {zone}.")>
                <ol class="agenda">{items}</ol>
            </Section>
        }
    })
}

fn speakers(opened: &Opened) -> Option<impl IntoView + use<>> {
    let people = opened
        .details
        .speakers
        .iter()
        .map(|speaker| {
            view! {
                <li>
                    <Avatar name=speaker.name.clone() large=true/>
                    <div>
                        <p class="fact"><bdi>{speaker.name.clone()}</bdi></p>
                        <p class="muted">{speaker.about.clone()}</p>
                    </div>
                </li>
            }
        })
        .collect_view();
    (!opened.details.speakers.is_empty()).then(|| {
        view! { <Section id="speakers" title="Speakers"><ul class="speakers">{people}</ul></Section> }
    })
}

/// Other dates of its series.
fn dates(request: &Request, opened: &Opened) -> Option<impl IntoView + use<>> {
    let now = request.now();
    let rows = opened
        .dates
        .iter()
        .map(|date| {
            let span = request.local.span(date.starts_at, date.ends_at, now);
            view! {
                <li>
                    <a href=date.path()><time datetime=span.datetime><bdi>{span.date}", "{span.hours}</bdi></time></a>
                    <span class="small muted">{listed::seats(date.seats)}</span>
                </li>
            }
        })
        .collect_view();
    (!opened.dates.is_empty()).then(|| {
        view! { <Section id="dates" title="Other dates of this series"><ul class="dates">{rows}</ul></Section> }
    })
}

//! `/workshops/mine`: what an educator plans, runs and has run, and their templates.

use convene_domain::account::Act;
use convene_domain::workshop::WorkshopState;
use convene_service::workshop::Workshop;
use convene_service::workshop::plan::{self, Shelf};
use convene_service::workshop::template::{self, Template};
use leptos::prelude::*;

use super::editor::{moment_of, state_badge};
use crate::page::{Page, PageResult};
use crate::parts::{
    Badge, Button, ButtonKind, Card, EmptyState, ErrorSummary, LinkButton, PageHeader, Symbol, TabLink, Tabs,
    Tone, When,
};
use crate::request::Request;

/// What one tab shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Coming,
    Drafts,
    Past,
    Templates,
}

impl Tab {
    const ALL: [(Tab, &str, &str); 4] = [
        (Tab::Coming, "/workshops/mine", "Coming"),
        (Tab::Drafts, "/workshops/mine?shelf=drafts", "Drafts"),
        (Tab::Past, "/workshops/mine?shelf=past", "Past"),
        (Tab::Templates, "/workshops/mine?shelf=templates", "Templates"),
    ];

    fn of(request: &Request) -> Self {
        match request.query("shelf") {
            Some("drafts") => Tab::Drafts,
            Some("past") => Tab::Past,
            Some("templates") => Tab::Templates,
            _ => Tab::Coming,
        }
    }
}

pub async fn show(request: Request) -> PageResult {
    request.viewer.allowed(Act::HostWorkshops)?;
    let (service, viewer) = (&request.service, &request.viewer);
    let tab = Tab::of(&request);
    let coming = grouped(plan::hosted(service, viewer, Shelf::Coming).await?, Tab::Coming);
    let drafts = grouped(plan::hosted(service, viewer, Shelf::Drafts).await?, Tab::Drafts);
    let past = grouped(plan::hosted(service, viewer, Shelf::Past).await?, Tab::Past);
    let templates = template::list(service, viewer).await?;
    Ok(Page::new("My workshops", move || {
        let counts = [coming.len(), drafts.len(), past.len(), templates.len()];
        let tabs = Tab::ALL.into_iter().zip(counts);
        let tabs = tabs
            .map(|((this, href, label), count)| TabLink::new(href, label, this == tab).count(count as u64));
        let tabs = tabs.collect::<Vec<_>>();
        let form = request.form.clone();
        let shown = match tab {
            Tab::Templates => templates_list(&request, templates),
            Tab::Coming => cards(&request, coming, tab),
            Tab::Drafts => cards(&request, drafts, tab),
            Tab::Past => cards(&request, past, tab),
        };
        view! {
            <PageHeader title="My workshops" lead="What you host, and what you help with."
                above=("/workshops".to_owned(), "Workshops".to_owned())
                actions=|| view! {
                    <LinkButton href="/workshops/new" kind=ButtonKind::Primary icon=Symbol::Plus>"New workshop"</LinkButton>
                }/>
            <ErrorSummary form=form/>
            <Tabs label="Shelves" tabs=tabs/>
            {shown}
        }
    }))
}

fn nothing(tab: Tab) -> AnyView {
    let (title, example) = match tab {
        Tab::Coming => ("Nothing is coming up.", "Plan a workshop, or publish one of your drafts."),
        Tab::Drafts => ("There is no draft.", "A workshop stays a draft until you publish it."),
        Tab::Past => ("Nothing is over yet.", "Workshops wait here afterwards, with who came."),
        Tab::Templates => ("There is no template.", "Open one of your workshops and choose Use it again."),
    };
    view! {
        <EmptyState title=title example=example>
            <LinkButton href="/workshops/new" icon=Symbol::Plus>"Plan a workshop"</LinkButton>
        </EmptyState>
    }
    .into_any()
}

fn cards(request: &Request, workshops: Vec<(Workshop, usize)>, tab: Tab) -> AnyView {
    if workshops.is_empty() {
        return nothing(tab);
    }
    let cards = workshops
        .into_iter()
        .map(|(workshop, more)| view! { <li>{card(request, &workshop, more)}</li> })
        .collect_view();
    view! { <ul class="cards">{cards}</ul> }.into_any()
}

/// Of each series the next date, and how many more are listed with it; what is over stands for itself.
fn grouped(workshops: Vec<Workshop>, tab: Tab) -> Vec<(Workshop, usize)> {
    let mut groups: Vec<(Workshop, usize)> = Vec::new();
    for workshop in workshops {
        let series = *workshop.series_id;
        let known = groups.iter_mut().find(|(first, _)| series.is_some() && *first.series_id == series);
        match known {
            Some((_, more)) if tab != Tab::Past => *more += 1,
            _ => groups.push((workshop, 0)),
        }
    }
    groups
}

fn card(request: &Request, workshop: &Workshop, more: usize) -> impl IntoView + use<> {
    let state = workshop.state;
    let draft = state == WorkshopState::Draft;
    let id = workshop.id;
    let edit = plan::edit_path(id);
    let href = if draft { edit.clone() } else { format!("/workshops/{id}") };
    let title = workshop.title.clone();
    let series = workshop.series_id.is_some().then(|| match more {
        0 => format!("Date {} of a series", workshop.position),
        more => format!("Series: date {}, and {more} more", workshop.position),
    });
    let moment = moment_of(request, workshop);
    let people = people(workshop);
    let publish = draft.then(|| publish_button(workshop));
    let team = (!draft).then(|| {
        view! {
            <LinkButton href=format!("/workshops/{id}/team") dense=true icon=Symbol::Users
                label=format!("People of {title}")>"People"</LinkButton>
        }
    });
    view! {
        <Card class="quiz-card" title=title.clone() href=href level=2>
            <div class="stack tight">
                <p>{moment}</p>
                <p class="row">
                    {(state != WorkshopState::Published).then(|| state_badge(state))}
                    {series.map(|series| view! { <Badge>{series}</Badge> })}
                </p>
            </div>
            <div>
                <p class="card-foot">{people}</p>
                <div class="quiz-acts">
                    {publish}
                    {team}
                    <LinkButton href=edit dense=true kind=ButtonKind::Quiet icon=Symbol::Pencil
                        label=format!("Edit {title}")>"Edit"</LinkButton>
                    <LinkButton href=format!("/workshops/new?copy={id}") dense=true kind=ButtonKind::Quiet icon=Symbol::Copy
                        label=format!("Copy {title}")>"Copy"</LinkButton>
                </div>
            </div>
        </Card>
    }
}

fn publish_button(workshop: &Workshop) -> impl IntoView + use<> {
    let label = format!("Publish {}", workshop.title);
    view! {
        <form method="post" action="/workshops/mine?shelf=drafts">
            <input type="hidden" name="workshop" value=workshop.id.to_string()/>
            <Button dense=true name="act" value="publish" label=label>"Publish"</Button>
        </form>
    }
}

/// Seats, and who waits.
fn people(workshop: &Workshop) -> impl IntoView + use<> {
    let seats = match workshop.capacity {
        Some(capacity) => format!("{} of {capacity} seats taken", workshop.taken),
        None => format!("{} signed up", workshop.taken),
    };
    let full = workshop.capacity.is_some_and(|capacity| workshop.taken >= capacity);
    let waiting = (workshop.waiting > 0).then(|| format!("{} waiting", workshop.waiting));
    view! {
        <span>{seats}</span>
        {waiting.map(|waiting| view! { <span>{waiting}</span> })}
        {full.then(|| view! { <Badge tone=Tone::Warning>"Full"</Badge> })}
    }
}

fn templates_list(request: &Request, templates: Vec<Template>) -> AnyView {
    if templates.is_empty() {
        return nothing(Tab::Templates);
    }
    let rows = templates.into_iter().map(|template| {
        let moment = request.moment(template.created_at);
        let use_it = format!("/workshops/new?template={}", template.id);
        view! {
            <li>
                <Card class="quiz-card" title=template.name.clone() href=use_it.clone() level=2>
                    <p class="card-foot"><span>"Saved "<When datetime=moment.datetime text=moment.day distance=moment.distance/></span></p>
                    <div class="quiz-acts">
                        <LinkButton href=use_it dense=true icon=Symbol::Plus label=format!("Start from {}", template.name)>"Start from it"</LinkButton>
                        <form method="post" action="/workshops/mine?shelf=templates">
                            <input type="hidden" name="template" value=template.id.to_string()/>
                            <Button kind=ButtonKind::Quiet dense=true icon=Symbol::Trash name="act" value="delete_template"
                                label=format!("Delete {}", template.name)>"Delete"</Button>
                        </form>
                    </div>
                </Card>
            </li>
        }
    });
    view! { <ul class="cards">{rows.collect_view()}</ul> }.into_any()
}

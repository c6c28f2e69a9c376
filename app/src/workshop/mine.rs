//! `/workshops/mine`: what an educator plans, runs and has run, and their templates.

use convene_domain::account::Act;
use convene_domain::workshop::{Visibility, WorkshopState};
use convene_service::workshop::Workshop;
use convene_service::workshop::plan::{self, Requests, Shelf};
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
    let coming = plan::hosted(service, viewer, Shelf::Coming).await?;
    let requests = plan::requests(service, &coming).await?;
    let coming = grouped(coming, Tab::Coming);
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
            Tab::Coming => cards(&request, coming, &requests, tab),
            Tab::Drafts => cards(&request, drafts, &requests, tab),
            Tab::Past => cards(&request, past, &requests, tab),
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

fn cards(request: &Request, groups: Vec<Vec<Workshop>>, requests: &Requests, tab: Tab) -> AnyView {
    if groups.is_empty() {
        return nothing(tab);
    }
    let cards = groups
        .iter()
        .filter_map(|dates| Some(view! { <li>{card(request, next(dates)?, dates, requests)}</li> }))
        .collect_view();
    view! { <ul class="cards">{cards}</ul> }.into_any()
}

/// The dates of each series together; what is over stands for itself.
fn grouped(workshops: Vec<Workshop>, tab: Tab) -> Vec<Vec<Workshop>> {
    let mut groups: Vec<Vec<Workshop>> = Vec::new();
    for workshop in workshops {
        let same = |dates: &Vec<Workshop>| {
            workshop.series_id.is_some() && dates.iter().all(|date| date.series_id == workshop.series_id)
        };
        let known = groups.iter_mut().find(|dates| tab != Tab::Past && same(dates));
        match known {
            Some(dates) => dates.push(workshop),
            None => groups.push(vec![workshop]),
        }
    }
    groups
}

/// The date that speaks for its series: the next one that takes place, where one does.
fn next(dates: &[Workshop]) -> Option<&Workshop> {
    dates.iter().find(|date| date.state != WorkshopState::Cancelled).or(dates.first())
}

/// `4 dates left, 1 cancelled`, for the dates of a series that are listed together.
fn of_series(workshop: &Workshop, dates: &[Workshop]) -> Option<String> {
    let cancelled = dates.iter().filter(|date| date.state == WorkshopState::Cancelled).count();
    let left = dates.len() - cancelled;
    let position = format!("Date {} of a series", workshop.position);
    Some(match (dates.len(), left, cancelled) {
        _ if workshop.series_id.is_none() => return None,
        (1, ..) => position,
        (_, 0, all) => format!("Series: {all} dates cancelled"),
        (_, left, 0) if workshop.state == WorkshopState::Draft => format!("Series: {left} dates"),
        (_, 1, 0) => "Series: 1 date left".to_owned(),
        (_, left, 0) => format!("Series: {left} dates left"),
        (_, 1, cancelled) => format!("Series: 1 date left, {cancelled} cancelled"),
        (_, left, cancelled) => format!("Series: {left} dates left, {cancelled} cancelled"),
    })
}

/// What waits for the team in these dates, and who finds them.
fn marks(workshop: &Workshop, dates: &[Workshop], requests: &Requests) -> impl IntoView + use<> {
    let alive = || dates.iter().filter(|date| date.state == WorkshopState::Published);
    let asked: i64 = alive().filter_map(|date| requests.get(&date.id)).sum();
    let waiting: i64 = alive().map(|date| date.waiting).sum();
    let unlisted = workshop.visibility == Visibility::Unlisted;
    view! {
        {(asked > 0).then(|| view! { <Badge tone=Tone::Warning icon=Symbol::Clock>{format!("{asked} to approve")}</Badge> })}
        {(waiting > 0).then(|| view! { <Badge tone=Tone::Info>{format!("{waiting} waiting")}</Badge> })}
        {unlisted.then(|| view! { <Badge icon=Symbol::Link>"By link only"</Badge> })}
    }
}

fn card(
    request: &Request,
    workshop: &Workshop,
    dates: &[Workshop],
    requests: &Requests,
) -> impl IntoView + use<> {
    let state = workshop.state;
    let draft = state == WorkshopState::Draft;
    let id = workshop.id;
    let edit = plan::edit_path(id);
    let href = if draft { edit.clone() } else { format!("/workshops/{id}") };
    let title = workshop.title.clone();
    let series = of_series(workshop, dates);
    let marks = marks(workshop, dates, requests);
    let moment = moment_of(request, workshop);
    let people = (state != WorkshopState::Cancelled).then(|| people(workshop));
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
                    {marks}
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

/// How many seats are taken.
fn people(workshop: &Workshop) -> impl IntoView + use<> {
    let seats = match workshop.capacity {
        Some(capacity) => format!("{} of {capacity} seats taken", workshop.taken),
        None => format!("{} signed up", workshop.taken),
    };
    let full = workshop.capacity.is_some_and(|capacity| workshop.taken >= capacity);
    view! {
        <span>{seats}</span>
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

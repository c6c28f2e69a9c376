//! `/workshops/{workshop}/team`: who registered, what they answered, who came; sharing, materials, lists.

mod add;
mod after;
mod asked;
mod nav;
mod people;
mod unconfirmed;

use convene_domain::workshop::attendance::door_opens_at;
use convene_domain::workshop::{Place, Visibility, WorkshopState};
use convene_service::workshop::team::{self, Show, Team};
use leptos::prelude::*;

use super::listed::StateBadge;
use super::share::Share;
use crate::page::{Page, PageResult};
use crate::parts::{
    Button, EmptyState, Field, FieldKind, Icon, LinkButton, Notice, PageHeader, Section, Stat, Symbol,
    TabLink, Tabs, Tone, When,
};
use crate::request::Request;

pub use asked::address;
use asked::{Asked, Selected};
pub use nav::{Part, TeamNav};

/// Registrants on one page.
const ROWS: usize = 100;

pub async fn show(request: Request) -> PageResult {
    let asked = Asked::of(&request)?;
    let team = team::view(&request.service, &request.viewer, asked.id, asked.show, &asked.search).await?;
    Ok(Page::new(format!("Registrations: {}", team.workshop.title), move || view(&request, team, asked)))
}

fn view(request: &Request, team: Team, asked: Asked) -> impl IntoView + use<> {
    let workshop = &team.workshop;
    let moment = request.moment(workshop.starts_at);
    let (state, unlisted) = (workshop.state, workshop.visibility == Visibility::Unlisted);
    let check_in = format!("/workshops/{}/check-in", asked.id);
    let above = (format!("/workshops/{}", asked.id), "Workshop page".to_owned());
    let door = door_is_open(request, &team);
    let (report, meets) = (team.report.map(after::report), team.meets);
    let key = unlisted.then(|| workshop.link_key.clone());
    let (id, title) = (workshop.id, workshop.title.clone());
    let share = (state != WorkshopState::Draft)
        .then(|| view! { <Share request=request.clone() id=id title=title key=key/> });
    view! {
        <PageHeader title=workshop.title.clone() above=above
            meta=move || view! {
                <StateBadge state=state unlisted=unlisted/>
                <When datetime=moment.datetime.clone() text=moment.text.clone() zone=moment.zone.clone()
                    distance=moment.distance.clone()/>
            }
            actions=move || (meets && door).then(|| view! {
                <LinkButton href=check_in.clone() kind=crate::parts::ButtonKind::Primary icon=Symbol::QrCode>"Check people in"</LinkButton>
            })/>
        <TeamNav id=asked.id part=Part::Registrations meets=meets/>
        <div class="stack loose">
            {seats(&team)}
            {report}
            {if meets { registrants(request, &team, &asked).into_any() } else { figures_only().into_any() }}
            {unconfirmed::section(request, &team, &asked)}
            {meets.then(|| add::section(request, &team))}
            {share}
            {after::materials(request, &team)}
            {meets.then(|| after::lists(request, &team))}
        </div>
    }
}

fn is_online(team: &Team) -> bool {
    matches!(team.details.place, Place::Online { .. })
}

/// Whether people come in now: at a place, and from when the door opens to the end. Before and after, check-in is one
/// of the tabs.
fn door_is_open(request: &Request, team: &Team) -> bool {
    let (workshop, now) = (&team.workshop, request.now());
    let hours = door_opens_at(workshop.starts_at)..workshop.ends_at;
    workshop.state == WorkshopState::Published && !is_online(team) && hours.contains(&now)
}

/// The figures on top.
fn seats(team: &Team) -> impl IntoView + use<> {
    let (workshop, counts) = (&team.workshop, &team.counts);
    let (value, note) = match workshop.capacity {
        Some(capacity) => {
            let left = (capacity - workshop.taken).max(0);
            let note = if team.report.is_some() { String::new() } else { format!("{left} left") };
            (format!("{} of {capacity}", workshop.taken), note)
        }
        None => (workshop.taken.to_string(), "no limit".to_owned()),
    };
    let offers = if counts.offered > 0 { format!("{} offered", counts.offered) } else { String::new() };
    let held = team.unconfirmed.iter().filter(|request| request.seat).count();
    let held =
        if held > 0 { format!("{held} held for guests who have yet to confirm") } else { String::new() };
    let note =
        [note, offers, held].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let pending = (workshop.approval || counts.pending > 0)
        .then(|| view! { <Stat label="To approve" value=counts.pending.to_string()/> });
    let online = is_online(team);
    let of_all = format!("of {} confirmed", counts.confirmed);
    let beside = |shown: bool| if shown { of_all.clone() } else { String::new() };
    let joined = (online || counts.joined > 0).then(|| {
        view! { <Stat label="Joined online" value=counts.joined.to_string() note=beside(online)/> }
    });
    let checked_in = (!online || counts.checked_in > 0).then(|| {
        view! { <Stat label="Checked in" value=counts.checked_in.to_string() note=beside(!online)/> }
    });
    view! {
        <dl class="stats team-stats">
            <Stat label="Seats taken" value=value note=note/>
            <Stat label="Waiting list" value=workshop.waiting.to_string()/>
            {pending}
            {checked_in}
            {joined}
        </dl>
    }
}

/// For the community team, who see that a workshop works and not who is in it.
fn figures_only() -> impl IntoView {
    view! {
        <Section id="people" title="Registrations">
            <Notice tone=Tone::Info title="Names, addresses and answers are for the workshop's own team.">
                <p>"You see the figures above. To work with the people, have its host or an admin add you as a helper."</p>
            </Notice>
        </Section>
    }
}

const fn label(show: Show) -> &'static str {
    match show {
        Show::All => "Everybody",
        Show::Pending => "To approve",
        Show::Confirmed => "Confirmed",
        Show::Offered => "Offered",
        Show::Waiting => "Waiting",
        Show::Attended => "Here",
        Show::Missing => "Not here",
        Show::Ended => "Declined or left",
    }
}

fn registrants(request: &Request, team: &Team, asked: &Asked) -> impl IntoView + use<> {
    // Empty views are left out, save the one people are looking at.
    let shown = |show: &Show| {
        let always = matches!(show, Show::All | Show::Confirmed | Show::Waiting) || *show == asked.show;
        always || show.count(&team.counts) > 0
    };
    let tabs = Show::ALL
        .into_iter()
        .filter(shown)
        .map(|show| {
            let count = u64::try_from(show.count(&team.counts)).unwrap_or(0);
            TabLink::new(asked.href(show, 1), label(show), show == asked.show).count(count)
        })
        .collect();
    let rows = if team.rows.is_empty() {
        nobody(team, asked).into_any()
    } else {
        people::table(request, team, asked).into_any()
    };
    let search = (Show::All.count(&team.counts) > 0).then(|| search(asked));
    let rename = add::rename(request, team, asked);
    view! {
        <Section id="people" title="Registrations">
            {search}
            {rename}
            <Tabs label="Who is shown" tabs=tabs/>
            {rows}
        </Section>
    }
}

fn search(asked: &Asked) -> impl IntoView + use<> {
    let show = (asked.show != Show::All)
        .then(|| view! { <input type="hidden" name="show" value=asked.show.as_str()/> });
    view! {
        <form method="get" action="#people" class="team-search" role="search">
            {show}
            <Field name="q" label="Search by name or e-mail" label_hidden=true kind=FieldKind::Search optional=true
                value=asked.search.clone() autocomplete="off"/>
            <Button icon=Symbol::Search>"Search"</Button>
        </form>
    }
}

fn nobody(team: &Team, asked: &Asked) -> impl IntoView + use<> {
    let draft = team.workshop.state == WorkshopState::Draft;
    if !asked.search.trim().is_empty() {
        let title = format!("Nobody here is called “{}”.", asked.search.trim());
        let all = address(asked.id, asked.show.as_str(), "", 1);
        return view! {
            <EmptyState title=title example="Names and e-mail addresses are searched.">
                <LinkButton href=all icon=Symbol::X>"Clear the search"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    if asked.show != Show::All {
        return view! { <p class="muted row"><Icon of=Symbol::Users/>"Nobody at the moment."</p> }.into_any();
    }
    let example = if draft {
        "Publish the workshop to open registration."
    } else {
        "Share its link; people show up here."
    };
    view! { <EmptyState title="Nobody has registered yet." example=example/> }.into_any()
}

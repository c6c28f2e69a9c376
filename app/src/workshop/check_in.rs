//! `/workshops/{workshop}/check-in`: who is here. Forms `code`, `in`, `undo`, `walk-in`; all of it works without
//! JavaScript, and with it the camera reads codes.

mod words;

use convene_domain::account::Act;
use convene_domain::id::WorkshopId;
use convene_domain::workshop::WorkshopState;
use convene_service::Error;
use convene_service::workshop::attendance::{self, Refusal};
use convene_service::workshop::team::{self, Row, Show, Team};
use convene_service::workshop::{Registration, link};
use leptos::prelude::*;

use super::listed::encoded;
use super::team::{Part, TeamNav};
use crate::live::boot::Boot;
use crate::live::check_in::CheckIn;
use crate::page::{Page, PageResult};
use crate::parts::{
    Badge, Button, ButtonKind, Card, EmptyState, ErrorSummary, Field, FieldKind, Form, FormActions,
    FormState, Icon, LinkButton, Notice, PageHeader, PersonName, Section, Symbol, Tone, When,
};
use crate::request::Request;

pub use words::{counted, said};

/// People listed before somebody has been searched for.
const LISTED: usize = 200;

/// The page, with a search.
pub fn address(id: WorkshopId, search: &str) -> String {
    let query = match search.trim() {
        "" => String::new(),
        search => format!("?q={}", encoded(search)),
    };
    format!("/workshops/{id}/check-in{query}")
}

type Read = Result<Registration, Refusal>;

pub async fn show(request: Request) -> PageResult {
    let id: WorkshopId = request.param("workshop")?;
    let (service, viewer) = (&request.service, &request.viewer);
    let search = request.query("q").unwrap_or_default().to_owned();
    let team = team::view(service, viewer, id, Show::Confirmed, &search).await?;
    if !team.meets {
        return Err(Error::Forbidden(Act::SeeRegistrants));
    }
    let scanned = match request.query("code") {
        Some(code) => Some(attendance::read(service, viewer, id, code).await?),
        None => None,
    };
    let title = format!("Check-in: {}", team.workshop.title);
    Ok(Page::new(title, move || view(&request, team, scanned, &search)))
}

fn view(request: &Request, team: Team, scanned: Option<Read>, search: &str) -> impl IntoView + use<> {
    let id = team.workshop.id;
    let moment = request.moment(team.workshop.starts_at);
    let counted = counted(&team.counts);
    let off = team.workshop.state == WorkshopState::Cancelled;
    let above = (format!("/workshops/{id}"), team.workshop.title.clone());
    let code_form = request.form.of_act("code");
    let scanned = scanned.map(|read| confirm(request, read));
    let alone = scanned.is_some();
    view! {
        <PageHeader title="Check-in" above=above
            meta=move || view! {
                <When datetime=moment.datetime.clone() text=moment.text.clone() zone=moment.zone.clone()
                    distance=moment.distance.clone()/>
            }/>
        <TeamNav id=id part=Part::CheckIn meets=true/>
        <div class="stack loose">
            {off.then(|| view! { <Notice tone=Tone::Danger title="This workshop was called off."><p>"Nobody is checked in."</p></Notice> })}
            {scanned}
            {(!alone).then(|| view! { <div class="needs-script"><CheckIn path=address(id, "") counted=counted.clone()/></div> })}
            {list(request, &team, search)}
            {(!alone).then(|| typed(code_form))}
            {walk_in(request.form.of_act("walk-in"))}
        </div>
        {(!alone).then(|| view! { <Boot bundle="desk"/> })}
    }
}

/// After a camera has opened the address in a code: who it is, and a button. Opening changed nothing.
fn confirm(request: &Request, read: Read) -> AnyView {
    let here = request.path.clone();
    let back = view! { <LinkButton href=here.clone() icon=Symbol::QrCode>"Scan the next one"</LinkButton> };
    match read {
        Err(refusal) => {
            let sentence = words::refused(request, &refusal);
            view! {
                <Card class="scan-card is-no" title="Not checked in" level=2>
                    <p>{sentence}</p>
                    <div class="row">{back}</div>
                </Card>
            }
            .into_any()
        }
        Ok(found) => match *found.checked_in_at {
            Some(since) => {
                let moment = request.moment(since);
                view! {
                    <Card class="scan-card is-already" title="Already in" level=2>
                        <p><PersonName name=found.name.clone()/>" has been in since "<time datetime=moment.datetime>{moment.clock}</time>"."</p>
                        <div class="row">{back}</div>
                    </Card>
                }
                .into_any()
            }
            None => {
                let code = link::check_in(&request.service, &found);
                view! {
                    <Card class="scan-card" title="Check this person in?" level=2>
                        <p class="scan-name"><PersonName name=found.name.clone()/></p>
                        <form method="post" action=here class="row">
                            <input type="hidden" name="act" value="code"/>
                            <input type="hidden" name="code" value=code/>
                            <Button kind=ButtonKind::Primary icon=Symbol::Check>"Check in"</Button>
                            {back}
                        </form>
                    </Card>
                }
                .into_any()
            }
        },
    }
}

/// For a code that is read out, pasted, or typed by a scanner that is a keyboard.
fn typed(form: FormState) -> impl IntoView {
    view! {
        <Section id="code" title="Type a code">
            <Form form=form.clone() act="code" class="code-form">
                <Field form=form name="code" label="Check-in code" autocomplete="off"
                    hint="The eight signs below the picture, like 4F2A 91CC."/>
                <FormActions><Button icon=Symbol::Check>"Check in"</Button></FormActions>
            </Form>
        </Section>
    }
}

fn list(request: &Request, team: &Team, search: &str) -> impl IntoView + use<> {
    let counted = counted(&team.counts);
    let more = team.rows.len().saturating_sub(LISTED);
    let rows = team.rows.iter().take(LISTED).map(|of| row(request, of)).collect_view();
    let (none, searched) = (team.rows.is_empty(), !search.trim().is_empty());
    let anybody = team.counts.confirmed > 0;
    let here = request.path.clone();
    let refused = request.form.of_act("in");
    let search = search.to_owned();
    let nobody = match (none, searched) {
        (true, true) => Some(format!("Nobody with a seat is called “{}”.", search.trim())),
        (true, false) => Some("Nobody has a seat yet.".to_owned()),
        (false, _) => None,
    };
    let (clear, fresh) = (here.clone(), format!("{here}#list"));
    view! {
        <Section id="list" title="List" actions=move || view! {
            <p class="check-count">{counted.clone()}</p>
            <LinkButton href=fresh.clone() dense=true kind=ButtonKind::Quiet icon=Symbol::RefreshCw>"Refresh"</LinkButton>
        }>
            <ErrorSummary form=refused/>
            {anybody.then(|| view! {
                <form method="get" action="#list" class="team-search" role="search">
                    <Field name="q" label="Search by name or e-mail" label_hidden=true kind=FieldKind::Search optional=true
                        value=search autocomplete="off"/>
                    <Button icon=Symbol::Search>"Search"</Button>
                </form>
            })}
            {nobody.map(|title| view! {
                <EmptyState title=title example="Somebody who has not registered can be let in as a walk-in, below.">
                    {searched.then(|| view! { <LinkButton href=clear icon=Symbol::X>"Clear the search"</LinkButton> })}
                </EmptyState>
            })}
            {(!none).then(|| view! { <ul class="check-list">{rows}</ul> })}
            {(more > 0).then(|| view! { <p class="muted">{format!("{more} more. Search to find them.")}</p> })}
        </Section>
    }
}

fn row(request: &Request, of: &Row) -> impl IntoView + use<> {
    let registration = &of.registrant.registration;
    let (name, id) = (registration.name.clone(), registration.id.to_string());
    let row = format!("row-{id}");
    let walk_in = registration.walk_in.then(|| view! { <Badge>"Walk-in"</Badge> });
    let joined =
        registration.joined_at.is_some().then(|| view! { <Badge tone=Tone::Info>"Joined online"</Badge> });
    let act = match *registration.checked_in_at {
        Some(since) => {
            let moment = request.moment(since);
            view! {
                <span class="check-state"><Icon of=Symbol::CircleCheck/>"In since "<time datetime=moment.datetime title=moment.text>{moment.clock}</time></span>
                <Button dense=true kind=ButtonKind::Quiet icon=Symbol::Undo name="act" value="undo" label=format!("{name} is not in")>"Undo"</Button>
            }
            .into_any()
        }
        None => view! {
            <Button dense=true icon=Symbol::Check name="act" value="in" label=format!("Check {name} in")>"Check in"</Button>
        }
        .into_any(),
    };
    let is_in = if registration.checked_in_at.is_some() { "check-row is-in" } else { "check-row" };
    view! {
        <li class=is_in id=row>
            <span class="check-who">
                <PersonName name=name note=of.registrant.email.clone()/>
                {walk_in}{joined}
            </span>
            <form method="post" class="row">
                <input type="hidden" name="registration" value=id/>
                {act}
            </form>
        </li>
    }
}

/// For people who come without having registered.
fn walk_in(form: FormState) -> impl IntoView {
    let open = form.is_posted();
    view! {
        <Section id="walk-in" title="Walk-in" lead="Somebody is here and has not registered: they take a seat and are checked in.">
            <details class="walk-in" open=open>
                <summary>"Add somebody"</summary>
                <Form form=form.clone() act="walk-in" class="material-form">
                    <Field form=form.clone() name="name" label="Name" autocomplete="off"/>
                    <Field form=form name="email" label="E-mail address" kind=FieldKind::Email autocomplete="off"
                        hint="Theirs, for materials and the certificate."/>
                    <FormActions><Button kind=ButtonKind::Primary icon=Symbol::Plus>"Check in"</Button></FormActions>
                </Form>
            </details>
        </Section>
    }
}

//! `/workshops/new` and `/workshops/{workshop}/edit`: the form of a workshop, in cards.

mod draft;
mod more;
mod questions;
mod repeat;
mod sections;

use convene_domain::account::Act;
use convene_domain::field::FieldErrors;
use convene_domain::id::WorkshopId;
use convene_domain::workshop::WorkshopState;
use convene_domain::workshop::plan::{Fields, USUAL_OFFER_HOURS};
use convene_service::Error;
use convene_service::quiz::editor as drafts;
use convene_service::workshop::plan::{self, Open};
use convene_service::workshop::{team, template};
use leptos::prelude::*;

use super::team::{Part, TeamNav};
use crate::autosave::Autosave;
use crate::live::boot::Boot;
use crate::page::{Page, PageResult};
use crate::parts::{
    Badge, Button, ButtonKind, Choice, Form, FormState, LinkButton, Notice, PageHeader, RadioGroup, Symbol,
    Tone,
};
use crate::request::Request;

/// What the form starts with, and where it stands.
struct Start {
    fields: Fields,
    /// None for a new workshop.
    open: Option<Open>,
}

pub async fn new(request: Request) -> PageResult {
    request.viewer.allowed(Act::HostWorkshops)?;
    let (service, viewer) = (&request.service, &request.viewer);
    let from = |name: &str| request.query(name).map(str::to_owned);
    let fields = match (from("template"), from("copy")) {
        (Some(id), _) => template::fields(service, viewer, id.parse().map_err(|_| Error::Missing)?).await?,
        (_, Some(id)) => plan::copy(service, viewer, id.parse().map_err(|_| Error::Missing)?).await?,
        _ => usual(&request),
    };
    let is_blank = request.query.is_empty();
    form_page(request, Start { fields, open: None }, is_blank).await
}

/// What an empty form suggests.
fn usual(request: &Request) -> Fields {
    let fields = [
        ("start_time", "18:00".to_owned()),
        ("end_time", "19:00".to_owned()),
        ("zone", request.local.zone.clone()),
        ("offer_hours", USUAL_OFFER_HOURS.to_string()),
        ("reminders", "24 h, 1 h".to_owned()),
    ];
    fields.map(|(name, value)| (name.to_owned(), value)).to_vec()
}

pub async fn edit(request: Request) -> PageResult {
    let id: WorkshopId = request.param("workshop")?;
    let open = plan::open(&request.service, &request.viewer, id).await?;
    form_page(request, Start { fields: open.fields.clone(), open: Some(open) }, true).await
}

async fn form_page(request: Request, start: Start, drafts_allowed: bool) -> PageResult {
    let path = request.path.clone();
    let own = ["", "save"].contains(&request.form.value("act").unwrap_or_default());
    let is_posted = request.form.is_posted() && own;
    let kept = match drafts_allowed && !is_posted {
        true => drafts::draft(&request.service, &request.viewer, &path).await?,
        false => None,
    };
    let draft = draft::kept(&start).unsaved(kept);
    let (helpers, meets) = match &start.open {
        Some(open) => {
            let (service, viewer, id) = (&request.service, &request.viewer, open.workshop.id);
            (plan::helpers(service, viewer, id).await?, team::meets(service, viewer, id).await?)
        }
        None => (Vec::new(), false),
    };
    let title = match &start.open {
        Some(open) => format!("Edit {}", open.workshop.title),
        None => "New workshop".to_owned(),
    };
    let mark = WorkshopId::new(request.now(), request.service.chance().bytes());
    Ok(Page::new(title.clone(), move || {
        let notice = draft.as_ref().map(|draft| draft::kept(&start).notice(&request, draft));
        let form = match draft {
            Some(draft) => {
                let fields =
                    draft.fields.into_iter().filter(|(name, _)| name != "form" && name != "then").collect();
                FormState::new(fields, FieldErrors::new())
            }
            None if is_posted => request.form.clone(),
            None => FormState::new(start.fields, FieldErrors::new()),
        };
        let side = side(start.open.as_ref());
        let more = start.open.as_ref().map(|open| more::cards(&request, open, helpers, meets));
        view! {
            {header(&title, start.open.as_ref(), meets)}
            <div class="plan-frame">
                <div class="stack loose plan">
                    {notice}
                    {start.open.as_ref().and_then(cancelled_notice)}
                    {start.open.as_ref().and_then(no_link_notice)}
                    {form_of(&request, form, start.open.as_ref(), &mark.to_string(), path)}
                    {more}
                </div>
                {side}
            </div>
            <Boot bundle="desk"/>
        }
    }))
}

fn header(title: &str, open: Option<&Open>, meets: bool) -> impl IntoView + use<> {
    let state = open.map(|open| open.workshop.state);
    let page = open.map(|open| format!("/workshops/{}", open.workshop.id));
    let above = ("/workshops/mine".to_owned(), "My workshops".to_owned());
    let lead = match state {
        None => "Fill in what you know; it can all be changed later.",
        Some(WorkshopState::Draft) => "A draft: nobody but your team sees it.",
        Some(WorkshopState::Published) => "Published: people find it and sign up.",
        Some(WorkshopState::Cancelled) => "Cancelled. Its page stays, so that people learn why.",
    };
    view! {
        <PageHeader title=title.to_owned() above=above lead=lead
            actions=move || page.clone().map(|page| view! {
                <LinkButton href=page icon=Symbol::Eye>"See its page"</LinkButton>
            })/>
        {open.map(|open| view! { <TeamNav id=open.workshop.id part=Part::Edit meets=meets/> })}
    }
}

fn cancelled_notice(open: &Open) -> Option<impl IntoView + use<>> {
    let reason = open.workshop.cancel_reason.clone()?;
    let copy = format!("/workshops/new?copy={}", open.workshop.id);
    Some(view! {
        <Notice tone=Tone::Danger title="This workshop is cancelled">
            <p>{reason}</p>
            <p><LinkButton href=copy dense=true icon=Symbol::Copy>"Plan it again"</LinkButton></p>
        </Notice>
    })
}

/// People who signed up for an online workshop need to know where to go.
fn no_link_notice(open: &Open) -> Option<impl IntoView + use<>> {
    let online = !open.fields.iter().any(|(name, _)| name == "address");
    let has_link = open.fields.iter().any(|(name, value)| name == "link" && !value.is_empty());
    (open.workshop.state == WorkshopState::Published && online && !has_link).then(|| {
        view! {
            <Notice tone=Tone::Warning title="There is no link to join yet">
                <p>"People with a seat cannot get in without it. " <a href="#place">"Add the link"</a>"; they are told."</p>
            </Notice>
        }
    })
}

fn form_of(
    request: &Request,
    form: FormState,
    open: Option<&Open>,
    mark: &str,
    path: String,
) -> Option<AnyView> {
    let state = open.map(|open| open.workshop.state);
    if state == Some(WorkshopState::Cancelled) {
        return None;
    }
    let revision = form.value("revision").map(str::to_owned);
    // A form that comes back is the same form; sent twice, it is one workshop.
    let mark = form.value("form").map_or_else(|| mark.to_owned(), str::to_owned);
    let in_series = open.is_some_and(|open| open.dates.len() > 1);
    let published = state == Some(WorkshopState::Published);
    let back = open.map_or("/workshops/mine".to_owned(), |open| format!("/workshops/{}", open.workshop.id));
    let repeat = open.is_none().then(|| repeat::card(request, &form));
    let scope = in_series.then(|| scope(&form));
    let told = published.then(|| who_is_told(open));
    let is_new = open.is_none();
    let view = view! {
        <Form form=form.clone() act="save" class="plan-form">
            // Enter in a field saves, though other buttons come first.
            <button class="quiet-text" name="then" value="save" tabindex="-1" aria-hidden="true">"Save"</button>
            {is_new.then(|| view! { <input type="hidden" name="form" value=mark/> })}
            {revision.map(|revision| view! { <input type="hidden" name="revision" value=revision/> })}
            {sections::about(&form)}
            {sections::when(&form)}
            {repeat}
            {sections::place(&form)}
            {sections::people(&form)}
            {sections::seats(&form)}
            {questions::card(&form)}
            {sections::reminders(&form)}
            <div class="card plan-end">
                {scope}
                {told.map(|told| view! { <p class="muted">{told}</p> })}
                <div class="form-actions">
                    {if published {
                        view! { <Button kind=ButtonKind::Primary name="then" value="save">"Save changes"</Button> }.into_any()
                    } else {
                        view! {
                            <Button kind=ButtonKind::Primary name="then" value="publish">"Publish"</Button>
                            <Button name="then" value="save">"Save draft"</Button>
                        }.into_any()
                    }}
                    <LinkButton href=back kind=ButtonKind::Quiet>"Cancel"</LinkButton>
                    <Autosave path/>
                </div>
            </div>
        </Form>
    };
    Some(view.into_any())
}

/// The cards of the page, to jump to.
fn side(open: Option<&Open>) -> impl IntoView + use<> {
    let mut parts = Vec::new();
    if open.is_none_or(|open| open.workshop.state != WorkshopState::Cancelled) {
        parts.extend([("about", "What it is about"), ("when", "When")]);
        parts.extend(open.is_none().then_some(("repeat", "Repeat")));
        parts.extend([("place", "Where"), ("people", "Speakers and agenda"), ("seats", "Seats and sign-up")]);
        parts.extend([("questions", "Questions"), ("reminders", "Reminders")]);
    }
    if let Some(open) = open {
        parts.extend((!open.dates.is_empty()).then_some(("series", "This series")));
        parts.extend([("cover", "Cover"), ("helpers", "Helpers"), ("template", "Use it again")]);
        if open.workshop.state == WorkshopState::Cancelled {
            parts.retain(|(id, _)| *id != "cover");
        }
    }
    let links = parts.into_iter().map(|(id, label)| view! { <li><a href=format!("#{id}")>{label}</a></li> });
    view! {
        <nav class="plan-side" aria-labelledby="plan-side-title">
            <h2 id="plan-side-title">"On this page"</h2>
            <ul class="plan-links">{links.collect_view()}</ul>
        </nav>
    }
}

/// Which dates of a series the changes are for.
fn scope(form: &FormState) -> impl IntoView + use<> {
    let choices = vec![
        Choice::new("one", "This date alone"),
        Choice::new("following", "This date and those after it"),
        Choice::new("all", "Every date that is not over"),
    ];
    view! {
        <RadioGroup form=form.clone() name="scope" label="Save the changes for" choices=choices value="one"
            hint="Other dates take over what you change here. What is different on them stays, and each keeps its hour when clocks change."/>
    }
}

/// Who gets a mail when a published workshop changes.
fn who_is_told(open: Option<&Open>) -> String {
    let taken = open.map_or(0, |open| open.workshop.taken + open.workshop.waiting);
    match taken {
        0 => "Nobody has signed up yet, so nobody is told.".to_owned(),
        1 => "One person has signed up. They keep their place, and get a mail when time or place changes."
            .to_owned(),
        people => format!(
            "{people} people have signed up. They keep their places, and get a mail when time or place changes."
        ),
    }
}

pub(super) use more::moment_of;
pub use questions::as_shown;

/// A workshop's state in a word.
pub(super) fn state_badge(state: WorkshopState) -> impl IntoView {
    match state {
        WorkshopState::Draft => view! { <Badge>"Draft"</Badge> }.into_any(),
        WorkshopState::Published => view! { <Badge tone=Tone::Success>"Published"</Badge> }.into_any(),
        WorkshopState::Cancelled => view! { <Badge tone=Tone::Danger>"Cancelled"</Badge> }.into_any(),
    }
}

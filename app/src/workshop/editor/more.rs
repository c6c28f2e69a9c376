//! Beside the form of a stored workshop: its series, cover, helpers, a template of it, and its end.

use convene_domain::workshop::WorkshopState;
use convene_service::workshop::Workshop;
use convene_service::workshop::plan::{Helper, Open, REASON_CHARS};
use convene_service::workshop::template::NAME_CHARS;
use leptos::prelude::*;

use super::sections::Part;
use super::state_badge;
use crate::parts::{
    Badge, Button, ButtonKind, Choice, Field, FieldKind, FileField, Form, FormState, RadioGroup, Symbol,
    TextArea, Tone, When,
};
use crate::request::Request;

pub fn cards(request: &Request, open: &Open, helpers: Vec<Helper>, meets: bool) -> impl IntoView + use<> {
    let form = &request.form;
    let workshop = &open.workshop;
    let alive = workshop.state != WorkshopState::Cancelled;
    let in_series = open.dates.len() > 1;
    let over = workshop.ends_at <= request.now();
    view! {
        {(!open.dates.is_empty()).then(|| series(request, open))}
        {alive.then(|| cover(&form.of_act("picture").scoped("cover"), workshop, in_series))}
        {helpers_card(&form.of_act("add_helper").scoped("helpers"), helpers, meets)}
        {template(&form.of_act("template").scoped("template"), &workshop.title)}
        {(alive && !over).then(|| end(form, workshop, in_series))}
    }
}

/// For which dates of a series an act of these cards is.
fn scope(form: &FormState, label: &'static str) -> impl IntoView + use<> {
    let choices = vec![
        Choice::new("one", "This date alone"),
        Choice::new("following", "This date and those after it"),
        Choice::new("all", "Every date that is not over"),
    ];
    view! { <RadioGroup form=form.clone() name="scope" label=label choices=choices value="one"/> }
}

fn series(request: &Request, open: &Open) -> impl IntoView + use<> {
    let form = request.form.of_act("extend").scoped("series");
    let count = open.dates.len();
    let rows =
        open.dates.iter().zip(1..).map(|(date, number)| date_row(request, open, date, number)).collect_view();
    view! {
        <Part id="series" title=format!("This series: {count} dates")>
            <ol class="plan-series">{rows}</ol>
            <Form form=form.clone() act="extend">
                <input type="hidden" name="had" value=count.to_string()/>
                <Field form=form name="more" label="Dates to add at the end" kind=FieldKind::Number size=4 min="1" max="50"
                    hint="Like the last one, in the same rhythm. People who joined the whole series sign up for new dates themselves."/>
                <div><Button icon=Symbol::Plus>"Add dates"</Button></div>
            </Form>
        </Part>
    }
}

fn date_row(request: &Request, open: &Open, date: &Workshop, number: usize) -> impl IntoView + use<> {
    let moment = request.moment(date.starts_at);
    let here = date.id == open.workshop.id;
    let href = format!("/workshops/{}/edit", date.id);
    let state = date.state;
    let taken = (date.taken > 0).then(|| format!("{} signed up", date.taken));
    view! {
        <li>
            <span class="number muted">{number}</span>
            {if here {
                view! { <strong aria-current="true">{moment.text.clone()}</strong> }.into_any()
            } else {
                view! { <a href=href>{moment.text.clone()}</a> }.into_any()
            }}
            <span class="zone">{moment.zone.clone()}</span>
            {here.then(|| view! { <Badge tone=Tone::Accent>"You are here"</Badge> })}
            {(state != WorkshopState::Published).then(|| state_badge(state))}
            {taken.map(|taken| view! { <span class="muted small">{taken}</span> })}
        </li>
    }
}

fn cover(form: &FormState, workshop: &Workshop, in_series: bool) -> impl IntoView + use<> {
    let has_own = workshop.picture_id.is_some();
    let source = format!("/workshops/{}/picture?{}", workshop.id, workshop.revision);
    let text = if has_own { "The cover you uploaded" } else { "The cover drawn for this workshop" };
    let form = form.clone();
    view! {
        <Part id="cover" title="Cover" lead="Without one of yours, the page draws one from the title.">
            <img class="plan-cover" src=source alt=text width="480" height="270" loading="lazy"/>
            <Form form=form.clone() act="picture" upload=true>
                <FileField form=form.clone() name="picture" label="Picture" accept=".png,.jpg,.jpeg,.webp,image/png,image/jpeg,image/webp"
                    hint="PNG, JPEG or WebP, up to 5 MB; wide ones fit best. Where it was taken and the like is removed."/>
                {in_series.then(|| scope(&form, "Show it on"))}
                <div class="form-actions">
                    <Button icon=Symbol::Upload>"Upload"</Button>
                </div>
            </Form>
            {has_own.then(|| view! {
                <form method="post">
                    <input type="hidden" name="act" value="clear_picture"/>
                    {in_series.then(|| view! { <input type="hidden" name="scope" value="one"/> })}
                    <Button kind=ButtonKind::Quiet dense=true icon=Symbol::Trash>"Remove"</Button>
                </form>
            })}
        </Part>
    }
}

/// Who may know the people in it may let others know them.
fn helpers_card(form: &FormState, helpers: Vec<Helper>, meets: bool) -> impl IntoView + use<> {
    let form = form.clone();
    let rows = helpers
        .into_iter()
        .map(|helper| {
            view! {
                <li class="row apart">
                    <span><bdi>{helper.name.clone()}</bdi>" "<span class="muted small">{helper.email.clone()}</span></span>
                    {meets.then(|| view! {
                        <form method="post">
                            <input type="hidden" name="act" value="drop_helper"/>
                            <input type="hidden" name="person" value=helper.person_id.to_string()/>
                            <input type="hidden" name="email" value=helper.email/>
                            <Button kind=ButtonKind::Quiet dense=true icon=Symbol::X label=format!("Remove {}", helper.name)>"Remove"</Button>
                        </form>
                    })}
                </li>
            }
        })
        .collect_view();
    view! {
        <Part id="helpers" title="Helpers" lead="Educators who see and do what you do here: edit, approve, check in, write.">
            <ul class="stack tight">{rows}</ul>
            {if meets {
                view! {
                    <Form form=form.clone() act="add_helper">
                        <Field form=form name="helper" label="E-mail address of an educator" kind=FieldKind::Email autocomplete="off"/>
                        <div><Button icon=Symbol::Plus>"Add a helper"</Button></div>
                    </Form>
                }
                .into_any()
            } else {
                view! { <p class="muted">"Helpers see who registered, so its host, a helper or an admin adds them."</p> }.into_any()
            }}
        </Part>
    }
}

fn template(form: &FormState, title: &str) -> impl IntoView + use<> {
    let form = form.clone();
    let title = title.to_owned();
    view! {
        <Part id="template" title="Use it again" lead="A template keeps everything but the days. It is saved as the workshop is stored now.">
            <Form form=form.clone() act="template">
                <Field form=form name="template_name" label="Name of the template" value=title maxlength=NAME_CHARS as u32/>
                <div><Button icon=Symbol::Copy>"Save as a template"</Button></div>
            </Form>
        </Part>
    }
}

/// Delete a draft; call off what is published, with a reason.
fn end(form: &FormState, workshop: &Workshop, in_series: bool) -> impl IntoView + use<> {
    if workshop.state == WorkshopState::Draft {
        let form = form.of_act("delete").scoped("end");
        return view! {
            <Part id="end" title="Delete this draft" lead="It is gone for good; nobody is told.">
                <Form form=form.clone() act="delete">
                    {in_series.then(|| scope(&form, "Delete"))}
                    <div><Button kind=ButtonKind::Danger icon=Symbol::Trash>"Delete"</Button></div>
                </Form>
            </Part>
        }
        .into_any();
    }
    let form = form.of_act("cancel").scoped("end");
    let people = workshop.taken + workshop.waiting;
    let lead = match people {
        0 => "Nobody has signed up yet. Its page stays and says that it is cancelled.".to_owned(),
        1 => "One person has signed up and gets a mail with your reason.".to_owned(),
        people => format!("{people} people have signed up and get a mail with your reason."),
    };
    let (sure, button) = match (in_series, people) {
        (true, _) => (
            "Everybody who signed up for the dates you chose gets a mail at once. This cannot be taken back."
                .to_owned(),
            "Yes, cancel and tell everybody".to_owned(),
        ),
        (false, 0) => ("This cannot be taken back.".to_owned(), "Yes, cancel it".to_owned()),
        (false, 1) => (
            "One mail goes out at once. This cannot be taken back.".to_owned(),
            "Yes, cancel and tell one person".to_owned(),
        ),
        (false, people) => (
            format!("{people} mails go out at once. This cannot be taken back."),
            format!("Yes, cancel and tell {people} people"),
        ),
    };
    let asked = form.is_posted();
    view! {
        <Part id="end" title="Cancel the workshop" lead=lead>
            <Form form=form.clone() act="cancel">
                <TextArea form=form.clone() name="reason" label="Reason" rows=2 maxlength=REASON_CHARS as u32
                    hint="Everybody who signed up reads it, and so does whoever opens the page."/>
                {in_series.then(|| scope(&form, "Cancel"))}
                <details class="plan-sure" open=asked>
                    <summary>"Cancel the workshop"</summary>
                    <div class="stack tight">
                        <p>{sure}</p>
                        <div><Button kind=ButtonKind::Danger>{button}</Button></div>
                    </div>
                </details>
            </Form>
        </Part>
    }
    .into_any()
}

/// The day and hour of a workshop in the reader's zone.
pub fn moment_of(request: &Request, workshop: &Workshop) -> impl IntoView + use<> {
    let moment = request.moment(workshop.starts_at);
    view! { <When datetime=moment.datetime text=moment.text zone=moment.zone distance=moment.distance/> }
}

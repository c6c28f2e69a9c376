//! The cards of the form.

use convene_domain::workshop::plan::{CAPACITY, LANGUAGES, OFFER_HOURS};
use convene_domain::workshop::sign_up::GUESTS_PER_NETWORK;
use convene_domain::workshop::{DESCRIPTION_CHARS, SUMMARY_CHARS, TITLE_CHARS};
use leptos::prelude::*;

use crate::parts::{CheckboxField, Choice, Field, FieldKind, FormState, RadioGroup, SelectField, TextArea};

/// One card of the form, with its heading.
#[component]
pub fn Part(
    #[prop(into)] id: String,
    #[prop(into)] title: String,
    #[prop(into, optional)] lead: Option<String>,
    children: Children,
) -> impl IntoView {
    let heading = format!("{id}-title");
    let labelled_by = heading.clone();
    view! {
        <section class="card plan-part" id=id aria-labelledby=labelled_by>
            <div>
                <h2 id=heading>{title}</h2>
                {lead.map(|lead| view! { <p class="muted">{lead}</p> })}
            </div>
            {children()}
        </section>
    }
}

pub fn about(form: &FormState) -> impl IntoView + use<> {
    let form = form.clone();
    let languages = LANGUAGES.map(|(code, name)| Choice::new(code, name)).to_vec();
    let levels = vec![
        Choice::new("everybody", "Everybody"),
        Choice::new("beginner", "Beginners"),
        Choice::new("intermediate", "Some experience"),
        Choice::new("advanced", "Advanced"),
    ];
    view! {
        <Part id="about" title="What it is about">
            <Field form=form.clone() name="title" label="Title" maxlength=TITLE_CHARS as u32/>
            <Field form=form.clone() name="summary" label="Summary" optional=true maxlength=SUMMARY_CHARS as u32
                hint="One sentence for lists, mails and links."/>
            <TextArea form=form.clone() name="description" label="Description" optional=true rows=8
                maxlength=DESCRIPTION_CHARS as u32
                hint="What people will learn and what to bring. Markdown works: **bold**, lists with -, headings with ##."/>
            <div class="plan-row">
                <SelectField form=form.clone() name="language" label="Language" choices=languages value="en"/>
                <SelectField form=form.clone() name="level" label="For" choices=levels value="everybody"/>
            </div>
            <Field form=form name="topics" label="Topics" optional=true
                hint="Up to eight, with commas between them: risk, vaults."/>
        </Part>
    }
}

pub fn when(form: &FormState) -> impl IntoView + use<> {
    let form = form.clone();
    let limited = opened(&form, &["opens_date", "opens_time", "closes_date", "closes_time"]);
    view! {
        <Part id="when" title="When">
            <div class="plan-row">
                <Field form=form.clone() name="start_date" label="Starts on" kind=FieldKind::Date/>
                <Field form=form.clone() name="start_time" label="at" kind=FieldKind::Time/>
            </div>
            <div class="plan-row">
                <Field form=form.clone() name="end_time" label="Ends at" kind=FieldKind::Time/>
                <Field form=form.clone() name="end_date" label="On another day" kind=FieldKind::Date optional=true/>
            </div>
            <Field form=form.clone() name="zone" label="Time zone" list="plan-zones"
                hint="A city like Berlin, or a name like Europe/Berlin. Everybody sees the time in their own zone."/>
            <datalist id="plan-zones" data-zones=""></datalist>
            <details open=limited>
                <summary>"When sign-up opens and closes"</summary>
                <div class="stack">
                    <p class="muted">"Left empty, it opens when you publish and closes at the start."</p>
                    <div class="plan-row">
                        <Field form=form.clone() name="opens_date" label="Opens on" kind=FieldKind::Date optional=true/>
                        <Field form=form.clone() name="opens_time" label="Opens at" kind=FieldKind::Time optional=true/>
                    </div>
                    <div class="plan-row">
                        <Field form=form.clone() name="closes_date" label="Closes on" kind=FieldKind::Date optional=true/>
                        <Field form=form name="closes_time" label="Closes at" kind=FieldKind::Time optional=true/>
                    </div>
                    <p class="hint">"In a series, sign-up opens for all dates at once, and closes as long before each."</p>
                </div>
            </details>
        </Part>
    }
}

/// Whether a folded part holds something to see.
fn opened(form: &FormState, names: &[&str]) -> bool {
    names
        .iter()
        .any(|name| form.error(name).is_some() || form.value(name).is_some_and(|value| !value.is_empty()))
}

pub fn place(form: &FormState) -> impl IntoView + use<> {
    let form = form.clone();
    let kinds = vec![Choice::new("online", "Online"), Choice::new("on_site", "At a place")];
    view! {
        <Part id="place" title="Where">
            <RadioGroup form=form.clone() name="place_kind" label="Where it takes place" choices=kinds value="online"
                inline=true/>
            <div class="plan-online">
                <Field form=form.clone() name="link" label="Link to join" kind=FieldKind::Url optional=true
                    hint="Only people with a seat get it, with their reminders and on their own page. You can add it later."/>
            </div>
            <div class="plan-on-site">
                <Field form=form name="address" label="Place" optional=true
                    hint="For a place: room, street, city, and how to find it. Everybody sees it."/>
            </div>
        </Part>
    }
}

pub fn people(form: &FormState) -> impl IntoView + use<> {
    let form = form.clone();
    view! {
        <Part id="people" title="Speakers and agenda">
            <TextArea form=form.clone() name="speakers" label="Speakers" optional=true rows=3
                hint="One a line, with a dash before what you say about them: Ada Byron - runs the derivatives desk. The page shows them in this order."/>
            <TextArea form=form name="agenda" label="Agenda" optional=true rows=4
                hint="One a line, beginning with hours and minutes after the start: 0:15 What funding pays. The page puts them in order of time."/>
        </Part>
    }
}

pub fn seats(form: &FormState) -> impl IntoView + use<> {
    let form = form.clone();
    let visibilities = vec![
        Choice::new("listed", "Everybody").hint("In the list, the calendar and the feed."),
        Choice::new("unlisted", "Whoever has its link").hint("It is in no list."),
    ];
    let promotions = vec![
        Choice::new("at_once", "They get the seat at once"),
        Choice::new("offer", "They are offered the seat for a while"),
    ];
    view! {
        <Part id="seats" title="Seats and sign-up">
            <Field form=form.clone() name="capacity" label="Seats" kind=FieldKind::Number size=6 optional=true min="1"
                max=CAPACITY.to_string() hint="Empty: as many as come. When it is full, people wait in line."/>
            <CheckboxField form=form.clone() name="approval" label="I say yes to each person first"
                hint="People ask, and have a seat once you or a helper approve."/>
            <CheckboxField form=form.clone() name="confirm_guests" label="Guests confirm by e-mail"
                hint="Their seat is held for up to 2 hours, until they use the link we e-mail them. People who are signed in don’t need to confirm."/>
            <Field form=form.clone() name="guests_per_network" label="Guest limit per network" kind=FieldKind::Number size=6
                min="1" max=CAPACITY.to_string() value=GUESTS_PER_NETWORK.to_string()
                hint="How many guests can register from the same network within 24 hours. Raise it for a classroom or an office. People who are signed in aren’t counted."/>
            <RadioGroup form=form.clone() name="visibility" label="Who finds it" choices=visibilities value="listed"/>
            <RadioGroup form=form.clone() name="promotion" label="When a seat frees, for the next in line"
                choices=promotions value="at_once"/>
            <div class="plan-offer">
                <Field form=form name="offer_hours" label="An offer stands for" kind=FieldKind::Number size=5 unit="hours"
                    min="1" max=OFFER_HOURS.to_string() value="12"
                    hint="At most: it shortens as the start comes near, and ends with it."/>
            </div>
        </Part>
    }
}

pub fn reminders(form: &FormState) -> impl IntoView + use<> {
    let form = form.clone();
    view! {
        <Part id="reminders" title="Reminders">
            <Field form=form name="reminders" label="Remind people before the start" optional=true
                hint="With commas between them, like 24 h, 1 h, 15 min. Empty: none. They carry the link to join."/>
        </Part>
    }
}

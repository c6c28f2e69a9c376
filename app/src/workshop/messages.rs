//! `/workshops/{workshop}/messages`: what the team writes to those who registered. Forms `send` and `discard`.

use convene_domain::id::WorkshopId;
use convene_domain::workshop::message::{Audience, BODY_CHARS, SUBJECT_CHARS};
use convene_service::quiz::editor as drafts;
use convene_service::workshop::message::{self, Desk, Reach, Sent};
use convene_service::workshop::team;
use leptos::prelude::*;

use super::team::{Part, TeamNav};
use crate::autosave::Autosave;
use crate::page::{Page, PageResult};
use crate::parts::{
    Button, ButtonKind, Choice, EmptyState, Field, Form, FormActions, FormState, Notice, PageHeader,
    RadioGroup, Section, TextArea, Tone, When,
};
use crate::request::Request;

pub async fn show(request: Request) -> PageResult {
    let id: WorkshopId = request.param("workshop")?;
    let desk = message::desk(&request.service, &request.viewer, id).await?;
    let meets = team::meets(&request.service, &request.viewer, id).await?;
    let kept = if request.form.is_posted() {
        None
    } else {
        drafts::draft(&request.service, &request.viewer, &request.path).await?
    };
    // A draft of a message that was sent after all is no draft any more.
    let typed = |name: &str, fields: &[(String, String)]| {
        fields.iter().any(|(key, value)| key == name && !value.trim().is_empty())
    };
    let is_sent = |fields: &[(String, String)]| {
        let known: Vec<_> = desk.sent.iter().map(|sent| sent.message.id.to_string()).collect();
        fields.iter().any(|(key, value)| key == "message" && known.contains(value))
    };
    let kept = kept.filter(|kept| {
        (typed("subject", &kept.fields) || typed("body", &kept.fields)) && !is_sent(&kept.fields)
    });
    Ok(Page::new(format!("Messages: {}", desk.workshop.title), move || {
        let saved = kept.as_ref().map(|kept| request.moment(kept.saved_at));
        let form = match kept {
            Some(kept) => FormState::new(kept.fields, Default::default()),
            None => request.form.clone(),
        };
        let notice = saved.map(|saved| {
            view! {
                <Notice tone=Tone::Info title="This is what you had begun to write.">
                    <p>"Last kept "<When datetime=saved.datetime text=saved.text zone=saved.zone distance=saved.distance/></p>
                    <Form act="discard"><Button dense=true>"Begin anew"</Button></Form>
                </Notice>
            }
        });
        let above = (format!("/workshops/{id}/team"), desk.workshop.title.clone());
        view! {
            <PageHeader title="Messages" lead="Write to those who registered. Each gets a mail of their own." above=above/>
            <TeamNav id=id part=Part::Messages meets=meets/>
            <div class="stack loose">
                {notice}
                {compose(&request, &desk, form)}
                {sent(&request, &desk.sent)}
            </div>
        }
    }))
}

fn compose(request: &Request, desk: &Desk, form: FormState) -> impl IntoView + use<> {
    let choices = desk.reach.iter().map(choice).collect::<Vec<_>>();
    let token = form.value("message").map_or_else(|| desk.next.to_string(), str::to_owned);
    let me = request.viewer.person.as_ref().map(|person| person.email.clone()).unwrap_or_default();
    let path = request.path.clone();
    view! {
        <Form form=form.clone() act="send" class="card message-form">
            <input type="hidden" name="message" value=token/>
            <RadioGroup form=form.clone() name="audience" label="To" choices=choices value="confirmed"/>
            <Field form=form.clone() name="subject" label="Subject" maxlength=SUBJECT_CHARS as u32/>
            <TextArea form=form name="body" label="Message" rows=8 maxlength=BODY_CHARS as u32
                hint="Plain text. Each mail ends with a link to the reader's own page and one to unsubscribe."/>
            <p class="muted">"Answers come to your own address, "<bdi>{me}</bdi>"."</p>
            <FormActions><Button kind=ButtonKind::Primary>"Send"</Button><Autosave path/></FormActions>
        </Form>
    }
}

fn choice(reach: &Reach) -> Choice {
    let (label, hint) = words(reach.audience);
    let people = match reach.people {
        1 => "1 person".to_owned(),
        count => format!("{count} people"),
    };
    let out = match reach.out {
        0 => String::new(),
        1 => " One more wants no messages and gets none.".to_owned(),
        count => format!(" {count} more want no messages and get none."),
    };
    Choice::new(reach.audience.as_str(), format!("{label}: {people}")).hint(format!("{hint}{out}"))
}

const fn words(audience: Audience) -> (&'static str, &'static str) {
    match audience {
        Audience::All => ("Everybody who registered", "With a seat, in line, or waiting for your word."),
        Audience::Confirmed => ("Who has a seat", "Confirmed registrations."),
        Audience::Waiting => ("Who is in line", "The waiting list, and open offers."),
        Audience::Attended => ("Who came", "Checked in, or joined by the link."),
    }
}

fn sent(request: &Request, messages: &[Sent]) -> impl IntoView + use<> {
    let list = if messages.is_empty() {
        view! { <EmptyState title="Nothing was sent yet." example="Where to park, what to bring, what to read before."/> }
            .into_any()
    } else {
        let items = messages.iter().map(|sent| item(request, sent)).collect_view();
        view! { <ul class="stack message-list">{items}</ul> }.into_any()
    };
    view! { <Section id="sent" title="Sent">{list}</Section> }
}

fn item(request: &Request, sent: &Sent) -> impl IntoView + use<> {
    let moment = request.moment(sent.message.sent_at);
    let label = sent.message.audience.parse().map_or("", |audience| words(audience).0);
    let people = sent.message.recipients;
    view! {
        <li class="card">
            <h3>{sent.message.subject.clone()}</h3>
            <p class="small muted">
                <bdi>{sent.sender_name.clone()}</bdi>" to "{people}" · "{label}" · "
                <When datetime=moment.datetime text=moment.text zone=moment.zone distance=moment.distance/>
            </p>
            <p class="message-body">{sent.message.body.clone()}</p>
        </li>
    }
}

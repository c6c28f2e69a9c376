//! `/mail` and `/mail/{mail}`: what the community sent, and the mail server. Forms `smtp`, `test`, `retry`.

use convene_domain::id::OutboxId;
use convene_service::account::setup;
use convene_service::mail::{self, Mail};
use leptos::prelude::*;

use crate::account::setup::SmtpFields;
use crate::page::{Page, PageResult};
use crate::parts::{
    Badge, Button, Column, EmptyState, Field, FieldKind, Form, FormActions, Notice, PageHeader, Section,
    Table, Tone, When,
};
use crate::request::Request;

fn state(state: &str) -> (&'static str, Tone) {
    match state {
        "done" => ("Delivered", Tone::Success),
        "kept" => ("Kept here", Tone::Info),
        "dead" => ("Not delivered", Tone::Danger),
        _ => ("Waiting", Tone::Warning),
    }
}

pub async fn list(request: Request) -> PageResult {
    let mails = mail::list(&request.service, &request.viewer).await?;
    let (smtp, fixed) = setup::smtp(&request.service, &request.viewer).await?;
    let (smtp_form, test) = (request.form.of_act("smtp"), request.form.of_act("test"));
    Ok(Page::new("Mail", move || {
        let delivers = smtp.is_some();
        let rows = mails.iter().map(|mail| row(&request, mail)).collect_view();
        let columns =
            vec![Column::new("Subject"), Column::new("To"), Column::new("State"), Column::new("When")];
        let me = request.viewer.person.as_ref().map(|person| person.email.clone());
        view! {
            <PageHeader title="Mail" lead="Everything this community sends, newest first."/>
            {(!delivers).then(|| view! {
                <Notice tone=Tone::Warning title="No mail server is set.">
                    <p>"Nothing leaves this machine. Mails, sign-in codes among them, are kept here for admins to pass on."</p>
                </Notice>
            })}
            {if mails.is_empty() {
                view! { <EmptyState title="No mail yet." example="The first sign-in code will show up here."/> }.into_any()
            } else {
                view! { <Table caption="Mails" caption_hidden=true columns=columns stacked=true>{rows}</Table> }.into_any()
            }}
            <Section id="test" title="Test message">
                <Form form=test.clone() act="test">
                    <Field form=test name="to" label="Send to" kind=FieldKind::Email value=me.unwrap_or_default()/>
                    <FormActions><Button>"Send test message"</Button></FormActions>
                </Form>
            </Section>
            <Section id="smtp" title="Mail server">
                {if fixed {
                    view! { <p>"The server's configuration names the mail server. Change it there."</p> }.into_any()
                } else {
                    view! {
                        <Form form=smtp_form.clone() act="smtp">
                            <SmtpFields form=smtp_form smtp=smtp.unwrap_or_default()/>
                            <FormActions><Button>"Save mail server"</Button></FormActions>
                        </Form>
                    }.into_any()
                }}
            </Section>
        }
    }))
}

fn row(request: &Request, mail: &Mail) -> impl IntoView + use<> {
    let (word, tone) = state(&mail.item.state);
    let moment = request.moment(mail.item.created_at);
    view! {
        <tr>
            <th scope="row"><a href=format!("/mail/{}", mail.item.id)>{mail.content.subject.clone()}</a></th>
            <td data-label="To"><bdi>{mail.item.recipient.clone()}</bdi></td>
            <td data-label="State"><Badge tone=tone>{word}</Badge></td>
            <td data-label="When"><When datetime=moment.datetime text=moment.text zone=moment.zone distance=moment.distance/></td>
        </tr>
    }
}

pub async fn one(request: Request) -> PageResult {
    let id: OutboxId = request.param("mail")?;
    let mail = mail::get(&request.service, &request.viewer, id).await?;
    Ok(Page::new(mail.content.subject.clone(), move || {
        let (word, tone) = state(&mail.item.state);
        let moment = request.moment(mail.item.created_at);
        let again = ["dead", "kept"].contains(&mail.item.state.as_str());
        view! {
            <PageHeader title=mail.content.subject.clone() above=("/mail".to_owned(), "Mail".to_owned())/>
            <p class="row"><Badge tone=tone>{word}</Badge> "to "<bdi>{mail.item.recipient.clone()}</bdi>
                <When datetime=moment.datetime text=moment.text zone=moment.zone distance=moment.distance/></p>
            {mail.item.last_error.clone().map(|error| view! {
                <Notice tone=Tone::Danger title="The last try failed."><p>{error}</p></Notice>
            })}
            <pre class="mail-text card">{mail.content.text.clone()}</pre>
            {again.then(|| view! { <Form><FormActions><Button>"Try to deliver now"</Button></FormActions></Form> })}
        }
    }))
}

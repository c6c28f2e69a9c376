//! `/mail` and `/mail/{mail}`: what the community sent, and the mail server. The shelf is in the address:
//! `?state=dead&page=2`. Forms `smtp`, `test`, `retry`, `retry_dead`.

pub mod unsubscribe;

use convene_domain::id::OutboxId;
use convene_service::account::setup;
use convene_service::mail::{self, Mail, Shelf, Shelves};
use leptos::prelude::*;

use crate::account::setup::SmtpFields;
use crate::page::{Page, PageResult};
use crate::parts::{
    Badge, Button, Column, EmptyState, Field, FieldKind, Form, FormActions, Notice, PageHeader, Pagination,
    Section, TabLink, Table, Tabs, Tone, When,
};
use crate::request::Request;

fn state(mail: &Mail) -> (&'static str, Tone) {
    match mail.item.state.as_str() {
        "done" if mail.content.is_none() => ("Not needed any more", Tone::Neutral),
        "done" => ("Delivered", Tone::Success),
        "kept" => ("Kept here", Tone::Info),
        "dead" => ("Not delivered", Tone::Danger),
        _ => ("Waiting", Tone::Warning),
    }
}

/// How often it was tried, once that says something.
fn tries(mail: &Mail) -> Option<String> {
    match (mail.item.attempts, mail.item.last_error.is_some()) {
        (_, false) => None,
        (1, true) => Some("1 try".to_owned()),
        (count, true) => Some(format!("{count} tries")),
    }
}

/// Where a page of a shelf is.
fn address(shelf: Shelf, page: u32) -> String {
    let state = shelf.state().map(|state| format!("state={state}"));
    let page = (page > 1).then(|| format!("page={page}"));
    let query = [state, page].into_iter().flatten().collect::<Vec<_>>().join("&");
    if query.is_empty() { "/mail".to_owned() } else { format!("/mail?{query}") }
}

/// How many pages a shelf has.
fn pages(shelves: &Shelves, shelf: Shelf) -> u32 {
    u32::try_from(shelves.count(shelf)).unwrap_or(0).div_ceil(mail::SHOWN)
}

fn tabs(shelves: &Shelves, current: Shelf) -> impl IntoView + use<> {
    let tabs = Shelf::ALL
        .into_iter()
        .map(|shelf| {
            let href = address(shelf, 1);
            let label = match shelf {
                Shelf::All => "All",
                Shelf::Waiting => "Waiting",
                Shelf::Dead => "Not delivered",
                Shelf::Kept => "Kept here",
                Shelf::Dropped => "Not needed any more",
            };
            let count = u64::try_from(shelves.count(shelf)).unwrap_or(0);
            TabLink::new(href, label, shelf == current).count(count)
        })
        .collect();
    view! { <Tabs label="Which mails" tabs=tabs/> }
}

fn table(request: &Request, shelves: &Shelves, shelf: Shelf, page: u32) -> AnyView {
    if shelves.mails.is_empty() {
        let (title, example) = match shelf {
            _ if page > 1 => ("This page is empty.", "There are fewer mails than that."),
            Shelf::All => ("No mail yet.", "The first sign-in code will show up here."),
            Shelf::Waiting => {
                ("Nothing waits.", "Mail that could not leave at once waits here for its next try.")
            }
            Shelf::Dead => ("Everything was delivered.", "Mail that a server refused shows up here."),
            Shelf::Kept => {
                ("Nothing is kept here.", "Without a mail server, mail is kept here for admins to pass on.")
            }
            Shelf::Dropped => {
                ("Nothing was left out.", "What is no longer true when its time comes is not sent.")
            }
        };
        return view! { <EmptyState title=title example=example/> }.into_any();
    }
    let rows = shelves.mails.iter().map(|mail| row(request, mail)).collect_view();
    let columns = vec![Column::new("Subject"), Column::new("To"), Column::new("State"), Column::new("When")];
    let pages = pages(shelves, shelf);
    view! {
        <Table caption="Mails" caption_hidden=true columns=columns stacked=true>{rows}</Table>
        <Pagination label="Pages of mails" page=page pages=pages href_of=move |page| address(shelf, page)/>
    }
    .into_any()
}

pub async fn list(request: Request) -> PageResult {
    let shelf = request.query("state").and_then(|state| state.parse().ok()).unwrap_or(Shelf::All);
    let page = request.query("page").and_then(|page| page.parse().ok()).filter(|page| *page > 0).unwrap_or(1);
    let shelves = mail::list_page(&request.service, &request.viewer, shelf, page).await?;
    let (smtp, fixed) = setup::smtp(&request.service, &request.viewer).await?;
    let (smtp_form, test) = (request.form.of_act("smtp"), request.form.of_act("test"));
    Ok(Page::new("Mail", move || {
        let delivers = smtp.is_some();
        let me = request.viewer.person.as_ref().map(|person| person.email.clone());
        view! {
            <PageHeader title="Mail" lead="Everything this community sends, newest first."/>
            <div class="stack">
                {(!delivers).then(|| unset(fixed))}
                {tabs(&shelves, shelf)}
                {table(&request, &shelves, shelf, page)}
                {(shelf == Shelf::Dead && !shelves.mails.is_empty()).then(|| view! {
                    <Form act="retry_dead"><FormActions><Button>"Try all of them again"</Button></FormActions></Form>
                })}
            </div>
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

/// Without a mail server. Where the configuration names it, there is no form to go to.
fn unset(fixed: bool) -> impl IntoView {
    view! {
        <Notice tone=Tone::Warning title="No mail server is set.">
            <p>"Nothing leaves this machine. Mails, sign-in codes among them, are kept here for admins to pass on."</p>
            {(!fixed).then(|| view! { <p><a href="#smtp">"Set the mail server"</a></p> })}
        </Notice>
    }
}

fn row(request: &Request, mail: &Mail) -> impl IntoView + use<> {
    let (word, tone) = state(mail);
    let moment = request.moment(mail.item.created_at);
    let trouble = tries(mail).map(|tries| {
        let error = mail.item.last_error.clone().unwrap_or_default();
        view! { <p class="small muted mail-trouble">{format!("{tries}: {error}")}</p> }
    });
    view! {
        <tr>
            <th scope="row"><a href=format!("/mail/{}", mail.item.id)>{mail.subject.clone()}</a></th>
            <td data-label="To"><bdi>{mail.item.recipient.clone()}</bdi></td>
            <td data-label="State"><div><Badge tone=tone>{word}</Badge>{trouble}</div></td>
            <td data-label="When"><When datetime=moment.datetime text=moment.text zone=moment.zone distance=moment.distance/></td>
        </tr>
    }
}

pub async fn one(request: Request) -> PageResult {
    let id: OutboxId = request.param("mail")?;
    let mail = mail::get(&request.service, &request.viewer, id).await?;
    Ok(Page::new(mail.subject.clone(), move || {
        let (word, tone) = state(&mail);
        let moment = request.moment(mail.item.created_at);
        let again = ["dead", "kept"].contains(&mail.item.state.as_str());
        let trouble = tries(&mail).map(|tries| {
            let due = request.moment(mail.item.due_at);
            let next = (mail.item.state == "waiting").then(|| view! {
                " The next one is due "<When datetime=due.datetime text=due.text zone=due.zone distance=due.distance/>"."
            });
            let error = mail.item.last_error.clone().unwrap_or_default();
            view! {
                <Notice tone=Tone::Danger title="The last try failed.">
                    <p>{error}</p><p>{format!("{tries} so far.")}{next}</p>
                </Notice>
            }
        });
        view! {
            <PageHeader title=mail.subject.clone() above=("/mail".to_owned(), "Mail".to_owned())/>
            <p class="row"><Badge tone=tone>{word}</Badge> "to "<bdi>{mail.item.recipient.clone()}</bdi>
                <When datetime=moment.datetime text=moment.text zone=moment.zone distance=moment.distance/></p>
            {trouble}
            {text(&mail)}
            {again.then(|| view! { <Form><FormActions><Button>"Try to deliver now"</Button></FormActions></Form> })}
        }
    }))
}

/// What the mail says and carries, or why it says nothing.
fn text(mail: &Mail) -> AnyView {
    let Some(content) = &mail.content else {
        let sentence = match mail.item.state.as_str() {
            "done" => "By the time it was due it was no longer true, so nothing was sent.",
            _ => "It is put into words when it is sent, from what is true then.",
        };
        return view! { <p class="muted">{sentence}</p> }.into_any();
    };
    let files = content.attachments.iter().map(|file| {
        let href = format!("/mail/{}/{}", mail.item.id, file.name);
        view! { <li><a href=href download>{file.name.clone()}</a></li> }
    });
    let files = (!content.attachments.is_empty()).then(|| {
        view! { <h2 class="mail-files">"Attached"</h2><ul>{files.collect_view()}</ul> }
    });
    view! { <pre class="mail-text card">{content.text.clone()}</pre>{files} }.into_any()
}

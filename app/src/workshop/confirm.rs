//! `/workshops/{workshop}/confirm/{link}`: a guest confirms a registration by the link from the mail. Opening the page
//! changes nothing; the button does.

use convene_domain::id::WorkshopId;
use convene_service::workshop::register::confirm::{Found, Open, look};
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{Button, ButtonKind, ErrorSummary, Form, FormActions, LinkButton, Symbol, When};
use crate::request::Request;

pub async fn show(request: Request) -> PageResult {
    let id: WorkshopId = request.param("workshop")?;
    let link: String = request.param("link")?;
    let page = match look(&request.service, id, &link).await? {
        Found::Open(open) => {
            Page::new(format!("Confirm your registration: {}", open.title), move || view(&request, &open))
        }
        Found::Confirmed(link) => Page::new("Your registration is confirmed", move || confirmed(&link)),
        Found::Ended { title, page } => {
            Page::new("This link has expired", move || ended(&request, &title, page)).status(410)
        }
        Found::Cancelled { title, page } => {
            Page::new("This workshop was cancelled", move || cancelled(&request, &title, page)).status(410)
        }
    };
    Ok(page.unlisted())
}

fn view(request: &Request, open: &Open) -> impl IntoView + use<> {
    let until = request.moment(open.until);
    let held = open.dates.iter().filter(|(_, seat)| *seat).count();
    let (before, after) = match (open.approval, held == open.dates.len()) {
        (true, _) => ("The team gets your request once you confirm. You have until ", "."),
        (false, true) => ("Your seat is held until ", ". After that it goes to someone else."),
        (false, false) => {
            ("If there are no seats left, you’ll join the waitlist when you confirm. Confirm by ", ".")
        }
    };
    let dates = open
        .dates
        .iter()
        .map(|(starts_at, _)| {
            let moment = request.moment(*starts_at);
            view! { <p><When datetime=moment.datetime text=moment.text zone=moment.zone distance=moment.distance/></p> }
        })
        .collect_view();
    let answers = open.answers.iter().map(|(question, answer)| {
        view! { <div><dt class="small muted">{question.clone()}</dt><dd>{answer.clone()}</dd></div> }
    });
    let answers = answers.collect_view();
    let form = request.form.clone();
    view! {
        <div class="auth">
            <h1>"Confirm your registration"</h1>
            <p class="lead">
                {before}<strong><When datetime=until.datetime text=until.text zone=until.zone distance=until.distance/></strong>{after}
            </p>
            <ErrorSummary form=form/>
            <dl class="stack tight">
                <div>
                    <dt class="small muted">"Workshop"</dt>
                    <dd><a href=open.page.clone()><bdi>{open.title.clone()}</bdi></a></dd>
                </div>
                <div><dt class="small muted">{if open.dates.len() == 1 { "When" } else { "Sessions" }}</dt><dd>{dates}</dd></div>
                <div><dt class="small muted">"Name"</dt><dd><bdi>{open.name.clone()}</bdi></dd></div>
                <div><dt class="small muted">"E-mail address"</dt><dd><bdi>{open.email.clone()}</bdi></dd></div>
                {answers}
            </dl>
            <p class="small muted">"You can change your name and your answers once you have confirmed."</p>
            <Form act="confirm">
                <FormActions>
                    <Button kind=ButtonKind::Primary wide=true icon=Symbol::Check>"Confirm registration"</Button>
                </FormActions>
            </Form>
            <Form act="withdraw">
                <Button kind=ButtonKind::Quiet wide=true>"This wasn’t me"</Button>
            </Form>
        </div>
    }
}

fn confirmed(link: &str) -> impl IntoView + use<> {
    let seat = format!("/seat/{link}");
    view! {
        <div class="auth">
            <h1>"Your registration is confirmed"</h1>
            <p class="lead">"There is nothing left to do here."</p>
            <p><LinkButton href=seat kind=ButtonKind::Primary icon=Symbol::User>"See your registration"</LinkButton></p>
        </div>
    }
}

fn cancelled(request: &Request, title: &str, page: String) -> impl IntoView + use<> {
    let title = title.to_owned();
    let form = request.form.clone();
    view! {
        <div class="auth">
            <h1>"This workshop was cancelled"</h1>
            <ErrorSummary form=form/>
            <p class="lead"><strong><bdi>{title}</bdi></strong>" was cancelled. You’re not registered."</p>
            <p class="row">
                <LinkButton href=page>"See the workshop"</LinkButton>
                <LinkButton href="/workshops" kind=ButtonKind::Primary>"See all workshops"</LinkButton>
            </p>
        </div>
    }
}

fn ended(request: &Request, title: &str, page: String) -> impl IntoView + use<> {
    let title = title.to_owned();
    let form = request.form.clone();
    view! {
        <div class="auth">
            <h1>"This link has expired"</h1>
            <ErrorSummary form=form/>
            <p class="lead">
                "The link for "<strong><bdi>{title}</bdi></strong>" has expired or the registration was withdrawn. You’re not \
                 registered. If you confirmed before, check your email for your registration."
            </p>
            <p class="row">
                <LinkButton href=format!("{page}#register") kind=ButtonKind::Primary>"Register again"</LinkButton>
                <LinkButton href="/workshops">"See all workshops"</LinkButton>
            </p>
        </div>
    }
}

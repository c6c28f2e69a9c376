//! `/`: what this community offers, what is next, join a quiz by PIN.

use convene_domain::account::Act;
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{Button, ButtonKind, FormState, field_id};
use crate::request::Request;

pub async fn show(request: Request) -> PageResult {
    let site = request.site_name();
    let signed_in = request.viewer.person.as_ref().map(|person| person.name.clone());
    let hosts = request.may(Act::HostQuizzes);
    Ok(Page::new(site.clone(), move || {
        view! {
            <section class="hero">
                <div class="hero-words">
                    <h1>{match &signed_in { Some(name) => format!("Hello, {name}"), None => site }}</h1>
                    <p class="lead">"Live quizzes with the people who know. Join with the PIN on the host's screen."</p>
                </div>
                <PinForm form=request.form.clone()/>
            </section>
            {hosts.then(|| view! {
                <p class="row"><a class="button" href="/quizzes">"Your quizzes"</a></p>
            })}
        }
    }))
}

/// Where a PIN is typed. Posts to `/quiz`.
#[component]
pub fn PinForm(form: FormState) -> impl IntoView {
    let error = form.error("pin").map(str::to_owned);
    let id = field_id("pin");
    let described = error.is_some().then(|| format!("{id}-error"));
    view! {
        <form class="pin-form card" method="post" action="/quiz" novalidate=true>
            <label class="label" for=id.clone()>"Game PIN"</label>
            {error.map(|error| view! { <p class="field-error" id=format!("{}-error", field_id("pin"))>{error}</p> })}
            <div class="joined">
                <input class="control pin-input" id=id name="pin" inputmode="numeric" autocomplete="off" maxlength="11"
                    placeholder="123 456" value=form.value("pin").unwrap_or_default().to_owned()
                    aria-invalid=described.is_some().then_some("true") aria-describedby=described/>
                <Button kind=ButtonKind::Primary>"Join"</Button>
            </div>
        </form>
    }
}

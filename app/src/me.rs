//! `/me`: what is coming, what I did, what waits for me.

use convene_domain::account::Act;
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{EmptyState, PageHeader, Section};
use crate::request::Request;

pub async fn show(request: Request) -> PageResult {
    let me = request.viewer.allowed(Act::HaveProfile)?.clone();
    Ok(Page::new("Me", move || {
        view! {
            <PageHeader title=format!("Hello, {}", me.name) lead="What is coming, what you did, what waits for you."/>
            <Section id="coming" title="What is coming">
                <EmptyState title="Nothing is planned yet." example="Join a quiz with the PIN on the host's screen.">
                    <a class="button" href="/quiz">"Join a quiz"</a>
                </EmptyState>
            </Section>
        }
    }))
}

//! `/workshops/{workshop}/registered`: where somebody lands who typed an address in. The same words for everybody.

use convene_domain::id::WorkshopId;
use convene_service::Error;
use convene_service::workshop::page::open;
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{ButtonKind, LinkButton, Notice};
use crate::request::Request;

/// The page. It knows nothing of the registration, so that nobody learns from it who is registered.
pub async fn show(request: Request) -> PageResult {
    let id: WorkshopId = request.param("workshop")?;
    let key = request.query("key").map(str::to_owned);
    let (title, confirms) = match open(&request.service, &request.viewer, id, key.as_deref()).await {
        Ok(opened) => (opened.workshop.title, opened.details.guests.confirm),
        Err(error @ Error::Internal(_)) => return Err(error),
        // Registered and yet not to be seen: the address is enough to go on with.
        Err(_) => return Err(Error::Missing),
    };
    let back = match key {
        Some(key) => format!("/workshops/{id}?{}", form_key(&key)),
        None => format!("/workshops/{id}"),
    };
    let again = format!("{back}#register");
    let said = request.toast.as_ref().map(|toast| toast.text.clone());
    let written = said.unwrap_or_else(|| "We have written to the address you typed.".to_owned());
    let signed_in = request.viewer.person.is_some();
    Ok(Page::new("Check your email", move || {
        view! {
            <div class="auth">
                <h1>"Check your email"</h1>
                <p class="lead">{written}" It is about "<strong><bdi>{title}</bdi></strong>"."</p>
                <p>"Wrong address? "<a href=again>"Register again with the right one."</a></p>
                {if confirms {
                    view! {
                        <p>
                            <strong>"Confirm your registration with the link in the mail. "</strong>
                            "If a seat is available, we’ll hold it for up to 2 hours, or until the workshop starts. If you don’t \
                             confirm in time, it goes to someone else."
                        </p>
                    }
                    .into_any()
                } else {
                    view! {
                        <p>
                            "The mail says whether a seat is yours or which place in line you have. It holds the calendar entry and \
                             a link to your own page, where you can change everything or give it up."
                        </p>
                    }
                    .into_any()
                }}
                <Notice title="No mail after a few minutes?">
                    <p>"Check your spam folder too."</p>
                </Notice>
                <div class="row">
                    <LinkButton href=back kind=ButtonKind::Primary>"Back to the workshop"</LinkButton>
                    <LinkButton href="/workshops">"More workshops"</LinkButton>
                </div>
                {(!signed_in).then(|| view! {
                    <p class="small muted">
                        "With an account it is one click next time. "<a href="/sign-in">"Sign in with the same address"</a>
                        " and what you registered for is there."
                    </p>
                })}
            </div>
        }
    }))
}

/// `key=..`, fit for an address.
pub fn form_key(key: &str) -> String {
    // Keys are hexadecimal; anything else was typed in and opens nothing.
    let safe: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("key={safe}")
}

//! `/unsubscribe/{link}`: no more mail of a kind, signed in or not. The link alone changes nothing; a button does.

use convene_service::mail::optout;
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{Button, ButtonKind, Form, FormActions, PageHeader};
use crate::request::Request;

pub async fn show(request: Request) -> PageResult {
    let link: String = request.param("link")?;
    let choice = optout::look(&request.service, &link).await?;
    let title = if choice.is_off { "You are unsubscribed" } else { "Unsubscribe" };
    Ok(Page::new(title, move || {
        let words = choice.topic.words();
        let address = choice.email;
        let form = if choice.is_off {
            view! {
                <p>"No more "{words}" go to "<bdi>{address}</bdi>"."</p>
                <Form act="on"><FormActions><Button kind=ButtonKind::Plain>"Send them again"</Button></FormActions></Form>
            }
            .into_any()
        } else {
            view! {
                <p>"Should no more "{words}" go to "<bdi>{address}</bdi>"?"</p>
                <Form act="off"><FormActions><Button kind=ButtonKind::Primary>"Unsubscribe"</Button></FormActions></Form>
            }
            .into_any()
        };
        view! {
            <PageHeader title=title/>
            {form}
            <p class="muted">"What you must know still reaches you: your seat, changed times, reminders, and workshops that are called off."</p>
        }
    }))
}

//! `/me/calendar`: one's own workshops in one's own calendar program. Forms `make` and `renew`.

use convene_service::workshop::feed;
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{Button, ButtonKind, Card, Form, FormActions, LinkButton, PageHeader};
use crate::request::Request;

pub async fn show(request: Request) -> PageResult {
    let address = feed::address(&request.service, &request.viewer).await?;
    let public = format!("{}/workshops/calendar.ics", request.service.settings().public_url);
    Ok(Page::new("My calendar", move || {
        let own = match address {
            Some(address) => subscribed(&address).into_any(),
            None => view! {
                <p>"Your own address for calendar programs holds the workshops you have a seat in, and those you run. It keeps itself up to date."</p>
                <Form act="make"><FormActions><Button kind=ButtonKind::Primary>"Make my address"</Button></FormActions></Form>
            }
            .into_any(),
        };
        view! {
            <PageHeader title="My calendar" lead="Your workshops in the calendar program you use anyway."
                above=("/me".to_owned(), "Me".to_owned())/>
            <div class="stack calendar-page">
                <Card title="My workshops" level=2>{own}</Card>
                <Card title="All workshops" level=2>
                    <p>"Everything that is listed here, for everybody:"</p>
                    {address_box("public-address", "Address of all workshops", &public)}
                    {ways(&public)}
                </Card>
            </div>
        }
    }))
}

fn subscribed(address: &str) -> impl IntoView + use<> {
    view! {
        <p>"Give this address to your calendar program. Whoever has it sees your workshops, so keep it to yourself."</p>
        {address_box("own-address", "Your address", address)}
        {ways(address)}
        <h3>"A new address"</h3>
        <p class="muted">"If somebody else has got hold of it: the old address ends at once, and you subscribe to the new one."</p>
        <Form act="renew"><FormActions><Button kind=ButtonKind::Danger>"End this address and make another"</Button></FormActions></Form>
    }
}

fn address_box(id: &'static str, label: &'static str, address: &str) -> impl IntoView + use<> {
    view! {
        <div class="field">
            <label class="label" for=id>{label}</label>
            <input id=id class="control" type="text" readonly value=address.to_owned()/>
        </div>
    }
}

/// Links that subscribe. Web calendars ask for the address as a parameter of their own.
fn ways(address: &str) -> impl IntoView + use<> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let webcal = format!("webcal://{rest}");
    let google = format!("https://calendar.google.com/calendar/r?cid={}", encoded(&webcal));
    let outlook = format!("https://outlook.live.com/calendar/0/addfromweb?url={}", encoded(address));
    view! {
        <div class="row">
            <LinkButton href=webcal>"Subscribe on this device"</LinkButton>
            <LinkButton href=google kind=ButtonKind::Quiet>"Google"</LinkButton>
            <LinkButton href=outlook kind=ButtonKind::Quiet>"Outlook.com"</LinkButton>
        </div>
    }
}

/// Percent-encoded for a query.
fn encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

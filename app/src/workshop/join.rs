//! `/seat/{link}/join`: the door of the online room. Opening the page counts nothing; the button does.

use convene_service::workshop::attendance::{self, Door, Passage};
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{Button, ButtonKind, Card, LinkButton, Notice, Symbol, Tone, When};
use crate::request::Request;

pub async fn show(request: Request) -> PageResult {
    let link: String = request.param("link")?;
    let door = attendance::look(&request.service, &link).await?;
    let title = format!("Join: {}", door.workshop.title);
    Ok(Page::new(title, move || view(&request, door, &link)).unlisted())
}

fn view(request: &Request, door: Door, link: &str) -> impl IntoView + use<> {
    let moment = request.moment(door.workshop.starts_at);
    let seat = format!("/seat/{link}");
    let through = request.query("go").is_some() && door.registration.joined_at.is_some();
    let passage = passage(request, &door, through);
    view! {
        <div class="auth">
            <Card class="join-card">
                <h1>{door.workshop.title}</h1>
                <p class="muted"><When datetime=moment.datetime text=moment.text zone=moment.zone distance=moment.distance/></p>
                {passage}
                <p><LinkButton href=seat kind=ButtonKind::Quiet icon=Symbol::ArrowLeft>"Your registration"</LinkButton></p>
            </Card>
        </div>
    }
}

fn passage(request: &Request, door: &Door, through: bool) -> AnyView {
    match &door.passage {
        Passage::Open { link } if through => {
            let link = link.clone();
            view! {
                <p role="status">"You are counted in. The room opens now."</p>
                <p><LinkButton href=link kind=ButtonKind::Primary icon=Symbol::ExternalLink>"Open the room"</LinkButton></p>
                <p class="small muted">"Nothing happens? Use the button."</p>
            }
            .into_any()
        }
        Passage::Open { .. } => view! {
            <form method="post">
                <Button kind=ButtonKind::Primary wide=true icon=Symbol::Video>"Join now"</Button>
            </form>
            <p class="small muted">"The room is on another site. Joining counts you as there."</p>
        }
        .into_any(),
        Passage::NotYet { opens_at } => {
            let moment = request.moment(*opens_at);
            view! {
                <Notice title="The room is not open yet.">
                    <p>"It opens half an hour before the start: "
                        <When datetime=moment.datetime text=moment.clock zone=moment.zone distance=moment.distance/>". Come back then; this address stays the same."</p>
                </Notice>
            }
            .into_any()
        }
        Passage::Over => notice(
            "This workshop is over.",
            "Recordings and slides, if there are any, are on your registration page.",
        ),
        Passage::OnSite { address } => {
            let address = address.clone();
            view! { <Notice title="This workshop takes place here:"><p class="join-address">{address}</p></Notice> }
                .into_any()
        }
        Passage::NoLink => notice(
            "The link to the room is not here yet.",
            "The team sets it before the start. Come back then.",
        ),
        Passage::NoSeat => view! {
            <Notice tone=Tone::Warning title="You have no seat in this workshop at the moment.">
                <p>"The room is for those with a seat. Your registration page says how yours stands."</p>
            </Notice>
        }
        .into_any(),
        Passage::CalledOff => {
            let reason = door.workshop.cancel_reason.clone().map(|reason| view! { <p>{reason}</p> });
            view! { <Notice tone=Tone::Danger title="This workshop does not take place.">{reason}</Notice> }
                .into_any()
        }
    }
}

fn notice(title: &'static str, text: &'static str) -> AnyView {
    view! { <Notice title=title><p>{text}</p></Notice> }.into_any()
}

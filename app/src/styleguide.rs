//! `/styleguide`: every part in its states, every token with its contrast. For the demo and for development.

mod forms;
mod pieces;
mod tokens;

use leptos::prelude::*;

use crate::parts::{Badge, ButtonKind, LinkButton, PageHeader, Symbol, TabLink, Tabs, Tone};

use forms::{Buttons, Fields, RefusedForm};
use pieces::{Cards, Layout, Messages, Overlays, People, Progresses, Tables};
use tokens::{Colours, Icons, Spaces, Types};

/// The page's content, inside the ordinary frame.
#[component]
pub fn StyleGuide() -> impl IntoView {
    let anchors = [
        ("#colours", "Colours"),
        ("#type", "Type"),
        ("#buttons", "Buttons"),
        ("#fields", "Fields"),
        ("#cards", "Cards"),
        ("#tables", "Tables"),
        ("#messages", "Messages"),
        ("#overlays", "Overlays"),
        ("#layout", "Figures"),
    ];
    let anchors = anchors.map(|(href, label)| TabLink::new(href, label, false)).to_vec();
    view! {
        <PageHeader
            title="Style guide"
            lead="Every part Convene is made of, in every state, with the names to use in code."
            above=("/".to_owned(), "Home".to_owned())
            meta=|| {
                view! {
                    <Badge tone=Tone::Accent>"Living page"</Badge>
                    <span>"A page header: way back, title, lead, facts, acts"</span>
                }
            }
            actions=|| {
                view! { <LinkButton href="#colours" kind=ButtonKind::Primary icon=Symbol::Eye>"Look around"</LinkButton> }
            }
        />
        <Tabs label="Parts" tabs=anchors/>
        <Colours/>
        <Types/>
        <Spaces/>
        <Icons/>
        <Buttons/>
        <Fields/>
        <RefusedForm/>
        <Cards/>
        <Tables/>
        <Messages/>
        <Overlays/>
        <Progresses/>
        <People/>
        <Layout/>
    }
}

/// `/styleguide`: there in the demo and in development only.
pub async fn show(request: crate::request::Request) -> crate::page::PageResult {
    if !request.demo {
        return Err(convene_service::Error::Missing);
    }
    Ok(crate::page::Page::new("Style guide", || view! { <StyleGuide/> }))
}

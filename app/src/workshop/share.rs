//! Passing a workshop on: its link, and its card for another site.

use convene_domain::id::WorkshopId;
use leptos::prelude::*;

use super::embed::snippet;
use crate::parts::{Button, Section, Symbol};
use crate::request::Request;

/// The link of a workshop and the frame for other sites, each to copy. For its team.
#[component]
pub fn Share(
    request: Request,
    id: WorkshopId,
    #[prop(into)] title: String,
    /// What the link of an unlisted workshop needs.
    #[prop(into)]
    key: Option<String>,
) -> impl IntoView {
    let site = &request.service.settings().public_url;
    let link = match &key {
        Some(key) => format!("{site}/workshops/{id}?key={key}"),
        None => format!("{site}/workshops/{id}"),
    };
    let frame = snippet(site, id, &title, key.as_deref());
    view! {
        <Section id="share" title="Share" lead="Only you and your team see this.">
            <div class="share">
                <label class="label" for="share-link">"Link"</label>
                <div class="joined">
                    <input class="control" id="share-link" readonly=true value=link.clone()/>
                    <span class="needs-script"><Button icon=Symbol::Copy copies=link label="Copy the link">"Copy"</Button></span>
                </div>
                <label class="label" for="share-frame">"A card for another site"</label>
                <p class="hint" id="share-frame-hint">"Paste this into its HTML. It shows the date, the seats and a button that leads here; it sets no cookie."</p>
                <textarea class="control" id="share-frame" rows="4" readonly=true spellcheck="false"
                    aria-describedby="share-frame-hint" inner_html=escaped(&frame)></textarea>
                <p class="needs-script"><Button icon=Symbol::Copy copies=frame label="Copy the code">"Copy the code"</Button></p>
            </div>
        </Section>
    }
}

/// Text inside a textarea.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

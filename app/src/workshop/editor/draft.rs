//! What was typed and not saved.

use convene_domain::workshop::plan::Fields;
use convene_service::quiz::editor::Draft;
use leptos::prelude::*;

use super::Start;
use crate::parts::{Button, Notice, Tone, When};
use crate::request::Request;

/// The draft, unless it says what is stored anyway.
pub fn unsaved(draft: Option<Draft>, start: &Start) -> Option<Draft> {
    let ours = ["act", "then", "revision", "form", "scope", "q_rows"];
    let filled = |fields: &Fields| {
        let mut filled: Vec<_> = fields
            .iter()
            .map(|(name, value)| (name.clone(), value.trim().replace("\r\n", "\n")))
            .filter(|(name, value)| !ours.contains(&name.as_str()) && !value.is_empty())
            .collect();
        filled.sort();
        filled
    };
    let stored = filled(&start.fields);
    // Choices the form always sends say nothing by themselves.
    let said = |draft: &Draft| {
        filled(&draft.fields).into_iter().any(|field| !stored.contains(&field) && !is_preset(&field))
    };
    let dropped = |draft: &Draft| {
        let typed = filled(&draft.fields);
        stored.iter().any(|field| !typed.contains(field))
    };
    draft.filter(|draft| said(draft) || dropped(draft))
}

/// Whether a browser sends this field though nobody touched it.
fn is_preset((name, value): &(String, String)) -> bool {
    let presets = [
        ("language", "en"),
        ("level", "everybody"),
        ("place_kind", "online"),
        ("visibility", "listed"),
        ("promotion", "at_once"),
        ("repeat", "none"),
        ("repeat_end", "count"),
        ("every", "2"),
    ];
    presets.contains(&(name.as_str(), value.as_str())) || (name.starts_with('q') && name.ends_with("_kind"))
}

/// Says that the form holds more than what is stored.
pub fn notice(request: &Request, draft: &Draft, start: &Start) -> impl IntoView + use<> {
    let saved = request.moment(draft.saved_at);
    let next = match start.open {
        Some(_) => " is in the form below. Save it, or go back to what is stored.",
        None => " is in the form below. Save it, or start afresh.",
    };
    let typed_on = draft.fields.iter().find(|(name, _)| name == "revision").map(|(_, seen)| seen.clone());
    let revision = start.open.as_ref().map(|open| open.workshop.revision.to_string());
    let overtaken = revision.is_some() && typed_on.is_some() && typed_on != revision;
    view! {
        <Notice tone=Tone::Warning title="You have changes here that are not saved">
            <p>
                "What you typed "
                <When datetime=saved.datetime text=saved.text zone=saved.zone distance=saved.distance/>
                {next}
            </p>
            {overtaken.then(|| view! { <p>"Somebody changed the workshop since then."</p> })}
            <form method="post">
                <Button dense=true name="act" value="discard">"Discard my changes"</Button>
            </form>
        </Notice>
    }
}

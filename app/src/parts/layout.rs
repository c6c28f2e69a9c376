//! What pages are laid out with.

use leptos::prelude::*;

/// The top of a page: its one h1, a sentence about it, and what can be done.
#[component]
pub fn PageHeader(
    #[prop(into)] title: String,
    /// A person's name at the end of the title, in its own writing direction.
    #[prop(into, optional)]
    name: Option<String>,
    #[prop(into, optional)] lead: Option<String>,
    /// A link back to the page above: address and name.
    #[prop(optional)]
    above: Option<(String, String)>,
    #[prop(into, optional)] actions: Option<ViewFn>,
    /// Badges or a moment beside the title.
    #[prop(into, optional)]
    meta: Option<ViewFn>,
) -> impl IntoView {
    let above = above.map(|(href, name)| {
        view! { <p class="above"><a href=href><span aria-hidden="true">"← "</span>{name}</a></p> }
    });
    view! {
        <header class="page-header">
            <div class="page-title">
                {above}
                <h1 dir="auto">{title}{name.map(|name| view! { <bdi>{name}</bdi> })}</h1>
                {lead.map(|lead| view! { <p class="lead">{lead}</p> })}
                {meta.map(|meta| view! { <div class="row meta">{meta.run()}</div> })}
            </div>
            {actions.map(|actions| view! { <div class="row actions">{actions.run()}</div> })}
        </header>
    }
}

/// Terms and what they are, in two columns where there is room.
#[component]
pub fn DefinitionList(children: Children) -> impl IntoView {
    view! { <dl class="definitions">{children()}</dl> }
}

/// One row of a [`DefinitionList`].
#[component]
pub fn Definition(#[prop(into)] term: String, children: Children) -> impl IntoView {
    view! { <div><dt>{term}</dt><dd>{children()}</dd></div> }
}

/// A figure and what it counts, for a row of them inside a `<dl class="stats">`.
#[component]
pub fn Stat(
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    #[prop(into, optional)] note: Option<String>,
) -> impl IntoView {
    view! {
        <div class="stat">
            <dt>{label}</dt>
            <dd>
                <span class="number stat-value">{value}</span>
                {note.map(|note| view! { <span class="small muted">{note}</span> })}
            </dd>
        </div>
    }
}

/// A QR code in a white frame, drawn by the server as the `d` of one path on a grid of `size` modules.
#[component]
pub fn QrCode(
    #[prop(into)] path: String,
    /// Modules per side, without the quiet zone.
    size: u32,
    #[prop(into)] label: String,
) -> impl IntoView {
    let view_box = format!("-4 -4 {0} {0}", size + 8);
    view! {
        <svg class="qr-code" viewBox=view_box role="img" aria-label=label shape-rendering="crispEdges">
            <rect x="-4" y="-4" width="100%" height="100%" fill="#fff"></rect>
            <path d=path fill="#111113"></path>
        </svg>
    }
}

//! Cards: one thing of a list, or one box of a page.

use leptos::prelude::*;

/// A box with a border. With `href`, the title is the one link that makes the whole card clickable; buttons
/// inside stay buttons.
#[component]
pub fn Card(
    #[prop(into, optional)] title: Option<String>,
    #[prop(into, optional)] href: Option<String>,
    /// Heading level of the title, 2 to 4.
    #[prop(default = 3)]
    level: u8,
    #[prop(into, optional)] class: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let clickable = if href.is_some() { "is-link" } else { "" };
    let title = title.map(|title| {
        let words = match href {
            Some(href) => view! { <a class="card-link" href=href>{title}</a> }.into_any(),
            None => title.into_any(),
        };
        heading(level, words)
    });
    view! {
        <article class=format!("card {clickable} {class}")>
            {title}
            {children.map(|children| children())}
        </article>
    }
}

/// A heading of `level` 2, 3 or 4.
fn heading(level: u8, words: AnyView) -> AnyView {
    match level {
        2 => view! { <h2 class="card-title" dir="auto">{words}</h2> }.into_any(),
        4 => view! { <h4 class="card-title" dir="auto">{words}</h4> }.into_any(),
        _ => view! { <h3 class="card-title" dir="auto">{words}</h3> }.into_any(),
    }
}

/// A titled section of a page, with an optional link or button at the end of its heading.
#[component]
pub fn Section(
    /// Anchor; also names the heading's id.
    #[prop(into)]
    id: String,
    #[prop(into)] title: String,
    #[prop(into, optional)] lead: Option<String>,
    #[prop(optional, into)] actions: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let heading = format!("{id}-title");
    let labelled_by = heading.clone();
    view! {
        <section class="section" id=id aria-labelledby=labelled_by>
            <div class="section-head">
                <div>
                    <h2 id=heading>{title}</h2>
                    {lead.map(|lead| view! { <p class="muted">{lead}</p> })}
                </div>
                {actions.map(|actions| view! { <div class="row">{actions.run()}</div> })}
            </div>
            {children()}
        </section>
    }
}

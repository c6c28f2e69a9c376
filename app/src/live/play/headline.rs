//! Where focus goes when the player's page changes.

use leptos::html::H2;
use leptos::prelude::*;

/// A heading that takes focus when it appears, so that a screen reader starts at what is new.
#[component]
pub fn Headline(focus: bool, #[prop(optional)] class: &'static str, children: Children) -> impl IntoView {
    let heading = NodeRef::<H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get().filter(|_| focus) {
            _ = heading.focus();
        }
    });
    view! {
        <h2 class=class node_ref=heading tabindex="-1">
            {children()}
        </h2>
    }
}

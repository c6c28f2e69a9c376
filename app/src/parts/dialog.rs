//! What opens above the page: native dialogs and disclosure menus.

use leptos::prelude::*;

use super::icon::{Icon, Symbol};

/// A modal dialog, opened by a [`Button`](super::Button) with `opens=id`. Escape and the close button
/// dismiss it. Nothing may be reachable by a dialog alone: without JavaScript it never opens.
#[component]
pub fn Dialog(#[prop(into)] id: String, #[prop(into)] title: String, children: Children) -> impl IntoView {
    let heading = format!("{id}-title");
    let labelled_by = heading.clone();
    view! {
        <dialog class="dialog" id=id aria-labelledby=labelled_by>
            <div class="dialog-head">
                <h2 id=heading>{title}</h2>
                <form method="dialog">
                    <button class="button quiet dense" aria-label="Close"><Icon of=Symbol::X/></button>
                </form>
            </div>
            {children()}
        </dialog>
    }
}

/// A button that unfolds a small panel of links and forms; works without JavaScript. With it, Escape and a
/// click elsewhere close the panel.
#[component]
pub fn Menu(
    /// What the button shows.
    #[prop(into)]
    button: ViewFn,
    /// Spoken name of the button, when what it shows is not enough.
    #[prop(into, optional)]
    label: Option<String>,
    #[prop(into, optional)] class: String,
    children: Children,
) -> impl IntoView {
    view! {
        <details class=format!("menu {class}") data-menu="">
            <summary class="menu-button" aria-label=label>{button.run()}</summary>
            <div class="menu-panel">{children()}</div>
        </details>
    }
}

/// An explanation that opens beside its button, by the browser's own `popover`.
#[component]
pub fn Popover(#[prop(into)] id: String, #[prop(into)] label: String, children: Children) -> impl IntoView {
    view! {
        <button type="button" class="button quiet dense" popovertarget=id.clone() aria-label=label.clone() title=label>
            <Icon of=Symbol::CircleQuestionMark/>
        </button>
        <div class="popover" id=id popover="auto">{children()}</div>
    }
}

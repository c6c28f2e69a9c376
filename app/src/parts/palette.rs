//! For hands that stay on the keyboard: the palette (Ctrl or Cmd and K) and the list of keys (`?`). Both are
//! shortcuts only; everything they reach is also a link on a page.

use leptos::prelude::*;

use super::dialog::Dialog;
use super::icon::{Icon, Symbol};

/// Where the palette can go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaletteLink {
    pub href: String,
    pub label: String,
    /// Said after the label: "Quiz", "Page".
    pub note: String,
}

/// A dialog that filters `links` while one types; arrows move, Enter goes there.
#[component]
pub fn Palette(links: Vec<PaletteLink>) -> impl IntoView {
    let items = links
        .into_iter()
        .map(|link| {
            view! { <li><a href=link.href>{link.label}<span class="muted small">{link.note}</span></a></li> }
        })
        .collect_view();
    view! {
        <dialog class="dialog palette" id="palette" aria-label="Go to">
            <div class="palette-search">
                <Icon of=Symbol::Search/>
                <input
                    type="search"
                    id="palette-search"
                    aria-label="Go to"
                    placeholder="Go to …"
                    autocomplete="off"
                    spellcheck="false"
                />
                <kbd>"Esc"</kbd>
            </div>
            <ul class="palette-list">{items}</ul>
            <p class="palette-none muted" hidden=true>"Nothing here by that name."</p>
        </dialog>
    }
}

/// The keys this page knows, by `?`. `extra` are the page's own: key and what it does.
#[component]
pub fn KeyList(#[prop(optional)] extra: Vec<(String, String)>) -> impl IntoView {
    let known = [
        ("Ctrl K", "Go to any page"),
        ("J", "Next in a list"),
        ("K", "Previous in a list"),
        ("?", "This list"),
    ];
    let known = known.map(|(key, what)| (key.to_owned(), what.to_owned()));
    let rows = extra
        .into_iter()
        .chain(known)
        .map(|(keys, what)| {
            let keys: Vec<_> = keys.split(' ').map(|key| view! { <kbd>{key.to_owned()}</kbd>" " }).collect();
            view! { <div><dt>{keys}</dt><dd>{what}</dd></div> }
        })
        .collect_view();
    view! {
        <Dialog id="keys" title="Keys">
            <dl class="key-list">{rows}</dl>
            <div class="choice key-switch">
                <input type="checkbox" id="single-keys" checked=true data-single-keys=""/>
                <label for="single-keys">"Single keys work on this device"</label>
            </div>
        </Dialog>
    }
}

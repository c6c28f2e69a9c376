//! What state something is in, and messages about what happened.

use leptos::prelude::*;

use super::icon::{Icon, Symbol};

/// The tone of a badge or notice: never colour alone, always with a word or sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Neutral,
    Accent,
    Info,
    Success,
    Warning,
    Danger,
}

impl Tone {
    pub const ALL: [Tone; 6] =
        [Tone::Neutral, Tone::Accent, Tone::Info, Tone::Success, Tone::Warning, Tone::Danger];

    const fn class(self) -> &'static str {
        match self {
            Tone::Neutral => "",
            Tone::Accent => "accent",
            Tone::Info => "info",
            Tone::Success => "success",
            Tone::Warning => "warning",
            Tone::Danger => "danger",
        }
    }

    const fn symbol(self) -> Symbol {
        match self {
            Tone::Neutral | Tone::Accent | Tone::Info => Symbol::Info,
            Tone::Success => Symbol::CircleCheck,
            Tone::Warning => Symbol::TriangleAlert,
            Tone::Danger => Symbol::CircleAlert,
        }
    }
}

/// A word about a thing's state. `live` adds a dot for what is happening now.
#[component]
pub fn Badge(
    #[prop(optional)] tone: Tone,
    #[prop(optional)] live: bool,
    #[prop(optional)] icon: Option<Symbol>,
    children: Children,
) -> impl IntoView {
    view! {
        <span class=format!("badge {}", tone.class())>
            {live.then(|| view! { <span class="dot" aria-hidden="true"></span> })}
            {icon.map(|of| view! { <Icon of=of/> })}
            {children()}
        </span>
    }
}

/// A boxed message that stays on the page.
#[component]
pub fn Notice(
    #[prop(default = Tone::Info)] tone: Tone,
    #[prop(into, optional)] title: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=format!("notice {}", tone.class()) role="note">
            <Icon of=tone.symbol()/>
            <div class="stack tight">
                {title.map(|title| view! { <p class="notice-title">{title}</p> })}
                {children()}
            </div>
        </div>
    }
}

/// Nothing here yet: one sentence, one example, one thing to do.
#[component]
pub fn EmptyState(
    #[prop(into)] title: String,
    #[prop(into, optional)] example: Option<String>,
    /// Usually one button or link.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <super::brand::Seats/>
            <p class="empty-title">{title}</p>
            {example.map(|example| view! { <p class="muted">{example}</p> })}
            {children.map(|children| view! { <div class="row">{children()}</div> })}
        </div>
    }
}

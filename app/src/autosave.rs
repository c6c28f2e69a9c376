//! Keeps what is typed into a long form, so that a closed tab or a lost connection costs nothing.

use leptos::html::Span;
use leptos::prelude::*;

/// How the draft stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Draft {
    #[default]
    Untouched,
    Saving,
    Saved,
    Waiting,
}

impl Draft {
    fn sentence(self) -> &'static str {
        match self {
            Draft::Untouched => "",
            Draft::Saving => "Saving…",
            Draft::Saved => "Saved",
            Draft::Waiting => "Not saved yet – will try again",
        }
    }
}

/// Put inside a form: keeps its fields as a draft of the page `path`, save for files and passwords.
///
/// Posts them form-encoded to `/drafts` with the extra field `_path`. Says so politely.
#[island]
pub fn Autosave(path: String) -> impl IntoView {
    let place = NodeRef::<Span>::new();
    let draft = RwSignal::new(Draft::default());
    #[cfg(feature = "hydrate")]
    keep::start(place, path, draft);
    #[cfg(not(feature = "hydrate"))]
    let _ = path;
    view! {
        <span class="autosave" role="status" node_ref=place>
            {move || draft.get().sentence()}
        </span>
    }
}

#[cfg(feature = "hydrate")]
mod keep;

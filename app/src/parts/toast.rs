//! A word about what was just done.

use leptos::prelude::*;

use super::icon::{Icon, Symbol};
use crate::request::{Toast, Undo};

/// The one region that says what just happened. Every page has it, empty or not, so that screen readers
/// notice the change; it leaves by itself after 8 seconds, waits while pointed at or focused, and can be
/// closed.
#[component]
pub fn ToastRegion(toast: Option<Toast>) -> impl IntoView {
    let toast = toast.map(|Toast { text, undo }| {
        view! {
            <div class="toast" data-toast="">
                <Icon of=Symbol::CircleCheck/>
                <p>{text}</p>
                {undo.map(undo_form)}
                <button
                    type="button"
                    class="button quiet dense needs-script"
                    data-toast-close=""
                    aria-label="Close message"
                >
                    <Icon of=Symbol::X/>
                </button>
            </div>
        }
    });
    view! { <div class="toasts" id="toasts" role="status">{toast}</div> }
}

fn undo_form(undo: Undo) -> impl IntoView {
    let fields = undo
        .fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    view! {
        <form method="post" action=undo.action>
            {fields}
            <button class="button dense"><Icon of=Symbol::Undo/>"Undo"</button>
        </form>
    }
}

//! What is wrong with a form, at its top, with a link to each field.

use leptos::prelude::*;

use super::form::FormState;
use super::icon::{Icon, Symbol};

/// Lists the errors of `form` and takes the focus (unless it is an `example`); renders nothing when there
/// are none.
#[component]
pub fn ErrorSummary(#[prop(into)] form: FormState, #[prop(optional)] example: bool) -> impl IntoView {
    let errors: Vec<_> = form.errors().iter().cloned().collect();
    if errors.is_empty() {
        return None;
    }
    let title = match errors.len() {
        1 => "One thing needs your attention".to_owned(),
        count => format!("{count} things need your attention"),
    };
    let lines = errors
        .into_iter()
        .map(|error| {
            if error.field.is_empty() {
                view! { <li>{error.message}</li> }.into_any()
            } else {
                let href = format!("#{}", form.id_of(&error.field));
                view! { <li><a href=href>{error.message}</a></li> }.into_any()
            }
        })
        .collect_view();
    Some(view! {
        <div
            class="error-summary"
            id="error-summary"
            role="group"
            aria-labelledby="error-summary-title"
            tabindex="-1"
            autofocus=!example
        >
            <Icon of=Symbol::CircleAlert/>
            <div class="stack tight">
                <h2 id="error-summary-title">{title}</h2>
                <ul class="error-list">{lines}</ul>
            </div>
        </div>
    })
}

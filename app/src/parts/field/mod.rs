//! Fields of a form: a real control with its label, hint and error, tied together for screen readers.

mod choice;
mod file;
mod text;

use leptos::prelude::*;

use super::form::FormState;
use super::icon::{Icon, Symbol};

pub use choice::{CheckboxField, CheckboxGroup, Choice, RadioGroup, SelectField};
pub use file::FileField;
pub use text::{Field, FieldKind, TextArea};

/// Ids and texts around one control.
#[derive(Clone)]
struct Frame {
    id: String,
    hint: Option<String>,
    error: Option<String>,
}

impl Frame {
    fn new(form: &FormState, name: &str, hint: Option<String>) -> Self {
        Self { id: form.id_of(name), hint, error: form.error(name).map(str::to_owned) }
    }

    /// The ids for `aria-describedby`.
    fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (hint, error) => hint.or(error),
        }
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.as_ref().map(|_| "true")
    }

    fn class(&self) -> &'static str {
        if self.error.is_some() { "field is-invalid" } else { "field" }
    }

    /// Hint and error, in reading order.
    fn notes(&self) -> impl IntoView + use<> {
        let Self { id, hint, error } = self.clone();
        let hint = hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> });
        let error = error.map(|error| {
            view! {
                <p class="error" id=format!("{id}-error")>
                    <Icon of=Symbol::CircleAlert/>
                    <span><span class="quiet-text">"Error: "</span>{error}</span>
                </p>
            }
        });
        (hint, error)
    }
}

/// The words of a label; fields that may stay empty say so.
fn label_text(label: String, optional: bool) -> impl IntoView {
    let note = optional.then(|| view! { <span class="optional">" (optional)"</span> });
    (label, note)
}

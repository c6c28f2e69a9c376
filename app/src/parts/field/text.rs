//! Fields people type into.

use leptos::prelude::*;

use super::{Frame, label_text};
use crate::parts::form::FormState;

/// What a single-line field expects, and with it keyboard and help from the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FieldKind {
    #[default]
    Text,
    Email,
    /// Never shown again, not even when the form comes back.
    Password,
    Number,
    Search,
    Url,
    /// A number that is really a text, such as a PIN or a code from a mail.
    Digits,
    Date,
    Time,
}

impl FieldKind {
    const fn input_type(self) -> &'static str {
        match self {
            FieldKind::Text | FieldKind::Digits => "text",
            FieldKind::Email => "email",
            FieldKind::Password => "password",
            FieldKind::Number => "number",
            FieldKind::Search => "search",
            FieldKind::Url => "url",
            FieldKind::Date => "date",
            FieldKind::Time => "time",
        }
    }

    const fn keyboard(self) -> Option<&'static str> {
        match self {
            FieldKind::Digits => Some("numeric"),
            _ => None,
        }
    }

    /// Prose in any script begins where its script does.
    const fn direction(self) -> Option<&'static str> {
        match self {
            FieldKind::Text | FieldKind::Search => Some("auto"),
            _ => None,
        }
    }

    /// Addresses, passwords and codes are not prose: no capitals, no corrections.
    const fn capitals(self) -> Option<&'static str> {
        match self {
            FieldKind::Email | FieldKind::Password | FieldKind::Url | FieldKind::Digits => Some("none"),
            _ => None,
        }
    }
}

/// A single-line field. Shows what was posted, else `value`.
#[component]
pub fn Field(
    #[prop(into, optional)] form: FormState,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional)] kind: FieldKind,
    #[prop(into, optional)] value: Option<String>,
    #[prop(into, optional)] hint: Option<String>,
    /// May stay empty; the label then says so.
    #[prop(optional)]
    optional: bool,
    /// What the browser may fill in: `email`, `name`, `current-password`, `one-time-code` ...
    #[prop(into, optional)]
    autocomplete: Option<String>,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(into, optional)] min: Option<String>,
    #[prop(into, optional)] max: Option<String>,
    #[prop(into, optional)] step: Option<String>,
    /// Stands after the control: a unit such as "seconds".
    #[prop(into, optional)]
    unit: Option<String>,
    /// The id of a `<datalist>` with suggestions.
    #[prop(into, optional)]
    list: Option<String>,
    /// Width in characters, for values of a known length.
    #[prop(optional)]
    size: Option<u32>,
    /// Keeps the label for screen readers only, where the page already says it.
    #[prop(optional)]
    label_hidden: bool,
    /// Instead of the form's own id for it. Prefer [`FormState::scoped`], which the error summary follows.
    #[prop(into, optional)]
    id: Option<String>,
    /// Takes the focus when the page opens: what to do next, on a page that came back with this field.
    #[prop(optional)]
    focused: bool,
) -> impl IntoView {
    let mut frame = Frame::new(&form, &name, hint);
    if let Some(id) = id {
        frame.id = id;
    }
    let kept =
        if kind == FieldKind::Password { None } else { form.value(&name).map(str::to_owned).or(value) };
    let control = view! {
        <input
            id=frame.id.clone()
            class=if kind == FieldKind::Digits { "control digits" } else { "control" }
            type=kind.input_type()
            name=name
            dir=kind.direction()
            value=kept
            inputmode=kind.keyboard()
            autocapitalize=kind.capitals()
            spellcheck=kind.capitals().map(|_| "false")
            autocomplete=autocomplete
            maxlength=maxlength.map(|most| most.to_string())
            min=min
            max=max
            step=step
            list=list
            autofocus=focused
            size=size.map(|size| size.to_string())
            aria-required=(!optional).then_some("true")
            aria-invalid=frame.invalid()
            aria-describedby=frame.described_by()
        />
    };
    let control = match unit {
        Some(unit) => {
            view! { <span class="with-unit">{control}<span class="unit">{unit}</span></span> }.into_any()
        }
        None => control.into_any(),
    };
    let label_class = if label_hidden { "quiet-text" } else { "label" };
    view! {
        <div class=frame.class()>
            <label class=label_class for=frame.id.clone()>{label_text(label, optional)}</label>
            {frame.notes()}
            {control}
        </div>
    }
}

/// A field of several lines; grows with its text where the browser can.
#[component]
pub fn TextArea(
    #[prop(into, optional)] form: FormState,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into, optional)] value: Option<String>,
    #[prop(into, optional)] hint: Option<String>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(default = 3)] rows: u32,
) -> impl IntoView {
    let frame = Frame::new(&form, &name, hint);
    let kept = form.value(&name).map(str::to_owned).or(value).unwrap_or_default();
    // A parser drops the first line break of a textarea: give it one to drop.
    let kept = if kept.starts_with('\n') { format!("\n{kept}") } else { kept };
    // The view escapes no text inside a textarea: `</textarea>` would end it there, and what follows be markup.
    let kept = kept.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    view! {
        <div class=frame.class()>
            <label class="label" for=frame.id.clone()>{label_text(label, optional)}</label>
            {frame.notes()}
            <textarea
                id=frame.id.clone()
                class="control"
                dir="auto"
                name=name
                rows=rows.to_string()
                maxlength=maxlength.map(|most| most.to_string())
                aria-required=(!optional).then_some("true")
                aria-invalid=frame.invalid()
                aria-describedby=frame.described_by()
                inner_html=kept
            ></textarea>
        </div>
    }
}

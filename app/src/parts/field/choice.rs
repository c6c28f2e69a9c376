//! Fields people choose in.

use leptos::prelude::*;

use super::{Frame, label_text};
use crate::parts::form::FormState;

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A drop-down list, for more than five choices. `value` is chosen unless the form came back.
#[component]
pub fn SelectField(
    #[prop(into, optional)] form: FormState,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    #[prop(into, optional)] value: Option<String>,
    #[prop(into, optional)] hint: Option<String>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let frame = Frame::new(&form, &name, hint);
    let chosen = form.value(&name).map(str::to_owned).or(value).unwrap_or_default();
    let options = choices
        .into_iter()
        .map(|choice| {
            let selected = choice.value == chosen;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        })
        .collect_view();
    view! {
        <div class=frame.class()>
            <label class="label" for=frame.id.clone()>{label_text(label, optional)}</label>
            {frame.notes()}
            <select
                id=frame.id.clone()
                class="control"
                name=name
                aria-invalid=frame.invalid()
                aria-describedby=frame.described_by()
            >
                {options}
            </select>
        </div>
    }
}

/// One box to tick. Posts `on`, or nothing at all.
#[component]
pub fn CheckboxField(
    #[prop(into, optional)] form: FormState,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional)] checked: bool,
    #[prop(into, optional)] hint: Option<String>,
) -> impl IntoView {
    let frame = Frame::new(&form, &name, hint);
    let ticked = if form.is_posted() { form.value(&name).is_some() } else { checked };
    view! {
        <div class=frame.class()>
            <div class="choice">
                <input
                    id=frame.id.clone()
                    type="checkbox"
                    name=name
                    checked=ticked
                    aria-invalid=frame.invalid()
                    aria-describedby=frame.described_by()
                />
                <label for=frame.id.clone()>{label}</label>
            </div>
            {frame.notes()}
        </div>
    }
}

/// A few choices of which one is taken. `inline` puts short ones beside each other.
#[component]
pub fn RadioGroup(
    #[prop(into, optional)] form: FormState,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    #[prop(into, optional)] value: Option<String>,
    #[prop(into, optional)] hint: Option<String>,
    #[prop(optional)] inline: bool,
) -> impl IntoView {
    let chosen = form.value(&name).map(str::to_owned).or(value);
    let frame = Frame::new(&form, &name, hint);
    let rows = choice_rows("radio", &frame, &name, choices, |value| chosen.as_deref() == Some(value));
    group("radiogroup", frame, label, rows, inline)
}

/// Choices of which any number is taken; each posts its value under the same name.
#[component]
pub fn CheckboxGroup(
    #[prop(into, optional)] form: FormState,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    #[prop(into, optional)] values: Vec<String>,
    #[prop(into, optional)] hint: Option<String>,
    #[prop(optional)] inline: bool,
) -> impl IntoView {
    let chosen =
        if form.is_posted() { form.values_of(&name).map(str::to_owned).collect::<Vec<_>>() } else { values };
    let frame = Frame::new(&form, &name, hint);
    let rows = choice_rows("checkbox", &frame, &name, choices, |value| chosen.iter().any(|v| v == value));
    group("group", frame, label, rows, inline)
}

fn choice_rows(
    kind: &'static str,
    frame: &Frame,
    name: &str,
    choices: Vec<Choice>,
    is_chosen: impl Fn(&str) -> bool,
) -> AnyView {
    let rows = choices.into_iter().enumerate().map(|(index, choice)| {
        // The first keeps the field's own id: that is where the error summary leads.
        let id = if index == 0 { frame.id.clone() } else { format!("{}-{index}", frame.id) };
        let hint_id = choice.hint.as_ref().map(|_| format!("{id}-more"));
        let checked = is_chosen(&choice.value);
        let hint = choice.hint.map(|hint| view! { <span class="hint" id=format!("{id}-more")>{hint}</span> });
        view! {
            <div class="choice">
                <input
                    id=id.clone()
                    type=kind
                    name=name.to_owned()
                    value=choice.value
                    checked=checked
                    aria-describedby=hint_id
                />
                <label for=id>{choice.label}{hint.is_some().then_some(" ")}</label>
                {hint}
            </div>
        }
    });
    rows.collect_view().into_any()
}

fn group(role: &'static str, frame: Frame, label: String, rows: AnyView, inline: bool) -> impl IntoView {
    view! {
        <fieldset
            class=frame.class()
            role=role
            aria-invalid=frame.invalid().filter(|_| role == "radiogroup")
            aria-describedby=frame.described_by()
        >
            <legend class="label">{label}</legend>
            {frame.notes()}
            <div class=if inline { "choices inline" } else { "choices" }>{rows}</div>
        </fieldset>
    }
}

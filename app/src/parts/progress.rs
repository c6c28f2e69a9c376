//! How far something has come.

use leptos::prelude::*;

/// A bar with its words. `done` of `total`.
#[component]
pub fn Progress(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    done: u32,
    total: u32,
    /// Said in words beside the label: "3 of 12 questions".
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <div class="progress">
            <div class="row apart">
                <label for=id.clone()>{label}</label>
                <span class="number muted">{text}</span>
            </div>
            <progress id=id value=done.to_string() max=total.max(1).to_string()></progress>
        </div>
    }
}

/// The steps of a task in order, with the one at hand marked. `current` counts from 0.
#[component]
pub fn Stepper(#[prop(into)] label: String, steps: Vec<String>, current: usize) -> impl IntoView {
    let items = steps
        .into_iter()
        .enumerate()
        .map(|(index, step)| {
            let (class, note) = if index < current { ("is-done", "done: ") } else { ("", "") };
            let here = (index == current).then_some("step");
            view! {
                <li class=class aria-current=here>
                    <span class="step-text"><span class="quiet-text">{note}</span>{step}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="stepper" aria-label=label>{items}</ol> }
}

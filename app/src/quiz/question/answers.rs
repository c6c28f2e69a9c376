//! The answers of a question, as its form asks for them.

use convene_domain::quiz::question::{CHOICE_CHARS, CHOICES};
use leptos::prelude::*;

use crate::parts::{AnswerShape, FormState, Icon, Symbol};

/// Rows shown at first; the others unfold one by one.
const ROWS: usize = 4;

/// Rows for every kind of question. The style sheet shows what the chosen kind needs: a text and a mark for each
/// answer, or two words that stand for true and false.
#[component]
pub fn Answers(form: FormState) -> impl IntoView {
    let id = form.id_of("choices");
    let error = form.error("choices").map(str::to_owned);
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    let described = if error.is_some() { format!("{hint_id} {error_id}") } else { hint_id.clone() };
    let rows = (0..ROWS).map(|at| view! { <AnswerRow form=form.clone() at/> }).collect_view();
    view! {
        <fieldset class="answer-rows" id=id tabindex="-1" aria-describedby=described>
            <legend class="label">"Answers"</legend>
            <p class="hint" id=hint_id>
                <span class="for-single">"Write two to six and mark the right one."</span>
                <span class="for-multiple">"Write two to six and tick every right one."</span>
                <span class="for-true-false">"Mark which of the two is right."</span>
            </p>
            {error.map(|error| view! { <p class="error" id=error_id><Icon of=Symbol::CircleAlert/><span>{error}</span></p> })}
            {rows}
            {more(&form, ROWS)}
        </fieldset>
    }
}

/// The row at `at` behind a word that unfolds it, and those after it; unfolded where something is written.
fn more(form: &FormState, at: usize) -> Option<AnyView> {
    if at >= *CHOICES.end() {
        return None;
    }
    let used = |at: usize| {
        let name = format!("choice_{at}");
        form.value(&name).is_some_and(|text| !text.is_empty()) || form.error(&name).is_some()
    };
    let open = (at..*CHOICES.end()).any(used);
    let rest = more(form, at + 1);
    let view = view! {
        <details class="answer-more" open=open>
            <summary>"Add an answer"</summary>
            <AnswerRow form=form.clone() at/>
            {rest}
        </details>
    };
    Some(view.into_any())
}

#[component]
fn AnswerRow(form: FormState, at: usize) -> impl IntoView {
    let name = format!("choice_{at}");
    let letter = char::from(b'A' + u8::try_from(at).unwrap_or(0));
    let id = form.id_of(&name);
    let error_id = format!("{id}-error");
    let error = form.error(&name).map(str::to_owned);
    let right = form.values_of("correct").any(|value| value == at.to_string());
    // One of them, or any number; the script keeps to this when another kind is chosen.
    let mark = if form.value("kind") == Some("multiple") { "checkbox" } else { "radio" };
    let fixed = form.value(&format!("fixed_{at}")).map(str::to_owned);
    let word = ["True", "False"].get(at).map(|usual| fixed.clone().unwrap_or_else(|| (*usual).to_owned()));
    view! {
        <div class=format!("answer-row answer-{}", at + 1)>
            <span class="answer-mark" aria-hidden="true"><AnswerShape index=at/></span>
            <input class="control" id=id name=name.clone() value=form.value(&name).unwrap_or_default().to_owned()
                dir="auto" maxlength=CHOICE_CHARS.to_string() aria-label=format!("Answer {letter}")
                aria-invalid=error.is_some().then_some("true") aria-describedby=error.is_some().then(|| error_id.clone())/>
            {word.map(|word| view! { <span class="answer-word" dir="auto">{word}</span> })}
            {fixed.map(|fixed| view! { <input type="hidden" name=format!("fixed_{at}") value=fixed/> })}
            <label class="answer-right">
                <input type=mark name="correct" value=at.to_string() checked=right data-right=""
                    aria-label=format!("Answer {letter} is right")/>
                "Right"
            </label>
            {error.map(|error| view! { <p class="error" id=error_id><Icon of=Symbol::CircleAlert/><span>{error}</span></p> })}
        </div>
    }
}

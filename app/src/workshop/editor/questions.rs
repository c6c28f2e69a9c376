//! What is asked at registration: rows that can be added and taken away without a script.

use convene_domain::workshop::plan::QUESTIONS;
use leptos::prelude::*;

use super::sections::Part;
use crate::parts::{
    Button, ButtonKind, CheckboxField, Choice, Field, FormState, SelectField, Symbol, TextArea,
};

pub fn card(form: &FormState) -> impl IntoView + use<> {
    let (rows, added) = rows(form);
    let full = rows.len() >= QUESTIONS;
    let shown = rows
        .iter()
        .enumerate()
        .map(|(at, row)| question(form, *row, at + 1, added == Some(*row)))
        .collect_view();
    view! {
        <Part id="questions" title="Questions at sign-up"
            lead="Name and e-mail address are always asked. Ask for more only when you need it.">
            {shown}
            <div>
                <Button name="then" value="add_question" icon=Symbol::Plus disabled=full>"Add a question"</Button>
            </div>
        </Part>
    }
}

/// The rows to show by their number in the form, and which of them was just asked for.
fn rows(form: &FormState) -> (Vec<usize>, Option<usize>) {
    let then = form.value("then").unwrap_or_default().to_owned();
    let dropped = then.strip_prefix("drop_").and_then(|row| row.parse::<usize>().ok());
    let is_there = |row: &usize| form.value(&format!("q{row}_kind")).is_some() && dropped != Some(*row);
    let mut rows: Vec<usize> = (0..QUESTIONS).filter(is_there).collect();
    let free = (0..QUESTIONS).find(|row| rows.last().is_none_or(|last| row > last));
    // Behind the last one there may be no number left, though one is free between.
    let free = free.or_else(|| (0..QUESTIONS).find(|row| !rows.contains(row)));
    let added = free.filter(|_| then == "add_question");
    rows.extend(added);
    (rows, added)
}

fn question(form: &FormState, row: usize, number: usize, is_new: bool) -> impl IntoView + use<> {
    let form = form.clone();
    let name = |part: &str| format!("q{row}_{part}");
    let kinds = vec![
        Choice::new("text", "A line of text"),
        Choice::new("choice", "One of some choices"),
        Choice::new("consent", "A box to tick"),
    ];
    let id = form.value(&name("id")).map(str::to_owned);
    let drop = format!("drop_{row}");
    view! {
        <fieldset class="plan-question" autofocus=is_new tabindex=is_new.then_some("-1")>
            <legend class="label">{format!("Question {number}")}</legend>
            {id.map(|id| view! { <input type="hidden" name=name("id") value=id/> })}
            <div class="plan-row wide-first">
                <Field form=form.clone() name=name("label") label="What you ask"/>
                <SelectField form=form.clone() name=name("kind") label="Answered by" choices=kinds value="text"/>
            </div>
            <TextArea form=form.clone() name=name("choices") label="Choices" optional=true rows=3
                hint="For one of some choices: one a line, at least two."/>
            <div class="row apart">
                <CheckboxField form=form name=name("required") label="Must be answered"/>
                <Button kind=ButtonKind::Quiet dense=true icon=Symbol::Trash name="then" value=drop
                    label=format!("Remove question {number}")>"Remove"</Button>
            </div>
        </fieldset>
    }
}

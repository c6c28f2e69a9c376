//! What is asked at registration: rows that can be added and taken away without a script.

use convene_domain::FieldErrors;
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

/// The fields of a form whose button adds or takes away a question, as they are once it has.
pub fn as_shown(fields: &[(String, String)]) -> Vec<(String, String)> {
    let (shown, added) = rows(&FormState::new(fields.to_vec(), FieldErrors::new()));
    let row_of = |name: &str| {
        let (row, _) = name.strip_prefix('q')?.split_once('_')?;
        row.parse::<usize>().ok()
    };
    let stays = |name: &str| name != "then" && row_of(name).is_none_or(|row| shown.contains(&row));
    let kept = fields.iter().filter(|(name, _)| stays(name)).cloned();
    kept.chain(added.map(|row| (format!("q{row}_kind"), "text".to_owned()))).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_there_once_it_is_added_and_gone_once_it_is_removed() {
        let form = |then: &str| {
            [
                ("title", "Funding"),
                ("q0_kind", "text"),
                ("q0_label", "Which?"),
                ("q_rows", "1"),
                ("then", then),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        let names = |then: &str| as_shown(&form(then)).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names("add_question"), ["title", "q0_kind", "q0_label", "q_rows", "q1_kind"]);
        assert_eq!(names("drop_0"), ["title", "q_rows"]);
        assert_eq!(names("publish"), ["title", "q0_kind", "q0_label", "q_rows"]);
    }
}

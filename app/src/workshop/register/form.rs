//! The form that takes a seat.

use convene_domain::workshop::answers::{self, ANSWER_CHARS, Answers};
use convene_domain::workshop::{Question, QuestionKind};
use convene_service::workshop::register::{Card, Series};
use leptos::prelude::*;

use crate::parts::{
    Button, ButtonKind, CheckboxField, Choice, Field, FieldKind, Form, FormActions, FormState, PersonName,
    RadioGroup, SelectField, TextArea,
};
use crate::request::Request;

/// Beyond this, choices are a list to open instead of buttons.
const FEW: usize = 5;

/// Name and address suffice; whoever is signed in presses one button.
pub fn form(request: &Request, card: &Card) -> impl IntoView + use<> {
    let form = request.form.of_act("register");
    let button = match (card.approval, card.is_full()) {
        (true, _) => "Ask for a seat",
        (false, true) => "Join the waiting list",
        (false, false) => "Register",
    };
    // A list of dates has its own box for the full ones; a single full date is what the button says.
    let waits = !card.approval && card.is_full();
    let posted_waiting = !waits && card.series.is_none() && form.value("waiting_ok").is_some();
    // The refusal of a form that was open while the last seat went leads to the button.
    let anchor = card.series.is_none().then(|| form.id_of("waiting_ok"));
    let who = who(request, &form);
    let asked = questions(&form, &card.questions, &Answers::new());
    let dates = card.series.map(|series| dates(&form, series, card.approval));
    let (approval, confirms) = (card.approval, card.confirms);
    view! {
        <Form form=form act="register">
            {who}
            {asked}
            {dates}
            {approval.then(|| view! { <p class="small muted">"The team looks at each request and writes to you."</p> })}
            {waits.then(|| view! {
                <p class="small muted">"Seats that free go to the line in its order. You can leave it at any time."</p>
            })}
            {confirms.then(|| view! {
                <p class="small muted">"We’ll email you a link to confirm. It’s valid for up to 2 hours."</p>
            })}
            {posted_waiting.then(|| view! { <input type="hidden" name="waiting_ok" value="yes"/> })}
            <FormActions>
                {if waits {
                    view! {
                        <div class="wide" id=anchor>
                            <Button kind=ButtonKind::Primary wide=true name="waiting_ok" value="yes">{button}</Button>
                        </div>
                    }
                    .into_any()
                } else {
                    view! { <Button kind=ButtonKind::Primary wide=true>{button}</Button> }.into_any()
                }}
            </FormActions>
        </Form>
    }
}

/// Name and address, or who is signed in.
fn who(request: &Request, form: &FormState) -> impl IntoView + use<> {
    match &request.viewer.person {
        Some(me) => {
            let (name, email) = (me.name.clone(), me.email.clone());
            view! { <p class="register-as">"As "<PersonName name=name note=email/></p> }.into_any()
        }
        None => view! {
            <Field form=form.clone() name="name" label="Your name" autocomplete="name"/>
            <Field form=form.clone() name="email" label="Your e-mail address" kind=FieldKind::Email autocomplete="email"
                hint="Your seat and the way in come by mail. You need no account."/>
        }
        .into_any(),
    }
}

/// What the team asks. `given` are answers from before.
pub fn questions(form: &FormState, asked: &[Question], given: &Answers) -> impl IntoView + use<> {
    asked.iter().map(|question| one(form, question, given.get(&question.id).cloned())).collect_view()
}

fn one(form: &FormState, question: &Question, given: Option<String>) -> AnyView {
    let (form, name, label) = (form.clone(), answers::field(question), question.label.clone());
    let optional = !question.required;
    match question.kind {
        QuestionKind::Text => {
            let most = u32::try_from(ANSWER_CHARS).unwrap_or(u32::MAX);
            let value = given.unwrap_or_default();
            view! { <TextArea form=form name=name label=label value=value optional=optional maxlength=most rows=2/> }
                .into_any()
        }
        QuestionKind::Choice => {
            let value = given.unwrap_or_default();
            let listed = question.choices.iter().map(|choice| Choice::new(choice.clone(), choice.clone()));
            if optional || question.choices.len() > FEW {
                let nothing = Choice::new("", if optional { "No answer" } else { "Choose one" });
                let choices = std::iter::once(nothing).chain(listed).collect();
                view! { <SelectField form=form name=name label=label choices=choices value=value optional=optional/> }
                    .into_any()
            } else {
                let choices = listed.collect();
                view! { <RadioGroup form=form name=name label=label choices=choices value=value/> }.into_any()
            }
        }
        QuestionKind::Consent => {
            let label = if optional { format!("{label} (optional)") } else { label };
            view! { <CheckboxField form=form name=name label=label checked=given.is_some()/> }.into_any()
        }
    }
}

/// This date, or every coming one.
fn dates(form: &FormState, series: Series, approval: bool) -> impl IntoView + use<> {
    let all = format!("All {} coming dates", series.dates);
    let choices = vec![Choice::new("", "Only this date"), Choice::new("yes", all)];
    let wait = match series.full {
        1 => "Where a date is full, put me on its waiting list (1 date)".to_owned(),
        full => format!("Where a date is full, put me on its waiting list ({full} dates)"),
    };
    view! {
        <RadioGroup form=form.clone() name="whole_series" label="Which dates" choices=choices value=""/>
        {(series.full > 0 && !approval).then(|| view! {
            <CheckboxField form=form.clone() name="waiting_ok" label=wait/>
        })}
    }
}

//! Buttons and fields.

use convene_domain::FieldErrors;
use leptos::prelude::*;

use crate::parts::{
    Button, ButtonKind, Card, CheckboxField, CheckboxGroup, Choice, ErrorSummary, Field, FieldKind,
    FileField, Form, FormActions, FormState, LinkButton, RadioGroup, Section, SelectField, Symbol, TextArea,
};

#[component]
pub fn Buttons() -> impl IntoView {
    view! {
        <Section id="buttons" title="Buttons" lead="One primary act per page. A button does; a link goes.">
            <div class="row">
                <Button kind=ButtonKind::Primary>"Start the game"</Button>
                <Button>"Save draft"</Button>
                <Button kind=ButtonKind::Quiet icon=Symbol::Copy copies="482915">"Copy PIN"</Button>
                <Button kind=ButtonKind::Danger icon=Symbol::Trash>"Remove"</Button>
                <Button disabled=true>"Not yet"</Button>
                <LinkButton href="#buttons" icon=Symbol::Download>"Answers as CSV"</LinkButton>
            </div>
            <div class="row">
                <Button kind=ButtonKind::Primary dense=true icon=Symbol::Play>"Host"</Button>
                <Button dense=true icon=Symbol::Pencil>"Edit"</Button>
                <Button kind=ButtonKind::Quiet dense=true icon=Symbol::ArrowUp label="Move up"/>
                <Button kind=ButtonKind::Quiet dense=true icon=Symbol::ArrowDown label="Move down"/>
                <Button kind=ButtonKind::Danger dense=true>"Sign out everywhere"</Button>
            </div>
        </Section>
    }
}

fn zones() -> Vec<Choice> {
    [("Europe/Berlin", "Berlin"), ("America/Bogota", "Bogotá"), ("Asia/Manila", "Manila")]
        .map(|(value, label)| Choice::new(value, label))
        .to_vec()
}

#[component]
pub fn Fields() -> impl IntoView {
    let speed = vec![
        Choice::new("speed", "Speed and accuracy").hint("Points shrink while the clock runs."),
        Choice::new("accuracy", "Accuracy alone").hint("A right answer is worth the same until the end."),
    ];
    let limits = ["10", "20", "60"].map(|s| Choice::new(s, format!("{s} s"))).to_vec();
    let days = ["Monday", "Wednesday", "Friday"].map(|day| Choice::new(day.to_lowercase(), day)).to_vec();
    view! {
        <Section id="fields" title="Fields" lead="Label above, hint under it, then the control.">
            <div class="grid wide">
                <Form class="card">
                    <Field name="quiz_title" label="Title" value="Delta-neutral vaults, first steps"/>
                    <Field name="email" label="E-mail" kind=FieldKind::Email autocomplete="email"
                        hint="We send a code, never a password."/>
                    <Field name="password" label="Password" kind=FieldKind::Password
                        autocomplete="current-password"/>
                    <Field name="pin" label="PIN" kind=FieldKind::Digits size=8 maxlength=7
                        hint="Six digits, on the screen in front."/>
                    <Field name="limit" label="Time limit" kind=FieldKind::Number value="20" min="5" max="240" size=5
                        unit="seconds" optional=true/>
                    <TextArea name="explanation" label="Explanation" optional=true
                        hint="Shown after the answer."
                        value="A vault is delta-neutral when its long and its short side cancel out."/>
                </Form>
                <Form class="card" upload=true>
                    <SelectField name="zone" label="Time zone" choices=zones() value="Asia/Manila"/>
                    <RadioGroup name="scoring" label="Scoring" choices=speed value="speed"/>
                    <RadioGroup name="limit_choice" label="Time per question" choices=limits value="20" inline=true/>
                    <CheckboxGroup name="days" label="Days" choices=days values=vec!["monday".to_owned()]/>
                    <CheckboxField name="streaks" label="Bonus for answers in a row" checked=true
                        hint="100 points from the second on, at most 500."/>
                    <FileField name="file" label="Question file" accept=".txt,.gift,.csv,.xlsx"
                        hint="GIFT, Aiken, CSV or Kahoot's xlsx, up to 10 MB."/>
                    <FormActions>
                        <Button kind=ButtonKind::Primary icon=Symbol::Upload>"Look at the questions"</Button>
                        <LinkButton href="#fields" kind=ButtonKind::Quiet>"Cancel"</LinkButton>
                    </FormActions>
                </Form>
            </div>
        </Section>
    }
}

#[component]
pub fn RefusedForm() -> impl IntoView {
    let mut errors = FieldErrors::new();
    errors.add("nickname", "Somebody here is called Ada already. Try Ada 2.");
    errors.add("role", "Choose what you do here.");
    errors.add("agree", "Tick the box to go on.");
    let values = vec![("nickname".to_owned(), "Ada".to_owned())];
    let form = FormState::new(values, errors);
    let roles = ["Trader", "Writer"].map(|role| Choice::new(role.to_lowercase(), role)).to_vec();
    view! {
        <Section id="refused" title="A refused form"
            lead="What was typed stays; each error is beside its field and linked at the top.">
            <Card class="narrow">
                <form class="form" method="post" novalidate=true>
                    <ErrorSummary form=&form example=true/>
                    <Field form=&form name="nickname" label="Nickname" hint="1 to 24 characters."/>
                    <RadioGroup form=&form name="role" label="What you do" choices=roles/>
                    <CheckboxField form=&form name="agree" label="I have read the house rules"/>
                    <FormActions><Button kind=ButtonKind::Primary>"Join"</Button></FormActions>
                </form>
            </Card>
        </Section>
    }
}

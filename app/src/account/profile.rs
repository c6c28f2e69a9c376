//! `/me/profile`: forms `profile`, `email`, `email-code` and `password`.

use convene_domain::Language;
use convene_domain::account::Act;
use convene_service::account::address;
use convene_service::account::profile::zones;
use convene_service::account::proof::{self, Ask};
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{
    Button, ButtonKind, Choice, Field, FieldKind, Form, FormActions, FormState, PageHeader, RadioGroup,
    Section, SelectField,
};
use crate::request::Request;

pub async fn show(request: Request) -> PageResult {
    let me = request.viewer.allowed(Act::HaveProfile)?.clone();
    let pending = address::pending(&request.service, &request.viewer).await?;
    let ask = proof::asked(&request.service, &request.viewer).await?;
    let (profile, email) = (request.form.of_act("profile"), request.form.of_act("email").scoped("address"));
    let (email_code, password) =
        (request.form.of_act("email-code"), request.form.of_act("password").scoped("password"));
    let request = request.clone();
    Ok(Page::new("Profile", move || {
        let zone_choices = std::iter::once(Choice::new("", "As this device says"))
            .chain(zones().into_iter().map(|zone| Choice::new(zone.clone(), zone.replace('_', " "))))
            .collect::<Vec<_>>();
        let has_password = me.password_hash.is_some();
        let code_first = matches!(ask, Some(Ask::CodeTo(_)));
        let email_proof = prove(&email, ask.as_ref());
        let password_proof = (!has_password).then(|| prove(&password, ask.as_ref()));
        view! {
            <PageHeader title="Profile" lead="What others call you, and how this place shows itself to you."/>
            <div class="settings">
                <Section id="about" title="About you">
                    <Form form=profile.clone() act="profile">
                        <Field form=profile.clone() name="name" label="Name" value=me.name.clone() autocomplete="name"/>
                        <SelectField
                            form=profile.clone()
                            name="zone"
                            label="Time zone"
                            choices=zone_choices
                            value=me.zone.clone().unwrap_or_default()
                            hint=format!("Times are shown in {} now.", request.local.zone_label(request.now()))
                        />
                        <RadioGroup
                            form=profile.clone()
                            name="language"
                            label="Language of your mail"
                            inline=true
                            choices=mail_languages()
                            value=me.language.clone().unwrap_or_default()
                            hint="Automatic is what your browser said when you registered. The pages here are in English."
                        />
                        <RadioGroup
                            form=profile.clone()
                            name="hour_cycle"
                            label="Clock"
                            inline=true
                            choices=vec![Choice::new("", "As this device"), Choice::new("h24", "24 hours"), Choice::new("h12", "12 hours")]
                            value=me.hour_cycle.clone().unwrap_or_default()
                        />
                        <RadioGroup
                            form=profile.clone()
                            name="theme"
                            label="Theme"
                            inline=true
                            choices=vec![Choice::new("", "As this device"), Choice::new("light", "Light"), Choice::new("dark", "Dark")]
                            value=me.theme.clone().unwrap_or_default()
                        />
                        <RadioGroup
                            form=profile.clone()
                            name="extra_time"
                            label="Time to answer in quizzes"
                            inline=true
                            choices=vec![
                                Choice::new("100", "x1"), Choice::new("150", "x1.5"),
                                Choice::new("200", "x2"), Choice::new("1000", "x10"),
                            ]
                            value=me.extra_time.to_string()
                            hint="Hosts see how many players have more time, not who. Points count on your own limit, so it costs you nothing."
                        />
                        <FormActions><Button kind=ButtonKind::Primary>"Save profile"</Button></FormActions>
                    </Form>
                </Section>
                <Section id="address" title="E-mail address" lead=format!("You sign in as {}.", me.email)>
                    <Form form=email.clone() act="email">
                        <Field form=email.clone() name="email" label="New address" kind=FieldKind::Email autocomplete="email"
                            hint="We send a code there. Until you type it, nothing changes."/>
                        {email_proof}
                        <FormActions><Button>{if code_first { "Continue" } else { "Send code" }}</Button></FormActions>
                    </Form>
                    {pending.map(|address| view! {
                        <Form form=email_code.clone() act="email-code">
                            <Field form=email_code name="code" label=format!("Code sent to {address}") kind=FieldKind::Digits
                                autocomplete="one-time-code"/>
                            <FormActions><Button kind=ButtonKind::Primary>"Change address"</Button></FormActions>
                        </Form>
                    })}
                </Section>
                <Section id="password" title="Password" lead="Optional: a code by mail always works.">
                    <Form form=password.clone() act="password">
                        {has_password.then(|| view! {
                            <Field form=password.clone() name="old_password" label="Password now" kind=FieldKind::Password
                                autocomplete="current-password"/>
                        })}
                        {password_proof}
                        {(has_password || !code_first).then(|| view! {
                            <Field form=password name="new_password" label="New password" kind=FieldKind::Password
                                autocomplete="new-password" hint="At least 10 characters. You are signed out everywhere else."/>
                        })}
                        <FormActions>
                            <Button>{if has_password || !code_first { "Set password" } else { "Continue" }}</Button>
                        </FormActions>
                    </Form>
                </Section>
            </div>
        }
    }))
}

/// What proves that it is still the owner who sends the form; nothing where that is clear.
fn prove(form: &FormState, ask: Option<&Ask>) -> AnyView {
    let form = form.clone();
    // A form that came back without an error only lacks the code that was just sent.
    let just_sent = form.is_posted() && form.errors().is_empty();
    match ask {
        None => ().into_any(),
        Some(Ask::Password) => view! {
            <Field form name=proof::PASSWORD label="Your password" kind=FieldKind::Password
                autocomplete="current-password" hint="Enter your password to confirm it's you."/>
        }
        .into_any(),
        Some(Ask::CodeTo(address)) => view! {
            <p class="muted">"To confirm it's you, we'll first email a code to "<bdi>{address.clone()}</bdi>"."</p>
        }
        .into_any(),
        Some(Ask::CodeSentTo(address)) => view! {
            <Field form name=proof::CODE label=format!("Code sent to {address}") kind=FieldKind::Digits
                autocomplete="one-time-code" focused=just_sent
                hint="Enter the code to confirm it's you. Didn't get it? Leave this empty and we'll send another."/>
        }
        .into_any(),
    }
}

fn mail_languages() -> Vec<Choice> {
    let named = Language::ALL.iter().map(|language| Choice::new(language.as_str(), language.name()));
    std::iter::once(Choice::new("", "Automatic")).chain(named).collect()
}

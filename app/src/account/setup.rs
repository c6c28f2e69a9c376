//! `/setup/{token}`: the first start.

use convene_service::Error;
use convene_service::account::profile::zones;
use convene_service::account::setup;
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{
    Button, ButtonKind, Choice, Field, FieldKind, Form, FormActions, FormState, RadioGroup, SelectField,
};
use crate::request::Request;

pub async fn show(request: Request) -> PageResult {
    let token: String = request.param("token")?;
    if !setup::link_works(&request.service, &token).await? {
        return Err(Error::Missing);
    }
    let form = request.form.clone();
    let guessed = request.local.zone.clone();
    Ok(Page::new("Set up your community", move || {
        let zones = zones()
            .into_iter()
            .map(|zone| Choice::new(zone.clone(), zone.replace('_', " ")))
            .collect::<Vec<_>>();
        view! {
            <div class="auth wide">
                <h1>"Set up your community"</h1>
                <p class="lead">"Two minutes, once. Everything here can be changed later."</p>
                <div class="card auth-card">
                    <Form form=form.clone()>
                        <h2>"The community"</h2>
                        <Field form=form.clone() name="community" label="Name" hint="As people know it: Vault Commons."/>
                        <SelectField form=form.clone() name="zone" label="Time zone" choices=zones value=guessed
                            hint="For times that are nobody's in particular. Everybody sees times in their own zone."/>
                        <h2>"You, the first admin"</h2>
                        <Field form=form.clone() name="name" label="Your name" autocomplete="name"/>
                        <Field form=form.clone() name="email" label="Your e-mail address" kind=FieldKind::Email autocomplete="email"/>
                        <Field form=form.clone() name="password" label="Password" kind=FieldKind::Password
                            autocomplete="new-password" hint="At least 10 characters."/>
                        <h2>"Mail"</h2>
                        <SmtpFields form=form.clone()/>
                        <FormActions><Button kind=ButtonKind::Primary wide=true>"Start the community"</Button></FormActions>
                    </Form>
                </div>
            </div>
        }
    }))
}

/// The mail server, as part of the set-up and of the mail page.
#[component]
pub fn SmtpFields(
    form: FormState,
    #[prop(optional)] smtp: Option<convene_service::mail::Smtp>,
) -> impl IntoView {
    let now = smtp.unwrap_or_default();
    view! {
        <Field form=form.clone() name="smtp_host" label="Mail server" value=now.host optional=true
            hint="Leave it empty to begin without: every mail is then kept on the Mail page, where admins read it."/>
        <Field form=form.clone() name="smtp_port" label="Port" value=now.port.to_string() kind=FieldKind::Number
            size=7 min="1" max="65535"/>
        <RadioGroup form=form.clone() name="smtp_security" label="Protection" inline=true value=now.security.as_str()
            choices=vec![Choice::new("starttls", "STARTTLS"), Choice::new("tls", "TLS"), Choice::new("none", "None")]/>
        <Field form=form.clone() name="smtp_username" label="User name" value=now.username optional=true autocomplete="off"/>
        <Field form=form.clone() name="smtp_password" label="Password of the mail server" kind=FieldKind::Password optional=true
            autocomplete="off"/>
        <Field form=form name="smtp_from" label="Sender" value=now.from optional=true hint="learn@example.org"/>
    }
}

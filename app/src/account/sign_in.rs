//! Signing in: by a code that comes by mail, by its link, or by password.

use convene_service::account::sign_in::{Link, look_at_link, pending_address};
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{Button, ButtonKind, Field, FieldKind, Form, FormActions, FormState, Notice, Tone};
use crate::request::Request;

/// `/sign-in`: forms `code` (asks for a mail) and `password`.
pub async fn ask(request: Request) -> PageResult {
    let next = request.query("next").unwrap_or("").to_owned();
    let why = match request.query("why") {
        Some("ended") => Some("Sign in and the form is there again, with everything you typed."),
        Some("unkept") => Some("What you sent could not be kept here. Go back to copy it, then sign in."),
        _ => None,
    };
    let (by_mail, by_password) =
        (request.form.of_act("mail"), request.form.of_act("password").scoped("password"));
    let open = by_password.is_posted();
    let other = if by_mail.is_posted() || open { FormState::default() } else { request.form.clone() };
    let mail_form = if by_mail.is_posted() { by_mail.clone() } else { other };
    let mail_next = next.clone();
    Ok(Page::new("Sign in", move || {
        view! {
            <div class="auth">
                <h1>"Sign in"</h1>
                {why.map(|sentence| view! {
                    <Notice tone=Tone::Info title="Your session has ended."><p>{sentence}</p></Notice>
                })}
                <div class="card auth-card">
                    <Form form=mail_form act="mail">
                        <input type="hidden" name="next" value=mail_next/>
                        <Field
                            form=by_mail
                            name="email"
                            label="Your e-mail address"
                            kind=FieldKind::Email
                            autocomplete="email"
                            hint="We send you a code. No password needed; if you are new, this makes your account."
                        />
                        <FormActions>
                            <Button kind=ButtonKind::Primary wide=true>"Send me a code"</Button>
                        </FormActions>
                    </Form>
                </div>
                <details class="card auth-card" open=open>
                    <summary>"Sign in with a password instead"</summary>
                    <Form form=by_password.clone() act="password">
                        <input type="hidden" name="next" value=next/>
                        <Field
                            form=by_password.clone()
                            name="email"
                            label="E-mail address"
                            kind=FieldKind::Email
                            autocomplete="username"
                        />
                        <Field
                            form=by_password
                            name="password"
                            label="Password"
                            kind=FieldKind::Password
                            autocomplete="current-password"
                        />
                        <FormActions>
                            <Button kind=ButtonKind::Primary wide=true>"Sign in"</Button>
                        </FormActions>
                    </Form>
                </details>
            </div>
        }
    }))
}

/// `/sign-in/code`: the code from the mail.
pub async fn code(request: Request) -> PageResult {
    let address = pending_address(&request.service, &request.viewer).await?;
    let form = request.form.clone();
    Ok(Page::new("Type your code", move || {
        let sent = match address {
            Some(address) => view! {
                <p class="lead">"We sent a code to "<bdi><strong>{address}</strong></bdi>". It works for 10 minutes, once."</p>
            }
            .into_any(),
            None => view! {
                <p class="lead">"There is no open sign-in in this browser. " <a href="/sign-in">"Ask for a code first."</a></p>
            }
            .into_any(),
        };
        view! {
            <div class="auth">
                <h1>"Type your code"</h1>
                {sent}
                <div class="card auth-card">
                    <Form form=form.clone()>
                        <Field
                            form=form
                            name="code"
                            label="Code from the mail"
                            kind=FieldKind::Digits
                            autocomplete="one-time-code"
                            hint="Six digits. Or open the link in the mail, in this browser."
                        />
                        <FormActions>
                            <Button kind=ButtonKind::Primary wide=true>"Sign in"</Button>
                        </FormActions>
                    </Form>
                </div>
                <p class="muted">"Nothing arrived? Look among the unwanted mail, or "<a href="/sign-in">"ask again"</a>"."</p>
            </div>
        }
    }))
}

/// `/sign-in/link/{token}`: what the link in the mail opens. Only its button signs in.
pub async fn link(request: Request) -> PageResult {
    let token: String = request.param("token")?;
    let link = look_at_link(&request.service, &request.viewer, &token).await?;
    let form = request.form.clone();
    Ok(Page::new("Sign in", move || {
        let inside = match link {
            Link::Ready { email } => view! {
                <h1>"Sign in here?"</h1>
                <Form form=form>
                    <p>"You are about to sign in as "<bdi><strong>{email}</strong></bdi>" in this browser."</p>
                    <FormActions>
                        <Button kind=ButtonKind::Primary wide=true>"Sign in"</Button>
                    </FormActions>
                </Form>
            }
            .into_any(),
            Link::OtherBrowser => view! {
                <h1>"Almost there"</h1>
                <p>"This link was asked for in another browser or on another device. Type the code from the same mail there, \
                    or open the link there."</p>
                <p><a class="button" href="/sign-in">"Sign in here instead"</a></p>
            }
            .into_any(),
            Link::Ended => view! {
                <h1>"This link is no longer valid"</h1>
                <p>"It was used already, or it is older than 10 minutes. Ask for a new one; it takes a moment."</p>
                <p><a class="button primary" href="/sign-in">"Ask for a new link"</a></p>
            }
            .into_any(),
        };
        view! { <div class="auth"><div class="card auth-card">{inside}</div></div> }
    }))
}

//! `/address/undo/{link}`: what the letter about a changed address leads to. Only its button changes anything.

use convene_service::account::address::look_at_undo;
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{Button, ButtonKind, Form, FormActions};
use crate::request::Request;

pub async fn show(request: Request) -> PageResult {
    let link: String = request.param("link")?;
    let email = look_at_undo(&request.service, &link).await?;
    let form = request.form.clone();
    let title = if email.is_some() { "Undo the change of address" } else { "This link is no longer valid" };
    Ok(Page::new(title, move || {
        let inside = match email {
            Some(email) => view! {
                <h1>"Undo the change of address?"</h1>
                <Form form=form>
                    <p>"Your account gets "<bdi><strong>{email}</strong></bdi>" back, and everyone is signed out. Its password \
                        is removed, because someone else may know it. Everything else stays as it is."</p>
                    <p>"Then sign in with a code we email you."</p>
                    <FormActions>
                        <Button kind=ButtonKind::Primary wide=true>"Undo the change"</Button>
                    </FormActions>
                </Form>
            }
            .into_any(),
            None => view! {
                <h1>"This link is no longer valid"</h1>
                <p>"It was used already, or it is older than 7 days. If you can't sign in, contact the community team."</p>
                <p><a class="button primary" href="/sign-in">"Sign in"</a></p>
            }
            .into_any(),
        };
        view! { <div class="auth"><div class="card auth-card">{inside}</div></div> }
    }))
}

//! `/demo/{role}`: one press signs in as somebody of the demo community. Not there in a real one.

use convene_service::Error;
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{Button, ButtonKind, Form, FormActions};
use crate::request::Request;

pub async fn show(request: Request) -> PageResult {
    if !request.demo {
        return Err(Error::Missing);
    }
    let role: convene_domain::account::Role = request.param("role")?;
    let person = convene_service::demo::person(&request.service, role).await?.ok_or(Error::Missing)?;
    Ok(Page::new("Demo", move || {
        view! {
            <div class="auth">
                <div class="card auth-card">
                    <h1>"Try it as "<bdi>{person.name}</bdi></h1>
                    <p>{format!("This person is {} {} of the demo community.",
                        if "aeiou".contains(&person.role.as_str()[..1]) { "an" } else { "a" }, person.role.as_str())}</p>
                    <Form>
                        <FormActions><Button kind=ButtonKind::Primary wide=true>"Continue"</Button></FormActions>
                    </Form>
                </div>
            </div>
        }
    }))
}

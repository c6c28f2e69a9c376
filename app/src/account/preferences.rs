//! `/preferences`: zone, clock and theme for everybody, signed in or not. The header's switches post here too.

use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{Button, ButtonKind, Choice, Field, Form, FormActions, PageHeader, RadioGroup};
use crate::request::Request;

pub async fn show(request: Request) -> PageResult {
    Ok(Page::new("Time and theme", move || {
        let form = request.form.clone();
        let hours = if request.local.twelve_hours { "h12" } else { "h24" };
        let theme = request.theme.clone().unwrap_or_else(|| "system".to_owned());
        let back = form.value("next").unwrap_or("/").to_owned();
        view! {
            <PageHeader title="Time and theme" lead="How this place shows itself in this browser."/>
            <Form form=form.clone()>
                <input type="hidden" name="next" value=back/>
                <Field form=form.clone() name="zone" label="Time zone" value=request.local.zone.clone()
                    hint="A city like Berlin, a name like Europe/Berlin, or an offset like +02:00."/>
                <RadioGroup form=form.clone() name="hour_cycle" label="Clock" inline=true value=hours
                    choices=vec![Choice::new("h24", "24 hours"), Choice::new("h12", "12 hours")]/>
                <RadioGroup form=form name="theme" label="Theme" inline=true value=theme
                    choices=vec![Choice::new("system", "As this device"), Choice::new("light", "Light"), Choice::new("dark", "Dark")]/>
                <FormActions><Button kind=ButtonKind::Primary>"Save"</Button></FormActions>
            </Form>
        }
    }))
}

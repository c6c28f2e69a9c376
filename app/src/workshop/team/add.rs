//! People the team adds by hand, and names it corrects.

use convene_domain::workshop::WorkshopState;
use convene_service::workshop::team::Team;
use leptos::prelude::*;

use super::Asked;
use crate::parts::{
    Button, ButtonKind, Card, Field, FieldKind, Form, FormActions, LinkButton, Section, Symbol,
};
use crate::request::Request;

/// For whoever asked on the phone, or could not do it alone.
pub fn section(request: &Request, team: &Team) -> Option<impl IntoView + use<>> {
    let workshop = &team.workshop;
    let open = workshop.state == WorkshopState::Published && request.now() < workshop.ends_at;
    let form = request.form.of_act("add");
    let posted = form.is_posted();
    open.then(|| {
        view! {
            <Section id="add" title="Add a person"
                lead="They get a seat, or a place in line when none is left, and a mail that says so.">
                <details class="walk-in" open=posted>
                    <summary>"Add somebody"</summary>
                    <Form form=form.clone() act="add" action="#add" class="material-form">
                        <Field form=form.clone() name="name" label="Name" autocomplete="off"/>
                        <Field form=form name="email" label="E-mail address" kind=FieldKind::Email autocomplete="off"/>
                        <FormActions><Button kind=ButtonKind::Primary icon=Symbol::Plus>"Add them"</Button></FormActions>
                    </Form>
                </details>
            </Section>
        }
    })
}

/// The name of one of those shown, to be corrected.
pub fn rename(request: &Request, team: &Team, asked: &Asked) -> Option<impl IntoView + use<>> {
    let who = asked.renamed?;
    let row = team.rows.iter().find(|row| row.registrant.registration.id == who)?;
    let name = row.registrant.registration.name.clone();
    let form = request.form.of_act("rename");
    let back = asked.href(asked.show, asked.page);
    let email = row.registrant.email.clone();
    Some(view! {
        <div id="rename"><Card title="Correct a name" level=3>
            <p class="muted">"As it stands on the list and on the certificate of "<bdi>{email}</bdi>"."</p>
            <Form form=form.clone() act="rename" class="material-form">
                <input type="hidden" name="registration" value=who.to_string()/>
                <Field form=form name="name" label="Name" value=name autocomplete="off"/>
                <FormActions>
                    <Button kind=ButtonKind::Primary>"Save"</Button>
                    <LinkButton href=back kind=ButtonKind::Quiet>"Cancel"</LinkButton>
                </FormActions>
            </Form>
        </Card></div>
    })
}

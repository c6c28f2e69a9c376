//! `/people`: who is in the community.

use convene_domain::account::{Act, Role};
use convene_service::account::people::{self, Person};
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{Badge, Button, Column, Form, FormState, PageHeader, PersonName, Table, Tone};
use crate::request::Request;

pub async fn show(request: Request) -> PageResult {
    let people = people::list(&request.service, &request.viewer).await?;
    let may_change = request.may(Act::ChangeRoles);
    let form = request.form.clone();
    Ok(Page::new("People", move || {
        let lead =
            format!("{} people. Educators host; leads see everything; admins run the place.", people.len());
        let mut columns = vec![Column::new("Person"), Column::new("Role"), Column::new("Since")];
        if may_change {
            columns.push(Column::acts("Change role"));
        }
        let rows = people.into_iter().map(|person| row(&request, person, may_change)).collect_view();
        view! {
            <PageHeader title="People" lead=lead/>
            <crate::parts::ErrorSummary form=form/>
            <Table caption="People" caption_hidden=true columns=columns stacked=true>{rows}</Table>
        }
    }))
}

fn row(request: &Request, person: Person, may_change: bool) -> impl IntoView + use<> {
    let tone = match person.role {
        Role::Admin | Role::Lead => Tone::Accent,
        Role::Educator => Tone::Info,
        Role::Member | Role::Guest => Tone::Neutral,
    };
    let since = request.moment(person.created_at);
    let label = format!("Role of {}", person.name);
    view! {
        <tr>
            <th scope="row"><PersonName name=person.name.clone() note=person.email.clone()/></th>
            <td data-label="Role"><Badge tone=tone>{person.role.as_str()}</Badge></td>
            <td data-label="Since"><time datetime=since.datetime>{since.day}</time></td>
            {may_change.then(|| view! {
                <td class="acts">
                    <Form act="role" form=FormState::default()>
                        <input type="hidden" name="person" value=person.id.to_string()/>
                        <div class="joined">
                            <select class="control dense" name="role" aria-label=label>
                                {Role::ALL.into_iter().filter(|role| *role != Role::Guest || person.role == Role::Guest).map(|role| view! {
                                    <option value=role.as_str() selected={role == person.role}>{role.as_str()}</option>
                                }).collect_view()}
                            </select>
                            <Button dense=true>"Set"</Button>
                        </div>
                    </Form>
                </td>
            })}
        </tr>
    }
}

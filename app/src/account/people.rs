//! `/people`: who is in the community. Who is looked for is in the address: `?q=ada&role=educator&page=2`.

use convene_domain::account::{Act, Role};
use convene_service::account::people::{self, Found, Person, Search};
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{Badge, Button, Column, Form, FormState, PageHeader, Pagination, PersonName, Table, Tone};
use crate::request::Request;

/// Whom the address asks for.
fn search(request: &Request) -> Search<'_> {
    Search {
        words: request.query("q").unwrap_or_default(),
        role: request.query("role").and_then(|role| role.parse().ok()),
        page: request.query("page").and_then(|page| page.parse().ok()).filter(|page| *page > 0).unwrap_or(1),
    }
}

/// The address of a search.
fn address(search: Search<'_>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("q", search.words), ("role", search.role.map_or("", Role::as_str))] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    if search.page > 1 {
        query.append_pair("page", &search.page.to_string());
    }
    let query = query.finish();
    if query.is_empty() { "/people".to_owned() } else { format!("/people?{query}") }
}

pub async fn show(request: Request) -> PageResult {
    let found = people::find(&request.service, &request.viewer, search(&request)).await?;
    let may_change = request.may(Act::ChangeRoles);
    let form = request.form.clone();
    Ok(Page::new("People", move || {
        let lead = format!(
            "{} people. Educators host; leads see everything; admins run the place.",
            found.everybody
        );
        view! {
            <PageHeader title="People" lead=lead/>
            <div class="stack">
                <crate::parts::ErrorSummary form=form/>
                {filters(search(&request))}
                {listed(&request, found, may_change)}
            </div>
        }
    }))
}

/// A form that leads to an address and posts nothing.
fn filters(search: Search<'_>) -> impl IntoView + use<> {
    let words = search.words.to_owned();
    let chosen = search.role;
    let roles = Role::ALL.map(|role| {
        view! { <option value=role.as_str() selected={Some(role) == chosen}>{role.as_str()}</option> }
    });
    let narrowed = !words.is_empty() || chosen.is_some();
    view! {
        <form class="people-search" method="get" action="/people" role="search">
            <div class="field">
                <label class="label" for="people-q">"Name or address"</label>
                <input class="control" id="people-q" type="search" name="q" value=words dir="auto"/>
            </div>
            <div class="field">
                <label class="label" for="people-role">"Role"</label>
                <select class="control" id="people-role" name="role">
                    <option value="">"Every role"</option>
                    {roles.collect_view()}
                </select>
            </div>
            <div class="row">
                <Button>"Search"</Button>
                {narrowed.then(|| view! { <a href="/people">"Everybody"</a> })}
            </div>
        </form>
    }
}

fn listed(request: &Request, found: Found, may_change: bool) -> AnyView {
    let searched = search(request);
    if found.people.is_empty() {
        return view! { <p class="muted">"Nobody is found. Look for fewer letters, or in every role."</p> }
            .into_any();
    }
    let mut columns = vec![Column::new("Person"), Column::new("Role"), Column::new("Since")];
    if may_change {
        columns.push(Column::acts("Change role"));
    }
    let here = address(searched);
    let count = (found.count < found.everybody).then(|| {
        let of = format!("{} of {} are found.", found.count, found.everybody);
        view! { <p class="muted">{of}</p> }
    });
    let pages = u32::try_from(found.count.div_ceil(people::SHOWN)).unwrap_or(u32::MAX);
    let page = u32::try_from(searched.page).unwrap_or(u32::MAX);
    let (words, role) = (searched.words.to_owned(), searched.role);
    let href_of = move |page: u32| {
        address(Search { words: &words, role, page: usize::try_from(page).unwrap_or(usize::MAX) })
    };
    let rows = found.people.into_iter().map(|person| row(request, person, may_change, &here)).collect_view();
    view! {
        {count}
        <Table caption="People" caption_hidden=true columns=columns stacked=true>{rows}</Table>
        <Pagination label="Pages of people" page pages href_of/>
    }
    .into_any()
}

fn row(request: &Request, person: Person, may_change: bool, here: &str) -> impl IntoView + use<> {
    let here = here.to_owned();
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
                        <input type="hidden" name="back" value=here/>
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

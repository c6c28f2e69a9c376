//! The registrants: a table with a checkbox in each row, and what can be done with those selected.

use convene_domain::workshop::RegistrationState;
use convene_service::workshop::team::{Row, Show, Team};
use leptos::prelude::*;

use super::{Asked, ROWS, Selected};
use crate::parts::{
    Badge, Button, ButtonKind, Column, ErrorSummary, FormState, Icon, LinkButton, Menu, Pagination,
    PersonName, Symbol, Table, Tone, When,
};
use crate::request::Request;

/// The table in one form: its buttons say whom they are about.
pub fn table(request: &Request, team: &Team, asked: &Asked) -> impl IntoView + use<> {
    let pages = team.rows.len().div_ceil(ROWS);
    let page = asked.page.min(pages);
    let shown = team.rows.iter().skip((page - 1) * ROWS).take(ROWS);
    let pending = team.rows.iter().any(|row| row.registrant.registration.state == RegistrationState::Pending);
    let boxes = team.rows.iter().skip((page - 1) * ROWS).take(ROWS);
    let states: Vec<_> = boxes.map(|row| row.registrant.registration.state).collect();
    let active = states.iter().any(|state| !state.ended());
    let restores = asked.show == Show::Ended && states.contains(&RegistrationState::Declined);
    let selectable = states.iter().filter(|state| has_box(asked, **state)).count();
    let select = select_all(asked, Selected::Registered, selectable);
    let rows = shown.map(|row_of| row(request, asked, row_of)).collect_view();
    let columns = ["Person", "State", "Registered", "Came"].map(Column::new).into_iter();
    let columns = columns.chain([Column::acts("Decide")]).collect();
    let link = asked.clone();
    let href = move |page: u32| link.href(link.show, page as usize);
    let (page, pages) = (u32::try_from(page).unwrap_or(1), u32::try_from(pages).unwrap_or(1));
    // The other forms of the page show their own errors.
    let elsewhere = ["material", "add", "rename"].iter().any(|act| request.form.of_act(act).is_posted());
    let form = if elsewhere { FormState::default() } else { request.form.clone() };
    view! {
        <form method="post" class="team-people" novalidate=true>
            <ErrorSummary form=form/>
            {active.then(|| bulk(pending, select))}
            {restores.then(|| restore(select_all(asked, Selected::Registered, selectable)))}
            <Table caption="People who registered" caption_hidden=true columns=columns stacked=true>{rows}</Table>
        </form>
        <Pagination label="Pages of registrations" page=page pages=pages href_of=href/>
    }
}

/// Whether somebody in this state can be selected: whoever has not ended, and on their own list those removed.
fn has_box(asked: &Asked, state: RegistrationState) -> bool {
    !state.ended() || (asked.show == Show::Ended && state == RegistrationState::Declined)
}

/// A link to the same page with every box of a list ticked, or with none. It needs no script.
pub fn select_all(asked: &Asked, list: Selected, count: usize) -> Option<impl IntoView + use<>> {
    let (href, words) = match asked.selected == Some(list) {
        true => (asked.href(asked.show, asked.page), "Clear selection".to_owned()),
        false => (asked.selecting(list), format!("Select all {count}")),
    };
    (count > 1).then(|| view! { <a class="small" href=href>{words}</a> })
}

/// The button that removes those selected, behind one more press.
pub fn remove(told: &'static str) -> impl IntoView {
    view! {
        <Menu class="as-button team-remove" button=|| view! { "Remove"<Icon of=Symbol::ChevronDown/> }>
            <div class="stack tight team-sure">
                <p class="small">{told}</p>
                <Button kind=ButtonKind::Danger dense=true name="act" value="remove">"Remove selected"</Button>
            </div>
        </Menu>
    }
}

/// What can be done with those selected.
fn bulk(pending: bool, select: Option<impl IntoView>) -> impl IntoView {
    let decide = pending.then(|| {
        view! {
            <Button dense=true kind=ButtonKind::Primary icon=Symbol::Check name="act" value="approve">"Approve"</Button>
            <Button dense=true name="act" value="decline">"Decline"</Button>
        }
    });
    view! {
        <div class="team-bulk" role="group" aria-label="Selected people" id="field-registration">
            <span class="small muted">"Selected:"</span>
            {decide}
            {remove("They lose their seat or waitlist place and we’ll email them. The next person on the waitlist gets the seat right away, so the seat may be gone when you change your mind.")}
            {select}
        </div>
    }
}

/// The way back for many who were removed.
fn restore(select: Option<impl IntoView>) -> impl IntoView {
    view! {
        <div class="team-bulk" role="group" aria-label="Selected people" id="field-registration">
            <span class="small muted">"Selected:"</span>
            <Button dense=true icon=Symbol::Undo name="act" value="reconsider">"Let in again"</Button>
            {select}
        </div>
    }
}

const fn state(of: RegistrationState) -> (&'static str, Tone) {
    match of {
        RegistrationState::Pending => ("To approve", Tone::Warning),
        RegistrationState::Confirmed => ("Confirmed", Tone::Success),
        RegistrationState::Waiting => ("Waiting", Tone::Info),
        RegistrationState::Offered => ("Offered", Tone::Accent),
        RegistrationState::Cancelled => ("Gave up", Tone::Neutral),
        RegistrationState::Declined => ("Declined", Tone::Neutral),
    }
}

/// A name to speak of somebody by. Who said that it was not them has left none.
fn called(of: &Row) -> String {
    let name = &of.registrant.registration.name;
    if name.is_empty() { "Somebody".to_owned() } else { name.clone() }
}

fn row(request: &Request, asked: &Asked, of: &Row) -> impl IntoView + use<> {
    let registration = &of.registrant.registration;
    let id = registration.id.to_string();
    let name = called(of);
    let (boxed, ticked) = (has_box(asked, registration.state), asked.selected == Some(Selected::Registered));
    let (word, tone) = state(registration.state);
    let word = match of.position {
        Some(position) => format!("{word}, {position} in line"),
        None => word.to_owned(),
    };
    let until = registration.offer_until.map(|until| {
        let moment = request.moment(until);
        view! { <span class="small muted team-line">"until "<When datetime=moment.datetime text=moment.text/></span> }
    });
    let since = request.moment(registration.created_at);
    let answers = (!of.answers.is_empty()).then(|| answers(of));
    let class = if answers.is_some() { "has-more" } else { "" };
    let walk_in = registration.walk_in.then(|| view! { " "<Badge>"Walk-in"</Badge> });
    let decide = match registration.state {
        RegistrationState::Pending => decide(&id, &name).into_any(),
        RegistrationState::Declined => again(&id, &name).into_any(),
        RegistrationState::Cancelled => ().into_any(),
        _ => {
            let href = asked.renaming(registration.id);
            let label = format!("Correct the name of {name}");
            view! { <LinkButton href=href dense=true kind=ButtonKind::Quiet icon=Symbol::Pencil label=label>"Correct name"</LinkButton> }
                .into_any()
        }
    };
    view! {
        <tr class=class>
            <th scope="row">
                <label class="team-tick">
                    {boxed.then(|| view! { <input type="checkbox" name="registration" value=id.clone() checked=ticked/> })}
                    <PersonName name=name note=of.registrant.email.clone()/>
                </label>
            </th>
            <td data-label="State"><span><Badge tone=tone>{word}</Badge>{walk_in}{until}</span></td>
            <td data-label="Registered"><time datetime=since.datetime title=since.text.clone()>{since.day}", "{since.clock}</time></td>
            <td data-label="Came">{came(request, of)}</td>
            <td class="acts">{decide}</td>
        </tr>
        {answers}
    }
}

/// Whoever was declined or removed, by mistake or not.
fn again(id: &str, name: &str) -> impl IntoView + use<> {
    view! {
        <Button dense=true icon=Symbol::Undo name="one" value=format!("reconsider:{id}") label=format!("Let {name} in again")>"Let in again"</Button>
    }
}

/// One person, without ticking.
fn decide(id: &str, name: &str) -> impl IntoView + use<> {
    view! {
        <span class="row team-decide">
            <Button dense=true icon=Symbol::Check name="one" value=format!("approve:{id}") label=format!("Approve {name}")>"Approve"</Button>
            <Button dense=true kind=ButtonKind::Quiet name="one" value=format!("decline:{id}") label=format!("Decline {name}")>"Decline"</Button>
        </span>
    }
}

/// A row of its own below the person's: answers are as long as people like. Where the team decides by them they are
/// open.
fn answers(of: &Row) -> impl IntoView + use<> {
    let open = of.registrant.registration.state == RegistrationState::Pending;
    let given = of.answers.iter().map(|(question, answer)| {
        view! { <div><dt class="small muted">{question.clone()}</dt><dd>{answer.clone()}</dd></div> }
    });
    let given = given.collect_view();
    let count = of.answers.len();
    let summary = if count == 1 { "1 answer".to_owned() } else { format!("{count} answers") };
    let name = called(of);
    view! {
        <tr class="team-more">
            <td colspan="5">
                <details class="team-answers" open=open>
                    <summary>{summary}<span class="quiet-text">" of "{name}</span></summary>
                    <dl>{given}</dl>
                </details>
            </td>
        </tr>
    }
}

/// When they were checked in and by whom, when they joined.
fn came(request: &Request, of: &Row) -> impl IntoView + use<> {
    let registration = &of.registrant.registration;
    let at = |time: Option<convene_domain::Time>| time.map(|time| request.moment(time));
    let checked_in = at(*registration.checked_in_at).map(|moment| {
        let by = of.registrant.checked_in_by_name.clone().map(|by| format!(" by {by}"));
        view! {
            <span class="team-line"><Icon of=Symbol::CircleCheck/>"In at "<time datetime=moment.datetime title=moment.text>{moment.clock}</time>
                <span class="muted">{by}</span></span>
        }
    });
    let joined = at(*registration.joined_at).map(|moment| {
        view! {
            <span class="team-line"><Icon of=Symbol::Video/>"Joined at "<time datetime=moment.datetime title=moment.text>{moment.clock}</time></span>
        }
    });
    let nothing =
        (checked_in.is_none() && joined.is_none()).then(|| view! { <span class="muted">"–"</span> });
    view! { <span>{checked_in}{joined}{nothing}</span> }
}

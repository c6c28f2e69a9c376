//! Guests who have yet to confirm their registration by e-mail.

use convene_service::workshop::team::{Show, Team};
use leptos::prelude::*;

use super::people::{remove, select_all};
use super::{Asked, ROWS, Selected};
use crate::parts::{Badge, Column, PersonName, Section, Table, Tone, When};
use crate::request::Request;

/// The guests with a checkbox each; nothing where there are none, or where the page shows some of the people alone.
pub fn section(request: &Request, team: &Team, asked: &Asked) -> Option<impl IntoView + use<>> {
    if team.unconfirmed.is_empty() || asked.show != Show::All || !asked.search.trim().is_empty() {
        return None;
    }
    let shown = team.unconfirmed.iter().take(ROWS);
    let ticked = asked.selected == Some(Selected::Unconfirmed);
    let rows = shown
        .map(|guest| {
            let (since, until) = (request.moment(guest.created_at), request.moment(guest.expires_at));
            let held = match (guest.seat, team.workshop.approval) {
                (_, true) => "Request",
                (true, false) => "Seat held",
                (false, false) => "No seat yet",
            };
            view! {
                <tr>
                    <th scope="row">
                        <label class="team-tick">
                            <input type="checkbox" name="registration" value=guest.id.to_string() checked=ticked/>
                            <PersonName name=guest.name.clone() note=guest.email.clone()/>
                        </label>
                    </th>
                    <td data-label="State"><Badge tone=Tone::Neutral>{held}</Badge></td>
                    <td data-label="Registered"><time datetime=since.datetime title=since.text.clone()>{since.day}", "{since.clock}</time></td>
                    <td data-label="Held until"><When datetime=until.datetime text=until.text/></td>
                </tr>
            }
        })
        .collect_view();
    let columns = ["Person", "State", "Registered", "Held until"].map(Column::new).into_iter().collect();
    let select = select_all(asked, Selected::Unconfirmed, team.unconfirmed.len().min(ROWS));
    let title = format!("Awaiting confirmation ({})", team.unconfirmed.len());
    let found = team.unconfirmed.len();
    let first = (found > ROWS).then(|| format!("Showing the first {ROWS} of {found}."));
    Some(view! {
        <Section id="unconfirmed" title=title>
            <p class="muted">"These guests haven’t confirmed yet. If they don’t confirm in time, they’re removed from this list and their seats go to the next person on the waitlist."</p>
            {first.map(|first| view! { <p class="muted">{first}</p> })}
            <form method="post" class="team-people" novalidate=true>
                <div class="team-bulk" role="group" aria-label="Selected guests">
                    <span class="small muted">"Selected:"</span>
                    {remove("Held seats go to the next person on the waitlist. These guests won’t be notified.")}
                    {select}
                </div>
                <Table caption="Guests who have yet to confirm" caption_hidden=true columns=columns stacked=true>{rows}</Table>
            </form>
        </Section>
    })
}

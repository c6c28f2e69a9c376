//! The ways a workshop gets into somebody's calendar.

use convene_service::ics::Links;
use leptos::prelude::*;

use crate::parts::{Icon, Symbol};

/// Plain links: the file for every program on a phone or a computer, and the calendars on the web.
#[component]
pub fn AddToCalendar(
    /// Where the calendar file is, such as `/workshops/ID/event.ics` or `/seat/LINK/event.ics`.
    #[prop(into)]
    file: String,
    links: Links,
) -> impl IntoView {
    let web = [("Google", links.google), ("Outlook.com", links.outlook), ("Microsoft 365", links.office)];
    let web = web
        .into_iter()
        .map(|(name, href)| view! { <li><a href=href rel="noopener noreferrer external">{name}</a></li> })
        .collect_view();
    view! {
        <div class="add-to-calendar">
            <p class="small muted" id="add-to-calendar">"Add to calendar"</p>
            <ul aria-labelledby="add-to-calendar">
                <li><a href=file download><Icon of=Symbol::Calendar/>"Calendar file"</a></li>
                {web}
            </ul>
        </div>
    }
}

//! Times, ready made by the server in the reader's zone.

use leptos::prelude::*;

/// A moment with its zone and, where it helps, how far away it is. The texts come from the server's calendar.
#[component]
pub fn When(
    /// RFC 3339, for machines: `2026-11-24T17:00:00Z`.
    #[prop(into)]
    datetime: String,
    /// `Tue 24 Nov 2026, 18:00`.
    #[prop(into)]
    text: String,
    /// `CET (UTC+1)`. Left out where the page says the zone once for a whole list.
    #[prop(into, optional)]
    zone: Option<String>,
    /// `in 3 h`. Left out where it would not help.
    #[prop(into, optional)]
    distance: Option<String>,
) -> impl IntoView {
    let zone = zone.map(|zone| view! { " "<span class="zone">{zone}</span> });
    let distance = distance.map(|distance| view! { " "<span class="distance">{distance}</span> });
    view! { <span class="moment"><time datetime=datetime><bdi>{text}</bdi></time>{zone}{distance}</span> }
}

/// A day as a block at the start of a card: "24", "Nov", "Tue".
#[component]
pub fn DateBlock(
    #[prop(into)] datetime: String,
    #[prop(into)] day: String,
    #[prop(into)] month: String,
    #[prop(into)] weekday: String,
) -> impl IntoView {
    view! {
        <time class="date-block" datetime=datetime>
            <span class="date-weekday">{weekday}" "</span>
            <span class="date-day">{day}" "</span>
            <span class="date-month">{month}</span>
        </time>
    }
}

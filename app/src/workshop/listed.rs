//! Workshops in lists: words and parts that several pages share.

use convene_domain::workshop::{Level, WorkshopState};
use convene_service::workshop::listing::{Listed, Seats};
use leptos::prelude::*;

use crate::parts::{Badge, Icon, Symbol, Tone};
use crate::request::Request;

/// The address of a workshop's cover.
pub fn picture(id: impl std::fmt::Display, key: Option<&str>) -> String {
    match key {
        Some(key) => format!("/workshops/{id}/picture?key={key}"),
        None => format!("/workshops/{id}/picture"),
    }
}

/// The address of the list filtered by one thing.
pub fn filtered(name: &str, value: &str) -> String {
    format!("/workshops?{name}={}", encoded(value))
}

/// A value of a query, percent-encoded.
pub fn encoded(value: &str) -> String {
    let mut text = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

pub const fn level(level: Level) -> &'static str {
    match level {
        Level::Everybody => "For everybody",
        Level::Beginner => "Beginner",
        Level::Intermediate => "Intermediate",
        Level::Advanced => "Advanced",
    }
}

/// How full a workshop is, in a few words.
pub fn seats(seats: Seats) -> String {
    match seats {
        Seats::Open { taken: 0 } => "Free seats".to_owned(),
        Seats::Open { taken: 1 } => "1 is coming".to_owned(),
        Seats::Open { taken } => format!("{taken} are coming"),
        Seats::Left { left: 1 } => "1 seat left".to_owned(),
        Seats::Left { left } => format!("{left} seats left"),
        Seats::Full { .. } => "Full, waiting list open".to_owned(),
    }
}

/// `1 h 30 min`.
pub fn duration(millis: i64) -> String {
    let minutes = millis / 60_000;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// What is special about a workshop's state; most have none.
#[component]
pub fn StateBadge(state: WorkshopState, #[prop(optional)] unlisted: bool) -> impl IntoView {
    match state {
        WorkshopState::Draft => Some(view! { <Badge tone=Tone::Warning>"Draft"</Badge> }.into_any()),
        WorkshopState::Cancelled => Some(view! { <Badge tone=Tone::Danger>"Cancelled"</Badge> }.into_any()),
        WorkshopState::Published if unlisted => {
            Some(view! { <Badge icon=Symbol::Link>"By link only"</Badge> }.into_any())
        }
        WorkshopState::Published => None,
    }
}

/// How full it is, as a badge; over and called off ones have no seats to speak of.
#[component]
pub fn SeatsBadge(of: Listed, over: bool) -> impl IntoView {
    if over || of.state != WorkshopState::Published {
        return None;
    }
    let (tone, words) = match of.seats {
        Seats::Full { .. } => (Tone::Neutral, seats(of.seats)),
        _ if of.approval => (Tone::Info, "Seats on request".to_owned()),
        Seats::Left { left } if left <= 3 => (Tone::Warning, seats(of.seats)),
        Seats::Open { .. } | Seats::Left { .. } => (Tone::Success, seats(of.seats)),
    };
    Some(view! { <Badge tone=tone>{words}</Badge> })
}

/// One workshop in a list: its cover, when, what, who, and how full it is.
#[component]
pub fn WorkshopCard(
    request: Request,
    of: Listed,
    /// Alone in its place, with its day, below its cover.
    #[prop(optional)]
    upright: bool,
) -> impl IntoView {
    let now = request.now();
    let span = request.local.span(of.starts_at, of.ends_at, now);
    let when = match upright {
        true => format!("{} {} {}, {}", span.weekday, span.day, span.month, span.hours),
        false => span.hours.clone(),
    };
    let over = of.ends_at <= now;
    let live = of.starts_at <= now && !over && of.state == WorkshopState::Published;
    let where_ = match &of.address {
        Some(address) => {
            view! { <span><Icon of=Symbol::MapPin/><bdi>{first_line(address)}</bdi></span> }.into_any()
        }
        None => view! { <span><Icon of=Symbol::Video/>"Online"</span> }.into_any(),
    };
    view! {
        <article class=if upright { "card is-link workshop-card is-upright" } else { "card is-link workshop-card" }>
            <div class="workshop-card-words">
                <p class="workshop-card-when">
                    <time datetime=span.datetime.clone()><bdi>{when}</bdi></time>
                    {live.then(|| view! { <Badge tone=Tone::Success live=true>"On now"</Badge> })}
                    <StateBadge state=of.state unlisted=of.key.is_some()/>
                </p>
                <h3 class="card-title" lang=of.language.clone()><a class="card-link" href=of.path()>{of.title.clone()}</a></h3>
                <p class="workshop-card-summary muted" lang=of.language.clone()>{of.summary.clone()}</p>
                <p class="card-foot">
                    <span><Icon of=Symbol::User/><bdi>{of.host_name.clone()}</bdi></span>
                    {where_}
                    <SeatsBadge of=of.clone() over=over/>
                </p>
            </div>
            <img class="workshop-thumb" src=picture(of.id, of.key.as_deref()) alt="" width="240" height="126" loading="lazy"/>
        </article>
    }
}

/// An address in one line, with commas where it has line breaks.
pub fn one_line(address: &str) -> String {
    let lines = address.lines().map(|line| line.trim().trim_end_matches(',')).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(", ")
}

/// An address's first line: enough to know whether it is near.
pub fn first_line(address: &str) -> String {
    address.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_like_speech() {
        assert_eq!([45, 60, 90].map(|minutes| duration(minutes * 60_000)), ["45 min", "1 h", "1 h 30 min"]);
    }

    #[test]
    fn a_filter_keeps_every_sign_of_its_value() {
        assert_eq!(filtered("topic", "risk & réturn"), "/workshops?topic=risk%20%26%20r%C3%A9turn");
    }

    #[test]
    fn an_address_is_read_in_one_line() {
        assert_eq!(one_line("Room 4,\n  12 Marina Road\r\n\nLagos"), "Room 4, 12 Marina Road, Lagos");
    }

    #[test]
    fn seats_are_said_in_words() {
        assert_eq!(seats(Seats::of(Some(10), 9, 0)), "1 seat left");
        assert_eq!(seats(Seats::of(Some(10), 9, 2)), "Full, waiting list open");
        assert_eq!(seats(Seats::of(None, 0, 0)), "Free seats");
    }
}

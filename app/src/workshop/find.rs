//! What a reader of the list or the calendar asked for, as the address says it.

use convene_domain::Time;
use convene_domain::workshop::plan::language_name;
use convene_service::workshop::listing::{Choices, Filter, Place};
use leptos::prelude::*;

use super::listed::{self, encoded};
use crate::parts::{Button, Icon, Symbol};
use crate::request::Request;

/// Longest topic or language somebody may ask for; longer ones ask for nothing.
const ASKED_CHARS: usize = 100;

/// Which face of the workshops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Coming,
    Past,
    Month,
}

/// An address of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub view: View,
    pub filter: Filter,
    /// `2026-12`; none is the month it is.
    pub month: Option<String>,
    /// Where the page begins.
    pub from: Option<Place>,
}

impl Query {
    pub fn of(request: &Request) -> Self {
        let asked = |name: &str| {
            let value = request.query(name)?.trim();
            (!value.is_empty() && value.chars().count() <= ASKED_CHARS).then(|| value.to_owned())
        };
        let view = match (request.query("view"), request.query("when")) {
            (Some("month"), _) => View::Month,
            (_, Some("past")) => View::Past,
            _ => View::Coming,
        };
        Self {
            view,
            filter: Filter {
                topic: asked("topic"),
                language: asked("language"),
                level: asked("level").and_then(|level| level.parse().ok()),
                host: asked("host").and_then(|host| host.parse().ok()),
            },
            month: asked("month"),
            from: request.query("from").and_then(place),
        }
    }

    /// The pairs of its address, but for where the page begins.
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let filter = &self.filter;
        let view = match self.view {
            View::Coming => None,
            View::Past => Some(("when", "past".to_owned())),
            View::Month => Some(("view", "month".to_owned())),
        };
        let month = self.month.clone().filter(|_| self.view == View::Month);
        view.into_iter()
            .chain(month.map(|month| ("month", month)))
            .chain(filter.topic.clone().map(|topic| ("topic", topic)))
            .chain(filter.level.map(|level| ("level", level.as_str().to_owned())))
            .chain(filter.language.clone().map(|language| ("language", language)))
            .chain(filter.host.map(|host| ("host", host.to_string())))
            .collect()
    }

    pub fn address(&self) -> String {
        let from = self.from.map(|from| ("from", place_text(from)));
        let pairs: Vec<String> = self
            .pairs()
            .into_iter()
            .chain(from)
            .map(|(name, value)| format!("{name}={}", encoded(&value)))
            .collect();
        if pairs.is_empty() { "/workshops".to_owned() } else { format!("/workshops?{}", pairs.join("&")) }
    }

    /// The same filters elsewhere.
    #[must_use]
    pub fn viewing(&self, view: View) -> Self {
        Self { view, from: None, month: None, ..self.clone() }
    }

    #[must_use]
    pub fn in_month(&self, month: String) -> Self {
        Self { month: Some(month), ..self.viewing(View::Month) }
    }

    #[must_use]
    pub fn from(&self, place: Place) -> Self {
        Self { from: Some(place), ..self.clone() }
    }

    #[must_use]
    fn filtered(&self, filter: Filter) -> Self {
        Self { filter, from: None, ..self.clone() }
    }

    pub fn is_filtered(&self) -> bool {
        self.filter != Filter::default()
    }

    /// Everything, on the same face.
    #[must_use]
    pub fn unfiltered(&self) -> Self {
        self.filtered(Filter::default())
    }
}

/// A place in a list, as an address says it.
pub fn place_text(place: Place) -> String {
    format!("{}_{}", place.starts_at.millis(), place.id)
}

/// The place that [`place_text`] wrote; anything else is the first page.
pub fn place(text: &str) -> Option<Place> {
    let (millis, id) = text.split_once('_')?;
    Some(Place { starts_at: Time::from_millis(millis.parse().ok()?), id: id.parse().ok()? })
}

/// The filters as a form of the address, with only what there is to choose; what is chosen stands below and can be
/// taken away.
pub fn filters(query: &Query, choices: &Choices) -> AnyView {
    let filter = &query.filter;
    let chosen = |value: &Option<String>| value.clone().unwrap_or_default();
    let topics = choices.topics.iter().map(|topic| (topic.clone(), topic.clone())).collect();
    let levels =
        choices.levels.iter().map(|one| (one.as_str().to_owned(), listed::level(*one).to_owned())).collect();
    let languages =
        choices.languages.iter().map(|code| (code.clone(), language_name(code).to_owned())).collect();
    let hosts: Vec<(String, String)> =
        choices.hosts.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    let selects = [
        select("topic", "Topic", "All topics", topics, &chosen(&filter.topic)),
        select("level", "Level", "Any level", levels, filter.level.map_or("", |level| level.as_str())),
        select("language", "Language", "Any language", languages, &chosen(&filter.language)),
        select(
            "host",
            "Host",
            "Any host",
            hosts,
            &filter.host.map(|host| host.to_string()).unwrap_or_default(),
        ),
    ];
    if selects.iter().all(Option::is_none) && !query.is_filtered() {
        return ().into_any();
    }
    let kept = query
        .unfiltered()
        .pairs()
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    let selects = selects.into_iter().flatten().collect_view();
    view! {
        <form class="filters" method="get" action="/workshops" role="search" aria-label="Filter workshops">
            {kept}
            {selects}
            <Button icon=Symbol::Search>"Filter"</Button>
        </form>
        {taken_away(query, choices)}
    }
    .into_any()
}

/// One select, unless it has nothing to choose between.
fn select(
    name: &'static str,
    label: &'static str,
    any: &'static str,
    choices: Vec<(String, String)>,
    chosen: &str,
) -> Option<AnyView> {
    if choices.len() < 2 {
        return None;
    }
    let chosen = chosen.to_owned();
    let id = format!("filter-{name}");
    let options = choices
        .into_iter()
        .map(|(value, label)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{label}</option> }
        })
        .collect_view();
    Some(
        view! {
            <div class="filter">
                <label class="quiet-text" for=id.clone()>{label}</label>
                <select class="control" id=id name=name>
                    <option value="">{any}</option>
                    {options}
                </select>
            </div>
        }
        .into_any(),
    )
}

/// What is filtered by, each with the link that ends it.
fn taken_away(query: &Query, choices: &Choices) -> Option<AnyView> {
    let filter = &query.filter;
    let host = filter.host.map(|host| {
        choices
            .hosts
            .iter()
            .find(|(id, _)| *id == host)
            .map_or("One host".to_owned(), |(_, name)| name.clone())
    });
    let chips = [
        filter.topic.clone().map(|topic| (topic, Filter { topic: None, ..filter.clone() })),
        filter.level.map(|level| (listed::level(level).to_owned(), Filter { level: None, ..filter.clone() })),
        filter
            .language
            .clone()
            .map(|code| (language_name(&code).to_owned(), Filter { language: None, ..filter.clone() })),
        host.map(|name| (name, Filter { host: None, ..filter.clone() })),
    ];
    let chips = chips
        .into_iter()
        .flatten()
        .map(|(words, rest)| {
            let href = query.filtered(rest).address();
            view! { <li><a class="tag is-chosen" href=href aria-label=format!("Without the filter {words}")>{words.clone()}<Icon of=Symbol::X/></a></li> }
        })
        .collect_view();
    query
        .is_filtered()
        .then(|| view! { <ul class="tags filter-chips" aria-label="Filtered by">{chips}</ul> }.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_asked_and_no_more() {
        let query = Query {
            view: View::Coming,
            filter: Filter::default(),
            month: Some("2026-12".into()),
            from: None,
        };
        assert_eq!(query.address(), "/workshops");
        let filter = Filter { topic: Some("risk & return".into()), ..Filter::default() };
        let query = query.filtered(filter).in_month("2026-12".into());
        assert_eq!(query.address(), "/workshops?view=month&month=2026-12&topic=risk%20%26%20return");
        assert_eq!(query.viewing(View::Past).address(), "/workshops?when=past&topic=risk%20%26%20return");
        assert_eq!(query.unfiltered().address(), "/workshops?view=month&month=2026-12");
    }

    #[test]
    fn a_place_that_is_none_is_the_first_page() {
        for text in ["", "1", "x_y", "1_y", "_"] {
            assert_eq!(place(text), None, "{text}");
        }
    }
}

//! What the address of the team page asks for.

use convene_domain::id::{RegistrationId, WorkshopId};
use convene_service::workshop::team::Show;

use crate::request::Request;
use crate::workshop::listed::encoded;

/// What the address asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub id: WorkshopId,
    pub show: Show,
    pub search: String,
    /// From 1.
    pub page: usize,
    /// Whose name is being corrected.
    pub renamed: Option<RegistrationId>,
    /// Whose boxes are ticked when the page comes.
    pub selected: Option<Selected>,
}

/// A list whose people are all selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Selected {
    Registered,
    Unconfirmed,
}

impl Selected {
    const fn as_str(self) -> &'static str {
        match self {
            Selected::Registered => "all",
            Selected::Unconfirmed => "unconfirmed",
        }
    }

    fn of(name: &str) -> Option<Self> {
        [Selected::Registered, Selected::Unconfirmed].into_iter().find(|one| one.as_str() == name)
    }
}

impl Asked {
    pub fn of(request: &Request) -> Result<Self, convene_service::Error> {
        let page = request.query("page").and_then(|page| page.parse().ok()).unwrap_or(1);
        Ok(Self {
            id: request.param("workshop")?,
            show: Show::of(request.query("show").unwrap_or_default()),
            search: request.query("q").unwrap_or_default().to_owned(),
            page: std::cmp::max(page, 1),
            selected: request.query("select").and_then(Selected::of),
            renamed: request.query("rename").and_then(|id| id.parse().ok()),
        })
    }

    pub fn href(&self, show: Show, page: usize) -> String {
        address(self.id, show.as_str(), &self.search, page)
    }

    /// The same people, with a form for the name of one of them.
    pub fn renaming(&self, who: RegistrationId) -> String {
        self.with(&format!("rename={who}"), "rename")
    }

    /// The same people, all of a list selected.
    pub fn selecting(&self, list: Selected) -> String {
        let anchor = match list {
            Selected::Registered => "people",
            Selected::Unconfirmed => "unconfirmed",
        };
        self.with(&format!("select={}", list.as_str()), anchor)
    }

    fn with(&self, query: &str, anchor: &str) -> String {
        let here = self.href(self.show, self.page);
        let (path, _) = here.split_once('#').unwrap_or((&here, ""));
        let sign = if path.contains('?') { '&' } else { '?' };
        format!("{path}{sign}{query}#{anchor}")
    }
}

/// The team page with some of the registrants.
pub fn address(id: WorkshopId, show: &str, search: &str, page: usize) -> String {
    let mut parts = Vec::new();
    if show != Show::All.as_str() && !show.is_empty() {
        parts.push(format!("show={show}"));
    }
    if !search.trim().is_empty() {
        parts.push(format!("q={}", encoded(search.trim())));
    }
    if page > 1 {
        parts.push(format!("page={page}"));
    }
    let query = if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) };
    format!("/workshops/{id}/team{query}#people")
}

//! Tabs and pages of a list: plain links, so that the address tells where one is and Back works.

use leptos::prelude::*;

use super::icon::{Icon, Symbol};

/// One link among several of which one is where the person is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TabLink {
    pub href: String,
    pub label: String,
    pub is_current: bool,
    /// How many things are behind it.
    pub count: Option<u64>,
}

impl TabLink {
    pub fn new(href: impl Into<String>, label: impl Into<String>, is_current: bool) -> Self {
        Self { href: href.into(), label: label.into(), is_current, count: None }
    }

    #[must_use]
    pub fn count(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }
}

/// Views of the same thing.
#[component]
pub fn Tabs(#[prop(into)] label: String, tabs: Vec<TabLink>) -> impl IntoView {
    let links = tabs
        .into_iter()
        .map(|tab| {
            let count = tab.count.map(|count| view! { <span class="count">{count}</span> });
            view! {
                <li>
                    <a href=tab.href aria-current=tab.is_current.then_some("page")>{tab.label}{" "}{count}</a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="tabs" aria-label=label>
            <ul class="tab-list">{links}</ul>
        </nav>
    }
}

/// Pages of a long list. `href_of` gives the address of a page, counted from 1.
#[component]
pub fn Pagination(
    #[prop(into)] label: String,
    page: u32,
    pages: u32,
    href_of: impl Fn(u32) -> String + Send + 'static,
) -> impl IntoView {
    if pages < 2 {
        return None;
    }
    let earlier = (page > 1).then(|| {
        view! { <a class="button" rel="prev" href=href_of(page - 1)><Icon of=Symbol::ArrowLeft/>"Earlier page"</a> }
    });
    let later = (page < pages).then(|| {
        view! { <a class="button" rel="next" href=href_of(page + 1)>"Next page"<Icon of=Symbol::ArrowRight/></a> }
    });
    Some(view! {
        <nav class="pagination" aria-label=label>
            <div>{earlier}</div>
            <p class="number muted">{format!("Page {page} of {pages}")}</p>
            <div>{later}</div>
        </nav>
    })
}

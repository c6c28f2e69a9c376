//! Tables of people, answers and results.

use leptos::prelude::*;

use super::icon::{Icon, Symbol};

/// Which way a column is sorted now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sorted {
    Ascending,
    Descending,
}

/// The head of one column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    pub label: String,
    /// Figures stand at the end of their column.
    pub is_number: bool,
    /// Where sorting by this column leads: the order is in the address.
    pub sort_href: Option<String>,
    pub sorted: Option<Sorted>,
    /// The label is for screen readers only, as above a column of buttons.
    pub label_hidden: bool,
}

impl Column {
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), ..Self::default() }
    }

    pub fn number(label: impl Into<String>) -> Self {
        Self { is_number: true, ..Self::new(label) }
    }

    pub fn acts(label: impl Into<String>) -> Self {
        Self { label_hidden: true, ..Self::new(label) }
    }

    #[must_use]
    pub fn sort(mut self, href: impl Into<String>, sorted: Option<Sorted>) -> Self {
        self.sort_href = Some(href.into());
        self.sorted = sorted;
        self
    }
}

/// A table with its caption. `children` are the `<tr>` of the body; the first cell of a row is `<th
/// scope="row">`, a cell with a figure has the class `number`. Give cells `data-label` to have them stack
/// as cards on a phone (`stacked`); without it the table scrolls sideways in its own box.
#[component]
pub fn Table(
    #[prop(into)] caption: String,
    /// Keeps the caption for screen readers only, where a heading already says it.
    #[prop(optional)]
    caption_hidden: bool,
    columns: Vec<Column>,
    #[prop(optional)] stacked: bool,
    children: Children,
) -> impl IntoView {
    let heads = columns.into_iter().map(head).collect_view();
    let class = if stacked { "table is-stacked" } else { "table" };
    let scroll_name = caption.clone();
    view! {
        <div class="table-box" role="region" tabindex="0" aria-label=scroll_name>
            <table class=class>
                <caption class=caption_hidden.then_some("quiet-text")>{caption}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

fn head(column: Column) -> impl IntoView {
    let sort = column.sorted.map(|sorted| match sorted {
        Sorted::Ascending => "ascending",
        Sorted::Descending => "descending",
    });
    let sign = match column.sorted {
        Some(Sorted::Ascending) => Symbol::ArrowUp,
        Some(Sorted::Descending) => Symbol::ArrowDown,
        None => Symbol::ArrowUpDown,
    };
    let label = match column.sort_href {
        Some(href) => view! { <a class="sort" href=href>{column.label}<Icon of=sign/></a> }.into_any(),
        None if column.label_hidden => view! { <span class="quiet-text">{column.label}</span> }.into_any(),
        None => column.label.into_any(),
    };
    view! { <th scope="col" class=column.is_number.then_some("number") aria-sort=sort>{label}</th> }
}

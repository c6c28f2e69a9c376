//! Buttons, and links that look like them.

use leptos::prelude::*;

use super::icon::{Icon, Symbol};

/// How much weight a button has. One primary button per form or page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    Primary,
    #[default]
    Plain,
    /// Without a border, for rows of small acts.
    Quiet,
    /// Takes something away.
    Danger,
}

impl ButtonKind {
    fn class(self, dense: bool, wide: bool) -> String {
        let kind = match self {
            ButtonKind::Primary => "button primary",
            ButtonKind::Plain => "button",
            ButtonKind::Quiet => "button quiet",
            ButtonKind::Danger => "button danger",
        };
        format!("{kind}{}{}", if dense { " dense" } else { "" }, if wide { " wide" } else { "" })
    }
}

/// A button that submits its form, opens a dialog (`opens`) or copies a text (`copies`).
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<Symbol>,
    /// 36 px instead of 44, for rows of a table.
    #[prop(optional)]
    dense: bool,
    /// As wide as its container.
    #[prop(optional)]
    wide: bool,
    #[prop(into, optional)] name: Option<String>,
    #[prop(into, optional)] value: Option<String>,
    /// Posts elsewhere than the form does.
    #[prop(into, optional)]
    formaction: Option<String>,
    /// The id of the form it belongs to, when it stands outside.
    #[prop(into, optional)]
    form_id: Option<String>,
    /// The id of the `<dialog>` it opens; then it does not submit.
    #[prop(into, optional)]
    opens: Option<String>,
    /// The text it puts on the clipboard; then it does not submit.
    #[prop(into, optional)]
    copies: Option<String>,
    /// Spoken instead of the content, for a button that is only an icon.
    #[prop(into, optional)]
    label: Option<String>,
    #[prop(optional)] disabled: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let does_not_submit = opens.is_some() || copies.is_some();
    let popup = opens.as_ref().map(|_| "dialog");
    view! {
        <button
            type=if does_not_submit { "button" } else { "submit" }
            class=kind.class(dense, wide)
            name=name
            value=value
            formaction=formaction
            form=form_id
            data-opens=opens
            aria-haspopup=popup
            data-copies=copies
            aria-label=label.clone()
            title=label
            disabled=disabled
        >
            {icon.map(|of| view! { <Icon of=of/> })}
            {children.map(|children| children())}
        </button>
    }
}

/// A link with the looks of a button: it goes somewhere and changes nothing.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<Symbol>,
    #[prop(optional)] dense: bool,
    #[prop(optional)] wide: bool,
    /// Set for files that are saved instead of shown.
    #[prop(optional)]
    download: bool,
    #[prop(into, optional)] label: Option<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <a
            class=kind.class(dense, wide)
            href=href
            download=download.then_some("")
            aria-label=label.clone()
            title=label
        >
            {icon.map(|of| view! { <Icon of=of/> })}
            {children.map(|children| children())}
        </a>
    }
}

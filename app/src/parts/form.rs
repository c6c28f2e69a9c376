//! Forms that keep what was typed: what the server knows of a refused form, and the element that posts it.

use std::sync::Arc;

use convene_domain::FieldErrors;
use leptos::prelude::*;

use super::error_summary::ErrorSummary;

/// What somebody typed into a form that was refused, and why. Empty on the first visit. Cheap to clone.
///
/// The server provides it as context when it renders a page again; pages take it with [`FormState::here`] and
/// hand it to every field: `<Field form=&form .../>`.
#[derive(Debug, Clone, Default)]
pub struct FormState(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    values: Vec<(String, String)>,
    errors: FieldErrors,
}

impl FormState {
    /// `values` are the posted pairs in their order; a name may appear more than once.
    pub fn new(values: Vec<(String, String)>, errors: FieldErrors) -> Self {
        Self(Arc::new(Inner { values, errors }))
    }

    /// The state the server provided for this page, or an empty one.
    pub fn here() -> Self {
        use_context().unwrap_or_default()
    }

    /// This state if it belongs to the form whose hidden `act` is `act`, else an empty one. For pages that hold
    /// several forms.
    #[must_use]
    pub fn of_act(&self, act: &str) -> Self {
        if self.value("act") == Some(act) { self.clone() } else { Self::default() }
    }

    /// The first value posted under `name`.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0.values.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every value posted under `name`.
    pub fn values_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.values.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first message for `name`.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.0.errors.of(name)
    }

    pub fn errors(&self) -> &FieldErrors {
        &self.0.errors
    }

    /// Whether this is a form that came back: a box without a value was then left empty on purpose.
    pub fn is_posted(&self) -> bool {
        !self.0.values.is_empty() || !self.0.errors.is_empty()
    }
}

impl From<&FormState> for FormState {
    fn from(state: &FormState) -> Self {
        state.clone()
    }
}

/// The id of the control for the field `name`; error summaries link to it.
pub fn field_id(name: &str) -> String {
    let tail: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("field-{tail}")
}

/// A form that posts to `action`, by default the page's own address, so that a refusal shows where it was typed.
///
/// The browser's own bubbles are off (`novalidate`): the server's sentences say more, in one place, to everybody.
#[component]
pub fn Form(
    #[prop(into, optional)] form: FormState,
    #[prop(into, optional)] action: Option<String>,
    /// Tells several forms of one page apart; posted as `act`.
    #[prop(into, optional)]
    act: Option<String>,
    /// Set when the form carries a file.
    #[prop(optional)]
    upload: bool,
    #[prop(into, optional)] class: String,
    children: Children,
) -> impl IntoView {
    let encoding = upload.then_some("multipart/form-data");
    view! {
        <form method="post" action=action enctype=encoding novalidate=true class=format!("form {class}")>
            {act.map(|act| view! { <input type="hidden" name="act" value=act/> })}
            <ErrorSummary form=form/>
            {children()}
        </form>
    }
}

/// The row of buttons that ends a form.
#[component]
pub fn FormActions(children: Children) -> impl IntoView {
    view! { <div class="form-actions">{children()}</div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted() -> FormState {
        let values = [("act", "save"), ("topic", "vaults"), ("topic", "funding")];
        let values = values.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        FormState::new(values, FieldErrors::one("topic", "Choose one topic."))
    }

    #[test]
    fn a_refused_form_keeps_every_value_of_a_name() {
        let form = posted();
        assert_eq!(form.value("topic"), Some("vaults"));
        assert_eq!(form.values_of("topic").collect::<Vec<_>>(), ["vaults", "funding"]);
        assert_eq!(form.error("topic"), Some("Choose one topic."));
        assert!(form.is_posted());
    }

    #[test]
    fn a_refused_form_does_not_touch_its_neighbour_on_the_page() {
        assert!(posted().of_act("save").is_posted());
        assert!(!posted().of_act("password").is_posted());
    }

    #[test]
    fn field_ids_are_safe_in_a_link() {
        assert_eq!(field_id("answers[2].text"), "field-answers-2--text");
    }
}

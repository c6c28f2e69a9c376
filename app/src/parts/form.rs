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
pub struct FormState {
    posted: Arc<Posted>,
    scope: Option<&'static str>,
}

#[derive(Debug, Default)]
struct Posted {
    values: Vec<(String, String)>,
    errors: FieldErrors,
}

impl FormState {
    /// `values` are the posted pairs in their order; a name may appear more than once.
    pub fn new(values: Vec<(String, String)>, errors: FieldErrors) -> Self {
        Self { posted: Arc::new(Posted { values, errors }), scope: None }
    }

    /// The state the server provided for this page, or an empty one.
    pub fn here() -> Self {
        use_context().unwrap_or_default()
    }

    /// This state if it belongs to the form whose hidden `act` is `act`, else an empty one. For pages that
    /// hold several forms.
    #[must_use]
    pub fn of_act(&self, act: &str) -> Self {
        if self.value("act") == Some(act) { self.clone() } else { Self::default() }
    }

    /// The same state with `scope` in the ids of its fields, for a page where two forms have a field of one
    /// name.
    #[must_use]
    pub fn scoped(self, scope: &'static str) -> Self {
        Self { scope: Some(scope), ..self }
    }

    /// The id of the control for the field `name` of this form.
    pub fn id_of(&self, name: &str) -> String {
        match self.scope {
            Some(scope) => field_id(&format!("{scope}-{name}")),
            None => field_id(name),
        }
    }

    /// The first value posted under `name`.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.posted.values.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every value posted under `name`.
    pub fn values_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.posted.values.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every pair posted, in its order.
    pub fn values(&self) -> &[(String, String)] {
        &self.posted.values
    }

    /// The first message for `name`.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.posted.errors.of(name)
    }

    pub fn errors(&self) -> &FieldErrors {
        &self.posted.errors
    }

    /// Whether this is a form that came back: a box without a value was then left empty on purpose.
    pub fn is_posted(&self) -> bool {
        !self.posted.values.is_empty() || !self.posted.errors.is_empty()
    }
}

impl From<&FormState> for FormState {
    fn from(state: &FormState) -> Self {
        state.clone()
    }
}

/// The id of the control for the field `name` of a form without a scope; error summaries link to it.
pub fn field_id(name: &str) -> String {
    let tail: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("field-{tail}")
}

/// A form that posts to `action`, by default the page's own address, so that a refusal shows where it was
/// typed.
///
/// The browser's own bubbles are off (`novalidate`): the server's sentences say more, in one place, to
/// everybody.
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
        assert_eq!(posted().scoped("password").id_of("email"), "field-password-email");
    }
}

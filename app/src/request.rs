//! What a page knows about the request it answers.

use std::str::FromStr;
use std::sync::Arc;

use convene_domain::Time;
use convene_domain::account::Act;
use convene_service::account::setup::Community;
use convene_service::calendar::{Local, Moment};
use convene_service::{Error, Service, Viewer};
use serde::{Deserialize, Serialize};

use crate::parts::FormState;

/// A word about what was just done, shown once on the page people land on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toast {
    pub text: String,
    /// A form that takes it back: where it posts, and its hidden fields.
    pub undo: Option<Undo>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl Toast {
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), undo: None }
    }

    #[must_use]
    pub fn undo(mut self, action: impl Into<String>, fields: &[(&str, &str)]) -> Self {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.undo = Some(Undo { action: action.into(), fields });
        self
    }
}

/// One request, as pages see it. Cheap to clone.
#[derive(Clone)]
pub struct Request(Arc<Facts>);

/// What the server gathers before a page is asked.
#[derive(Clone)]
pub struct Facts {
    pub service: Service,
    pub viewer: Viewer,
    /// None until the first admin has set the community up.
    pub community: Option<Community>,
    pub path: String,
    pub query: Vec<(String, String)>,
    /// Variable parts of the path, by the names the route gives them.
    pub params: Vec<(String, String)>,
    pub local: Local,
    /// Whether the zone was named by the browser or the profile, not guessed.
    pub zone_known: bool,
    pub theme: Option<String>,
    pub toast: Option<Toast>,
    /// The demo community: sign-in links and the style guide are open.
    pub demo: bool,
    pub form: FormState,
}

impl std::ops::Deref for Request {
    type Target = Facts;
    fn deref(&self) -> &Facts {
        &self.0
    }
}

impl Request {
    pub fn new(facts: Facts) -> Self {
        Self(Arc::new(facts))
    }

    /// The same request with a form to show again.
    #[must_use]
    pub fn with_form(&self, form: FormState) -> Self {
        let mut facts = (*self.0).clone();
        facts.form = form;
        Self::new(facts)
    }

    pub fn now(&self) -> Time {
        self.service.now()
    }

    /// A variable part of the path; one that does not parse leads nowhere.
    pub fn param<T: FromStr>(&self, name: &str) -> Result<T, Error> {
        let found = self.params.iter().find(|(key, _)| key == name);
        found.and_then(|(_, value)| value.parse().ok()).ok_or(Error::Missing)
    }

    /// The first value of a query parameter.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn may(&self, act: Act) -> bool {
        self.viewer.may(act)
    }

    /// `time` in the reader's zone and hours.
    pub fn moment(&self, time: Time) -> Moment {
        self.local.moment(time, self.now())
    }

    pub fn site_name(&self) -> String {
        self.community.as_ref().map_or_else(|| "Convene".to_owned(), |community| community.name.clone())
    }
}

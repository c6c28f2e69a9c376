//! A page: first its data, then its HTML.
//!
//! Pages are async functions from a [`Request`] to a [`Page`]. They ask `service` for what they need and answer
//! with a closure that builds the view; so status and title are known before a byte is rendered, nothing waits
//! inside the view, and no page data is serialised into the HTML.

use std::sync::Arc;

use convene_service::Error;
use hydration_context::{SharedContext, SsrSharedContext};
use leptos::prelude::*;

use crate::assets::{Assets, Nonce};
use crate::request::Request;
use crate::shell::Shell;

/// Builds the view, on the server, inside the reactive owner that islands need.
type Body = Box<dyn FnOnce() -> AnyView + Send>;

/// What stands around the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// Header, footer, a column of text width or cards.
    Site,
    /// Nothing but the page: the big screen and the player's stage.
    Stage,
}

/// What other sites and apps show of a page when somebody passes it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sharing {
    /// Its one address, from the root on: `/workshops/ID`.
    pub path: String,
    /// One or two sentences.
    pub description: String,
    /// Address of a picture of 1200 by 630, from the root on.
    pub picture: Option<String>,
    /// A schema.org description as JSON.
    pub json_ld: Option<String>,
}

pub struct Page {
    pub title: String,
    pub status: u16,
    pub frame: Frame,
    pub sharing: Option<Sharing>,
    /// Not for search engines: it is somebody's own, or for whoever has its link.
    pub unlisted: bool,
    pub body: Body,
}

pub type PageResult = Result<Page, Error>;

impl Page {
    pub fn new<V: IntoView + 'static>(
        title: impl Into<String>,
        body: impl FnOnce() -> V + Send + 'static,
    ) -> Self {
        Self {
            title: title.into(),
            status: 200,
            frame: Frame::Site,
            sharing: None,
            unlisted: false,
            body: Box::new(move || body().into_any()),
        }
    }

    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    #[must_use]
    pub fn sharing(mut self, sharing: Sharing) -> Self {
        self.sharing = Some(sharing);
        self
    }

    /// Keeps it out of search engines.
    #[must_use]
    pub fn unlisted(mut self) -> Self {
        self.unlisted = true;
        self
    }

    #[must_use]
    pub fn stage(mut self) -> Self {
        self.frame = Frame::Stage;
        self
    }
}

/// The whole HTML document of a page.
///
/// Rendered in one go, not streamed: everything it shows was loaded before, so there is nothing to wait for and no
/// script is needed to put late pieces in place.
pub fn html(request: Request, page: Page, assets: Assets, nonce: Nonce) -> String {
    let context = Arc::new(SsrSharedContext::new_islands());
    // Otherwise what is rendered here would be kept for hydration, islands or not.
    context.set_is_hydrating(false);
    let owner = Owner::new_root(Some(context));
    let html = owner.with(|| {
        provide_context(assets);
        provide_context(nonce);
        provide_context(request.form.clone());
        let Page { title, frame, sharing, unlisted, body, .. } = page;
        view! { <Shell request title frame sharing unlisted>{body()}</Shell> }.to_html()
    });
    owner.unset_with_forced_cleanup();
    html
}

//! Where the files beside the pages are: styles, scripts, fonts, WASM, under names that carry their hash.

use std::collections::HashMap;
use std::sync::Arc;

/// The script that loads a page again when the server was built anew: there only under `cargo xtask dev`.
pub const RELOAD: &str = "dev/reload.js";

/// From a logical name such as `app.css` or `play.js` to its address. A context of every page.
#[derive(Debug, Clone, Default)]
pub struct Assets(Arc<HashMap<String, String>>);

impl Assets {
    /// `urls` pairs logical names with whole addresses, `/assets/play.1f3a….js` for `play.js`.
    pub fn new(urls: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(Arc::new(urls.into_iter().collect()))
    }

    /// The address of a file. One that is not built yet gets an address that answers 404.
    pub fn url(&self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_else(|| ["/assets/", name].concat())
    }

    /// The same with one file more.
    #[must_use]
    pub fn with(&self, name: &str, url: String) -> Self {
        let mut urls = (*self.0).clone();
        urls.insert(name.to_owned(), url);
        Self(Arc::new(urls))
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

/// What marks this answer's own scripts for the content security policy. A context of every page.
#[derive(Debug, Clone, Default)]
pub struct Nonce(pub String);

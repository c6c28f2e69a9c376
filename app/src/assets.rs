//! Where the files beside the pages are: styles, scripts, fonts, WASM, under names that carry their hash.

use std::collections::HashMap;
use std::sync::Arc;

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

    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

/// What marks this answer's own scripts for the content security policy. A context of every page.
#[derive(Debug, Clone, Default)]
pub struct Nonce(pub String);

//! Answers: a rendered page, or on the way to one.

use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use convene_app::assets::Nonce;
use convene_app::errors;
use convene_app::page::{Page, PageResult};
use convene_app::request::{Request, Toast};
use convene_service::account::{Signed, browser};
use convene_service::chance::secret_hash;
use convene_service::{Error, Viewer};

use crate::cookie;
use crate::establish::append;
use crate::state::AppState;

/// Where the person goes next, and what the browser keeps.
#[derive(Debug)]
pub struct Done {
    pub to: String,
    pub toast: Option<Toast>,
    /// The secret of a new session; `Some("")` ends the one in the cookie.
    pub session: Option<String>,
    /// A new secret for the browser's own cookie.
    pub browser: Option<String>,
    /// What this browser remembers of the accounts that signed in there.
    pub devices: Option<String>,
    pub preferences: Option<String>,
}

impl Done {
    pub fn to(path: impl Into<String>) -> Self {
        Self { to: path.into(), toast: None, session: None, browser: None, devices: None, preferences: None }
    }

    #[must_use]
    pub fn toast(mut self, toast: Toast) -> Self {
        self.toast = Some(toast);
        self
    }

    #[must_use]
    pub fn saying(self, text: &str) -> Self {
        self.toast(Toast::new(text))
    }

    #[must_use]
    pub fn session(mut self, token: String) -> Self {
        self.session = Some(token);
        self
    }

    #[must_use]
    pub fn browser(mut self, token: Option<String>) -> Self {
        self.browser = token;
        self
    }

    #[must_use]
    pub fn devices(mut self, devices: String) -> Self {
        self.devices = Some(devices);
        self
    }

    /// What a browser keeps in which somebody has just signed in.
    #[must_use]
    pub fn signed_in(self, signed: Signed) -> Self {
        self.devices(signed.devices).session(signed.token).browser(signed.browser)
    }

    /// The answer to `viewer`, whose browser alone can show the toast.
    pub fn respond_to(mut self, state: &AppState, viewer: &Viewer) -> Response {
        let browser = self.browser.as_deref().map_or_else(|| viewer.browser.clone(), secret_hash);
        let toast = self.toast.take().and_then(|toast| serde_json::to_string(&toast).ok());
        let mut response = self.respond(state);
        if let Some(json) = toast {
            let note = browser::note(&state.service, &browser, &json);
            append(&mut response, cookie::set(&state.config, cookie::TOAST, &note, 1));
        }
        response
    }

    /// The answer without a word; see [`Done::respond_to`].
    pub fn respond(self, state: &AppState) -> Response {
        let mut response = StatusCode::SEE_OTHER.into_response();
        let to = safe_path(&self.to);
        let place = HeaderValue::from_str(&to).unwrap_or(HeaderValue::from_static("/"));
        response.headers_mut().insert(header::LOCATION, place);
        let config = &state.config;
        if let Some(token) = self.session {
            // How long a session lives is the server's to say: it is prolonged by use, which the cookie cannot know.
            let days = if token.is_empty() { 0 } else { 400 };
            append(&mut response, cookie::set(config, cookie::SESSION, &token, days));
        }
        if let Some(token) = self.browser {
            append(&mut response, cookie::set(config, cookie::BROWSER, &token, 400));
        }
        if let Some(devices) = self.devices {
            append(&mut response, cookie::set(config, cookie::DEVICES, &devices, 400));
        }
        if let Some(preferences) = self.preferences {
            append(&mut response, cookie::set(config, cookie::PREFERENCES, &preferences, 400));
        }
        response
    }
}

/// `path` if it stays on this site, else the home page. `//host`, `/\host` and control characters lead elsewhere.
pub fn safe_path(path: &str) -> String {
    let mut characters = path.chars();
    let inside = characters.next() == Some('/') && !matches!(characters.next(), Some('/' | '\\'));
    let clean = path.chars().all(|c| !c.is_control() && c.is_ascii() && c != '\\');
    if inside && clean { path.to_owned() } else { "/".to_owned() }
}

/// A short number that stands in the log and on the page.
fn log_id(state: &AppState) -> String {
    convene_service::chance::hex(&state.service.chance().bytes::<4>())
}

/// The page for an error; our own faults go to the log with the number the person sees.
pub fn error(state: &AppState, request: &Request, nonce: Nonce, error: &Error) -> Response {
    let id = log_id(state);
    if let Error::Internal(cause) = error {
        tracing::error!(id, path = request.path, cause, "a request failed");
    }
    render(state, request.clone(), nonce, errors::page(error, &id))
}

/// Around pages that are filtered by a form: its fields that were left empty vanish from the address, so that what is
/// passed on or kept says only what was asked.
pub async fn tidy(request: axum::extract::Request, next: Next) -> Response {
    let uri = request.uri();
    let pairs = || uri.query().unwrap_or_default().split('&');
    let is_empty = |pair: &&str| pair.split_once('=').is_some_and(|(_, value)| value.is_empty());
    if !matches!(*request.method(), Method::GET | Method::HEAD) || !pairs().any(|pair| is_empty(&pair)) {
        return next.run(request).await;
    }
    let asked = pairs().filter(|pair| !is_empty(pair)).collect::<Vec<_>>().join("&");
    let query = if asked.is_empty() { asked } else { format!("?{asked}") };
    let place = HeaderValue::from_str(&safe_path(&format!("{}{query}", uri.path())));
    let place = place.unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// Every address that leads nowhere.
pub async fn nowhere(
    axum::extract::State(state): axum::extract::State<AppState>,
    axum::Extension(nonce): axum::Extension<Nonce>,
    asked: crate::establish::Asked,
) -> Response {
    error(&state, &asked.request, nonce, &Error::Missing)
}

/// A defect of ours: logged, and said plainly.
pub fn panicked(state: &AppState, cause: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("unknown");
    plain_error(state, &Error::Internal(format!("panic: {text}")))
}

/// For faults that leave nothing to make a page of: a page by itself, with the number that stands in the log.
pub fn plain_error(state: &AppState, error: &Error) -> Response {
    let id = log_id(state);
    tracing::error!(id, %error, "a request failed early");
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Something went wrong here</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"></head><body><main><h1>Something went wrong here</h1>\
         <p>It is our fault, not yours, and nothing you saved before is lost. Try again in a moment. If it stays, \
         tell the community team this number:</p><p><code>{id}</code></p><p><a href=\"/\">Home</a></p></main></body></html>"
    );
    (StatusCode::INTERNAL_SERVER_ERROR, axum::response::Html(page)).into_response()
}

/// A page, or the page for what kept it from being made.
pub fn page(state: &AppState, request: Request, nonce: Nonce, result: PageResult) -> Response {
    match result {
        Ok(page) => render(state, request, nonce, page),
        Err(Error::SignIn) => {
            let query: String = form_urlencoded::Serializer::new(String::new())
                .append_pair("next", &with_query(&request))
                .finish();
            Done::to(format!("/sign-in?{query}")).respond(state)
        }
        Err(problem) => error(state, &request, nonce, &problem),
    }
}

fn with_query(request: &Request) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&request.query).finish();
    if query.is_empty() { request.path.clone() } else { format!("{}?{query}", request.path) }
}

/// Turns a page into HTML.
pub fn render(state: &AppState, request: Request, nonce: Nonce, page: Page) -> Response {
    let status = StatusCode::from_u16(page.status).unwrap_or(StatusCode::OK);
    let unlisted = page.unlisted;
    let html = convene_app::page::html(request, page, state.assets.clone(), nonce);
    let mut response = (status, axum::response::Html(html)).into_response();
    if unlisted {
        response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(safe_path("/me?tab=games"), "/me?tab=games");
        for bad in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/a\r\nb",
            "",
            "javascript:alert(1)",
        ] {
            assert_eq!(safe_path(bad), "/", "{bad:?}");
        }
    }
}

//! Answers: a rendered page, or on the way to one.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use convene_app::assets::Nonce;
use convene_app::errors;
use convene_app::page::{Page, PageResult};
use convene_app::request::{Request, Toast};
use convene_service::Error;

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
    pub preferences: Option<String>,
}

impl Done {
    pub fn to(path: impl Into<String>) -> Self {
        Self { to: path.into(), toast: None, session: None, preferences: None }
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

    pub fn respond(self, state: &AppState) -> Response {
        let mut response = StatusCode::SEE_OTHER.into_response();
        let to = safe_path(&self.to);
        let place = HeaderValue::from_str(&to).unwrap_or(HeaderValue::from_static("/"));
        response.headers_mut().insert(header::LOCATION, place);
        let config = &state.config;
        if let Some(toast) = self.toast.and_then(|toast| serde_json::to_string(&toast).ok()) {
            append(&mut response, cookie::set(config, cookie::TOAST, &toast, 1));
        }
        if let Some(token) = self.session {
            let days = if token.is_empty() { 0 } else { 60 };
            append(&mut response, cookie::set(config, cookie::SESSION, &token, days));
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

/// Every address that leads nowhere.
pub async fn nowhere(
    axum::extract::State(state): axum::extract::State<AppState>,
    axum::Extension(nonce): axum::Extension<Nonce>,
    asked: crate::establish::Asked,
) -> Response {
    error(&state, &asked.request, nonce, &Error::Missing)
}

/// A defect of ours: logged, and said plainly.
pub fn panicked(cause: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("unknown");
    plain_error(&Error::Internal(format!("panic: {text}")))
}

/// For faults before anything is known about the request.
pub fn plain_error(error: &Error) -> Response {
    tracing::error!(%error, "a request failed early");
    let sentence = "Something went wrong here. Try again in a moment.";
    (StatusCode::INTERNAL_SERVER_ERROR, sentence).into_response()
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
    let html = convene_app::page::html(request, page, state.assets.clone(), nonce);
    (status, axum::response::Html(html)).into_response()
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

//! A workshop's card in the frame of another site: the one page that others may frame.

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use convene_app::workshop::embed;
use convene_domain::id::WorkshopId;
use convene_service::Viewer;
use convene_service::workshop::page;

use crate::establish::Asked;
use crate::state::AppState;

/// Styles, fonts and the cover; no script, no form, and whoever wants may frame it.
const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors *";

/// `GET /workshops/{workshop}/embed`. Whatever cookies arrive, it shows what everybody may see.
pub async fn show(State(state): State<AppState>, asked: Asked) -> Response {
    let request = &asked.request;
    let key = request.query("key");
    let opened = async {
        let id: WorkshopId = request.param("workshop")?;
        page::open(&state.service, &Viewer::default(), id, key).await
    };
    let opened = opened.await;
    let status = if opened.is_ok() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let html = embed::html(request, opened, key, &state.assets);
    let mut response = (status, Html(html)).into_response();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "public, max-age=60"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

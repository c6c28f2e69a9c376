//! Covers of workshops.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, body::Body};
use convene_app::assets::Nonce;
use convene_domain::id::WorkshopId;
use convene_service::Error;
use convene_service::workshop::page::{self, Picture};
use convene_service::workshop::preview;

use crate::answer;
use crate::establish::Asked;
use crate::state::AppState;

/// A picture is not a page: opened by itself it runs and loads nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// `GET /workshops/{workshop}/picture`.
pub async fn cover(
    State(state): State<AppState>,
    Extension(nonce): Extension<Nonce>,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let request = &asked.request;
    let found = async {
        let id: WorkshopId = request.param("workshop")?;
        page::cover(&state.service, &request.viewer, id, request.query("key")).await
    };
    match found.await {
        Ok(picture) => sent(&headers, picture),
        Err(error) => lost(&state, &asked, nonce, &error),
    }
}

/// `GET /workshops/{workshop}/preview.png`.
pub async fn preview(
    State(state): State<AppState>,
    Extension(nonce): Extension<Nonce>,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let request = &asked.request;
    let found = async {
        let id: WorkshopId = request.param("workshop")?;
        preview::preview(&state.service, &request.viewer, id, request.query("key")).await
    };
    match found.await {
        Ok(picture) => sent(&headers, picture),
        Err(error) => lost(&state, &asked, nonce, &error),
    }
}

fn lost(state: &AppState, asked: &Asked, nonce: Nonce, error: &Error) -> Response {
    answer::error(state, &asked.request, nonce, error)
}

/// The picture, or 304 for who has it.
fn sent(headers: &HeaderMap, picture: Picture) -> Response {
    let tag = format!("\"{}\"", picture.tag);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let known =
        known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(picture.bytes))
    };
    let caching = if picture.public { "public, max-age=600" } else { "private, max-age=600" };
    let set: [(HeaderName, Option<HeaderValue>); 5] = [
        (header::CONTENT_TYPE, HeaderValue::from_str(&picture.media_type).ok()),
        (header::ETAG, HeaderValue::from_str(&tag).ok()),
        (header::CACHE_CONTROL, Some(HeaderValue::from_static(caching))),
        (header::CONTENT_SECURITY_POLICY, Some(HeaderValue::from_static(POLICY))),
        // Other sites show the preview where somebody passed the page on.
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            Some(HeaderValue::from_static(if picture.public { "cross-origin" } else { "same-origin" })),
        ),
    ];
    for (name, value) in set {
        if let Some(value) = value {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

//! Covers of workshops.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use convene_domain::id::WorkshopId;
use convene_service::workshop::page::{self, Picture};
use convene_service::workshop::preview;

use super::file::{File, Wanted};

/// A picture is not a page: opened by itself it runs and loads nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// `GET /workshops/{workshop}/picture`.
pub async fn cover(wanted: Wanted) -> Response {
    let file = async {
        let (id, key): (WorkshopId, _) = (wanted.request.param("workshop")?, wanted.request.query("key"));
        Ok(file(page::cover(wanted.service(), wanted.viewer(), id, key).await?))
    };
    wanted.answer(file).await
}

/// `GET /workshops/{workshop}/preview.png`.
pub async fn preview(wanted: Wanted) -> Response {
    let file = async {
        let (id, key): (WorkshopId, _) = (wanted.request.param("workshop")?, wanted.request.query("key"));
        Ok(file(preview::preview(wanted.service(), wanted.viewer(), id, key).await?))
    };
    wanted.answer(file).await
}

fn file(picture: Picture) -> File {
    let (caching, origins) = match picture.public {
        // Other sites show the preview where somebody passed the page on.
        true => ("public, max-age=600", "cross-origin"),
        false => ("private, max-age=600", "same-origin"),
    };
    File {
        headers: vec![
            (header::CONTENT_TYPE, HeaderValue::from_str(&picture.media_type).ok()),
            (header::CACHE_CONTROL, Some(HeaderValue::from_static(caching))),
            (header::CONTENT_SECURITY_POLICY, Some(HeaderValue::from_static(POLICY))),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                Some(HeaderValue::from_static(origins)),
            ),
        ],
        bytes: picture.bytes,
        tag: picture.tag,
    }
}

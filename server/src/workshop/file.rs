//! Files that are made when they are asked for, and sent anew only when they changed.

use std::future::Future;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use convene_app::assets::Nonce;
use convene_app::request::Request;
use convene_service::{Error, Service, Viewer};

use crate::answer;
use crate::establish::Asked;
use crate::state::AppState;

/// A file as it is sent.
pub struct File {
    pub bytes: Vec<u8>,
    /// Changes with the file.
    pub tag: String,
    /// What is known of it; `None` where a value is no header's.
    pub headers: Vec<(HeaderName, Option<HeaderValue>)>,
}

/// Somebody asks for a file.
pub struct Wanted {
    state: AppState,
    nonce: Nonce,
    headers: HeaderMap,
    pub request: Request,
}

impl FromRequestParts<AppState> for Wanted {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let Asked { request, .. } = Asked::from_request_parts(parts, state).await?;
        let nonce = parts.extensions.get::<Nonce>().cloned().unwrap_or_default();
        Ok(Self { state: state.clone(), nonce, headers: parts.headers.clone(), request })
    }
}

impl Wanted {
    pub fn service(&self) -> &Service {
        &self.state.service
    }

    pub fn viewer(&self) -> &Viewer {
        &self.request.viewer
    }

    /// The file; 304 for who has it; the page that says why there is none.
    pub async fn answer(&self, file: impl Future<Output = Result<File, Error>>) -> Response {
        let file = match file.await {
            Ok(file) => file,
            Err(error) => return answer::error(&self.state, &self.request, self.nonce.clone(), &error),
        };
        let tag = format!("\"{}\"", file.tag);
        let mut response = match self.has(&tag) {
            true => StatusCode::NOT_MODIFIED.into_response(),
            false => Response::new(Body::from(file.bytes)),
        };
        let headers = response.headers_mut();
        for (name, value) in
            file.headers.into_iter().chain([(header::ETAG, HeaderValue::from_str(&tag).ok())])
        {
            if let Some(value) = value {
                headers.insert(name, value);
            }
        }
        response
    }

    fn has(&self, tag: &str) -> bool {
        let known = self.headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag))
    }
}

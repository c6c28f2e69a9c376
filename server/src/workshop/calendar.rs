//! Calendar files and feeds.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use convene_app::assets::Nonce;
use convene_app::request::Request;
use convene_app::workshop::find::Query;
use convene_domain::id::WorkshopId;
use convene_service::Error;
use convene_service::workshop::feed::{self, Feed};

use crate::answer::{self, Done};
use crate::establish::Asked;
use crate::form::Posted;
use crate::state::AppState;

/// Who may keep a calendar for a while.
#[derive(Clone, Copy)]
enum Cache {
    /// Everybody on the way, for five minutes.
    Public,
    /// Only whoever asked, and only to ask whether it is still the same.
    Private,
}

/// `/workshops/calendar.ics`: everything listed, with the filters of the list.
pub async fn public(
    State(state): State<AppState>,
    Extension(nonce): Extension<Nonce>,
    headers: HeaderMap,
    asked: Asked,
) -> Response {
    let feed = feed::public(&state.service, &Query::of(&asked.request).filter).await;
    send(&state, &asked.request, nonce, &headers, feed, "workshops.ics", Cache::Public)
}

/// `/workshops/{workshop}/event.ics`.
pub async fn event(
    State(state): State<AppState>,
    Extension(nonce): Extension<Nonce>,
    headers: HeaderMap,
    asked: Asked,
) -> Response {
    let request = &asked.request;
    let feed = async {
        let id: WorkshopId = request.param("workshop")?;
        feed::one(&state.service, &request.viewer, id, request.query("key")).await
    };
    send(&state, request, nonce, &headers, feed.await, "workshop.ics", Cache::Private)
}

/// `/seat/{link}/event.ics`.
pub async fn seat(
    State(state): State<AppState>,
    Extension(nonce): Extension<Nonce>,
    headers: HeaderMap,
    asked: Asked,
) -> Response {
    let request = &asked.request;
    let feed = async {
        let link: String = request.param("link")?;
        feed::seat(&state.service, &link).await
    };
    send(&state, request, nonce, &headers, feed.await, "workshop.ics", Cache::Private)
}

/// `/calendar/{link}`: somebody's own feed.
pub async fn personal(
    State(state): State<AppState>,
    Extension(nonce): Extension<Nonce>,
    headers: HeaderMap,
    asked: Asked,
) -> Response {
    let request = &asked.request;
    let feed = async {
        let link: String = request.param("link")?;
        feed::personal(&state.service, link.strip_suffix(".ics").ok_or(Error::Missing)?).await
    };
    send(&state, request, nonce, &headers, feed.await, "my-workshops.ics", Cache::Private)
}

fn send(
    state: &AppState,
    request: &Request,
    nonce: Nonce,
    headers: &HeaderMap,
    feed: Result<Feed, Error>,
    name: &str,
    cache: Cache,
) -> Response {
    let feed = match feed {
        Ok(feed) => feed,
        Err(error) => return answer::error(state, request, nonce, &error),
    };
    let tag = format!("\"{}\"", feed.tag);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or("");
    let same = known.split(',').any(|known| known.trim().trim_start_matches("W/") == tag);
    let cache = match cache {
        Cache::Public => "public, max-age=300",
        Cache::Private => "private, no-cache",
    };
    let about = [(header::ETAG, tag), (header::CACHE_CONTROL, cache.to_owned())];
    if same {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    let kind = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (about, kind, feed.text).into_response()
}

/// `/me/calendar`.
pub async fn own(posted: Posted) -> Result<Done, Error> {
    let (service, viewer) = (posted.service(), posted.viewer());
    if posted.act() == "renew" {
        feed::renew(service, viewer).await?;
        return Ok(Done::to("/me/calendar").saying("The old address has ended. Subscribe to this one."));
    }
    feed::make(service, viewer).await?;
    Ok(Done::to("/me/calendar").saying("This is your address."))
}

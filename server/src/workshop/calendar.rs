//! Calendar files and feeds.

use std::sync::Arc;

use axum::http::{HeaderValue, header};
use axum::response::Response;
use convene_app::workshop::find::Query;
use convene_domain::id::WorkshopId;
use convene_service::Error;
use convene_service::workshop::feed::{self, Feed};

use super::file::{File, Wanted};
use crate::answer::Done;
use crate::form::Posted;

/// Who may keep a calendar for a while.
#[derive(Clone, Copy)]
enum Cache {
    /// Everybody on the way, for five minutes.
    Public,
    /// Only whoever asked, and only to ask whether it is still the same.
    Private,
}

/// `/workshops/calendar.ics`: everything listed, with the filters of the list.
pub async fn public(wanted: Wanted) -> Response {
    let file = async {
        let feed = feed::public(wanted.service(), &Query::of(&wanted.request).filter).await?;
        Ok(file(Arc::unwrap_or_clone(feed), "workshops.ics", Cache::Public))
    };
    wanted.answer(file).await
}

/// `/workshops/{workshop}/event.ics`.
pub async fn event(wanted: Wanted) -> Response {
    let file = async {
        let (id, key): (WorkshopId, _) = (wanted.request.param("workshop")?, wanted.request.query("key"));
        let feed = feed::one(wanted.service(), wanted.viewer(), id, key).await?;
        Ok(file(feed, "workshop.ics", Cache::Private))
    };
    wanted.answer(file).await
}

/// `/seat/{link}/event.ics`.
pub async fn seat(wanted: Wanted) -> Response {
    let file = async {
        let link: String = wanted.request.param("link")?;
        Ok(file(feed::seat(wanted.service(), &link).await?, "workshop.ics", Cache::Private))
    };
    wanted.answer(file).await
}

/// `/calendar/{link}`: somebody's own feed.
pub async fn personal(wanted: Wanted) -> Response {
    let file = async {
        let link: String = wanted.request.param("link")?;
        let link = link.strip_suffix(".ics").ok_or(Error::Missing)?;
        Ok(file(feed::personal(wanted.service(), link).await?, "my-workshops.ics", Cache::Private))
    };
    wanted.answer(file).await
}

fn file(feed: Feed, name: &str, cache: Cache) -> File {
    let cache = match cache {
        Cache::Public => "public, max-age=300",
        Cache::Private => "private, no-cache",
    };
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).ok();
    File {
        bytes: feed.text.into_bytes(),
        tag: feed.tag,
        headers: vec![
            (header::CONTENT_TYPE, Some(HeaderValue::from_static("text/calendar; charset=utf-8"))),
            (header::CONTENT_DISPOSITION, disposition),
            (header::CACHE_CONTROL, Some(HeaderValue::from_static(cache))),
        ],
    }
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

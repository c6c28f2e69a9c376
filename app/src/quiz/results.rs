//! `/games/{game}`: what came of a game, for its hosts and for those who played.

mod host;
mod player;

use convene_domain::account::Act;
use convene_domain::id::GameId;
use convene_service::Error;
use convene_service::quiz::results;
use leptos::prelude::*;

use super::words;
use crate::page::{Page, PageResult};
use crate::parts::{PageHeader, When};
use crate::request::Request;

/// Hosts see everybody's answers, players their own, and nobody else anything.
pub async fn show(request: Request) -> PageResult {
    let id: GameId = request.param("game")?;
    if request.may(Act::HostQuizzes) {
        match results::for_host(&request.service, &request.viewer, id).await {
            Ok(results) => return Ok(host::page(&request, results)),
            Err(Error::Forbidden(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(match results::for_player(&request.service, &request.viewer, id).await? {
        Some(results) => player::page(&request, results),
        None => Page::new("The game is still on", || {
            view! {
                <PageHeader title="The game is still on"
                    lead="Its results are here as soon as the host has ended it. Load this page again then."/>
            }
        }),
    })
}

/// When a game was played, once it is over.
fn played(request: &Request, finished_at: Option<convene_domain::Time>) -> Option<AnyView> {
    let moment = request.moment(finished_at?);
    let view = view! {
        <span>"Played "<When datetime=moment.datetime text=moment.text zone=moment.zone distance=moment.distance/></span>
    };
    Some(view.into_any())
}

/// A share as a bar and as a number.
fn share(part: u32, whole: u32) -> impl IntoView {
    let percent = words::percent(part, whole);
    view! {
        <svg class="share-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            <rect class="share-rest" width="100" height="6"></rect>
            <rect width=percent.to_string() height="6"></rect>
        </svg>
        " "
        <span class="number">{format!("{percent} %")}</span>
    }
}

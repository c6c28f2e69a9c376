//! Forms and files of live games: the way in, co-hosts, the answers as a sheet.

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use convene_app::assets::Nonce;
use convene_app::quiz::join::{COOKIE_GIVEN, key, taken};
use convene_service::Error;
use convene_service::quiz::results::Sheet;
use convene_service::quiz::room::{self, Joined};
use convene_service::quiz::{game, results};

use super::Outcome;
use crate::answer::{self, Done};
use crate::establish::Asked;
use crate::form::Posted;
use crate::state::AppState;

/// `/quiz`: a typed PIN leads to the join form, or to the results when that game is just over.
pub async fn enter(posted: Posted) -> Outcome {
    let (service, viewer, typed) = (posted.service(), posted.viewer(), posted.value("pin"));
    match game::find_by_pin(service, viewer, typed, None).await {
        Ok(door) => Ok(Done::to(format!("/quiz/{}", door.pin.as_str()))),
        Err(Error::Fields(refused)) => match room::ended::own(service, viewer, typed).await? {
            Some(game) => Ok(Done::to(format!("/games/{game}"))),
            None => Err(Error::Fields(refused)),
        },
        Err(error) => Err(error),
    }
}

/// `/quiz/{pin}`: takes a seat.
pub async fn join(posted: Posted) -> Outcome {
    let pin: String = posted.request.param("pin")?;
    let suggested = posted.value("use");
    let nickname = if suggested.is_empty() { posted.value("nickname") } else { suggested };
    let mut viewer = posted.viewer().clone();
    // The form's page gave this browser a cookie, and it did not come back.
    if viewer.new_browser && !posted.value(COOKIE_GIVEN).is_empty() {
        viewer.browser.clear();
    }
    match room::join(posted.service(), &viewer, &pin, key(&posted.request), nickname).await? {
        Joined::New(_) | Joined::Already(_) => Ok(Done::to(format!("/quiz/{pin}/play"))),
        Joined::NameTaken { suggestion } => Err(taken(&suggestion)),
        Joined::Refused(refusal) => Err(Error::field("", refusal.sentence())),
    }
}

/// `/quiz/{pin}/host`: one more person may steer.
pub async fn cohost(posted: Posted) -> Outcome {
    let (service, viewer) = (posted.service(), posted.viewer());
    let pin: String = posted.request.param("pin")?;
    let door = game::find_by_pin(service, viewer, &pin, None).await?;
    let host = game::add_cohost(service, viewer, door.id, posted.value("email")).await?;
    let word = format!("{} can steer this game now.", host.name);
    Ok(Done::to(format!("/quiz/{pin}/host#hosts")).saying(&word))
}

/// Shows people to the right door of a game: who has a seat goes on playing, who has none joins first, and after
/// the end everybody finds the results.
pub async fn usher(State(state): State<AppState>, asked: Asked, request: Request, next: Next) -> Response {
    let looks = request.method() == Method::GET;
    let (joining, playing) = match request.uri().path().rsplit('/').next() {
        Some("play") => (false, true),
        Some("host") => (false, false),
        _ => (true, false),
    };
    let Ok(pin) = asked.request.param::<String>("pin") else { return next.run(request).await };
    let (service, viewer) = (&state.service, &asked.request.viewer);
    if looks && joining && results::plays(service, viewer, &pin).await.unwrap_or_default() {
        return Done::to(format!("/quiz/{pin}/play")).respond(&state);
    }
    let response = next.run(request).await;
    if looks && response.status() == StatusCode::NOT_FOUND {
        if let Ok(Some(game)) = room::ended::own(service, viewer, &pin).await {
            return Done::to(format!("/games/{game}")).respond(&state);
        }
        if playing {
            return Done::to(format!("/quiz/{pin}")).respond(&state);
        }
    }
    response
}

/// `/games/{game}/answers.csv`: for hosts; others are told that there is no such file.
pub async fn answers(
    State(state): State<AppState>,
    Extension(nonce): Extension<Nonce>,
    asked: Asked,
) -> Response {
    let sheet =
        async { results::csv(&state.service, &asked.request.viewer, asked.request.param("game")?).await };
    sent(sheet.await, &state, &asked, nonce)
}

/// `/games/{game}/ranking.csv`: for hosts, likewise.
pub async fn ranking(
    State(state): State<AppState>,
    Extension(nonce): Extension<Nonce>,
    asked: Asked,
) -> Response {
    let sheet =
        async { results::ranking(&state.service, &asked.request.viewer, asked.request.param("game")?).await };
    sent(sheet.await, &state, &asked, nonce)
}

fn sent(sheet: Result<Sheet, Error>, state: &AppState, asked: &Asked, nonce: Nonce) -> Response {
    match sheet {
        Ok(Sheet { name, text }) => {
            let name = format!("attachment; filename=\"{name}\"");
            let kind = "text/csv; charset=utf-8".to_owned();
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], text).into_response()
        }
        Err(Error::SignIn | Error::Forbidden(_)) => {
            answer::error(state, &asked.request, nonce, &Error::Missing)
        }
        Err(error) => answer::error(state, &asked.request, nonce, &error),
    }
}

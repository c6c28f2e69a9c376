//! Forms of the mail area.

use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use convene_app::assets::Nonce;
use convene_domain::id::OutboxId;
use convene_service::Error;
use convene_service::account::setup;
use convene_service::mail::{self, optout};

use crate::answer::{self, Done};
use crate::establish::Asked;
use crate::form::Posted;
use crate::state::AppState;

pub async fn list(posted: Posted) -> Result<Done, Error> {
    if posted.act() == "smtp" {
        let value = |name: &str| posted.value(name).to_owned();
        setup::save_smtp(posted.service(), posted.viewer(), &value).await?;
        return Ok(Done::to("/mail#smtp").saying("Mail server saved. Send a test message."));
    }
    if posted.act() == "retry_dead" {
        let word = match mail::retry_dead(posted.service(), posted.viewer()).await? {
            1 => "1 mail is tried again now.".to_owned(),
            count => format!("{count} mails are tried again now."),
        };
        return Ok(Done::to("/mail?state=waiting").saying(&word));
    }
    mail::send_test(posted.service(), posted.viewer(), posted.value("to")).await?;
    Ok(Done::to("/mail").saying("The test message is on its way."))
}

pub async fn one(posted: Posted) -> Result<Done, Error> {
    let id: OutboxId = posted.request.param("mail")?;
    mail::retry(posted.service(), posted.viewer(), id).await?;
    Ok(Done::to(format!("/mail/{id}")).saying("It is tried again now."))
}

/// `/mail/{mail}/{file}`: what came with a mail.
pub async fn attachment(
    State(state): State<AppState>,
    Extension(nonce): Extension<Nonce>,
    asked: Asked,
) -> Response {
    let request = &asked.request;
    let file = async {
        let (id, name): (OutboxId, String) = (request.param("mail")?, request.param("file")?);
        mail::attachment(&state.service, &request.viewer, id, &name).await
    };
    match file.await {
        Ok(file) => {
            let name = format!("attachment; filename=\"{}\"", file.name);
            ([(header::CONTENT_TYPE, file.media_type), (header::CONTENT_DISPOSITION, name)], file.body)
                .into_response()
        }
        Err(Error::SignIn | Error::Forbidden(_)) => answer::error(&state, request, nonce, &Error::Missing),
        Err(error) => answer::error(&state, request, nonce, &error),
    }
}

/// `/unsubscribe/{link}`: the page's buttons.
pub async fn unsubscribe(posted: Posted) -> Result<Done, Error> {
    let link: String = posted.request.param("link")?;
    let choice = optout::set(posted.service(), &link, posted.act() != "on").await?;
    let word = if choice.is_off { "You are unsubscribed." } else { "You get them again." };
    Ok(Done::to(format!("/unsubscribe/{link}")).saying(word))
}

/// Largest body of a mail program's own request, in bytes.
const ONE_CLICK_BYTES: usize = 4 * 1024;

/// Answers what mail programs post by themselves (RFC 8058): no cookie, no page, and no redirect, which they would
/// not follow. Everything else goes on to the page.
pub async fn one_click(
    State(state): State<AppState>,
    asked: Asked,
    request: Request,
    next: Next,
) -> Response {
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, ONE_CLICK_BYTES).await else {
        return (StatusCode::PAYLOAD_TOO_LARGE, "This request is too long.").into_response();
    };
    // As a form or as multipart: the standard allows both.
    let said = String::from_utf8_lossy(&body);
    if !(said.contains("List-Unsubscribe") && said.contains("One-Click")) {
        return next.run(Request::from_parts(head, Body::from(body))).await;
    }
    let done = async {
        let link: String = asked.request.param("link")?;
        optout::set(&state.service, &link, true).await
    };
    match done.await {
        Ok(_) => (StatusCode::OK, "You are unsubscribed.").into_response(),
        Err(Error::Missing) => (StatusCode::NOT_FOUND, "This link leads nowhere.").into_response(),
        Err(error) => answer::plain_error(&state, &error),
    }
}

//! Files of a workshop: lists of registrations, check-in codes, certificates.

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use convene_app::assets::Nonce;
use convene_app::workshop::certificate as page;
use convene_domain::id::WorkshopId;
use convene_domain::workshop::RegistrationState;
use convene_service::Error;
use convene_service::workshop::attendance::{self, Passage};
use convene_service::workshop::export::{self, Form};
use convene_service::workshop::{certificate, seat};

use crate::answer::{self, Done};
use crate::establish::Asked;
use crate::form::Posted;
use crate::state::AppState;

/// `/workshops/{workshop}/registrations.csv`.
pub async fn csv(state: State<AppState>, nonce: Extension<Nonce>, asked: Asked) -> Response {
    list(state.0, nonce.0, asked, Form::Csv, "text/csv; charset=utf-8").await
}

/// `/workshops/{workshop}/registrations.xlsx`.
pub async fn xlsx(state: State<AppState>, nonce: Extension<Nonce>, asked: Asked) -> Response {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    list(state.0, nonce.0, asked, Form::Xlsx, kind).await
}

/// For the team; others are told that there is no such file.
async fn list(state: AppState, nonce: Nonce, asked: Asked, form: Form, kind: &'static str) -> Response {
    let request = &asked.request;
    let written = async {
        let id: WorkshopId = request.param("workshop")?;
        Ok((id, export::registrations(&state.service, &request.viewer, id, form).await?))
    };
    match written.await {
        Ok((id, file)) => {
            let name = format!("attachment; filename=\"registrations-{id}.{}\"", form.as_str());
            file_of(kind, name, file)
        }
        Err(Error::SignIn | Error::Forbidden(_)) => answer::error(&state, request, nonce, &Error::Missing),
        Err(error) => answer::error(&state, request, nonce, &error),
    }
}

fn file_of(kind: &'static str, name: String, file: impl IntoResponse) -> Response {
    let mut response = file.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    // Names and addresses belong on no shared machine between here and the reader.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

/// `/seat/{link}/code.svg`: the check-in code of whoever has a seat.
pub async fn code(
    State(state): State<AppState>,
    Extension(nonce): Extension<Nonce>,
    asked: Asked,
) -> Response {
    let drawn = async {
        let link: String = asked.request.param("link")?;
        let seat::Found::Seat(seat) = seat::look(&state.service, &link).await? else {
            return Err(Error::Missing);
        };
        if seat.state() != RegistrationState::Confirmed {
            return Err(Error::Missing);
        }
        attendance::svg(&state.service, &seat.registration).ok_or(Error::Missing)
    };
    match drawn.await {
        Ok(svg) => file_of("image/svg+xml", "inline; filename=\"code.svg\"".to_owned(), svg),
        Err(error) => answer::error(&state, &asked.request, nonce, &error),
    }
}

/// `/seat/{link}/certificate.pdf`: for who was there, once it is over.
pub async fn certificate(
    State(state): State<AppState>,
    Extension(nonce): Extension<Nonce>,
    asked: Asked,
) -> Response {
    let request = asked.request;
    let set = async {
        let link: String = request.param("link")?;
        Ok(match certificate::of_seat(&state.service, &link).await? {
            None => Err(page::not_yet(&link)),
            Some(earned) => match certificate::pdf(&state.service, &request.viewer.address, &earned).await? {
                Ok(file) => Ok(file.to_vec()),
                Err(missing) => Err(page::no_font(&missing, &link)),
            },
        })
    };
    match set.await {
        Ok(Ok(file)) => file_of("application/pdf", "inline; filename=\"certificate.pdf\"".to_owned(), file),
        Ok(Err(instead)) => answer::render(&state, request, nonce, instead),
        Err(error) => answer::error(&state, &request, nonce, &error),
    }
}

/// `/seat/{link}/join`: counts the person as there.
pub async fn join(posted: Posted) -> Result<Done, Error> {
    let link: String = posted.request.param("link")?;
    attendance::enter(posted.service(), &link).await?;
    // The page says what the door says; `go` has it lead on by itself.
    Ok(Done::to(format!("/seat/{link}/join?go=1")))
}

/// Leads whoever has just joined to the room. By a header of the page and not by a redirect of the form: forms of ours
/// lead nowhere else (`form-action 'self'`), and browsers hold their redirects to that.
pub async fn onward(State(state): State<AppState>, asked: Asked, request: Request, next: Next) -> Response {
    let looks = request.method() == Method::GET && asked.request.query("go").is_some();
    let mut response = next.run(request).await;
    let Ok(link) = asked.request.param::<String>("link") else { return response };
    if !(looks && response.status().is_success()) {
        return response;
    }
    if let Ok(door) = attendance::look(&state.service, &link).await
        && let Passage::Open { link } = door.passage
        && door.registration.joined_at.is_some()
        && let Ok(refresh) = HeaderValue::from_str(&format!("0; url={link}"))
    {
        response.headers_mut().insert("refresh", refresh);
    }
    response
}

//! The one path of every form: who is it, parse, act, answer.
//!
//! A form posts to its page's own address. When it is refused, the same page comes back with status 422, every
//! value kept and each error beside its field; when the session has ended, the form waits until its sender has
//! signed in again.

mod read;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use convene_app::assets::Nonce;
use convene_app::errors;
use convene_app::page::PageResult;
use convene_app::parts::FormState;
use convene_app::request::Request;
use convene_domain::FieldErrors;
use convene_service::account::kept;
use convene_service::{Error, Service, Viewer};

use self::read::{Takes, parse};
use crate::answer::{self, Done};
use crate::body;
use crate::establish::Asked;
use crate::state::AppState;

/// An uploaded file.
#[derive(Debug, Clone)]
pub struct Upload {
    pub name: String,
    pub bytes: Bytes,
}

/// A form as sent.
#[derive(Clone)]
pub struct Posted {
    pub request: Request,
    pub fields: Vec<(String, String)>,
    pub file: Option<Upload>,
    /// What the browser calls itself.
    pub agent: String,
}

impl Posted {
    pub fn service(&self) -> &Service {
        &self.request.service
    }

    pub fn viewer(&self) -> &Viewer {
        &self.request.viewer
    }

    /// The first value of a field; a missing field is empty.
    pub fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// Which of the page's forms this is.
    pub fn act(&self) -> &str {
        self.value("act")
    }

    /// Every value of a field.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

type PageFuture = Pin<Box<dyn Future<Output = PageResult> + Send>>;
type ActFuture = Pin<Box<dyn Future<Output = Result<Done, Error>> + Send>>;
type PageFn = Arc<dyn Fn(Request) -> PageFuture + Send + Sync>;
type ActFn = Arc<dyn Fn(Posted) -> ActFuture + Send + Sync>;

fn boxed_page<F, Fut>(page: F) -> PageFn
where
    F: Fn(Request) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = PageResult> + Send + 'static,
{
    Arc::new(move |request| Box::pin(page(request)))
}

/// A page without a form.
pub fn page<F, Fut>(page: F) -> MethodRouter<AppState>
where
    F: Fn(Request) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = PageResult> + Send + 'static,
{
    get(show(boxed_page(page)))
}

/// A page with a form that posts to it: texts, and no file.
pub fn form<F, Fut, A, Act>(page: F, act: A) -> MethodRouter<AppState>
where
    F: Fn(Request) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = PageResult> + Send + 'static,
    A: Fn(Posted) -> Act + Send + Sync + 'static,
    Act: Future<Output = Result<Done, Error>> + Send + 'static,
{
    page_and_form(page, act, Takes::Texts)
}

/// A page with a form that may bring a file. Whoever may not see the page sends it none: it is asked for the page first,
/// and of a file from somebody else not a byte is kept.
pub fn upload<F, Fut, A, Act>(page: F, act: A) -> MethodRouter<AppState>
where
    F: Fn(Request) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = PageResult> + Send + 'static,
    A: Fn(Posted) -> Act + Send + Sync + 'static,
    Act: Future<Output = Result<Done, Error>> + Send + 'static,
{
    page_and_form(page, act, Takes::Files).layer(DefaultBodyLimit::max(body::FILE_BYTES))
}

fn page_and_form<F, Fut, A, Act>(page: F, act: A, takes: Takes) -> MethodRouter<AppState>
where
    F: Fn(Request) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = PageResult> + Send + 'static,
    A: Fn(Posted) -> Act + Send + Sync + 'static,
    Act: Future<Output = Result<Done, Error>> + Send + 'static,
{
    let page = boxed_page(page);
    let act: ActFn = Arc::new(move |posted| Box::pin(act(posted)));
    get(show(page.clone())).post(send(page, act, takes))
}

type Answer = Pin<Box<dyn Future<Output = Response> + Send>>;

fn show(
    page: PageFn,
) -> impl Fn(State<AppState>, Extension<Nonce>, Asked) -> Answer + Clone + Send + Sync + 'static {
    move |State(state), Extension(nonce), asked| {
        let page = page.clone();
        Box::pin(async move {
            let request = match with_kept_form(&asked.request).await {
                Ok(request) => request,
                Err(error) => return answer::error(&state, &asked.request, nonce, &error),
            };
            let result = page(request.clone()).await;
            answer::page(&state, request, nonce, result)
        })
    }
}

/// `?kept=ID`: the form somebody sent when their session had ended, there again after they signed in.
async fn with_kept_form(request: &Request) -> Result<Request, Error> {
    let Some(id) = request.query("kept").and_then(|id| id.parse().ok()) else { return Ok(request.clone()) };
    let kept = kept::look(&request.service, &request.viewer, &request.path, id).await?;
    Ok(match kept {
        Some(fields) => {
            let sentence = "You had to sign in again. What you typed is here; send it once more.";
            request.with_form(FormState::new(fields, FieldErrors::one("", sentence)))
        }
        None => request.clone(),
    })
}

fn send(
    page: PageFn,
    act: ActFn,
    takes: Takes,
) -> impl Fn(State<AppState>, Extension<Nonce>, Asked, axum::extract::Request) -> Answer
+ Clone
+ Send
+ Sync
+ 'static {
    move |State(state), Extension(nonce), asked, http| {
        let (page, act) = (page.clone(), act.clone());
        Box::pin(async move {
            let Asked { request, agent } = asked;
            let takes = if read::is_multipart(&http) { takes } else { Takes::Texts };
            if takes == Takes::Files
                && let Err(refused) = page(request.clone()).await
            {
                body::discard(http).await;
                return match refused {
                    Error::SignIn => sign_in(&state, &request.path, "unkept"),
                    refused => answer::error(&state, &request, nonce, &refused),
                };
            }
            if takes == Takes::Files
                && let Err(busy) = request.service.compute().admits(&request.viewer.address)
            {
                // Not a byte of the file is taken in: the connection ends with the answer.
                return answer::error(&state, &request, nonce, &busy);
            }
            let posted = match parse(&state, &request, agent, http, takes).await {
                Ok(posted) => posted,
                // The page would show what is stored in place of what was typed.
                Err(unread) if unread.fields.is_empty() => {
                    let page = errors::not_saved(unread.status.as_u16(), &unread.sentence);
                    return answer::render(&state, request, nonce, page);
                }
                Err(unread) => {
                    let fields = without_passwords(unread.fields);
                    let form = FormState::new(fields, FieldErrors::one("", unread.sentence));
                    return again(&state, request, nonce, &page, form, unread.status).await;
                }
            };
            let fields = posted.fields.clone();
            match act(posted).await {
                Ok(done) => done.respond_to(&state, &request.viewer),
                Err(Error::Fields(errors)) => {
                    // Nothing is wrong with a form that only wants to be shown again, with one row more.
                    let status =
                        if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
                    let form = FormState::new(without_passwords(fields), errors);
                    again(&state, request, nonce, &page, form, status).await
                }
                Err(Error::TooMany { wait_seconds }) => {
                    let sentence =
                        format!("Too many tries. Wait {}, then try again.", errors::wait(wait_seconds));
                    let form = FormState::new(without_passwords(fields), FieldErrors::one("", sentence));
                    again(&state, request, nonce, &page, form, StatusCode::TOO_MANY_REQUESTS).await
                }
                Err(error @ (Error::Busy | Error::Restarting)) => {
                    let sentence = error.to_string();
                    let form = FormState::new(without_passwords(fields), FieldErrors::one("", sentence));
                    again(&state, request, nonce, &page, form, StatusCode::SERVICE_UNAVAILABLE).await
                }
                Err(Error::SignIn) => keep_and_sign_in(&state, &request, nonce, &fields).await,
                Err(error) => answer::error(&state, &request, nonce, &error),
            }
        })
    }
}

/// A password never travels back to the page.
fn without_passwords(fields: Vec<(String, String)>) -> Vec<(String, String)> {
    fields.into_iter().filter(|(name, _)| !name.contains("password")).collect()
}

async fn again(
    state: &AppState,
    request: Request,
    nonce: Nonce,
    page: &PageFn,
    form: FormState,
    status: StatusCode,
) -> Response {
    let request = request.with_form(form);
    let mut response = match page(request.clone()).await {
        Ok(shown) => answer::render(state, request, nonce, shown),
        other => return answer::page(state, request, nonce, other),
    };
    *response.status_mut() = status;
    response
}

async fn keep_and_sign_in(
    state: &AppState,
    request: &Request,
    nonce: Nonce,
    fields: &kept::Fields,
) -> Response {
    match kept::keep(&request.service, &request.viewer, &request.path, fields).await {
        Ok(Some(id)) => sign_in(state, &format!("{}?kept={id}", request.path), "ended"),
        Ok(None) => sign_in(state, &request.path, "unkept"),
        Err(error) => answer::error(state, request, nonce, &error),
    }
}

/// Leads to the sign-in page, which says why, and from there to `next`.
fn sign_in(state: &AppState, next: &str, why: &str) -> Response {
    let query: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("next", next)
        .append_pair("why", why)
        .finish();
    Done::to(format!("/sign-in?{query}")).respond(state)
}

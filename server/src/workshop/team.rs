//! What the team of a workshop posts: decisions, materials, check-in; and the wire of the check-in page's camera.

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use convene_app::request::Toast;
use convene_app::workshop::check_in::{self as page, counted, said};
use convene_app::workshop::team as team_page;
use convene_domain::id::{MaterialId, RegistrationId, WorkshopId};
use convene_domain::workshop::RegistrationState;
use convene_service::Error;
use convene_service::workshop::attendance::{self, Scan};
use convene_service::workshop::team::{self, Decided, Decision};
use convene_service::workshop::{material, register};
use serde_json::{Value, json};

use crate::answer::Done;
use crate::establish::{Asked, serde_urlencoded_pairs};
use crate::form::Posted;
use crate::state::AppState;

type Outcome = Result<Done, Error>;

/// Most people whose removal one press takes back: what is undone travels in a cookie, which is small. Of more than
/// that the page lists those removed, to be restored there.
const UNDONE_AT_ONCE: usize = 20;

fn id<T: std::str::FromStr>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::Missing)
}

/// `/workshops/{workshop}/team`: decides about people, adds and takes away materials.
pub async fn act(posted: Posted) -> Outcome {
    let workshop: WorkshopId = posted.request.param("workshop")?;
    let (service, viewer) = (posted.service(), posted.viewer());
    let page = format!("/workshops/{workshop}/team");
    // A button in somebody's row is about them alone, whoever else is ticked.
    let one = posted.value("one").split_once(':').map(|(act, who)| (act.to_owned(), who.to_owned()));
    let act = one.as_ref().map_or(posted.act(), |(act, _)| act);
    let decision = match act {
        "approve" => Decision::Approve,
        "decline" => Decision::Decline,
        "remove" => Decision::Remove,
        "reconsider" => Decision::Reconsider,
        "add" => return add(&posted, workshop).await,
        "rename" => {
            let who: RegistrationId = id(posted.value("registration"))?;
            let name = team::rename(service, viewer, workshop, who, posted.value("name")).await?;
            return Ok(Done::to(back(&posted, workshop)).saying(&format!("The name is {name} now.")));
        }
        "material" => {
            material::add(service, viewer, workshop, posted.value("title"), posted.value("url")).await?;
            return Ok(Done::to(format!("{page}#materials"))
                .saying("Added. Those with a seat see it on their page."));
        }
        "material-remove" => {
            let gone: MaterialId = id(posted.value("material"))?;
            material::remove(service, viewer, workshop, gone).await?;
            return Ok(Done::to(format!("{page}#materials")).saying("The link is gone."));
        }
        _ => return Err(Error::Missing),
    };
    let chosen: Vec<RegistrationId> = match &one {
        Some((_, who)) => vec![id(who)?],
        None => posted.values("registration").map(id).collect::<Result<_, _>>()?,
    };
    let decided = team::decide(service, viewer, workshop, &chosen, decision).await?;
    let mut toast = Toast::new(told(decision, &decided)?);
    if decided.changed.len() > UNDONE_AT_ONCE {
        // Where everyone removed is listed, each with the way back.
        return Ok(Done::to(team_page::address(workshop, "ended", "", 1)).toast(toast));
    }
    if (1..=UNDONE_AT_ONCE).contains(&decided.changed.len()) {
        let taken: Vec<String> = decided.changed.iter().map(ToString::to_string).collect();
        let act = std::iter::once(("act", "reconsider"));
        let fields: Vec<_> = act.chain(taken.iter().map(|id| ("registration", id.as_str()))).collect();
        toast = toast.undo(page, &fields);
    }
    Ok(Done::to(back(&posted, workshop)).toast(toast))
}

/// The people somebody was looking at.
fn back(posted: &Posted, workshop: WorkshopId) -> String {
    let query = |name: &str| posted.request.query(name).unwrap_or_default();
    team_page::address(workshop, query("show"), query("q"), query("page").parse().unwrap_or(1))
}

/// Somebody the team adds by hand.
async fn add(posted: &Posted, workshop: WorkshopId) -> Outcome {
    let (name, email) = (posted.value("name"), posted.value("email"));
    let added = register::add(posted.service(), posted.viewer(), workshop, name, email).await?;
    let name = name.trim();
    let said = match (added.there, added.state) {
        (true, _) => format!("{name} was registered before, so nothing has changed."),
        (false, RegistrationState::Waiting) => {
            format!("{name} is in line: no seat is left. They get a mail.")
        }
        (false, _) => format!("{name} has a seat and gets a mail."),
    };
    Ok(Done::to(team_page::address(workshop, "", "", 1)).saying(&said))
}

/// What was decided, in a sentence; when nothing could be, why.
fn told(decision: Decision, decided: &Decided) -> Result<String, Error> {
    let reasons = decided.refused.join(" ");
    if decided.done == 0 && !reasons.is_empty() {
        return Err(Error::field("registration", reasons));
    }
    let people = |number: usize| if number == 1 { "1 person".to_owned() } else { format!("{number} people") };
    let done = people(decided.done);
    let said = match (decision, decided.in_line) {
        (Decision::Approve, 0) => format!("Approved: {done}."),
        (Decision::Approve, line) => format!("Approved: {done}, {line} of them in line: no seat is left."),
        (Decision::Decline, _) => format!("Declined: {done}. They are told by mail."),
        (Decision::Remove, _) => removed(decided, people),
        (Decision::Reconsider, 0) => format!("Taken back: {done}. They are told by mail."),
        (Decision::Reconsider, line) => {
            format!("Taken back: {done}, {line} of them in line: no seat is left. They are told by mail.")
        }
    };
    Ok(if reasons.is_empty() { said } else { format!("{said} Not for the others: {reasons}") })
}

/// Who was removed, and who of them is told: not those who have never confirmed.
fn removed(decided: &Decided, people: impl Fn(usize) -> String) -> String {
    let (done, told) = (decided.done, decided.changed.len());
    let restore = if told > UNDONE_AT_ONCE { " You can restore them from this list." } else { "" };
    match told {
        _ if done == 0 => "No one was removed. The people you selected are no longer registered.".to_owned(),
        0 => format!("{} removed.", people(done)),
        told if told == done => format!("{} removed. We’ve emailed them.{restore}", people(done)),
        told => format!("{} removed. We’ve emailed {told} of them.{restore}", people(done)),
    }
}

/// `/workshops/{workshop}/check-in` without JavaScript: by code, by list, back out, and walk-ins.
pub async fn check_in(posted: Posted) -> Outcome {
    let workshop: WorkshopId = posted.request.param("workshop")?;
    let (service, viewer) = (posted.service(), posted.viewer());
    let back = page::address(workshop, posted.request.query("q").unwrap_or_default());
    match posted.act() {
        "code" => {
            let scan = attendance::scan(service, viewer, workshop, posted.value("code"), 0).await?;
            came(&posted, workshop, back, &scan, "code")
        }
        "in" => {
            let who: RegistrationId = id(posted.value("registration"))?;
            let scan = attendance::check_in(service, viewer, workshop, who).await?;
            came(&posted, workshop, format!("{back}#row-{who}"), &scan, "")
        }
        "undo" => {
            let who: RegistrationId = id(posted.value("registration"))?;
            let undone = attendance::undo(service, viewer, workshop, who).await?;
            let said = if undone { "Taken back: not checked in." } else { "They were not checked in." };
            Ok(Done::to(format!("{back}#row-{who}")).saying(said))
        }
        "walk-in" => {
            let (name, email) = (posted.value("name"), posted.value("email"));
            let arrived = register::walk_in(service, viewer, workshop, name, email).await?;
            let said = match arrived.before {
                true => format!("{} was checked in before.", name.trim()),
                false => format!("{} is in.", name.trim()),
            };
            Ok(Done::to(format!("{back}#row-{}", arrived.registration)).saying(&said))
        }
        _ => Err(Error::Missing),
    }
}

fn came(posted: &Posted, workshop: WorkshopId, back: String, scan: &Scan, field: &str) -> Outcome {
    let said = said(&posted.request, scan);
    match scan {
        Scan::Refused(_) => Err(Error::field(field, said)),
        Scan::Already { .. } => Ok(Done::to(back).saying(&said)),
        Scan::In { id, .. } => {
            let fields = [("act", "undo"), ("registration", &id.to_string())];
            Ok(Done::to(back).toast(Toast::new(said).undo(page::address(workshop, ""), &fields)))
        }
    }
}

/// Longest form with a scan, in bytes.
const SCAN_BYTES: usize = 16 * 1024;

/// Around the check-in page: answers its island in JSON, and lets the page, and no other, use the camera.
pub async fn desk(State(state): State<AppState>, asked: Asked, request: Request, next: Next) -> Response {
    let wants = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if wants == Some("application/json") {
        let sends = request.method() == Method::POST;
        return island(&state, &asked, sends, request.into_body()).await;
    }
    let mut response = next.run(request).await;
    let policy = HeaderValue::from_static("camera=(self), microphone=(), geolocation=(), browsing-topics=()");
    response.headers_mut().insert("permissions-policy", policy);
    response
}

async fn island(state: &AppState, asked: &Asked, sends: bool, body: Body) -> Response {
    let answer = if sends { scanned(state, asked, body).await } else { count(state, asked).await };
    let (status, answer) = match answer {
        Ok(answer) => (StatusCode::OK, answer),
        Err(error) => refused(&error),
    };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response()
}

fn refused(error: &Error) -> (StatusCode, Value) {
    let (status, sentence) = match error {
        Error::SignIn => (StatusCode::UNAUTHORIZED, "Sign in again."),
        Error::Forbidden(_) => (StatusCode::FORBIDDEN, "You may not check people in here."),
        Error::Missing => (StatusCode::NOT_FOUND, "There is no such workshop."),
        Error::Fields(_) => (StatusCode::UNPROCESSABLE_ENTITY, "This is not a scan."),
        Error::TooMany { .. } | Error::Busy | Error::Restarting => {
            (StatusCode::SERVICE_UNAVAILABLE, "Try again in a moment.")
        }
        Error::Internal(cause) => {
            tracing::error!(cause, "a scan failed");
            (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong here.")
        }
    };
    (status, json!({ "sentence": sentence }))
}

async fn count(state: &AppState, asked: &Asked) -> Result<Value, Error> {
    let workshop: WorkshopId = asked.request.param("workshop")?;
    let counts = attendance::counts(&state.service, &asked.request.viewer, workshop).await?;
    Ok(json!({ "counted": counted(&counts) }))
}

/// A scan of the island: form fields `code` and `waited_ms`.
async fn scanned(state: &AppState, asked: &Asked, body: Body) -> Result<Value, Error> {
    let (service, viewer) = (&state.service, &asked.request.viewer);
    let workshop: WorkshopId = asked.request.param("workshop")?;
    let body =
        to_bytes(body, SCAN_BYTES).await.map_err(|_| Error::field("code", "This scan is too long."))?;
    let fields = serde_urlencoded_pairs(&body);
    let value = |name: &str| fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value);
    let waited = value("waited_ms").parse().unwrap_or(0);
    let scan = attendance::scan(service, viewer, workshop, value("code"), waited).await?;
    let verdict = match scan {
        Scan::In { .. } => "in",
        Scan::Already { .. } => "already",
        Scan::Refused(_) => "refused",
    };
    let counts = attendance::counts(service, viewer, workshop).await?;
    let sentence = said(&asked.request, &scan);
    Ok(json!({ "verdict": verdict, "sentence": sentence, "counted": counted(&counts) }))
}

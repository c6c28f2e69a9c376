//! How long and how much of what clients send is taken in.
//!
//! Uploads and forms are held in memory until their last byte has come. So that nobody can hold much for long, a
//! sender must keep sending; what is on its way at one moment has a limit, with a share for each network address;
//! and files have memory of their own, so that no upload stands in the way of a form.

mod pace;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::body::{Body, BodyDataStream, Bytes, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt as _, stream};
use tokio::time::{Instant, timeout_at};

use self::pace::{PACE, Pace, Progress};
use crate::address;
use crate::budget::{Budget, Claim, Full};
use crate::config::Network;

/// Largest body without a file.
pub const FORM_BYTES: usize = 512 * 1024;
/// Largest body with a file: 10 MB, and a form around them.
pub const FILE_BYTES: usize = 11 * 1024 * 1024;

/// What of every body is taken in whatever else is on its way: as many bytes as a connection may keep anyhow, and more
/// than most forms have.
const FREE: usize = 16 * 1024;
/// Most bytes of forms that are held beyond that, in all and of one network address.
const FORMS: (usize, usize) = (64 << 20, 16 << 20);
/// The same of bodies with files: a few dozen of the largest uploads.
const FILES: (usize, usize) = (256 << 20, 64 << 20);

/// What bodies may take of time and memory.
#[derive(Debug, Clone)]
pub struct Limits {
    pace: Pace,
    forms: Arc<Budget>,
    files: Arc<Budget>,
    /// Proxies whose word about the client's address is believed.
    trusted: Arc<[Network]>,
}

impl Limits {
    /// As in use.
    pub fn new(trusted: &[Network]) -> Self {
        metrics::describe_counter!(
            "convene_bodies_refused_total",
            "Forms and uploads that were not taken in"
        );
        let [forms, files] = [FORMS, FILES].map(|(all, each)| Budget::new(all, each));
        Self { pace: PACE, forms, files, trusted: trusted.into() }
    }
}

/// What is in a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Form,
    /// A form with a file, from somebody who may send one.
    File,
    /// Nothing that anybody reads.
    Unwanted,
}

/// Why a body was not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Slow,
    /// Longer than any reader takes. Whoever read it says how long it may be.
    Long,
    Full,
    /// This network address has enough on its way.
    Share,
}

impl Fault {
    pub fn status(self) -> StatusCode {
        match self {
            Fault::Slow => StatusCode::REQUEST_TIMEOUT,
            Fault::Long => StatusCode::PAYLOAD_TOO_LARGE,
            Fault::Full => StatusCode::SERVICE_UNAVAILABLE,
            Fault::Share => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    /// The rest of the body is not read, so the connection ends with the answer.
    fn mark(self, response: &mut Response) {
        let headers = response.headers_mut();
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        if matches!(self, Fault::Full | Fault::Share) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Fault::Slow => {
                "What you sent didn't arrive in time, so nothing was stored. Try again with a better connection."
            }
            Fault::Long => "What you sent is too large, so nothing was stored. Shorten it.",
            Fault::Full => {
                "Too much is being sent to this server right now, so nothing was stored. Try again in a minute."
            }
            Fault::Share => {
                "Too much is being sent from your network right now, so nothing was stored. Try again in a minute."
            }
        })
    }
}

impl std::error::Error for Fault {}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = (self.status(), self.to_string()).into_response();
        self.mark(&mut response);
        response
    }
}

/// One body on its way, as the layer leaves it in the request's extensions.
#[derive(Debug, Clone)]
pub struct Intake(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    limits: Limits,
    /// Whose share it counts against; none for the operator's own proxies.
    address: Option<IpAddr>,
    held: Mutex<(Kind, Claim)>,
    fault: OnceLock<Fault>,
}

impl Intake {
    fn new(limits: Limits, address: Option<IpAddr>) -> Self {
        let claim = limits.forms.claim(address);
        Self(Arc::new(Inner {
            limits,
            address,
            held: Mutex::new((Kind::Form, claim)),
            fault: OnceLock::new(),
        }))
    }

    /// From here on it may have a file: whoever sends it has the right to.
    pub fn expect_file(&self) {
        self.become_kind(Kind::File);
    }

    /// What went wrong with it.
    pub fn fault(&self) -> Option<Fault> {
        self.0.fault.get().copied()
    }

    fn become_kind(&self, kind: Kind) {
        let budget = if kind == Kind::File { &self.0.limits.files } else { &self.0.limits.forms };
        let claim = budget.claim(self.0.address);
        *self.0.held.lock().unwrap_or_else(PoisonError::into_inner) = (kind, claim);
    }

    fn fail(&self, fault: Fault) -> axum::Error {
        let unwanted = self.0.held.lock().unwrap_or_else(PoisonError::into_inner).0 == Kind::Unwanted;
        if !unwanted {
            _ = self.0.fault.set(fault);
        }
        axum::Error::new(fault)
    }

    /// Makes room for a body of which `received` bytes have come.
    fn hold(&self, received: usize) -> Result<(), Fault> {
        let mut held = self.0.held.lock().unwrap_or_else(PoisonError::into_inner);
        let (kind, claim) = &mut *held;
        if received > if *kind == Kind::Form { FORM_BYTES } else { FILE_BYTES } {
            return Err(Fault::Long);
        }
        if *kind == Kind::Unwanted {
            return Ok(());
        }
        let more = received.saturating_sub(FREE).saturating_sub(claim.amount());
        claim.take(more).map_err(|full| match full {
            Full::All => Fault::Full,
            Full::Share => Fault::Share,
        })
    }

    /// The body, as long as it comes in time and there is room for it.
    fn watch(&self, data: BodyDataStream) -> Body {
        let start = (data, None::<Progress>, 0_usize);
        let intake = self.clone();
        Body::from_stream(stream::try_unfold(start, move |(mut data, progress, received)| {
            let intake = intake.clone();
            async move {
                let pace = intake.0.limits.pace;
                let now = Instant::now();
                let mut progress = progress.unwrap_or_else(|| Progress::begin(pace, now));
                let piece = timeout_at(progress.deadline(now), data.next()).await;
                let Some(piece) = piece.map_err(|_| intake.fail(Fault::Slow))? else {
                    return Ok::<Option<(Bytes, _)>, axum::Error>(None);
                };
                let piece = piece?;
                progress.receive(piece.len(), Instant::now());
                let received = received + piece.len();
                intake.hold(received).map_err(|fault| intake.fail(fault))?;
                Ok(Some((piece, (data, Some(progress), received))))
            }
        }))
    }
}

/// Lets a body pass by that nobody reads, so that the sender comes to read the answer: browsers give up on a connection
/// that ends while they send. A client that asks first is not told to send anything.
pub async fn discard(request: Request) {
    let asks_first = request.headers().contains_key(header::EXPECT);
    let Some(intake) = request.extensions().get::<Intake>().cloned().filter(|_| !asks_first) else { return };
    intake.become_kind(Kind::Unwanted);
    let mut data = request.into_body().into_data_stream();
    while let Some(Ok(_)) = data.next().await {}
}

/// The layer. A request without a body, as those that become WebSockets are, is none of its business.
pub async fn layer(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let address = address::peer(&parts.extensions)
        .map(|peer| address::client(&limits.trusted, &parts.headers, peer))
        .filter(|client| !address::is_trusted(&limits.trusted, *client));
    let intake = Intake::new(limits, address);
    parts.extensions.insert(intake.clone());
    let body = intake.watch(body.into_data_stream());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let Some(fault) = intake.fault() else { return response };
    tracing::info!(?fault, "a body was not taken in");
    let reason = match fault {
        Fault::Slow => "slow",
        Fault::Long => "long",
        Fault::Full => "full",
        Fault::Share => "share",
    };
    metrics::counter!("convene_bodies_refused_total", "reason" => reason).increment(1);
    // Most who read the body saw no more than that it broke off. A form's page that says why stands, and so does what
    // a reader says of a body that is too long.
    let says = response.status();
    if says != fault.status() && !(fault == Fault::Long && says.is_client_error()) {
        response = fault.into_response();
    }
    fault.mark(&mut response);
    response
}

#[cfg(test)]
mod tests;

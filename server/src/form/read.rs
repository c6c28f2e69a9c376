//! Reads a form from a request: its texts, and its file where the page takes one.

use axum::body::to_bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart};
use axum::http::{StatusCode, header};
use convene_app::request::Request;
use convene_domain::field::without_controls;

use super::{Posted, Upload};
use crate::body::{self, FILE_BYTES, FORM_BYTES, Fault, Intake};
use crate::establish::serde_urlencoded_pairs;
use crate::state::AppState;

/// What a page's form may bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    Texts,
    Files,
}

impl Takes {
    fn most(self) -> usize {
        match self {
            Takes::Texts => FORM_BYTES,
            Takes::Files => FILE_BYTES,
        }
    }

    fn too_long(self) -> &'static str {
        match self {
            Takes::Texts => TOO_LONG,
            Takes::Files => "This file is larger than 10 MB. Make it smaller, or split it.",
        }
    }
}

const TOO_LONG: &str = "This form is larger than 500 kB. Shorten it.";
const UNKNOWN: &str = "This form was sent in a way this page does not read. Use the form on the page.";
const NO_FILES: &str = "This page takes no files, so nothing was stored. Use the form on the page.";
const BROKEN: &str = "The upload broke off. Send it again.";

/// Why a form could not be read, and what of it had come.
pub struct Unread {
    pub status: StatusCode,
    pub sentence: String,
    pub fields: Vec<(String, String)>,
}

impl Unread {
    fn because(sentence: impl Into<String>) -> Self {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self { status, sentence: sentence.into(), fields: Vec::new() }
    }
}

fn kind(http: &axum::extract::Request) -> &str {
    http.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("")
}

pub fn is_multipart(http: &axum::extract::Request) -> bool {
    kind(http).starts_with("multipart/form-data")
}

/// How long the body is by its own account.
fn declared(http: &axum::extract::Request) -> usize {
    let length = http.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    length.and_then(|length| length.parse().ok()).unwrap_or(0)
}

pub async fn parse(
    state: &AppState,
    request: &Request,
    agent: String,
    http: axum::extract::Request,
    takes: Takes,
) -> Result<Posted, Unread> {
    if declared(&http) > takes.most() {
        body::discard(http).await;
        return Err(Unread::because(takes.too_long()));
    }
    let intake = http.extensions().get::<Intake>().cloned();
    if let (Some(intake), Takes::Files) = (&intake, takes) {
        intake.expect_file();
    }
    let mut posted = Posted { request: request.clone(), fields: Vec::new(), file: None, agent };
    let Err(sentence) = read(state, http, takes, &mut posted).await else { return Ok(posted) };
    let unread = match intake.and_then(|intake| intake.fault()) {
        None => Unread::because(sentence),
        Some(Fault::Long) => Unread::because(takes.too_long()),
        Some(fault) => Unread { status: fault.status(), ..Unread::because(fault.to_string()) },
    };
    // A form that is too long does not come back: it would be shown without its end.
    let fields = if unread.sentence == TOO_LONG { Vec::new() } else { posted.fields };
    Err(Unread { fields, ..unread })
}

async fn read(
    state: &AppState,
    http: axum::extract::Request,
    takes: Takes,
    posted: &mut Posted,
) -> Result<(), String> {
    if is_multipart(&http) {
        let parts = Multipart::from_request(http, state).await.map_err(|_| UNKNOWN.to_owned())?;
        return read_parts(parts, takes, posted).await;
    }
    if !kind(&http).starts_with("application/x-www-form-urlencoded") && !kind(&http).is_empty() {
        return Err(UNKNOWN.to_owned());
    }
    let bytes = to_bytes(http.into_body(), FORM_BYTES).await.map_err(|_| TOO_LONG.to_owned())?;
    posted.fields = serde_urlencoded_pairs(&bytes);
    Ok(())
}

/// Reads a form in parts. Its texts together may be as long as a form without files; files have the limit of the body.
async fn read_parts(mut parts: Multipart, takes: Takes, posted: &mut Posted) -> Result<(), String> {
    let broken = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => takes.too_long().to_owned(),
        _ => BROKEN.to_owned(),
    };
    let mut room = FORM_BYTES;
    let mut take = |bytes: usize| {
        room = room.checked_sub(bytes).ok_or(TOO_LONG)?;
        Ok::<_, &str>(())
    };
    while let Some(mut part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or("").to_owned();
        // Names count, and what would stand between fields in a form without files: many empty ones are long too.
        take(name.len() + 2)?;
        if let Some(file) = part.file_name().map(str::to_owned) {
            if let Some(upload) = read_file(part, file, takes, broken).await? {
                posted.file = Some(upload);
            }
            continue;
        }
        let mut value = Vec::new();
        while let Some(piece) = part.chunk().await.map_err(broken)? {
            take(piece.len())?;
            value.extend_from_slice(&piece);
        }
        posted.fields.push((without_controls(&name), without_controls(&String::from_utf8_lossy(&value))));
    }
    Ok(())
}

/// The file of one part; none where nobody chose one.
async fn read_file(
    mut part: Field<'_>,
    name: String,
    takes: Takes,
    broken: impl Fn(MultipartError) -> String + Copy,
) -> Result<Option<Upload>, String> {
    let name = without_controls(&name);
    let bytes = match takes {
        Takes::Files => part.bytes().await.map_err(broken)?,
        Takes::Texts => part.chunk().await.map_err(broken)?.unwrap_or_default(),
    };
    if name.is_empty() && bytes.is_empty() {
        return Ok(None);
    }
    match takes {
        Takes::Files => Ok(Some(Upload { name, bytes })),
        Takes::Texts => Err(NO_FILES.to_owned()),
    }
}

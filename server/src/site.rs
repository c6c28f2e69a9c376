//! Styles, scripts, fonts and bundles: read once, served from memory.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use axum::extract::{Path as UrlPath, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use convene_app::assets::Assets;

use crate::state::AppState;

/// One file in the forms it can be sent in.
#[derive(Debug, Clone)]
struct File {
    kind: &'static str,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

/// Every file by its hashed name.
#[derive(Debug, Clone, Default)]
pub struct Site {
    files: Arc<HashMap<String, File>>,
    names: Arc<BTreeMap<String, String>>,
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

impl Site {
    /// From files by name, `manifest.json` among them: logical names to hashed ones.
    fn from_files(mut raw: HashMap<String, Bytes>) -> Result<Self, String> {
        let manifest = raw.remove("manifest.json").ok_or("the site has no manifest.json")?;
        let names: BTreeMap<String, String> =
            serde_json::from_slice(&manifest).map_err(|error| format!("manifest.json: {error}"))?;
        let sent = |name: &String| !name.ends_with(".br") && !name.ends_with(".gz");
        let files = raw
            .keys()
            .filter(|name| sent(name))
            .map(|name| {
                let file = File {
                    kind: kind(name),
                    plain: raw[name].clone(),
                    brotli: raw.get(&format!("{name}.br")).cloned(),
                    gzip: raw.get(&format!("{name}.gz")).cloned(),
                };
                (name.clone(), file)
            })
            .collect();
        Ok(Self { files: Arc::new(files), names: Arc::new(names) })
    }

    /// What the build put inside the program.
    #[cfg(feature = "embed")]
    pub fn embedded() -> Result<Self, String> {
        #[derive(rust_embed::RustEmbed)]
        #[folder = "$CONVENE_SITE_DIR"]
        struct Embedded;
        let file = |name: std::borrow::Cow<'static, str>| {
            Embedded::get(&name).map(|file| (name.into_owned(), Bytes::from(file.data.into_owned())))
        };
        Self::from_files(Embedded::iter().filter_map(file).collect())
    }

    /// From a folder that `xtask` filled.
    pub fn from_folder(folder: &Path) -> Result<Self, String> {
        let mut raw = HashMap::new();
        read_folder(folder, "", &mut raw).map_err(|error| format!("{}: {error}", folder.display()))?;
        Self::from_files(raw)
    }

    /// Logical names to addresses, for pages.
    pub fn assets(&self) -> Assets {
        Assets::new(self.names.iter().map(|(name, file)| (name.clone(), format!("/assets/{file}"))))
    }
}

fn read_folder(folder: &Path, prefix: &str, into: &mut HashMap<String, Bytes>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read_folder(&entry.path(), &format!("{name}/"), into)?;
        } else {
            into.insert(name, Bytes::from(std::fs::read(entry.path())?));
        }
    }
    Ok(())
}

/// `GET /assets/{*name}`. Hashed names never change their content, so browsers keep them for good.
pub async fn serve(
    State(state): State<AppState>,
    UrlPath(name): UrlPath<String>,
    headers: HeaderMap,
) -> Response {
    let Some(file) = state.site.files.get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    answer(file, &headers, "public, max-age=31536000, immutable")
}

/// Files browsers ask for by a fixed name.
pub async fn well_known(State(state): State<AppState>, name: &'static str, headers: HeaderMap) -> Response {
    let file = state.site.names.get(name).and_then(|hashed| state.site.files.get(hashed));
    let Some(file) = file else { return StatusCode::NOT_FOUND.into_response() };
    answer(file, &headers, "public, max-age=86400")
}

fn answer(file: &File, headers: &HeaderMap, caching: &'static str) -> Response {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let accepts = |coding: &str| {
        accepted.split(',').any(|part| {
            let (name, quality) = part.split_once(';').unwrap_or((part, ""));
            name.trim() == coding && !quality.replace(' ', "").starts_with("q=0,") && quality.trim() != "q=0"
        })
    };
    let (body, coding) = match file {
        File { brotli: Some(bytes), .. } if accepts("br") => (bytes, Some("br")),
        File { gzip: Some(bytes), .. } if accepts("gzip") => (bytes, Some("gzip")),
        File { plain, .. } => (plain, None),
    };
    let mut response = body.clone().into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    out.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Some(coding) = coding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

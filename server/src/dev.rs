//! Reloading pages while somebody works on them: `cargo xtask dev` alone switches it on, and only for the demo
//! community of a program that carries no site inside.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, header};
use axum::response::IntoResponse;
use axum::routing::get;
use convene_app::assets::RELOAD;

use crate::state::AppState;

/// The variable `cargo xtask dev` sets.
const WANTED: &str = "CONVENE_DEV";

/// The script's address, which carries the number of this start; none unless it is wanted.
pub fn script() -> Option<String> {
    std::env::var_os(WANTED)?;
    let number = convene_service::chance::hex(&convene_service::Chance::system().bytes::<8>());
    Some(format!("/dev/reload.js?start={number}"))
}

/// `/dev/reload` and its script, when this start has one.
pub fn routes(state: &AppState) -> Router<AppState> {
    if !state.assets.has(RELOAD) {
        return Router::new();
    }
    Router::new().route("/dev/reload", get(events)).route("/dev/reload.js", get(file))
}

async fn file() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("dev/reload.js"))
}

/// One event that names this start, then the end: the browser comes back by itself, and no open answer keeps the
/// server from stopping.
async fn events(State(state): State<AppState>) -> impl IntoResponse {
    let start = state.assets.url(RELOAD);
    let headers: [(HeaderName, &str); 2] =
        [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")];
    (headers, format!("retry: 500\ndata: {start}\n\n"))
}

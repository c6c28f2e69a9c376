//! Whether the program is alive, and whether it can serve.

use axum::extract::State;
use axum::http::StatusCode;

use crate::state::AppState;

/// `GET /healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok"
}

/// `GET /readyz`: the database answers too.
pub async fn ready(State(state): State<AppState>) -> (StatusCode, String) {
    match state.service.db().ping().await {
        Ok(()) => (StatusCode::OK, "ready".to_owned()),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer".to_owned())
        }
    }
}

/// `POST /test/clock?advance_ms=N`: moves the clock of a test build forward and answers what it shows then, in
/// milliseconds since 1970. Not there in any other build.
#[cfg(feature = "test-clock")]
pub async fn move_clock(
    State(state): State<AppState>,
    axum::extract::Query(by): axum::extract::Query<std::collections::BTreeMap<String, i64>>,
) -> (StatusCode, String) {
    match (&state.test_clock, by.get("advance_ms")) {
        (Some(clock), Some(millis)) => {
            clock.advance(*millis);
            (StatusCode::OK, state.service.now().millis().to_string())
        }
        _ => (StatusCode::NOT_FOUND, String::new()),
    }
}

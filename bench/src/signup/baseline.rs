//! The bare route: reads the same form, stores one row, answers once it is on disk.

use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;

use axum::Router;
use axum::extract::{Form, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::serve::ListenerExt as _;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::Result;

/// Serves until it is ended from outside.
pub async fn serve(listen: SocketAddr, database: &Path) -> Result<ExitCode> {
    let explain = |error: sqlx::Error| format!("{}: {error}", database.display());
    // As durable as Convene's own: a write-ahead log that is on disk before the answer, and one writer.
    let options = SqliteConnectOptions::new()
        .filename(database)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.map_err(explain)?;
    sqlx::query("CREATE TABLE sign_up (email TEXT PRIMARY KEY, name TEXT NOT NULL)")
        .execute(&pool)
        .await
        .map_err(explain)?;
    let app = Router::new()
        .route("/workshops/{workshop}", post(store))
        .route("/healthz", get(|| async { "ok" }))
        .with_state(pool);
    let listener =
        tokio::net::TcpListener::bind(listen).await.map_err(|error| format!("{listen}: {error}"))?;
    let listener = listener.tap_io(|stream| _ = stream.set_nodelay(true));
    axum::serve(listener, app).await.map_err(|error| error.to_string())?;
    Ok(ExitCode::SUCCESS)
}

async fn store(State(pool): State<SqlitePool>, Form(fields): Form<Vec<(String, String)>>) -> Response {
    let value =
        |name: &str| fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let stored = sqlx::query("INSERT INTO sign_up (email, name) VALUES ($1, $2)")
        .bind(value("email"))
        .bind(value("name"))
        .execute(&pool)
        .await;
    match stored {
        Ok(_) => (StatusCode::SEE_OTHER, [(header::LOCATION, "/registered")]).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

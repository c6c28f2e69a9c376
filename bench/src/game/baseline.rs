//! The least a live game can cost: a WebSocket per player, a broadcast, an acknowledgement at once. Nothing is
//! checked, kept or counted.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use axum::Router;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use tokio::sync::{broadcast, watch};

use crate::Result;

#[derive(Clone)]
struct Hall {
    asking: broadcast::Sender<Utf8Bytes>,
    /// What every answer is acknowledged with.
    accepted: Arc<watch::Sender<Utf8Bytes>>,
}

/// Serves until it is ended from outside.
pub async fn serve(listen: SocketAddr) -> Result<ExitCode> {
    let hall =
        Hall { asking: broadcast::channel(64).0, accepted: Arc::new(watch::channel(Utf8Bytes::default()).0) };
    let app = Router::new()
        .route("/quiz/{pin}/socket", get(socket))
        .route("/healthz", get(|| async { "ok" }))
        .with_state(hall);
    let listener =
        tokio::net::TcpListener::bind(listen).await.map_err(|error| format!("{listen}: {error}"))?;
    let listener = listener.tap_io(|stream| _ = stream.set_nodelay(true));
    axum::serve(listener, app).await.map_err(|error| error.to_string())?;
    Ok(ExitCode::SUCCESS)
}

async fn socket(
    State(hall): State<Hall>,
    Query(query): Query<Vec<(String, String)>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let host = query.iter().any(|(name, value)| name == "as" && value == "host");
    upgrade.on_upgrade(move |socket| async move {
        if host { lead(socket, hall).await } else { play(socket, hall).await }
    })
}

/// An acknowledgement is learnt and echoed; anything else goes to everybody.
async fn lead(mut socket: WebSocket, hall: Hall) {
    while let Some(Ok(message)) = socket.recv().await {
        let Message::Text(text) = message else { continue };
        if text.starts_with("{\"t\":\"accepted\"") {
            hall.accepted.send_replace(text.clone());
            if socket.send(Message::Text(text)).await.is_err() {
                return;
            }
        } else {
            // Nobody listening is no error.
            _ = hall.asking.send(text);
        }
    }
}

async fn play(mut socket: WebSocket, hall: Hall) {
    let mut asking = hall.asking.subscribe();
    loop {
        let text = tokio::select! {
            asked = asking.recv() => match asked {
                Ok(text) => text,
                Err(_) => return,
            },
            said = socket.recv() => match said {
                Some(Ok(Message::Text(_))) => hall.accepted.borrow().clone(),
                Some(Ok(_)) => continue,
                _ => return,
            },
        };
        if socket.send(Message::Text(text)).await.is_err() {
            return;
        }
    }
}

//! Listening, and stopping well.

use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::{Extension, Router};
use convene_service::workshop::clockwork;
use convene_service::{Service, housekeeping, mail};
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::Config;
use crate::connection::{Door, Guest, share};
use crate::open_files;
use crate::router::router;
use crate::state::AppState;

/// How long open requests and sockets may take after the signal to stop. With what follows it stays below the ten
/// seconds after which service managers kill.
const PATIENCE: Duration = Duration::from_secs(7);
/// How long background work may take to come to its end then.
const WORK: Duration = Duration::from_secs(1);
/// How long the database may take to close.
const CLOSING: Duration = Duration::from_secs(1);
/// How long a browser may take to say what it wants.
const HEADERS: Duration = Duration::from_secs(15);
/// Most bytes of one connection that are kept while they are read or sent, a request's headers among them.
const BUFFER: usize = 64 * 1024;

/// Binds the address, or says what is in the way.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!("port {} is taken by another program; choose another with --port", address.port())
        }
        std::io::ErrorKind::PermissionDenied => {
            format!("this account may not listen on port {}; choose one above 1023", address.port())
        }
        _ => format!("cannot listen on {address}: {error}"),
    })
}

/// Serves until SIGTERM or Ctrl+C, then stops accepting, tells live games to reconnect elsewhere, finishes open
/// requests and closes the database.
pub async fn run(state: AppState, listener: TcpListener) -> Result<(), String> {
    let service = state.service.clone();
    let metrics = state.config.metrics_listen;
    let stop = CancellationToken::new();
    service.rooms().run_apart().map_err(|error| format!("the live games get no thread: {error}"))?;
    let worker = tokio::spawn(mail::run(service.clone(), stop.clone()));
    let workshops = tokio::spawn(clockwork::run(service.clone(), stop.clone()));
    let tidying = tokio::spawn(housekeeping::run(service.clone(), stop.clone()));
    if let Some(address) = metrics {
        crate::metrics::listen(address)?;
    }
    let door = door(&state.config);
    accept(router(state), listener, &door, &stop, &service).await;
    for (name, mut task) in [("mail", worker), ("workshops", workshops), ("housekeeping", tidying)] {
        match tokio::time::timeout(WORK / 3, &mut task).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => tracing::error!(name, "a background task had stopped before"),
            // Work is leased or repeatable: the next start does it.
            Err(_) => task.abort(),
        }
    }
    if tokio::time::timeout(CLOSING, service.db().close()).await.is_err() {
        tracing::warn!("the database was still in use");
    }
    tracing::info!("stopped");
    Ok(())
}

/// Places for as many connections as are wanted and this process may have.
fn door(config: &Config) -> Door {
    let wanted = config.max_connections;
    let files = open_files::raise();
    let places = open_files::places(wanted, files);
    let each = share(places, config.max_connections_per_address);
    tracing::info!(open_files = files, connections = places, per_address = each, "limits of this process");
    if places < wanted {
        tracing::warn!(
            wanted,
            places,
            "the limit of open files allows fewer connections than max_connections"
        );
    }
    Door::new(places, each, &config.trusted_proxies)
}

async fn accept(
    router: Router,
    listener: TcpListener,
    door: &Door,
    stop: &CancellationToken,
    service: &Service,
) {
    let connections = TaskTracker::new();
    let mut signal = std::pin::pin!(stop_signal());
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, or the peer left: both pass.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = &mut signal => break,
        };
        // Without it small answers wait for the peer's delayed acknowledgement.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY");
        }
        if let Some(guest) = door.admit(stream, peer.ip()) {
            let app = router.clone().layer(Extension(ConnectInfo(peer)));
            connections.spawn(carry(guest, app, stop.clone()));
        }
    }
    drop(listener);
    tracing::info!("stopping: no new connections");
    stop.cancel();
    // Both at once: a slow upload must not keep players from looking for the next server.
    connections.close();
    service.compute().stop();
    let quiet = async { tokio::join!(service.rooms().shutdown(), connections.wait()) };
    if tokio::time::timeout(PATIENCE, quiet).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

/// One connection with all of its requests. A socket that grows out of one is no longer part of it.
async fn carry(guest: Guest, app: Router, stop: CancellationToken) {
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADERS).max_buf_size(BUFFER);
    let connection = builder.serve_connection(TokioIo::new(guest), TowerToHyperService::new(app));
    let mut connection = std::pin::pin!(connection.with_upgrades());
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "connection");
    }
}

async fn stop_signal() {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "cannot wait for Ctrl+C");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::error!(%error, "cannot wait for SIGTERM");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}

//! Listening, and stopping well.

use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::{Extension, Router};
use convene_service::{Service, housekeeping, mail};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::router::router;
use crate::state::AppState;

/// How long open requests may take after the signal to stop.
const PATIENCE: Duration = Duration::from_secs(8);

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
    let worker = tokio::spawn(mail::run(service.clone(), stop.clone()));
    let tidying = tokio::spawn(housekeeping::run(service.clone(), stop.clone()));
    if let Some(address) = metrics {
        crate::metrics::listen(address)?;
    }
    accept(router(state), listener, &stop, &service).await;
    for (name, task) in [("mail", worker), ("housekeeping", tidying)] {
        if task.await.is_err() {
            tracing::error!(name, "a background task had stopped before");
        }
    }
    service.db().close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn accept(router: Router, listener: TcpListener, stop: &CancellationToken, service: &Service) {
    let graceful = GracefulShutdown::new();
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
        let app = router.clone().layer(Extension(ConnectInfo(peer)));
        let mut builder = Builder::new(TokioExecutor::new());
        builder.http1().header_read_timeout(Duration::from_secs(15)).timer(hyper_util::rt::TokioTimer::new());
        let connection = builder
            .serve_connection_with_upgrades(TokioIo::new(stream), TowerToHyperService::new(app))
            .into_owned();
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = watched.await {
                tracing::debug!(%error, "connection");
            }
        });
    }
    drop(listener);
    tracing::info!("stopping: no new connections");
    stop.cancel();
    service.rooms().shutdown().await;
    if tokio::time::timeout(PATIENCE, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
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

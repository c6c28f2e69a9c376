//! The bare route: everything Convene asks its database for the home page, and nothing of what makes a page.

use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::serve::ListenerExt as _;
use bytes::Bytes;
use convene_service::account::session;
use convene_service::quiz::{game, results};
use convene_service::workshop::listing;
use convene_service::{Chance, Service, Settings, SystemClock, Viewer};
use convene_store::Db;

use crate::Result;

#[derive(Clone)]
struct Bare {
    service: Service,
    /// The bytes to return, as the client saw them from Convene.
    page: Arc<RwLock<Bytes>>,
}

/// Serves until it is ended from outside.
pub async fn serve(listen: SocketAddr, database: &Path) -> Result<ExitCode> {
    let db = Db::open_sqlite(database).await.map_err(|error| format!("{}: {error}", database.display()))?;
    let settings = Settings {
        public_url: format!("http://{listen}"),
        smtp: None,
        smtp_ca: None,
        address_key: Default::default(),
    };
    let service = Service::new(db, Arc::new(SystemClock), Chance::system(), settings);
    let app = Router::new()
        .route("/", get(page).put(learn))
        .route("/healthz", get(|| async { "ok" }))
        .with_state(Bare { service, page: Arc::default() });
    let listener =
        tokio::net::TcpListener::bind(listen).await.map_err(|error| format!("{listen}: {error}"))?;
    let listener = listener.tap_io(|stream| _ = stream.set_nodelay(true));
    axum::serve(listener, app).await.map_err(|error| error.to_string())?;
    Ok(ExitCode::SUCCESS)
}

async fn learn(State(bare): State<Bare>, page: Bytes) -> StatusCode {
    *bare.page.write().unwrap_or_else(PoisonError::into_inner) = page;
    StatusCode::NO_CONTENT
}

async fn page(State(bare): State<Bare>, headers: HeaderMap) -> Response {
    match look_up(&bare.service, &headers).await {
        Ok(true) => {
            let page = bare.page.read().unwrap_or_else(PoisonError::into_inner).clone();
            ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
        }
        Ok(false) => StatusCode::UNAUTHORIZED.into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

/// The same questions as the home page's. Whoever adds one there adds it here.
async fn look_up(service: &Service, headers: &HeaderMap) -> convene_service::Result<bool> {
    let cookies = headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = cookies.split("; ").find_map(|cookie| cookie.strip_prefix("convene_session="));
    let visit = session::visit(service, token, Viewer::default()).await?;
    let open = game::lobbies(service, &visit.viewer).await?;
    let played = results::history(service, &visit.viewer).await?;
    let workshops = listing::next(service, 3).await?;
    // Used, so that nothing of the work can be left out.
    let asked = open.len() + played.len() + workshops.len() < usize::MAX;
    Ok(visit.viewer.person.is_some() && visit.community.is_some() && asked)
}

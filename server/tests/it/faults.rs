//! Our own faults: the page says a number, and the log has it.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use convene_server::answer;
use tower::ServiceExt as _;
use tower_http::catch_panic::CatchPanicLayer;

use crate::harness::Portal;

/// What was logged in this test.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || log.clone()).finish();
        tracing::subscriber::set_default(subscriber)
    }

    /// The line with the number the page shows.
    fn line_of(&self, page: &str) -> String {
        let page = page.replace("<!>", "");
        let number =
            page.split("<code>").nth(1).and_then(|rest| rest.split("</code>").next()).expect("a number");
        assert_eq!(number.len(), 8, "{number}");
        let log = String::from_utf8(self.0.lock().expect("a log").clone()).expect("text");
        log.lines().find(|line| line.contains(number)).expect("the number is in the log").to_owned()
    }
}

#[tokio::test]
async fn a_page_that_cannot_be_made_shows_the_number_that_is_in_the_log() {
    let log = Log::default();
    let portal = Portal::demo().await;
    let mut admin = portal.demo_browser("admin").await;
    let mut tx = portal.service.db().begin().await.expect("a transaction");
    convene_store::account::setting::set(&mut tx, "smtp", "not JSON").await.expect("set");
    tx.commit().await.expect("a commit");
    let _listens = log.listen();
    let page = admin.get("/mail").await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(log.line_of(&page.body).contains("stored JSON does not read back"));
}

#[tokio::test]
async fn without_a_database_the_page_stands_by_itself_and_its_number_is_in_the_log() {
    let log = Log::default();
    let portal = Portal::new().await;
    portal.service.db().close().await;
    let _listens = log.listen();
    let page = portal.browser().get("/").await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(
        page.says("It is our fault, not yours") && page.body.starts_with("<!DOCTYPE html>"),
        "{}",
        page.body
    );
    assert!(page.headers.contains_key("content-security-policy"));
    assert!(log.line_of(&page.body).contains("database"));
}

#[tokio::test]
async fn a_panic_shows_a_page_too() {
    let log = Log::default();
    let portal = Portal::new().await;
    let state = portal.state.clone();
    let broken = || async {
        if true {
            panic!("a defect of ours")
        }
    };
    let router = axum::Router::new()
        .route("/", axum::routing::get(broken))
        .layer(CatchPanicLayer::custom(move |cause| answer::panicked(&state, cause)));
    let _listens = log.listen();
    let request = Request::get("/").body(Body::empty()).expect("a request");
    let response = router.oneshot(request).await.expect("an answer");
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    assert!(log.line_of(&String::from_utf8_lossy(&body)).contains("panic: a defect of ours"));
}

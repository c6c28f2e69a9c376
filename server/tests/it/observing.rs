//! What an operator's tools see: health, readiness, metrics.

use axum::http::StatusCode;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::harness::Portal;
use crate::process::{Folder, Program, Visitor, spare_port};

#[tokio::test]
async fn a_server_whose_database_does_not_answer_lives_but_is_not_ready() {
    let portal = Portal::new().await;
    let mut browser = portal.browser();
    let ready = browser.get("/readyz").await;
    assert_eq!((ready.status, ready.body.as_str()), (StatusCode::OK, "ready"));
    portal.service.db().close().await;
    let broken = browser.get("/readyz").await;
    assert_eq!(broken.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(broken.body, "the database does not answer", "and nothing about why");
    assert_eq!(browser.get("/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn metrics_are_on_a_listener_of_their_own_and_hold_nothing_that_clients_choose() {
    let (folder, port, own) = (Folder::new(), spare_port(), spare_port());
    let mut command = folder.command(&["demo", "--port", &port.to_string()]);
    let program =
        Program::start(&folder, port, command.env("CONVENE_METRICS_LISTEN", format!("127.0.0.1:{own}")));
    let mut visitor = Visitor::new(program.address);
    for path in ["/nowhere/tell-nobody", "/quiz/004711", "/assets/tell-nobody.css"] {
        visitor.get(path).await;
    }
    let mut brewer = TcpStream::connect(program.address).await.expect("the server listens");
    let brew = visitor.head("GET", "/", "").replace("GET /", "BREW-7 /");
    brewer.write_all(brew.as_bytes()).await.expect("the server reads");
    visitor.answer(brewer).await;
    assert_eq!(visitor.get("/metrics").await.status, StatusCode::NOT_FOUND, "not where people are");

    let numbers = Visitor::new(([127, 0, 0, 1], own).into()).get("/metrics").await;
    assert_eq!(numbers.status, StatusCode::OK);
    let counts =
        |part: &str| numbers.body.lines().any(|line| line.starts_with("convene_") && line.contains(part));
    for part in ["route=\"none\"", "route=\"/quiz/{pin}\"", "route=\"/assets/{*name}\"", "method=\"other\""] {
        assert!(counts(part), "{part} in {}", numbers.body);
    }
    for private in ["tell-nobody", "004711", "BREW"] {
        assert!(!numbers.body.contains(private), "{private} in {}", numbers.body);
    }
    assert!(counts("convene_connections "), "{}", numbers.body);
}

#[test]
fn metrics_are_off_unless_somebody_asks_for_them() {
    let folder = Folder::new();
    let output = folder.run(&["config"]);
    let text = crate::process::printed(&output);
    let line = text.lines().find(|line| line.starts_with("metrics_listen")).expect("its line");
    assert_eq!(line.split_whitespace().collect::<Vec<_>>(), ["metrics_listen", "default"]);
}

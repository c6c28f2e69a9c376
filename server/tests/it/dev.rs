//! The script that loads a page again while somebody works on it, and everywhere else its absence.

use axum::http::StatusCode;

use crate::process::{Folder, Program, Visitor, spare_port};

fn start(folder: &Folder, command: &str) -> Program {
    let port = spare_port();
    let mut command = folder.command(&[command, "--port", &port.to_string()]);
    Program::start(folder, port, command.env("CONVENE_DEV", "1"))
}

/// The address of the reloading script on the home page.
async fn script(program: &Program) -> Option<String> {
    let page = Visitor::new(program.address).get("/").await;
    let (_, rest) = page.body.split_once("src=\"/dev/")?;
    Some(format!("/dev/{}", rest.split('"').next()?))
}

#[tokio::test]
async fn under_dev_a_page_hears_that_another_start_of_the_server_answers() {
    let folder = Folder::new();
    let program = start(&folder, "demo");
    let first = script(&program).await.expect("the script");
    let mut visitor = Visitor::new(program.address);
    assert!(visitor.get(&first).await.says("location.reload()"));
    let event = visitor.get("/dev/reload").await;
    assert_eq!(event.headers["content-type"], "text/event-stream");
    assert_eq!(event.body, format!("retry: 500\ndata: {first}\n\n"));
    program.terminate();
    assert!(program.end().success());
    assert_ne!(script(&start(&folder, "demo")).await, Some(first));
}

#[tokio::test]
async fn neither_a_plain_demo_nor_a_real_community_reloads_pages() {
    let (demo, real) = (Folder::new(), Folder::new());
    for program in [Program::demo(&demo, spare_port()), start(&real, "serve")] {
        assert_eq!(script(&program).await, None);
        assert_eq!(Visitor::new(program.address).get("/dev/reload").await.status, StatusCode::NOT_FOUND);
    }
}

//! Files: who may send one, and what of everybody's memory they take.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Method, Request, StatusCode, header};
use futures_util::{StreamExt as _, stream};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::harness::{Browser, Portal};
use crate::process::{Folder, Program, Visitor, spare_port};
use crate::stage::{PATIENCE, Sender as _};

const IMPORT: &str = "/quizzes/import";
const MEGABYTE: usize = 1 << 20;

/// The beginning of a form with a file in it, another field before.
const BEGIN: &str = "--XX\r\nContent-Disposition: form-data; name=\"format\"\r\n\r\ngift\r\n\
    --XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"questions.gift\"\r\n\r\n";
const END: &str = "\r\n--XX--\r\n";

fn head(browser: &Browser<'_>, path: &str) -> axum::http::request::Builder {
    browser
        .request(Method::POST, path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=XX")
        .header("sec-fetch-site", "same-origin")
}

fn pieces(megabytes: usize) -> impl Iterator<Item = Bytes> {
    let piece = Bytes::from(vec![0; MEGABYTE]);
    std::iter::once(Bytes::from_static(BEGIN.as_bytes())).chain(std::iter::repeat_n(piece, megabytes))
}

/// A form with a file that counts how often somebody asked for a piece of it.
fn counted(megabytes: usize, asked: &Arc<AtomicUsize>) -> Body {
    let asked = asked.clone();
    let all = pieces(megabytes).chain(std::iter::once(Bytes::from_static(END.as_bytes())));
    Body::from_stream(stream::iter(all).then(move |piece| {
        asked.fetch_add(1, Ordering::Relaxed);
        // One after the other, as from a network.
        async move {
            tokio::task::yield_now().await;
            Ok::<_, std::io::Error>(piece)
        }
    }))
}

/// The edit page of a workshop of the demo's educator.
async fn edit_page(educator: &mut Browser<'_>) -> String {
    let mine = educator.get("/workshops/mine").await;
    let before = mine.body.split("/edit\"").next().expect("a workshop");
    format!("/workshops/{}/edit", before.rsplit('/').next().expect("its id"))
}

#[tokio::test]
async fn a_file_is_read_only_from_those_who_may_send_one() {
    let portal = Portal::demo().await;
    let edit = edit_page(&mut portal.demo_browser("educator").await).await;
    for path in [IMPORT, &edit] {
        for (who, status) in [
            ("anonymous", StatusCode::SEE_OTHER),
            ("member", StatusCode::FORBIDDEN),
            ("educator", StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let mut browser = match who {
                "anonymous" => portal.browser(),
                role => portal.demo_browser(role).await,
            };
            // What a client that asks first would be told to send.
            let asked = Arc::new(AtomicUsize::new(0));
            let asking = head(&browser, path).header(header::EXPECT, "100-continue");
            let page = browser.send(asking.body(counted(2, &asked)).expect("a request")).await;
            let wanted = asked.load(Ordering::Relaxed) > 0;
            assert_eq!(wanted, who == "educator", "{who} {path}");
            if who == "anonymous" {
                let next = path.replace('/', "%2F");
                assert_eq!(page.location(), format!("/sign-in?next={next}&why=unkept"));
            } else if path == IMPORT || who == "member" {
                assert_eq!(page.status, status, "{who} {path}: {}", page.body);
            }
            // A browser sends all of it, and then reads the same answer.
            let sending = head(&browser, path).body(counted(2, &asked)).expect("a request");
            assert_eq!(browser.send(sending).await.status, page.status, "{who} {path}");
        }
    }
}

#[tokio::test]
async fn a_page_that_takes_no_file_is_sent_none_and_no_more_than_a_form() {
    let portal = Portal::demo().await;
    let mut member = portal.demo_browser("member").await;
    for path in ["/sign-in", "/quiz", "/preferences"] {
        let page = member.upload(path, &[], ("file", "x.txt", b"text")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(page.says("This page takes no files"), "{path}: {}", page.body);
        let long = vec![0; 600 * 1024];
        let page = member.upload(path, &[], ("", "", &long)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
    let texts = [("zone", "Europe/Berlin"), ("next", "/me")];
    let page = member.upload("/preferences", &texts, ("file", "", b"")).await;
    assert_eq!(page.location(), "/me", "texts are read from a form with an empty file too");
    let long = "x".repeat(600 * 1024);
    let page = member.upload("/preferences", &[("zone", &long)], ("file", "", b"")).await;
    assert!(page.says("This form is larger than 500 kB."), "{}", page.body);
    let page = member.post("/me/profile", &[("name", &long)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("This form is larger than 500 kB."), "{}", page.body);
    assert!(page.says("what you typed should still be there"), "no form with what is stored: {}", page.body);
    assert!(!page.body.contains("name=\"name\""), "{}", page.body);
}

/// Sends ten megabytes and not the end, says so once all of it is taken in, and waits.
fn hold(browser: &Browser<'_>, taken: &Arc<Semaphore>) -> Request<Body> {
    let taken = taken.clone();
    let rest = stream::once(async move {
        taken.add_permits(1);
        std::future::pending::<Bytes>().await
    });
    let body = stream::iter(pieces(10)).chain(rest).map(Ok::<_, std::io::Error>);
    head(browser, IMPORT).body(Body::from_stream(body)).expect("a request")
}

#[tokio::test]
async fn uploads_that_one_address_holds_open_stop_neither_its_forms_nor_anybody_else() {
    use tower::ServiceExt as _;

    let portal = Portal::demo().await;
    let mut educator = portal.demo_browser("educator").await;
    let (taken, mut held) = (Arc::new(Semaphore::new(0)), JoinSet::new());
    for _ in 0..6 {
        held.spawn(portal.router.clone().oneshot(hold(&educator, &taken)));
    }
    timeout(PATIENCE, taken.acquire_many(6)).await.expect("all of them hold").expect("open").forget();

    let one_more = head(&educator, IMPORT).body(counted(10, &Arc::default())).expect("a request");
    let refused = educator.send(one_more).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(
        (&refused.headers["retry-after"], &refused.headers["connection"]),
        (&"60".parse().unwrap(), &"close".parse().unwrap())
    );
    assert!(refused.says("Too much is being sent from your network right now"), "{}", refused.body);
    assert!(refused.body.contains("value=\"gift\" selected"), "what was typed is there: {}", refused.body);

    let mut elsewhere = educator.clone();
    elsewhere.address = "203.0.113.99:50000".parse().expect("an address");
    let other = head(&elsewhere, IMPORT).body(counted(10, &Arc::default())).expect("a request");
    assert_eq!(
        elsewhere.send(other).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "read, and no questions"
    );
    let long = "x".repeat(400 * 1024);
    let form = educator.post("/preferences", &[("next", "/me"), ("pad", &long)]).await;
    assert_eq!(form.location(), "/me", "forms have room of their own");

    held.abort_all();
    while timeout(Duration::from_secs(20), held.join_next()).await.expect("they end").is_some() {}
    let free = head(&educator, IMPORT).body(counted(10, &Arc::default())).expect("a request");
    assert_eq!(educator.send(free).await.status, StatusCode::UNPROCESSABLE_ENTITY, "the share is free again");
}

#[tokio::test]
async fn whoever_sends_too_much_or_may_not_send_a_file_gets_to_read_why() {
    let folder = Folder::new();
    let program = Program::demo(&folder, spare_port());
    let mut visitor = Visitor::new(program.address);
    let long = "x".repeat(5 * MEGABYTE);
    let page = visitor.submit("/sign-in", &[("act", "mail"), ("email", &long)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("This form is larger than 500 kB."), "{}", page.body);

    let form = [BEGIN, &long, END].concat();
    let kind =
        format!("Content-Type: multipart/form-data; boundary=XX\r\nContent-Length: {}\r\n", form.len());
    let mut stream = TcpStream::connect(program.address).await.expect("the server listens");
    let head = visitor.head("POST", IMPORT, &kind);
    stream.write_all((head + &form).as_bytes()).await.expect("the server reads to the end");
    let page = visitor.answer(stream).await;
    assert_eq!(page.location(), "/sign-in?next=%2Fquizzes%2Fimport&why=unkept");
}

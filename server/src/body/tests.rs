//! What a handler's reader gets to see, and what the sender is answered with.

use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Extension};
use axum::middleware::from_fn_with_state;
use axum::routing::post;
use std::net::SocketAddr;
use tower::ServiceExt as _;

use super::*;

/// Two addresses, and a proxy that is believed.
const HERE: &str = "203.0.113.7";
const THERE: &str = "203.0.113.8";
const PROXY: &str = "10.0.0.9";

fn limits(forms: (usize, usize), files: (usize, usize)) -> Limits {
    let pace = Pace { first: Duration::from_millis(100), pause: Duration::from_millis(100), ..PACE };
    let [forms, files] = [forms, files].map(|(all, each)| Budget::new(all, each));
    Limits { pace, forms, files, trusted: [PROXY.parse().unwrap()].into() }
}

/// A body of so many bytes beyond what is always taken.
fn beyond(bytes: usize) -> Body {
    Body::from(vec![b'x'; FREE + bytes])
}

/// A first piece, and then nothing for ever.
fn unfinished(bytes: usize) -> Body {
    let piece = Ok::<_, axum::Error>(Bytes::from(vec![b'x'; bytes]));
    Body::from_stream(stream::iter([piece]).chain(stream::pending()))
}

async fn read(intake: Option<Extension<Intake>>, request: Request) -> String {
    if let (Some(intake), "/file") = (intake, request.uri().path()) {
        intake.expect_file();
    }
    let body = axum::body::to_bytes(request.into_body(), usize::MAX).await;
    body.map_or_else(|error| error.to_string(), |body| body.len().to_string())
}

fn app(limits: &Limits) -> Router {
    Router::new()
        .route("/", post(read))
        .route("/file", post(read))
        .route(
            "/past",
            post(|request: Request| async {
                discard(request).await;
                StatusCode::FORBIDDEN
            }),
        )
        .layer(from_fn_with_state(limits.clone(), layer))
}

/// What a handler that reads everything is answered with.
async fn answer(limits: &Limits, path: &str, from: &str, body: Body) -> Response {
    let peer = SocketAddr::new(from.parse().unwrap(), 40_000);
    let request = Request::post(path).extension(ConnectInfo(peer)).body(body).unwrap();
    app(limits).oneshot(request).await.unwrap()
}

#[tokio::test]
async fn a_sender_who_falls_silent_is_let_go_with_a_sentence_and_holds_nothing_any_more() {
    let limits = limits((10, 10), (0, 0));
    for body in [unfinished(FREE + 4), Body::from_stream(stream::pending::<Result<Bytes, axum::Error>>())] {
        let response = answer(&limits, "/", HERE, body).await;
        assert_eq!(response.status(), StatusCode::REQUEST_TIMEOUT);
        assert_eq!(response.headers()[header::CONNECTION], "close");
        assert_eq!(limits.forms.total(), 0);
    }
}

#[tokio::test]
async fn more_than_there_is_room_for_is_refused_until_others_are_done() {
    let limits = limits((10, 10), (0, 0));
    let mut others = limits.forms.claim(Some(THERE.parse().unwrap()));
    others.take(4).unwrap();
    let refused = answer(&limits, "/", HERE, beyond(7)).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers()[header::RETRY_AFTER], "60");
    drop(others);
    assert_eq!(answer(&limits, "/", HERE, beyond(7)).await.status(), StatusCode::OK);
    assert_eq!(limits.forms.total(), 0, "given back with the answer");
}

#[tokio::test]
async fn one_address_has_a_share_and_the_others_do_not_notice() {
    let limits = limits((100, 10), (0, 0));
    let mut own = limits.forms.claim(Some(HERE.parse().unwrap()));
    own.take(8).unwrap();
    let refused = answer(&limits, "/", HERE, beyond(7)).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()[header::RETRY_AFTER], "60");
    assert_eq!(answer(&limits, "/", THERE, beyond(7)).await.status(), StatusCode::OK);
    assert_eq!(answer(&limits, "/", PROXY, beyond(60)).await.status(), StatusCode::OK, "its clients share");
}

#[tokio::test]
async fn a_short_form_arrives_whatever_is_on_its_way_and_uploads_take_nothing_of_the_forms() {
    let limits = limits((10, 10), (10, 10));
    let [mut forms, mut files] = [&limits.forms, &limits.files].map(|budget| budget.claim(None));
    files.take(10).unwrap();
    assert_eq!(answer(&limits, "/file", HERE, beyond(1)).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer(&limits, "/", HERE, beyond(10)).await.status(), StatusCode::OK);
    forms.take(10).unwrap();
    assert_eq!(answer(&limits, "/", HERE, beyond(1)).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer(&limits, "/", HERE, beyond(0)).await.status(), StatusCode::OK, "short");
}

#[tokio::test]
async fn only_who_may_send_a_file_sends_more_than_a_form() {
    let limits = limits(FORMS, FILES);
    let long = || Body::from(vec![b'x'; FORM_BYTES + 1]);
    assert_eq!(answer(&limits, "/", HERE, long()).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer(&limits, "/file", HERE, long()).await.status(), StatusCode::OK);
    let huge = Body::from(vec![b'x'; FILE_BYTES + 1]);
    assert_eq!(answer(&limits, "/file", HERE, huge).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_nobody_reads_passes_by_without_being_held_and_the_answer_stands() {
    let limits = limits((0, 0), (0, 0));
    for body in [beyond(FORM_BYTES), unfinished(FREE + 4), Body::from(vec![b'x'; FILE_BYTES + 1])] {
        let response = answer(&limits, "/past", HERE, body).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
    }
}

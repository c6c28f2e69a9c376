//! By which names people reach the portal: on plain http, a stranger's name that leads here is none (DNS rebinding).

use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode, header};

use crate::harness::{Browser, Page, Portal};
use crate::quiz::LOBBY;

/// Sends what a page at `host` would: that name as `Host`, and as the origin of what it sends.
async fn send(
    browser: &mut Browser<'_>,
    method: Method,
    path: &str,
    host: &str,
    more: &[(&'static str, &'static str)],
) -> Page {
    let mut request = browser.request(method, path).body(Body::empty()).expect("a request");
    let headers = request.headers_mut();
    headers.insert(header::HOST, host.parse().expect("a header"));
    headers.insert(header::ORIGIN, format!("http://{host}").parse().expect("a header"));
    for (name, value) in more {
        headers.insert(*name, HeaderValue::from_static(value));
    }
    browser.send(request).await
}

/// Names of strangers, and addresses that are not this machine's alone.
const FOREIGN: [&str; 4] =
    ["evil.example:3000", "evil.localhost:3000", "192.0.2.1:3000", "localhost.evil.example"];
const SOCKET: [(&str, &str); 4] = [
    ("connection", "upgrade"),
    ("upgrade", "websocket"),
    ("sec-websocket-version", "13"),
    ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
];

#[tokio::test]
async fn a_strangers_name_that_leads_here_reaches_nothing() {
    let portal = Portal::demo().await;
    for host in FOREIGN {
        let mut browser = portal.browser();
        let socket = format!("/quiz/{LOBBY}/socket?as=player");
        for (method, path, more) in [
            (Method::GET, "/", &[][..]),
            (Method::POST, "/demo/admin", &[]),
            (Method::POST, "/demo/admin", &[("sec-fetch-site", "same-origin")]),
            (Method::GET, "/assets/none.css", &[]),
            (Method::GET, &socket, &SOCKET),
        ] {
            let page = send(&mut browser, method.clone(), path, host, more).await;
            assert_eq!(page.status, StatusCode::MISDIRECTED_REQUEST, "{host} {method} {path}");
            assert!(page.says("This portal is at http://localhost:3000."), "{}", page.body);
        }
        assert!(browser.cookies.is_empty(), "{host} signed somebody in");
    }
}

#[tokio::test]
async fn the_public_name_and_this_machine_are_answered_and_health_checks_come_by_any_address() {
    let portal = Portal::with(&[("public_url", "http://learn.example.org:8080")]).await;
    let mut browser = portal.browser();
    for host in
        ["learn.example.org:8080", "Learn.Example.ORG", "localhost:3000", "127.0.0.1:3000", "[::1]:3000"]
    {
        assert_eq!(send(&mut browser, Method::GET, "/", host, &[]).await.status, StatusCode::OK, "{host}");
        let sent = send(&mut browser, Method::POST, "/preferences", host, &[]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{host}");
    }
    for path in ["/healthz", "/readyz"] {
        assert_eq!(send(&mut browser, Method::GET, path, "10.0.0.5:3000", &[]).await.status, StatusCode::OK);
    }
    let mut nameless = browser.request(Method::GET, "/").body(Body::empty()).expect("a request");
    nameless.headers_mut().remove(header::HOST);
    assert_eq!(browser.send(nameless).await.status, StatusCode::MISDIRECTED_REQUEST);
    let mut two = browser.request(Method::GET, "/").body(Body::empty()).expect("a request");
    two.headers_mut().append(header::HOST, HeaderValue::from_static("evil.example"));
    assert_eq!(browser.send(two).await.status, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn behind_tls_a_proxy_may_ask_by_its_own_name_and_no_host_makes_an_origin_ours() {
    let portal = Portal::at("https://learn.example.org").await;
    let mut browser = portal.browser();
    assert_eq!(send(&mut browser, Method::GET, "/", "convene:3000", &[]).await.status, StatusCode::OK);
    let rebound = send(&mut browser, Method::POST, "/preferences", "evil.example", &[]).await;
    assert_eq!(rebound.status, StatusCode::FORBIDDEN, "an origin that is not ours, whatever the host says");
}

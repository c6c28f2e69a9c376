//! Whose address counts: the caller's, or the one a proxy in front names. Limits are counted by it.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use convene_domain::account::limits::MAILS_PER_ADDRESS;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use crate::harness::Portal;
use crate::quiz::LOBBY;
use crate::stage::{PATIENCE, Sender as _, join, listen};

/// The proxy in front of the portal of these tests, and another caller.
const PROXY: &str = "10.0.0.9:4000";
const STRANGER: &str = "203.0.113.50:4000";

struct Door {
    portal: Portal,
    asked: u32,
}

impl Door {
    /// A portal behind proxies of one network, where the client 198.51.100.1 has used up what an address may ask.
    async fn new() -> Self {
        let portal = Portal::with(&[("trusted_proxies", "10.0.0.0/24")]).await;
        let mut door = Self { portal, asked: 0 };
        for _ in 0..MAILS_PER_ADDRESS.most {
            assert!(!door.is_refused(PROXY, &["198.51.100.1"]).await, "not yet");
        }
        assert!(door.is_refused(PROXY, &["198.51.100.1"]).await);
        door
    }

    /// Asks for a sign-in mail to an address nobody has asked for yet, with these `X-Forwarded-For` lines.
    async fn is_refused(&mut self, caller: &str, forwarded: &[&str]) -> bool {
        self.asked += 1;
        let mut browser = self.portal.browser();
        browser.address = caller.parse().expect("an address");
        let mut request = browser
            .request(Method::POST, "/sign-in")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        for line in forwarded {
            request = request.header("x-forwarded-for", *line);
        }
        let form = format!("act=mail&email=somebody{}%40example.org", self.asked);
        let page = browser.send(request.body(Body::from(form)).expect("a request")).await;
        match page.status {
            StatusCode::TOO_MANY_REQUESTS => true,
            StatusCode::SEE_OTHER => false,
            other => panic!("{other}: {}", page.body),
        }
    }
}

#[tokio::test]
async fn a_trusted_proxy_is_believed_and_a_stranger_is_not() {
    let mut door = Door::new().await;
    assert!(!door.is_refused(PROXY, &["198.51.100.2"]).await, "somebody else behind the same proxy");
    assert!(door.is_refused("198.51.100.1:4000", &[]).await, "the same client without a proxy");
    assert!(door.is_refused("198.51.100.1:4000", &["198.51.100.3"]).await, "who cannot pose as another");
    assert!(!door.is_refused(STRANGER, &["198.51.100.1"]).await, "nor blame another");
}

#[tokio::test]
async fn of_a_forged_chain_the_last_hop_that_is_no_proxy_of_ours_counts() {
    let mut door = Door::new().await;
    for same in [
        &["198.51.100.77, 198.51.100.1"] as &[_],
        &["198.51.100.77", "198.51.100.1"],
        &["198.51.100.1, 10.0.0.4"],
        &["10.0.0.7, 198.51.100.1, 10.0.0.4, 10.0.0.5"],
    ] {
        assert!(door.is_refused(PROXY, same).await, "{same:?}");
    }
    for other in [
        &["198.51.100.1, 198.51.100.2"] as &[_],
        &["198.51.100.1", "198.51.100.2"],
        &["198.51.100.1, nonsense"],
    ] {
        assert!(!door.is_refused(PROXY, other).await, "{other:?}");
    }
}

#[tokio::test]
async fn people_behind_a_proxy_have_each_their_own_share_which_a_live_game_holds() {
    let settings = [("trusted_proxies", "127.0.0.1"), ("max_connections_per_address", "1")];
    let portal = Portal::demo_with(&settings).await;
    let mut player = portal.browser();
    join(&mut player, LOBBY, "Grace").await;
    let server = listen(&portal).await;
    let url = format!("ws://{server}/quiz/{LOBBY}/socket?as=player");
    let mut request = url.into_client_request().expect("a request");
    for (name, value) in [
        ("origin", format!("http://{server}")),
        ("cookie", player.cookie()),
        ("x-forwarded-for", "198.51.100.1".to_owned()),
    ] {
        request.headers_mut().insert(name, value.parse().expect("a header"));
    }
    let stream = TcpStream::connect(server).await.expect("the server listens");
    let (line, _) = tokio_tungstenite::client_async(request, stream).await.expect("an upgrade");

    let ask = async |forwarded: Option<&str>| {
        let mut browser = portal.browser();
        browser.address = "127.0.0.1:4000".parse().expect("an address");
        let mut request = browser.request(Method::GET, "/healthz");
        if let Some(client) = forwarded {
            request = request.header("x-forwarded-for", client);
        }
        browser.send(request.body(Body::empty()).expect("a request")).await.status
    };
    assert_eq!(ask(Some("198.51.100.1")).await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(ask(Some("198.51.100.2")).await, StatusCode::OK);
    assert_eq!(ask(None).await, StatusCode::OK, "the proxy's own health check");
    drop(line);
    let freed = async {
        while ask(Some("198.51.100.1")).await != StatusCode::OK {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, freed).await.expect("the place is free again");
}

//! A live game over real sockets.

use std::net::SocketAddr;

use axum::Extension;
use axum::extract::ConnectInfo;
use axum::http::StatusCode;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::harness::{Browser, Portal};
use crate::quiz::LOBBY;

type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// The portal on a port of its own.
async fn listen(portal: &Portal) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let peer: SocketAddr = "203.0.113.7:50000".parse().expect("an address");
    let app = portal.router.clone().layer(Extension(ConnectInfo(peer)));
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

/// A socket as a page of `origin` opens it.
async fn open(at: SocketAddr, browser: &Browser<'_>, audience: &str, origin: &str) -> Result<Stream, Error> {
    let url = format!("ws://{at}/quiz/{LOBBY}/socket?as={audience}");
    let mut request = url.into_client_request().expect("a request");
    let cookies: Vec<_> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    request.headers_mut().insert("cookie", cookies.join("; ").parse().expect("cookies"));
    request.headers_mut().insert("origin", origin.parse().expect("an origin"));
    connect_async(request).await.map(|(stream, _)| stream)
}

async fn own(at: SocketAddr, browser: &Browser<'_>, audience: &str) -> Stream {
    open(at, browser, audience, &format!("http://{at}")).await.expect("a socket")
}

/// Reads until a message of this type, which it answers.
async fn hear(stream: &mut Stream, wanted: &str) -> Value {
    loop {
        let message = stream.next().await.expect("a message").expect("no error");
        if let Message::Text(text) = message {
            let value: Value = serde_json::from_str(&text).expect("JSON");
            if value["t"] == wanted {
                return value;
            }
        }
    }
}

async fn say(stream: &mut Stream, message: Value) {
    stream.send(Message::text(message.to_string())).await.expect("sent");
}

/// The close code that ends this socket.
async fn ending(stream: &mut Stream) -> u16 {
    loop {
        match stream.next().await {
            Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
            Some(Ok(_)) => {}
            other => panic!("closed without a code: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_question_is_asked_answered_revealed_and_its_result_kept() {
    let portal = Portal::demo().await;
    let at = listen(&portal).await;
    let host = portal.demo_browser("educator").await;
    let mut guest = portal.browser();
    guest.post(&format!("/quiz/{LOBBY}"), &[("nickname", "Grace")]).await;
    let (mut desk, mut hand) = (own(at, &host, "host").await, own(at, &guest, "player").await);
    assert_eq!(hear(&mut hand, "welcome").await["you"]["nickname"], "Grace");
    hear(&mut desk, "welcome").await;
    say(&mut desk, json!({"t": "control", "act": {"do": "start"}})).await;
    let asked = hear(&mut hand, "asking").await;
    assert!(asked.get("correct").is_none(), "no solution travels with the question");
    say(&mut hand, json!({"t": "answer", "question": 0, "choices": [1]})).await;
    assert_eq!(hear(&mut hand, "accepted").await["choices"], json!([1]));
    say(&mut desk, json!({"t": "control", "act": {"do": "reveal", "question": 0}})).await;
    assert_eq!(hear(&mut hand, "revealed").await["correct"], json!([1]));
    assert_eq!(hear(&mut hand, "result").await["correct"], true);
    say(&mut desk, json!({"t": "control", "act": {"do": "end"}})).await;
    let finished = hear(&mut hand, "finished").await;
    let game = format!("/games/{}", finished["game"].as_str().expect("an id"));
    let page = guest.get(&game).await;
    assert!(page.says("How you did as \u{2068}Grace\u{2069}.") && page.says("1 of 1"), "{}", page.body);
    let again = guest.post("/quiz", &[("pin", LOBBY)]).await;
    assert_eq!(again.location(), game, "the PIN of a game that is just over leads to its results");
    assert_eq!(guest.get(&format!("/quiz/{LOBBY}/play")).await.location(), game);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_and_the_line_stays() {
    let portal = Portal::demo().await;
    let at = listen(&portal).await;
    let mut hand = own(at, &portal.demo_browser("member").await, "player").await;
    hear(&mut hand, "welcome").await;
    hand.send(Message::text("{]")).await.expect("sent");
    assert_eq!(hear(&mut hand, "refused").await["refusal"], "unreadable");
    say(&mut hand, json!({"t": "control", "act": {"do": "start"}})).await;
    assert_eq!(hear(&mut hand, "refused").await["refusal"], "not_a_host");
}

#[tokio::test]
async fn only_those_with_a_seat_or_the_right_may_listen() {
    let portal = Portal::demo().await;
    let at = listen(&portal).await;
    let member = portal.demo_browser("member").await;
    for (browser, audience) in
        [(&portal.browser(), "player"), (&member, "host"), (&member, "screen"), (&member, "everybody")]
    {
        let mut stream = own(at, browser, audience).await;
        assert_eq!(ending(&mut stream).await, 4001, "{audience}");
    }
}

#[tokio::test]
async fn a_page_of_another_site_opens_no_socket() {
    let portal = Portal::demo().await;
    let at = listen(&portal).await;
    let member = portal.demo_browser("member").await;
    match open(at, &member, "player", "https://evil.example").await {
        Err(Error::Http(response)) => assert_eq!(response.status(), StatusCode::FORBIDDEN),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_stopping_server_asks_everybody_to_come_back() {
    let portal = Portal::demo().await;
    let at = listen(&portal).await;
    let mut hand = own(at, &portal.demo_browser("member").await, "player").await;
    hear(&mut hand, "welcome").await;
    portal.service.rooms().shutdown().await;
    assert_eq!(ending(&mut hand).await, 1012);
}

#[tokio::test]
async fn a_message_of_more_than_four_kilobytes_ends_the_line_and_says_so() {
    let portal = Portal::demo().await;
    let at = listen(&portal).await;
    let member = portal.demo_browser("member").await;
    for length in [4_097, 60_000] {
        let mut hand = own(at, &member, "player").await;
        hear(&mut hand, "welcome").await;
        hand.send(Message::text("x".repeat(length))).await.expect("sent");
        assert_eq!(ending(&mut hand).await, 1009, "{length} bytes");
    }
    let mut hand = own(at, &member, "player").await;
    hand.send(Message::text("x".repeat(4_096))).await.expect("sent");
    assert_eq!(hear(&mut hand, "refused").await["refusal"], "unreadable", "up to there it is only refused");
}

//! A live game over real sockets: somebody who hosts it, and lines to it.

use std::net::SocketAddr;
use std::time::Duration;

use axum::http::StatusCode;
use convene_domain::quiz::game::wire::{Control, Refusal, ToClient, ToGame, Welcome};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::harness::{Browser, Page, Portal};

/// Longer than anything takes that happens at all.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Whoever can send forms: a browser in front of the router, or one in front of the running program.
pub trait Sender {
    async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Page;
    /// What its `Cookie` header says.
    fn cookie(&self) -> String;
}

impl Sender for Browser<'_> {
    async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.post(path, fields).await
    }

    fn cookie(&self) -> String {
        let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }
}

/// Writes a quiz of `count` questions and opens a game of it; answers its PIN. Every question has four answers, of
/// which `solution` is right, and two minutes.
pub async fn open_game(host: &mut impl Sender, count: u32, rules: &[(&str, &str)]) -> String {
    let page = host.submit("/quizzes/new", &[("title", "Vault questions"), ("summary", "")]).await;
    let form = page.location().to_owned();
    let quiz = form.strip_suffix("/questions/new").expect("the new quiz's first question").to_owned();
    for number in 0..count {
        let (prompt, correct) = (format!("Question {number}"), solution(number).to_string());
        let explanation = format!("Because of explanation {number}");
        let fields = [
            ("kind", "single"),
            ("prompt", &prompt),
            ("choice_0", "alpha"),
            ("choice_1", "beta"),
            ("choice_2", "gamma"),
            ("choice_3", "delta"),
            ("correct", &correct),
            ("limit", "120"),
            ("weight", "1"),
            ("explanation", &explanation),
        ];
        assert_eq!(host.submit(&form, &fields).await.status, StatusCode::SEE_OTHER, "a question is stored");
    }
    let fields: Vec<_> = [("act", "host")].iter().chain(rules).copied().collect();
    let page = host.submit(&quiz, &fields).await;
    let pin = page.location().strip_prefix("/quiz/").and_then(|rest| rest.strip_suffix("/host"));
    pin.expect("the host's page").to_owned()
}

/// The right answer to a question.
pub fn solution(question: u32) -> u8 {
    u8::try_from(question % 4).expect("one of four")
}

/// Takes a seat under `nickname`.
pub async fn join(player: &mut impl Sender, pin: &str, nickname: &str) {
    let page = player.submit(&format!("/quiz/{pin}"), &[("nickname", nickname)]).await;
    assert_eq!(page.location(), format!("/quiz/{pin}/play"), "{nickname} is in: {}", page.body);
}

/// What came on a line.
#[derive(Debug)]
pub enum Heard {
    Message(ToClient),
    /// The line has ended, with a close code when the server said one.
    Closed(Option<u16>),
}

/// A browser's socket.
pub struct Line {
    socket: WebSocketStream<TcpStream>,
    /// Every text frame as it came.
    pub frames: Vec<String>,
}

impl Line {
    /// Opens a socket; the error is what the upgrade was answered with.
    pub async fn open(
        server: SocketAddr,
        pin: &str,
        audience: &str,
        cookie: &str,
        origin: Option<&str>,
    ) -> Result<Self, StatusCode> {
        let url = format!("ws://{server}/quiz/{pin}/socket?as={audience}");
        let mut request = url.into_client_request().expect("a request");
        let headers = request.headers_mut();
        let own = format!("http://{server}");
        headers.insert("origin", origin.unwrap_or(&own).parse().expect("an origin"));
        if !cookie.is_empty() {
            headers.insert("cookie", cookie.parse().expect("cookies"));
        }
        let stream = TcpStream::connect(server).await.expect("the server listens");
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((socket, _)) => Ok(Self { socket, frames: Vec::new() }),
            Err(Error::Http(refused)) => Err(refused.status()),
            Err(other) => panic!("the upgrade failed: {other}"),
        }
    }

    /// Opens a socket of our own page and reads the picture of the moment.
    pub async fn enter(server: SocketAddr, pin: &str, audience: &str, cookie: &str) -> (Self, Welcome) {
        let mut line = Self::open(server, pin, audience, cookie, None).await.expect("an upgrade");
        match line.next().await {
            Heard::Message(ToClient::Welcome(welcome)) => (line, *welcome),
            other => panic!("the first message is a welcome, not {other:?}"),
        }
    }

    /// Sends a frame. On a line that has ended it is lost, which the next read tells.
    pub async fn send(&mut self, message: Message) {
        _ = self.socket.send(message).await;
    }

    pub async fn say(&mut self, message: &ToGame) {
        self.send(Message::text(serde_json::to_string(message).expect("JSON"))).await;
    }

    pub async fn wish(&mut self, act: Control) {
        self.say(&ToGame::Control { act }).await;
    }

    pub async fn answer(&mut self, question: u32, choices: &[u8]) {
        self.say(&ToGame::Answer { question, choices: choices.to_vec() }).await;
    }

    pub async fn next(&mut self) -> Heard {
        loop {
            let frame = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("something comes");
            match frame {
                Some(Ok(Message::Text(text))) => {
                    self.frames.push(text.as_str().to_owned());
                    return Heard::Message(serde_json::from_str(text.as_str()).expect("a message"));
                }
                Some(Ok(Message::Close(close))) => {
                    // Reading on answers the close, as browsers do.
                    let rest =
                        tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("the end comes");
                    assert!(!matches!(rest, Some(Ok(_))), "nothing follows a close");
                    return Heard::Closed(close.map(|frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Heard::Closed(None),
            }
        }
    }

    /// The next message for which `wanted` says something; others are passed over.
    pub async fn until<T>(&mut self, wanted: impl Fn(&ToClient) -> Option<T>) -> T {
        loop {
            match self.next().await {
                Heard::Message(message) => {
                    if let Some(found) = wanted(&message) {
                        return found;
                    }
                }
                Heard::Closed(code) => panic!("the line ended ({code:?}) before the message came"),
            }
        }
    }

    pub async fn refusal(&mut self) -> Refusal {
        self.until(|message| match message {
            ToClient::Refused { refusal } => Some(*refusal),
            _ => None,
        })
        .await
    }

    pub async fn accepted(&mut self) -> (u32, Vec<u8>) {
        self.until(|message| match message {
            ToClient::Accepted { question, choices } => Some((*question, choices.clone())),
            _ => None,
        })
        .await
    }

    /// Waits for a question to open.
    pub async fn asked(&mut self) -> u32 {
        self.until(|message| match message {
            ToClient::Asking(asking) => Some(asking.question),
            _ => None,
        })
        .await
    }

    /// Everything until the line ends, and its close code.
    pub async fn rest(&mut self) -> (Vec<ToClient>, Option<u16>) {
        let mut messages = Vec::new();
        loop {
            match self.next().await {
                Heard::Message(message) => messages.push(message),
                Heard::Closed(code) => return (messages, code),
            }
        }
    }
}

/// The portal on a port of its own, where everybody comes from this machine.
pub async fn listen(portal: &Portal) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let app = portal.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

//! Connections of one browser each: the forms that lead into a game, and the WebSocket.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use http::HeaderValue;
use http::header::{COOKIE, ORIGIN};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use crate::Result;
use crate::client::Client;

/// Longer than any message takes on a machine that works.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Cookies of the demo's educator.
pub async fn host_cookies(convene: SocketAddr) -> Result<String> {
    let mut client = Client::connect(convene).await?;
    client.sign_in("educator").await?;
    Ok(client.cookies)
}

/// Takes `players` seats through the join form, each with a browser of its own; returns their cookies.
pub async fn join(convene: SocketAddr, pin: &str, players: u32) -> Result<Vec<String>> {
    let mut client = Client::connect(convene).await?;
    let mut seated = Vec::new();
    for player in 0..players {
        client.cookies.clear();
        // A game limits how many come from one address; these come from rooms of 250, in the range for benchmarks
        // (RFC 2544).
        client.from = Some(format!("198.18.{}.1", player / 250));
        let answer = client.post_form(&format!("/quiz/{pin}"), &format!("nickname=Player+{player}")).await?;
        if !answer.status.is_redirection() {
            return Err(format!("Player {player} could not join: {}.", answer.status));
        }
        client.keep_cookies(&answer);
        seated.push(client.cookies.clone());
    }
    Ok(seated)
}

/// An open WebSocket to a game.
pub struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    pub async fn connect(server: SocketAddr, pin: &str, audience: &str, cookies: &str) -> Result<Self> {
        let explain = |error: &dyn std::fmt::Display| format!("The socket of a {audience}: {error}");
        let url = format!("ws://{server}/quiz/{pin}/socket?as={audience}");
        let mut request = url.into_client_request().map_err(|error| explain(&error))?;
        let header = |text: &str| HeaderValue::from_str(text).map_err(|error| explain(&error));
        request.headers_mut().insert(ORIGIN, header(&format!("http://{server}"))?);
        request.headers_mut().insert(COOKIE, header(cookies)?);
        let stream = TcpStream::connect(server).await.map_err(|error| explain(&error))?;
        stream.set_nodelay(true).map_err(|error| explain(&error))?;
        let (socket, _) =
            tokio_tungstenite::client_async(request, stream).await.map_err(|error| explain(&error))?;
        Ok(Self(socket))
    }

    pub async fn say(&mut self, text: impl Into<Utf8Bytes>) -> Result<()> {
        self.0.send(Message::Text(text.into())).await.map_err(|error| format!("A socket broke: {error}"))
    }

    /// The next message; pings are answered on the way.
    pub async fn hear(&mut self) -> Result<Utf8Bytes> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Ok(text),
                Some(Ok(Message::Close(why))) => return Err(format!("A socket was closed: {why:?}")),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(format!("A socket broke: {error}")),
                None => return Err("A socket ended.".to_owned()),
            }
        }
    }

    /// Passes messages over until one of this kind comes.
    pub async fn wait_for(&mut self, wanted: &str) -> Result<Utf8Bytes> {
        let wait = async {
            loop {
                let text = self.hear().await?;
                if kind(&text) == wanted {
                    return Ok(text);
                }
                if kind(&text) == "refused" {
                    return Err(format!("The host was refused: {text}"));
                }
            }
        };
        let late = |_| format!("No {wanted} reached the host within {} s.", PATIENCE.as_secs());
        tokio::time::timeout(PATIENCE, wait).await.map_err(late)?
    }
}

/// The `t` of a message. Not a whole parse: the client must not take time from what it measures.
pub fn kind(text: &str) -> &str {
    text.strip_prefix("{\"t\":\"").and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use convene_domain::quiz::game::wire::{Refusal, ToClient};

    use super::*;

    #[test]
    fn a_messages_kind_is_read_as_the_game_writes_it() {
        let text = serde_json::to_string(&ToClient::Refused { refusal: Refusal::TooLate }).unwrap();
        assert_eq!(kind(&text), "refused");
        assert_eq!(kind("{}"), "");
    }
}

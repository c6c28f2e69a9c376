//! A small HTTP client that keeps its connection.

use std::net::{IpAddr, SocketAddr};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpSocket, TcpStream};

use crate::Result;

/// A connection from `source`, an address of this machine.
pub async fn stream_from(source: IpAddr, server: SocketAddr) -> Result<TcpStream> {
    let explain = |error: std::io::Error| format!("no connection from {source} to {server}: {error}");
    let socket = TcpSocket::new_v4().map_err(explain)?;
    socket.bind(SocketAddr::new(source, 0)).map_err(explain)?;
    socket.connect(server).await.map_err(explain)
}

/// One connection to one server.
pub struct Client {
    send: SendRequest<Full<Bytes>>,
    server: SocketAddr,
    /// The `Cookie` header that goes with every request.
    pub cookies: String,
    /// The network address a proxy in front would name; none for this machine's own.
    pub from: Option<String>,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Client {
    pub async fn connect(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server).await;
        Self::on(stream.map_err(|error| format!("{server} does not answer: {error}"))?, server).await
    }

    /// The same, from another address of this machine.
    pub async fn connect_from(source: IpAddr, server: SocketAddr) -> Result<Self> {
        Self::on(stream_from(source, server).await?, server).await
    }

    async fn on(stream: TcpStream, server: SocketAddr) -> Result<Self> {
        let explain = |error: &dyn std::fmt::Display| format!("{server} does not answer: {error}");
        stream.set_nodelay(true).map_err(|error| explain(&error))?;
        let (send, connection) = handshake(TokioIo::new(stream)).await.map_err(|error| explain(&error))?;
        // Ends with the sender; what went wrong shows at the next request.
        tokio::spawn(async move { _ = connection.await });
        Ok(Self { send, server, cookies: String::new(), from: None })
    }

    pub async fn get(&mut self, path: &str) -> Result<Answer> {
        self.ask(Method::GET, path, Bytes::new(), "text/plain").await
    }

    /// Sends a form as a page of the server's own would.
    pub async fn post_form(&mut self, path: &str, fields: &str) -> Result<Answer> {
        let body = Bytes::copy_from_slice(fields.as_bytes());
        self.ask(Method::POST, path, body, "application/x-www-form-urlencoded").await
    }

    /// Sends a form of another kind.
    pub async fn post(&mut self, path: &str, body: Bytes, kind: &str) -> Result<Answer> {
        self.ask(Method::POST, path, body, kind).await
    }

    pub async fn put(&mut self, path: &str, body: Bytes) -> Result<Answer> {
        self.ask(Method::PUT, path, body, "application/octet-stream").await
    }

    async fn ask(&mut self, method: Method, path: &str, body: Bytes, kind: &str) -> Result<Answer> {
        let explain = |error: &dyn std::fmt::Display| format!("{path}: {error}");
        let mut request =
            Request::builder().method(&method).uri(path).header(header::HOST, self.server.to_string());
        if method != Method::GET {
            request = request
                .header(header::ORIGIN, format!("http://{}", self.server))
                .header(header::CONTENT_TYPE, kind);
        }
        if !self.cookies.is_empty() {
            request = request.header(header::COOKIE, &self.cookies);
        }
        if let Some(from) = &self.from {
            request = request.header("x-forwarded-for", from);
        }
        let request = request.body(Full::new(body)).map_err(|error| explain(&error))?;
        self.send.ready().await.map_err(|error| explain(&error))?;
        let (parts, body) =
            self.send.send_request(request).await.map_err(|error| explain(&error))?.into_parts();
        let body = body.collect().await.map_err(|error| explain(&error))?.to_bytes();
        Ok(Answer { status: parts.status, headers: parts.headers, body })
    }

    /// Keeps the cookies of an answer.
    pub fn keep_cookies(&mut self, answer: &Answer) {
        let new = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        for cookie in new.filter_map(|cookie| cookie.split(';').next()) {
            let name = cookie.split('=').next().unwrap_or_default();
            let others = self.cookies.split("; ").filter(|kept| kept.split('=').next() != Some(name));
            let mut kept: Vec<&str> = others.filter(|kept| !kept.is_empty()).collect();
            kept.push(cookie);
            self.cookies = kept.join("; ");
        }
    }

    /// Signs in through the demo community's one-click link.
    pub async fn sign_in(&mut self, role: &str) -> Result<()> {
        let answer = self.post_form(&format!("/demo/{role}"), "").await?;
        if !answer.status.is_redirection() {
            return Err(format!("Signing in as {role} answered {}.", answer.status));
        }
        self.keep_cookies(&answer);
        Ok(())
    }
}

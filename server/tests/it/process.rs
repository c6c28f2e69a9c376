//! The program itself, in a process and a folder of its own.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::harness::Page;
use crate::stage::{PATIENCE, Sender};

static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

/// A temporary folder with a site that has no files; gone when dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("convene-process-{}-{number}", std::process::id()));
        std::fs::create_dir_all(folder.join("site")).expect("a folder");
        std::fs::write(folder.join("site/manifest.json"), "{}").expect("a manifest");
        Self(folder)
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The program with these arguments, its data in this folder and nothing from the environment of the tests.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_convene"));
        command.args(arguments).env_clear().current_dir(&self.0).stdin(Stdio::null());
        command.env("CONVENE_DATA", self.join("data")).env("CONVENE_SITE_DIR", self.join("site"));
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program starts")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder left behind in the temporary directory harms nobody.
        _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a command printed, both streams.
pub fn printed(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// A loopback port that nobody listens on.
pub fn spare_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// A running server; killed when dropped.
pub struct Program {
    child: Child,
    pub address: SocketAddr,
}

impl Program {
    /// Starts the demo community in `folder` and returns when it takes connections.
    pub fn demo(folder: &Folder, port: u16) -> Self {
        Self::start(folder, port, &mut folder.command(&["demo", "--port", &port.to_string()]))
    }

    /// Starts a command that serves on `port` and returns when it takes connections.
    pub fn start(folder: &Folder, port: u16, command: &mut Command) -> Self {
        let log = std::fs::File::options().append(true).create(true).open(folder.join("log"));
        command.env("CONVENE_LOG", "warn").stdout(Stdio::piped()).stderr(log.expect("a log"));
        let mut child = command.spawn().expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let last = |line: String| line.contains("Stop with Ctrl+C") || line.contains("Convene is at");
        let ready = lines.map_while(Result::ok).any(last);
        let log = || std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        assert!(ready, "the program listens: {}", log());
        Self { child, address: SocketAddr::from(([127, 0, 0, 1], port)) }
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().expect("a kill");
        self.child.wait().expect("its end");
    }

    /// Asks the program to stop, as `systemd` does.
    pub fn terminate(&self) {
        let word = format!("kill -TERM {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &word]).status().expect("a shell").success());
    }

    /// Waits for the end.
    pub fn end(mut self) -> ExitStatus {
        self.child.wait().expect("its end")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Both fail when it has ended already.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// A browser in front of a running program.
#[derive(Debug)]
pub struct Visitor {
    server: SocketAddr,
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    pub fn new(server: SocketAddr) -> Self {
        Self { server, cookies: BTreeMap::new() }
    }

    /// Somebody of the demo, signed in.
    pub async fn signed_in(server: SocketAddr, role: &str) -> Self {
        let mut visitor = Self::new(server);
        let page = visitor.submit(&format!("/demo/{role}"), &[]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "the demo's sign-in works");
        visitor
    }

    pub async fn get(&mut self, path: &str) -> Page {
        let head = self.head("GET", path, "");
        self.exchange(head.as_bytes()).await
    }

    /// A request up to the empty line. HTTP/1.0 is answered without chunks, and the connection ends with the answer.
    pub fn head(&self, method: &str, path: &str, more: &str) -> String {
        let cookie = match self.cookie() {
            none if none.is_empty() => none,
            some => format!("Cookie: {some}\r\n"),
        };
        let host = self.server;
        format!(
            "{method} {path} HTTP/1.0\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\n{cookie}{more}\r\n"
        )
    }

    /// The head of a form of `length` bytes.
    pub fn form_head(&self, path: &str, length: usize) -> String {
        let more = format!("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n");
        self.head("POST", path, &more)
    }

    async fn exchange(&mut self, request: &[u8]) -> Page {
        let mut stream = TcpStream::connect(self.server).await.expect("the server listens");
        stream.write_all(request).await.expect("the server reads");
        self.answer(stream).await
    }

    /// Reads the answer to the end of the connection and keeps its cookies.
    pub async fn answer(&mut self, mut stream: TcpStream) -> Page {
        let mut bytes = Vec::new();
        let reading = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut bytes));
        reading.await.expect("an answer in time").expect("an answer");
        let page = parse(&bytes);
        for cookie in page.headers.get_all("set-cookie") {
            let text = cookie.to_str().expect("text");
            let (name, value) = text.split(';').next().and_then(|pair| pair.split_once('=')).expect("a pair");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        page
    }
}

fn parse(bytes: &[u8]) -> Page {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n").expect("an empty line");
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status");
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        let name = name.parse::<HeaderName>().expect("a name");
        headers.append(name, HeaderValue::from_str(value).expect("a value"));
    }
    Page { status: status.parse().expect("a status"), headers, body: body.to_owned() }
}

impl Sender for Visitor {
    async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.form_head(path, body.len()) + &body;
        self.exchange(request.as_bytes()).await
    }

    fn cookie(&self) -> String {
        let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }
}

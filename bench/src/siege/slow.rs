//! Attacks by patience: connections, forms and uploads that are held open for as long as the server lets them be.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::ATTACKER;
use super::attack::Tally;
use super::ground::{BOUNDARY, Ground};
use crate::client::stream_from;

/// After the server has ended one.
const AGAIN: Duration = Duration::from_secs(1);
/// Just quick enough for a server that asks for 8 KB a second.
const DRIP: (usize, Duration) = (4 * 1024 + 256, Duration::from_millis(500));

/// Connects over and over, begins as `first` says, and goes on with `more` at intervals until the server ends it.
async fn hold(ground: &Ground, tally: &Tally, head: String, first: usize, more: (usize, Duration)) {
    let piece = vec![b'x'; 64 * 1024];
    loop {
        match stream_from(ATTACKER, ground.server).await {
            Ok(stream) => dwell(stream, tally, &head, first, more, &piece).await,
            Err(_) => tally.broken(),
        }
        sleep(AGAIN).await;
    }
}

async fn dwell(
    mut stream: TcpStream,
    tally: &Tally,
    head: &str,
    mut first: usize,
    (bytes, every): (usize, Duration),
    piece: &[u8],
) {
    let begun = async {
        stream.write_all(head.as_bytes()).await?;
        while first > 0 {
            let next = first.min(piece.len());
            stream.write_all(&piece[..next]).await?;
            first -= next;
        }
        Ok::<_, std::io::Error>(())
    };
    if begun.await.is_err() {
        return tally.ended();
    }
    tally.held();
    loop {
        // An answer, or the end, is what there is to read.
        let mut answer = [0; 256];
        if timeout(every, stream.read(&mut answer)).await.is_ok() {
            return tally.ended();
        }
        if stream.write_all(&piece[..bytes.min(piece.len())]).await.is_err() {
            return tally.ended();
        }
    }
}

fn head(ground: &Ground, path: &str, kind: &str, length: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {server}\r\nOrigin: http://{server}\r\nCookie: {cookies}\r\nContent-Type: {kind}\r\n\
         Content-Length: {length}\r\n\r\n",
        server = ground.server,
        cookies = ground.cookies
    )
}

/// Ten megabytes, of which the last hundred kilobytes come slowly.
pub async fn held_upload(ground: Arc<Ground>, tally: Arc<Tally>) {
    let begin = "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"questions.gift\"\r\n\r\n";
    let length = 10 << 20;
    let head = head(&ground, "/quizzes/import", BOUNDARY, length) + begin;
    hold(&ground, &tally, head, length - 100 * 1024, DRIP).await;
}

/// The largest form there may be, likewise.
pub async fn held_form(ground: Arc<Ground>, tally: Arc<Tally>) {
    let length = 500 * 1024;
    let head = head(&ground, "/sign-in", "application/x-www-form-urlencoded", length);
    hold(&ground, &tally, head, length - 100 * 1024, DRIP).await;
}

pub async fn slow_body(ground: Arc<Ground>, tally: Arc<Tally>) {
    let head = head(&ground, "/sign-in", "application/x-www-form-urlencoded", 1_000);
    hold(&ground, &tally, head, 1, (1, Duration::from_secs(5))).await;
}

/// Connects and says nothing.
pub async fn silent(ground: Arc<Ground>, tally: Arc<Tally>) {
    hold(&ground, &tally, String::new(), 0, (0, Duration::from_secs(60))).await;
}

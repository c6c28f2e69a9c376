//! Everybody in the hall: a task per player that answers when told to and reports what it hears.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream;
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::socket::{PATIENCE, Socket, kind};
use crate::Result;
use crate::stopwatch::Stopwatch;

/// Connections that are opened at the same time.
const OPENING: usize = 32;

/// What one player heard.
pub struct Heard {
    pub text: Utf8Bytes,
    /// Since the players' own clock started.
    pub at: Duration,
    /// For an acknowledgement: since the answer was sent.
    pub took: Duration,
}

pub struct Players {
    pub count: u32,
    pub clock: Stopwatch,
    /// The question that everybody answers now.
    answer: watch::Sender<Option<u32>>,
    heard: mpsc::UnboundedReceiver<Result<Heard>>,
}

impl Players {
    /// Opens a socket for each seat.
    pub async fn connect(server: SocketAddr, pin: &str, seated: &[String]) -> Result<Self> {
        let (answer, answering) = watch::channel(None);
        let (report, heard) = mpsc::unbounded_channel();
        let clock = Stopwatch::start();
        let opening = seated.iter().map(|cookies| Socket::connect(server, pin, "player", cookies));
        let mut opening = stream::iter(opening).buffer_unordered(OPENING);
        let mut count = 0;
        while let Some(socket) = opening.next().await {
            let player = Player { number: count, socket: socket?, clock, report: report.clone() };
            tokio::spawn(player.play(answering.clone()));
            count += 1;
        }
        drop(opening);
        Ok(Self { count, clock, answer, heard })
    }

    /// Lets everybody answer at once.
    pub fn answer(&self, question: u32) {
        self.answer.send_replace(Some(question));
    }

    /// Waits until every player has heard a message of this kind.
    pub async fn all_hear(&mut self, wanted: &str) -> Result<Vec<Heard>> {
        let mut all = Vec::new();
        let collect = async {
            while all.len() < self.count as usize {
                let heard = self.heard.recv().await.ok_or("All players are gone.")??;
                match kind(&heard.text) {
                    heard_kind if heard_kind == wanted => all.push(heard),
                    "refused" => return Err(format!("A player was refused: {}", heard.text)),
                    _ => {}
                }
            }
            Ok(())
        };
        match tokio::time::timeout(PATIENCE, collect).await {
            Ok(collected) => collected?,
            Err(_) => return Err(format!("Only {} of {} players heard {wanted}.", all.len(), self.count)),
        }
        Ok(all)
    }
}

struct Player {
    number: u32,
    socket: Socket,
    clock: Stopwatch,
    report: mpsc::UnboundedSender<Result<Heard>>,
}

impl Player {
    /// Until the socket or the conductor is gone.
    async fn play(mut self, mut answering: watch::Receiver<Option<u32>>) {
        let mut sent = Stopwatch::start();
        loop {
            let heard = tokio::select! {
                told = answering.changed() => {
                    let question = *answering.borrow_and_update();
                    let (Ok(()), Some(question)) = (told, question) else { return };
                    let choice = self.number % 4;
                    let text = format!(r#"{{"t":"answer","question":{question},"choices":[{choice}]}}"#);
                    sent = Stopwatch::start();
                    match self.socket.say(text).await {
                        Ok(()) => continue,
                        Err(sentence) => Err(sentence),
                    }
                }
                text = self.socket.hear() => {
                    text.map(|text| Heard { text, at: self.clock.elapsed(), took: sent.elapsed() })
                }
            };
            let broken = heard.is_err();
            if self.report.send(heard).is_err() || broken {
                return;
            }
        }
    }
}

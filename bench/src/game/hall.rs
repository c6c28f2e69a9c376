//! One game with its host and its players, on either server.

use std::net::SocketAddr;
use std::time::Duration;

use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::players::{Heard, Players};
use super::socket::Socket;
use crate::Result;
use crate::stopwatch::{millis, quantile};

/// What was measured at one question, in milliseconds.
pub struct Lap {
    /// From the host's "next" until half of the players, and until the last one, had the question.
    pub half: f64,
    pub last: f64,
    /// From an answer to its acknowledgement: the middle, and what 95 of 100 did not exceed.
    pub middle: f64,
    pub slow: f64,
}

/// The bytes of one question as Convene sent them: the baseline sends the same.
pub struct Words {
    pub asking: Utf8Bytes,
    pub accepted: Utf8Bytes,
}

pub struct Hall {
    host: Socket,
    players: Players,
    acknowledged: u64,
}

impl Hall {
    pub async fn open(server: SocketAddr, pin: &str, host: &str, seated: &[String]) -> Result<Self> {
        let host = Socket::connect(server, pin, "host", host).await?;
        Ok(Self { host, players: Players::connect(server, pin, seated).await?, acknowledged: 0 })
    }

    /// Acknowledgements received so far.
    pub const fn acknowledged(&self) -> u64 {
        self.acknowledged
    }

    /// Plays one question of Convene's game, from "next" until everybody knows their result.
    pub async fn play_convene(&mut self, question: u32) -> Result<(Lap, Words)> {
        let next = match question.checked_sub(1) {
            None => r#"{"t":"control","act":{"do":"start"}}"#.to_owned(),
            Some(before) => format!(r#"{{"t":"control","act":{{"do":"next","question":{before}}}}}"#),
        };
        let played = self.play(question, next.into()).await?;
        self.host.say(format!(r#"{{"t":"control","act":{{"do":"reveal","question":{question}}}}}"#)).await?;
        let revealed = self.host.wait_for("revealed").await?;
        let revealed: serde_json::Value =
            serde_json::from_str(&revealed).map_err(|error| format!("revealed: {error}"))?;
        if revealed["answered"].as_u64() != Some(u64::from(self.players.count)) {
            return Err(format!("Question {question}: {} answers counted.", revealed["answered"]));
        }
        self.players.all_hear("result").await?;
        Ok(played)
    }

    /// The same on the baseline, which sends on what its host says.
    pub async fn play_baseline(&mut self, question: u32, words: &Words) -> Result<Lap> {
        // What answers are acknowledged with, then what is broadcast.
        self.host.say(words.accepted.clone()).await?;
        self.host.wait_for("accepted").await?;
        Ok(self.play(question, words.asking.clone()).await?.0)
    }

    async fn play(&mut self, question: u32, next: Utf8Bytes) -> Result<(Lap, Words)> {
        let start = self.players.clock.elapsed();
        self.host.say(next).await?;
        let asked = self.players.all_hear("asking").await?;
        let mut waits: Vec<f64> = asked.iter().map(|heard| millis(heard.at.saturating_sub(start))).collect();
        self.players.answer(question);
        let accepted = self.players.all_hear("accepted").await?;
        self.acknowledged += accepted.len() as u64;
        let mut takes: Vec<f64> = accepted.iter().map(|heard| millis(heard.took)).collect();
        let lap = Lap {
            half: quantile(&mut waits, 0.5),
            last: quantile(&mut waits, 1.0),
            middle: quantile(&mut takes, 0.5),
            slow: quantile(&mut takes, 0.95),
        };
        Ok((lap, Words { asking: first(asked)?, accepted: first(accepted)? }))
    }

    /// Ends Convene's game, so that everything is stored.
    pub async fn end(&mut self) -> Result<()> {
        self.host.say(r#"{"t":"control","act":{"do":"end"}}"#).await?;
        self.host.wait_for("finished").await?;
        // The results are written behind the podium.
        tokio::time::sleep(Duration::from_millis(300)).await;
        Ok(())
    }
}

fn first(heard: Vec<Heard>) -> Result<Utf8Bytes> {
    heard.into_iter().next().map(|heard| heard.text).ok_or_else(|| "There are no players.".to_owned())
}

//! People who sign up over HTTP, all at the same moment.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::Barrier;

use crate::Result;
use crate::client::Client;
use crate::stopwatch::Stopwatch;

/// The address of a person of a bench.
pub fn email(round: u32, number: u32) -> String {
    format!("signup.{round}.{number}@example.org")
}

/// A network address of their own, from the range for benchmarks (RFC 2544).
fn home(number: u32) -> String {
    format!("198.18.{}.{}", number / 250, number % 250 + 1)
}

/// One person at one server.
pub struct Person {
    client: Client,
    number: u32,
}

impl Person {
    pub async fn at(server: SocketAddr, number: u32) -> Result<Self> {
        let mut client = Client::connect(server).await?;
        client.from = Some(home(number));
        Ok(Self { client, number })
    }

    pub const fn number(&self) -> u32 {
        self.number
    }

    /// Sends the form of the workshop's page. Whether it was taken.
    pub async fn signs_up(&mut self, round: u32, workshop: &str) -> Result<bool> {
        let (number, email) = (self.number, email(round, self.number).replace('@', "%40"));
        let form = format!("act=register&name=Guest+{number}&email={email}&waiting_ok=yes");
        let answer = self.client.post_form(&format!("/workshops/{workshop}"), &form).await?;
        Ok(answer.status.is_redirection())
    }

    /// Gives up what the personal link is for.
    pub async fn gives_up(&mut self, link: &str) -> Result<bool> {
        let answer = self.client.post_form(&format!("/seat/{link}"), "act=cancel").await?;
        Ok(answer.status.is_redirection())
    }
}

/// `people` connections to a server.
pub async fn gather(server: SocketAddr, people: u32) -> Result<Vec<Person>> {
    let mut gathered = Vec::new();
    for number in 0..people {
        gathered.push(Person::at(server, number).await?);
    }
    Ok(gathered)
}

/// All of them sign up at once: how many a second were taken. Anybody turned away is an error.
pub async fn rush(people: Vec<Person>, round: u32, workshop: &str) -> Result<f64> {
    let start = Arc::new(Barrier::new(people.len() + 1));
    let count = people.len();
    let mut tasks = Vec::new();
    for mut person in people {
        let (start, workshop) = (start.clone(), workshop.to_owned());
        tasks.push(tokio::spawn(async move {
            start.wait().await;
            person.signs_up(round, &workshop).await
        }));
    }
    start.wait().await;
    let watch = Stopwatch::start();
    for task in tasks {
        if !task.await.map_err(|error| error.to_string())?? {
            return Err("A sign-up was turned away.".to_owned());
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of people is small")]
    let count = count as f64;
    Ok(count / watch.elapsed().as_secs_f64())
}

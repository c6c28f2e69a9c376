//! Attacks by work: many requests at once of which each keeps a processor busy.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use super::attack::Tally;
use super::ground::{BOUNDARY, Ground};
use crate::Result;
use crate::client::{Answer, Client};

/// Between two requests of one worker, so that the attacker's own work does not keep this machine busy.
const PAUSE: Duration = Duration::from_millis(25);
/// After a connection broke off.
const AGAIN: Duration = Duration::from_millis(250);

/// Names that are set anew each time: with letters of the own fonts, and with letters that are looked for elsewhere.
const NAMES: [&str; 3] = ["Ada", "%E0%A4%85%E0%A4%A6%E0%A4%BF%E0%A4%A4%E0%A4%BF", "%EB%AF%BC%EC%A4%80"];

/// Asks over and over, on a connection that is made anew when it ends.
async fn over_and_over(
    ground: &Ground,
    tally: &Tally,
    mut ask: impl AsyncFnMut(&mut Client, usize) -> Result<Answer>,
) {
    let mut client = None;
    for number in 0.. {
        let mut current = match client.take() {
            Some(client) => client,
            None => match ground.client().await {
                Ok(client) => client,
                Err(_) => {
                    tally.broken();
                    sleep(AGAIN).await;
                    continue;
                }
            },
        };
        match ask(&mut current, number).await {
            Ok(answer) => {
                tally.status(answer.status);
                let closes = answer.headers.get("connection").is_some_and(|value| value == "close");
                client = (!closes).then_some(current);
                sleep(PAUSE).await;
            }
            Err(_) => {
                tally.broken();
                sleep(AGAIN).await;
            }
        }
    }
}

/// The first worker renames a holder, the others ask for certificates.
pub async fn certificates(ground: Arc<Ground>, tally: Arc<Tally>, worker: usize) {
    over_and_over(&ground, &tally, async |client, number| match &ground.holder {
        Some((registration, page)) if worker == 0 => {
            let name = format!("{}+{number}", NAMES[number % NAMES.len()]);
            client.post_form(page, &format!("act=rename&registration={registration}&name={name}")).await
        }
        _ => client.get(&ground.certificates[(worker + number) % ground.certificates.len()]).await,
    })
    .await;
}

pub async fn previews(ground: Arc<Ground>, tally: Arc<Tally>, worker: usize) {
    over_and_over(&ground, &tally, async |client, number| {
        client.get(&ground.previews[(worker * 7 + number) % ground.previews.len()]).await
    })
    .await;
}

pub async fn pictures(ground: Arc<Ground>, tally: Arc<Tally>) {
    over_and_over(&ground, &tally, async |client, _| {
        client.post(&ground.edit, ground.picture.clone(), BOUNDARY).await
    })
    .await;
}

pub async fn imports(ground: Arc<Ground>, tally: Arc<Tally>) {
    over_and_over(&ground, &tally, async |client, _| {
        client.post("/quizzes/import", ground.questions.clone(), BOUNDARY).await
    })
    .await;
}

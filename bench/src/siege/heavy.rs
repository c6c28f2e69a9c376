//! Attacks by work: many requests at once of which each keeps a processor busy.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::sleep;

use super::attack::{Attack, Tally};
use super::ground::{BOUNDARY, Ground};
use crate::Result;
use crate::client::{Answer, Client};

/// Between two requests of one worker, so that the attacker's own work does not keep this machine busy.
const PAUSE: Duration = Duration::from_millis(25);
/// After a connection broke off.
const AGAIN: Duration = Duration::from_millis(250);

/// Names that are set anew each time: with letters of the own fonts, and with letters that are looked for elsewhere.
const NAMES: [&str; 3] = ["Ada", "%E0%A4%85%E0%A4%A6%E0%A4%BF%E0%A4%A4%E0%A4%BF", "%EB%AF%BC%EC%A4%80"];

/// One request.
enum Ask {
    Get(String),
    Form(String, String),
    File(String, Bytes),
}

async fn answer(client: &mut Client, ask: &Ask) -> Result<Answer> {
    match ask {
        Ask::Get(path) => client.get(path).await,
        Ask::Form(path, fields) => client.post_form(path, fields).await,
        Ask::File(path, form) => client.post(path, form.clone(), BOUNDARY).await,
    }
}

/// What worker `worker` of an attack asks for the `number`th time.
fn ask(attack: Attack, ground: &Ground, worker: usize, number: usize) -> Ask {
    match attack {
        Attack::Certificates => match &ground.holder {
            // The first worker renames a holder, the others ask for certificates.
            Some((registration, page)) if worker == 0 => {
                let name = format!("{}+{number}", NAMES[number % NAMES.len()]);
                Ask::Form(page.clone(), format!("act=rename&registration={registration}&name={name}"))
            }
            _ => Ask::Get(ground.certificates[(worker + number) % ground.certificates.len()].clone()),
        },
        Attack::Pictures => Ask::File(ground.edit.clone(), ground.picture.clone()),
        Attack::Imports => Ask::File("/quizzes/import".to_owned(), ground.questions.clone()),
        _ => Ask::Get(ground.previews[(worker * 7 + number) % ground.previews.len()].clone()),
    }
}

/// Asks over and over, on a connection that is made anew when it ends.
pub async fn over_and_over(attack: Attack, ground: Arc<Ground>, tally: Arc<Tally>, worker: usize) {
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
        match answer(&mut current, &ask(attack, &ground, worker, number)).await {
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

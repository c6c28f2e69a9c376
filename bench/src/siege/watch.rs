//! What other people see meanwhile.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::{PROBE, VISITOR};
use crate::Result;
use crate::client::Client;
use crate::stopwatch::{Stopwatch, median, millis};

/// After so long a visitor gives up.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a health check waits for its answer.
const PROBING: Duration = Duration::from_secs(5);

/// Visits of the signed-in home page.
#[derive(Debug, Default)]
pub struct Visits {
    /// In milliseconds.
    pub times: Vec<f64>,
    pub failed: usize,
}

/// Somebody who comes by again and again, each time on a new connection.
pub async fn visits(server: SocketAddr, cookies: &str, time: Duration) -> Visits {
    let mut visits = Visits::default();
    let watch = Stopwatch::start();
    while watch.elapsed() < time {
        let visit = Stopwatch::start();
        match timeout(PATIENCE, visited(server, cookies)).await {
            Ok(Ok(true)) => visits.times.push(millis(visit.elapsed())),
            _ => visits.failed += 1,
        }
        sleep(Duration::from_millis(15)).await;
    }
    visits
}

/// Waits until visits take about as long as `usual` again, or `patience` is over.
pub async fn until_calm(server: SocketAddr, cookies: &str, usual: f64, patience: Duration) {
    let watch = Stopwatch::start();
    while watch.elapsed() < patience {
        let few = visits(server, cookies, Duration::from_millis(300)).await;
        if few.failed == 0 && median(&few.times) <= usual * 1.5 {
            return;
        }
    }
}

async fn visited(server: SocketAddr, cookies: &str) -> Result<bool> {
    let mut client = Client::connect_from(VISITOR, server).await?;
    client.cookies = cookies.to_owned();
    let answer = client.get("/").await?;
    Ok(answer.status.is_success() && String::from_utf8_lossy(&answer.body).contains("Hello, "))
}

/// Whether `/healthz` is answered all the time.
pub async fn health(server: SocketAddr, time: Duration) -> bool {
    let watch = Stopwatch::start();
    let mut well = true;
    while watch.elapsed() < time {
        let probe = async {
            let mut client = Client::connect_from(PROBE, server).await?;
            client.get("/healthz").await
        };
        well &= matches!(timeout(PROBING, probe).await, Ok(Ok(answer)) if answer.status.is_success());
        sleep(Duration::from_millis(200)).await;
    }
    well
}

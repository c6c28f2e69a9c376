//! How many times a second the signed-in home page is answered, against a bare route that looks up the same
//! session, asks the same questions of the same database and returns the same bytes from a string.

pub mod baseline;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::Result;
use crate::client::Client;
use crate::stopwatch::{Stopwatch, median, millis, quantile};

/// The least share of the baseline's requests per second.
const GOAL: f64 = 0.5;

#[derive(clap::Args)]
pub struct Options {
    /// Measurements of each server
    #[arg(long, default_value_t = 8)]
    rounds: u32,
    /// Length of one measurement
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Connections that ask at the same time
    #[arg(long, default_value_t = 8)]
    connections: u32,
}

/// One measurement of one server.
struct Pace {
    per_second: f64,
    /// Milliseconds.
    middle: f64,
    slow: f64,
}

/// Signs in, gives the baseline the page to return, then measures both in turns.
pub async fn measure(convene: SocketAddr, baseline: SocketAddr, options: &Options) -> Result<ExitCode> {
    let mut visitor = Client::connect(convene).await?;
    visitor.sign_in("member").await?;
    let cookies = visitor.cookies.clone();
    let page = visitor.get("/").await?;
    if !page.status.is_success() || !String::from_utf8_lossy(&page.body).contains("Hello, ") {
        return Err(format!("The home page answered {} and greets nobody.", page.status));
    }
    let length = page.body.len();
    let mut teacher = Client::connect(baseline).await?;
    let taught = teacher.put("/", page.body).await?;
    if !taught.status.is_success() {
        return Err(format!("The baseline did not take the page: {}.", taught.status));
    }

    let servers = [convene, baseline];
    for server in servers {
        pace(server, &cookies, length, options.connections, Duration::from_secs(1)).await?;
    }
    println!(
        "{:>5}{:>16}{:>9}{:>9}{:>17}{:>9}{:>9}{:>8}",
        "", "Convene req/s", "p50 ms", "p99 ms", "baseline req/s", "p50 ms", "p99 ms", "ratio"
    );
    let time = Duration::from_secs_f64(options.seconds);
    let (mut ratios, mut ours, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..options.rounds {
        // Who goes first changes, so that a machine that slows down or speeds up favours nobody.
        let first = usize::from(round % 2 == 1);
        let one = pace(servers[first], &cookies, length, options.connections, time).await?;
        let other = pace(servers[1 - first], &cookies, length, options.connections, time).await?;
        let (convene, bare) = if first == 0 { (one, other) } else { (other, one) };
        let ratio = convene.per_second / bare.per_second;
        println!(
            "{:>5}{:>16.0}{:>9.2}{:>9.2}{:>17.0}{:>9.2}{:>9.2}{ratio:>8.3}",
            round + 1,
            convene.per_second,
            convene.middle,
            convene.slow,
            bare.per_second,
            bare.middle,
            bare.slow
        );
        ratios.push(ratio);
        ours.push(convene.per_second);
        theirs.push(bare.per_second);
    }
    let ratio = median(&ratios);
    let met = ratio >= GOAL;
    println!(
        "page ratio={ratio:.3} goal={GOAL} convene_rps={:.0} baseline_rps={:.0} bytes={length} rounds={} met={}",
        median(&ours),
        median(&theirs),
        options.rounds,
        if met { "yes" } else { "no" }
    );
    Ok(if met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Asks for the page over and over on `connections` connections. Any answer but the page is an error.
async fn pace(
    server: SocketAddr,
    cookies: &str,
    length: usize,
    connections: u32,
    time: Duration,
) -> Result<Pace> {
    let over = Arc::new(AtomicBool::new(false));
    let mut visitors = Vec::new();
    for _ in 0..connections {
        let mut client = Client::connect(server).await?;
        client.cookies = cookies.to_owned();
        let over = over.clone();
        visitors.push(tokio::spawn(async move {
            let mut times = Vec::new();
            while !over.load(Ordering::Relaxed) {
                let watch = Stopwatch::start();
                let answer = client.get("/").await?;
                times.push(millis(watch.elapsed()));
                if !answer.status.is_success() || answer.body.len() != length {
                    return Err(format!(
                        "{server} answered {} with {} bytes instead of {length}.",
                        answer.status,
                        answer.body.len()
                    ));
                }
            }
            Ok(times)
        }));
    }
    let watch = Stopwatch::start();
    tokio::time::sleep(time).await;
    over.store(true, Ordering::Relaxed);
    let mut times = Vec::new();
    for visitor in visitors {
        times.extend(visitor.await.map_err(|error| error.to_string())??);
    }
    let elapsed = watch.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a count of requests is small")]
    let per_second = times.len() as f64 / elapsed;
    let middle = quantile(&mut times, 0.5);
    Ok(Pace { per_second, middle, slow: quantile(&mut times, 0.99) })
}

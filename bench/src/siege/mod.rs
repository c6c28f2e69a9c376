//! What one address that attacks costs everybody else: the median of a signed-in page under each attack, against the
//! same page just before it. Attacker, visitor and health check come from addresses of their own.

mod attack;
mod ground;
mod heavy;
mod slow;
mod watch;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use crate::Result;
use crate::client::Client;
use crate::stopwatch::median;
use attack::{Attack, Storm};
use ground::Ground;

/// The visitor's median under attack may be this many times the quiet one.
const GOAL: f64 = 2.0;
const VISITOR: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));
const ATTACKER: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 3));
const PROBE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 4));
/// How long an attack goes on before it is measured.
const LEAD: Duration = Duration::from_millis(1500);
/// How long a server may take to be itself again after one.
const REST: Duration = Duration::from_secs(6);

#[derive(clap::Args)]
pub struct Options {
    /// Length of the measurement before each attack
    #[arg(long, default_value_t = 3.0)]
    quiet: f64,
    /// Length of each attack
    #[arg(long, default_value_t = 6.0)]
    seconds: f64,
    /// Only the attack of this name
    #[arg(long)]
    only: Option<String>,
    /// The SQLite file of the demo community that is attacked
    #[arg(long)]
    database: PathBuf,
}

/// Measures each attack in turn.
pub async fn measure(convene: SocketAddr, options: &Options) -> Result<ExitCode> {
    let mut visitor = Client::connect_from(VISITOR, convene).await?;
    visitor.sign_in("member").await?;
    let cookies = visitor.cookies.clone();
    let ground = Arc::new(Ground::prepare(convene, &options.database).await?);
    let wanted = |attack: &Attack| options.only.as_ref().is_none_or(|only| only == attack.name());
    let attacks: Vec<Attack> = Attack::ALL.into_iter().filter(wanted).collect();
    if attacks.is_empty() {
        let names: Vec<_> = Attack::ALL.iter().map(|attack| attack.name()).collect();
        return Err(format!("There is no such attack. There are: {}.", names.join(", ")));
    }
    let (quiet, under) = (Duration::from_secs_f64(options.quiet), Duration::from_secs_f64(options.seconds));
    let mut all_met = true;
    watch::visits(convene, &cookies, Duration::from_secs(1)).await;
    let first = median(&watch::visits(convene, &cookies, quiet).await.times);
    for attack in attacks {
        watch::until_calm(convene, &cookies, first, REST).await;
        let before = watch::visits(convene, &cookies, quiet).await;
        let storm = Storm::begin(attack, &ground);
        tokio::time::sleep(LEAD).await;
        let (during, health) =
            tokio::join!(watch::visits(convene, &cookies, under), watch::health(convene, under));
        let tally = storm.end().await;
        // What an attack leaves behind makes nothing of the next one look better.
        let quiet_ms = if before.times.is_empty() { first } else { median(&before.times).min(first) };
        let under_ms = if during.times.is_empty() { f64::INFINITY } else { median(&during.times) };
        let ratio = under_ms / quiet_ms;
        let served = before.failed + during.failed == 0;
        let met = ratio <= GOAL && health && served;
        all_met &= met;
        println!(
            "siege attack={} quiet_ms={quiet_ms:.2} under_ms={under_ms:.2} ratio={ratio:.2} goal={GOAL:.1} healthz={} \
             visits={} failed={} {tally} met={}",
            attack.name(),
            if health { "ok" } else { "failed" },
            during.times.len(),
            before.failed + during.failed,
            if met { "yes" } else { "no" }
        );
    }
    Ok(if all_met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// All attacks at once, for whoever looks how the server stops meanwhile.
pub async fn assault(convene: SocketAddr, options: &Options) -> Result<ExitCode> {
    let ground = Arc::new(Ground::prepare(convene, &options.database).await?);
    let storms: Vec<_> = Attack::ALL.into_iter().map(|attack| Storm::begin(attack, &ground)).collect();
    println!("siege assault begun");
    tokio::time::sleep(Duration::from_secs_f64(options.seconds)).await;
    for storm in storms {
        storm.end().await;
    }
    Ok(ExitCode::SUCCESS)
}

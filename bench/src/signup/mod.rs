//! Many people who want few seats at the same moment: exactly the seats are given, the others stand in line, nobody
//! is in twice; and how many sign-ups a second that is, against a bare route that stores one row as durably.

pub mod baseline;
mod crowd;
pub mod desk;
mod storm;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use crate::Result;
use crate::stopwatch::median;
use desk::Desk;

/// The least share of the baseline's sign-ups per second.
const GOAL: f64 = 0.5;

#[derive(clap::Args)]
pub struct Options {
    /// Who sign up at once
    #[arg(long, default_value_t = 200)]
    people: u32,
    /// For how many seats
    #[arg(long, default_value_t = 10)]
    seats: u32,
    /// Workshops measured on each server
    #[arg(long, default_value_t = 8)]
    rounds: u32,
    /// The SQLite file of the demo community that is measured
    #[arg(long)]
    database: PathBuf,
}

/// Measures both servers in turns, checks every workshop, then lets a storm blow over one.
pub async fn measure(convene: SocketAddr, baseline: SocketAddr, options: &Options) -> Result<ExitCode> {
    let desk = Arc::new(Desk::open(&options.database).await?);
    // The first round warms both servers up and is not counted.
    let (mut ratios, mut ours, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    println!("{:>5}{:>20}{:>21}{:>8}", "", "Convene sign-ups/s", "baseline sign-ups/s", "ratio");
    for round in 0..=options.rounds {
        // Who goes first changes, so that a machine that slows down or speeds up favours nobody.
        let (convene, bare) = if round % 2 == 0 {
            let convene = rush(convene, &desk, options, round).await?;
            (convene, bare(baseline, options, round).await?)
        } else {
            let bare = bare(baseline, options, round).await?;
            (rush(convene, &desk, options, round).await?, bare)
        };
        if round == 0 {
            continue;
        }
        let ratio = convene / bare;
        println!("{round:>5}{convene:>20.0}{bare:>21.0}{ratio:>8.3}");
        ratios.push(ratio);
        ours.push(convene);
        theirs.push(bare);
    }
    let storm = storm::blow(convene, desk, options.rounds + 1, options.people, options.seats).await?;
    println!(
        "Storm: {} gave up, {} changes of the seats, looked at {} times, nothing ever wrong; {} sit on {} seats, {} wait.",
        storm.given_up, storm.resized, storm.looks, storm.last.seated, storm.last.capacity, storm.last.lined
    );
    let ratio = median(&ratios);
    let met = ratio >= GOAL && storm.looks > 0 && storm.resized > 0;
    println!(
        "signup ratio={ratio:.3} goal={GOAL} convene_per_second={:.0} baseline_per_second={:.0} people={} seats={} \
         waiting={} rounds={} storm_looks={} met={}",
        median(&ours),
        median(&theirs),
        options.people,
        options.seats,
        options.people.saturating_sub(options.seats),
        options.rounds,
        storm.looks,
        if met { "yes" } else { "no" }
    );
    Ok(if met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn bare(baseline: SocketAddr, options: &Options, round: u32) -> Result<f64> {
    crowd::rush(crowd::gather(baseline, options.people).await?, round, "bench").await
}

/// Everybody signs up for a new workshop; it is right afterwards, or the measurement stops.
async fn rush(convene: SocketAddr, desk: &Desk, options: &Options, round: u32) -> Result<f64> {
    let id = desk.publish(options.seats).await?;
    let people = crowd::gather(convene, options.people).await?;
    let per_second = crowd::rush(people, round, &id.to_string()).await?;
    let moment = desk.look(id).await?;
    moment.audit()?;
    let (seats, people) = (i64::from(options.seats), i64::from(options.people));
    let seated = seats.min(people);
    if (moment.seated, moment.registrations) != (seated, people) {
        return Err(format!("{people} people wanted {seats} seats, and it came to {moment:?}"));
    }
    let line = desk.line(id).await?;
    if line != (1..=people - seated).collect::<Vec<_>>() {
        return Err(format!("The line has gaps or doubles: {line:?}"));
    }
    desk.mail_is_out().await?;
    Ok(per_second)
}

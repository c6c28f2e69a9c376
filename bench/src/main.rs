//! The clients and the bare baselines behind `cargo xtask bench`: each runs in a process of its own, so that
//! neither takes time from what it measures. Everything stays on this machine.

mod client;
mod game;
mod page;
mod siege;
mod signup;
mod stopwatch;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Why a measurement stopped, as a sentence.
type Result<T> = std::result::Result<T, String>;

#[derive(Parser)]
#[command(about = "Clients and baselines of `cargo xtask bench`")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The least a signed-in page can cost: session lookup, queries, a string
    PageBaseline {
        #[arg(long)]
        listen: SocketAddr,
        /// The SQLite file that Convene has open too
        #[arg(long)]
        database: PathBuf,
    },
    /// Requests per second of the signed-in home page, against the baseline
    Page {
        #[arg(long)]
        convene: SocketAddr,
        #[arg(long)]
        baseline: SocketAddr,
        #[command(flatten)]
        options: page::Options,
    },
    /// The least a live game can cost: a broadcast
    GameBaseline {
        #[arg(long)]
        listen: SocketAddr,
    },
    /// A live game with many players, against the baseline
    Game {
        #[arg(long)]
        convene: SocketAddr,
        #[arg(long)]
        baseline: SocketAddr,
        #[command(flatten)]
        options: game::Options,
    },
    /// The least a sign-up can cost: one row, stored for good
    SignupBaseline {
        #[arg(long)]
        listen: SocketAddr,
        /// The SQLite file to make
        #[arg(long)]
        database: PathBuf,
    },
    /// Many people who want few seats at once, against the baseline
    Signup {
        #[arg(long)]
        convene: SocketAddr,
        #[arg(long)]
        baseline: SocketAddr,
        #[command(flatten)]
        options: signup::Options,
    },
    /// Other people's latency while one address attacks
    Siege {
        #[arg(long)]
        convene: SocketAddr,
        #[command(flatten)]
        options: siege::Options,
    },
    /// Every attack at once, until it is ended from outside
    SiegeAssault {
        #[arg(long)]
        convene: SocketAddr,
        #[command(flatten)]
        options: siege::Options,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    // Every player is a socket, and shells let a program open 1024 files.
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(1024);
    let outcome = match Arguments::parse().command {
        Command::PageBaseline { listen, database } => page::baseline::serve(listen, &database).await,
        Command::Page { convene, baseline, options } => page::measure(convene, baseline, &options).await,
        Command::GameBaseline { listen } => game::baseline::serve(listen).await,
        Command::Game { convene, baseline, options } => {
            game::measure(convene, baseline, &options, files).await
        }
        Command::SignupBaseline { listen, database } => signup::baseline::serve(listen, &database).await,
        Command::Signup { convene, baseline, options } => signup::measure(convene, baseline, &options).await,
        Command::Siege { convene, options } => siege::measure(convene, &options).await,
        Command::SiegeAssault { convene, options } => siege::assault(convene, &options).await,
    };
    outcome.unwrap_or_else(|sentence| {
        eprintln!("{sentence}");
        ExitCode::FAILURE
    })
}

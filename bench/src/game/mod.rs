//! A live game with very many players: how long the host's "next" takes to the last of them, and how long
//! answers take to be acknowledged, against a bare broadcast of the same messages in the same run.

pub mod baseline;
mod hall;
mod players;
mod report;
mod socket;
mod table;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::Result;
use hall::Hall;
use report::Report;
use table::Table;

#[derive(clap::Args)]
pub struct Options {
    #[arg(long, default_value_t = 1000)]
    players: u32,
    /// Questions measured on each server
    #[arg(long, default_value_t = 18)]
    rounds: u32,
    /// The SQLite file of the demo community that is measured
    #[arg(long)]
    database: PathBuf,
}

/// Sets the game up, seats everybody in both halls, then plays the same questions in turns. `files` is how many
/// files and sockets this process may have open.
pub async fn measure(
    convene: SocketAddr,
    baseline: SocketAddr,
    options: &Options,
    files: u64,
) -> Result<ExitCode> {
    enough(options.players, files)?;
    // One more question than is measured: the first warms both servers up.
    let questions = options.rounds + 1;
    let table = Table::set(&options.database, questions).await?;
    eprintln!("Seating {} players in the game with PIN {}", options.players, table.pin);
    let host = socket::host_cookies(convene).await?;
    let seated = socket::join(convene, &table.pin, options.players).await?;
    let mut ours = Hall::open(convene, &table.pin, &host, &seated).await?;
    let mut bare = Hall::open(baseline, &table.pin, &host, &seated).await?;
    // The baseline broadcasts the very bytes that Convene sent for the question before.
    let mut words = ours.play_convene(0).await?.1;
    bare.play_baseline(0, &words).await?;
    let mut report = Report::new(options.players);
    for question in 1..questions {
        let (our_lap, their_lap);
        if question % 2 == 0 {
            (our_lap, words) = ours.play_convene(question).await?;
            their_lap = bare.play_baseline(question, &words).await?;
        } else {
            their_lap = bare.play_baseline(question, &words).await?;
            (our_lap, words) = ours.play_convene(question).await?;
        }
        report.note(our_lap, their_lap);
    }
    ours.end().await?;
    let expected = u64::from(options.players) * u64::from(questions);
    Ok(report.conclude(expected, ours.acknowledged(), table.stored_answers().await?))
}

/// Refuses a game whose sockets this process may not open: one per player in each of the two halls.
fn enough(players: u32, files: u64) -> Result<()> {
    let needed = 2 * u64::from(players) + 100;
    if needed <= files {
        return Ok(());
    }
    Err(format!(
        "{players} players need {needed} open files here, and this account may open {files}. Raise the hard limit \
         (ulimit -Hn), or measure with fewer: --players {}",
        files.saturating_sub(100) / 2
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_game_with_more_sockets_than_may_be_open_is_refused_with_what_would_fit() {
        assert_eq!(enough(1_000, 20_000), Ok(()));
        let refused = enough(1_000, 1_024).unwrap_err();
        assert!(refused.contains("need 2100") && refused.ends_with("--players 462"), "{refused}");
    }
}

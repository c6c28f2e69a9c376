//! The commands the README names: `cargo xtask run`, `dev`, `test`, `dist` and `bench`.

mod bench;
mod bundle;
mod command;
mod compress;
mod dev;
mod dist;
mod fingerprint;
mod licences;
mod npm;
mod prepare;
mod program;
mod project;
mod run;
mod site;
mod style;
mod test;
mod timing;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Why a command stopped: a sentence for the person at the terminal.
pub type Result<T> = std::result::Result<T, String>;

const BUILD_DIRECTORY: &str = "\
Build directory:
  Everything is built in `target/`, or in the directory CARGO_TARGET_DIR names. Keep one outside the checkout
  and a clean clone need not rebuild every dependency:

    CARGO_TARGET_DIR=~/.cache/convene/target cargo xtask run";

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, about = "Builds, runs, tests and measures Convene", after_help = BUILD_DIRECTORY)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything and serve the demo community
    Run(run::Options),
    /// Like run, and rebuild and reload the page when a source file changes
    Dev(run::Options),
    /// Everything CI runs: format, lint, unit, database, HTTP and browser tests
    Test(test::Options),
    /// Build one self-contained release binary, dist/convene, and print its sizes
    Dist,
    /// Measure against a baseline in the same run: page, game, signup
    Bench(bench::Options),
}

fn main() -> ExitCode {
    if let Some(code) = project::run_own() {
        return code;
    }
    let arguments = Arguments::parse();
    let outcome = project::Project::find().and_then(|project| match arguments.command {
        Command::Run(options) => run::run(&project, &options),
        Command::Dev(options) => dev::dev(&project, &options),
        Command::Test(options) => test::test(&project, &options),
        Command::Dist => dist::dist(&project),
        Command::Bench(options) => bench::bench(&project, &options),
    });
    match outcome {
        Ok(code) => code,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

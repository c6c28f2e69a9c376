//! The command line.

mod admin;
mod backup;
mod check;
mod import;
mod start;

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::config::{self, Config, Flags};

/// A portal where a community and its support educators meet: live quizzes, workshops, calls and surveys.
#[derive(Debug, Parser)]
#[command(name = "convene", version, max_term_width = 100, after_help = EXAMPLES)]
struct Line {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  convene demo                                   a lived-in demo community at http://localhost:3000
  convene serve --public-url https://learn.example.org
  DATABASE_URL=postgres://convene@db/convene convene serve
  convene backup /backups/convene-$(date +%F).db
  convene doctor

Settings come from flags, then CONVENE_* variables (or *_FILE for secrets), then convene.toml, then defaults;
`convene config` shows each with its source.";

#[derive(Debug, Args)]
struct Common {
    /// Settings file [default: convene.toml, where it exists]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder for the SQLite file and its backups
    #[arg(long, global = true, value_name = "FOLDER")]
    data: Option<String>,
    /// Address and port to listen on
    #[arg(long, global = true, value_name = "ADDRESS:PORT", conflicts_with = "port")]
    listen: Option<String>,
    /// Port to listen on, on this machine only
    #[arg(long, global = true)]
    port: Option<u16>,
    /// Where people reach this server
    #[arg(long, global = true, value_name = "URL")]
    public_url: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the portal. The first start prints a one-time set-up link
    Serve,
    /// Run a lived-in demo community, with a sign-in link for every role
    Demo,
    /// Import a question file as a new quiz: GIFT, Aiken, Kahoot xlsx, OpenTriviaQA or CSV
    #[command(
        after_help = "Example:\n  convene import questions.gift.txt --owner ada@example.org --title \"Funding rates\""
    )]
    Import(import::ImportArgs),
    /// Write a consistent copy of the database while the portal runs
    #[command(after_help = "Example:\n  convene backup /backups/convene.db")]
    Backup {
        /// Where the copy goes; must not exist
        file: PathBuf,
    },
    /// Put a backup in place of the database. The portal must be stopped
    #[command(after_help = "Example:\n  convene restore /backups/convene.db")]
    Restore {
        /// A file made by `convene backup`
        file: PathBuf,
    },
    /// Make or rescue admins
    #[command(subcommand)]
    Admin(admin::AdminCommand),
    /// Check configuration, database, disk, mail and clock, and say what to do
    Doctor,
    /// Show the settings in force and where each comes from
    Config,
}

impl Common {
    fn flags(&self) -> Flags {
        let port = self.port.map(|port| format!("127.0.0.1:{port}"));
        let given = [
            ("data", self.data.clone()),
            ("listen", self.listen.clone().or(port)),
            ("public_url", self.public_url.clone()),
        ];
        let values: BTreeMap<_, _> =
            given.into_iter().filter_map(|(key, value)| Some((key, value?))).collect();
        Flags { config: self.config.clone(), values }
    }
}

/// Reads the command line, does what it says, and answers with the exit code.
pub async fn run() -> i32 {
    let line = Line::parse();
    let environment = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let outcome = match config::load(&line.common.flags(), &environment) {
        Ok(config) => dispatch(line.command, config).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("convene: {error}");
            1
        }
    }
}

async fn dispatch(command: Command, config: Config) -> Result<(), String> {
    let serving = matches!(command, Command::Serve | Command::Demo);
    start::logging(&config, serving)?;
    match command {
        Command::Serve => start::serve(config).await,
        Command::Demo => start::demo(config).await,
        Command::Import(args) => import::run(config, args).await,
        Command::Backup { file } => backup::backup(config, &file).await,
        Command::Restore { file } => backup::restore(config, &file).await,
        Command::Admin(command) => admin::run(config, command).await,
        Command::Doctor => check::run(config).await,
        Command::Config => {
            print!("{}", config::table(&config));
            Ok(())
        }
    }
}

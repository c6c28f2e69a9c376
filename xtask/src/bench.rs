//! `cargo xtask bench NAME`: starts a release build and its baseline, then measures from a third process.

mod siege;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use crate::program::{self, Server};
use crate::project::{Mode, Project};
use crate::timing::step;
use crate::{Result, command, site};

#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    bench: Bench,
}

#[derive(clap::Subcommand)]
enum Bench {
    /// The signed-in home page against a bare route with the same queries and the same bytes
    Page {
        /// Measurements of each server, in turns
        #[arg(long, default_value_t = 8)]
        rounds: u32,
    },
    /// A live game: "next" to the last player and answer to acknowledgement, against a bare broadcast
    Game {
        #[arg(long, default_value_t = 1000)]
        players: u32,
        /// Questions measured on each server, in turns; with more than 19, players answer faster than a room lets them
        #[arg(long, default_value_t = 18)]
        rounds: u32,
    },
    /// Many people who want few seats of a workshop at once, against a bare route that stores one row
    Signup {
        #[arg(long, default_value_t = 200)]
        people: u32,
        #[arg(long, default_value_t = 10)]
        seats: u32,
        /// Workshops measured on each server, in turns
        #[arg(long, default_value_t = 8)]
        rounds: u32,
    },
    /// Other people's latency while one address attacks, and how the server stops meanwhile
    Siege {
        /// Only the attack of this name
        #[arg(long)]
        only: Option<String>,
    },
}

/// Builds, starts what the bench needs, measures; the exit code says whether the goal is met.
pub fn bench(project: &Project, options: &Options) -> Result<ExitCode> {
    let site = site::build(project, Mode::Release)?;
    let convene = program::build(project, Mode::Release, &[])?;
    let client = step("Compiling the client and the baselines", || {
        let mut cargo = project.cargo();
        cargo.args(["build", "--release", "--package", "convene-bench"]);
        cargo.arg("--message-format=json-render-diagnostics");
        program::executable(&mut cargo, "convene-bench")
    })?;
    let data = Scratch::new()?;
    if let Bench::Siege { only } = &options.bench {
        return siege::run(&convene, &site.folder, &client, &data.0, only.as_deref());
    }
    // People of a bench come from many addresses, as behind a proxy.
    let proxy = [("CONVENE_TRUSTED_PROXIES", "127.0.0.1/32")];
    let (mut server, convene_port) = start_convene(&convene, &site.folder, &data.0, &proxy)?;
    let baseline_port = program::spare_port()?;
    let mut baseline = Command::new(&client);
    let mut measure = Command::new(&client);
    match &options.bench {
        Bench::Page { rounds } => {
            baseline.args(["page-baseline", "--database"]).arg(data.0.join("demo/convene.db"));
            measure.args(["page", "--rounds", &rounds.to_string()]);
        }
        Bench::Game { players, rounds } => {
            baseline.arg("game-baseline");
            measure.args(["game", "--players", &players.to_string(), "--rounds", &rounds.to_string()]);
            measure.arg("--database").arg(data.0.join("demo/convene.db"));
        }
        Bench::Signup { people, seats, rounds } => {
            baseline.args(["signup-baseline", "--database"]).arg(data.0.join("baseline.db"));
            measure.args(["signup", "--people", &people.to_string(), "--seats", &seats.to_string()]);
            measure.args(["--rounds", &rounds.to_string()]);
            measure.arg("--database").arg(data.0.join("demo/convene.db"));
        }
        Bench::Siege { .. } => return Err("A siege has no baseline.".to_owned()),
    }
    baseline.args(["--listen", &address(baseline_port)]);
    measure.args(["--convene", &address(convene_port), "--baseline", &address(baseline_port)]);
    let mut baseline = Server::start(&mut baseline, baseline_port)?;
    baseline.wait_until_ready(Duration::from_secs(30))?;
    let status = measure.status().map_err(|error| command::not_started(&measure, &error))?;
    if server.ended() || baseline.ended() {
        return Err("A server stopped while it was measured; see above.".to_owned());
    }
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn start_convene(
    program: &Path,
    site: &Path,
    data: &Path,
    settings: &[(&str, &str)],
) -> Result<(Server, u16)> {
    let port = program::spare_port()?;
    let mut demo = program::demo(program, site, data, port);
    let log_file = data.join("server.log");
    let log = fs::File::create(&log_file).map_err(|error| format!("{}: {error}", log_file.display()))?;
    demo.stdout(log).env("CONVENE_LOG", "warn");
    demo.envs(settings.iter().copied());
    let mut server = Server::start(&mut demo, port)?;
    step("Starting a demo community", || server.wait_until_ready(Duration::from_secs(60)))?;
    Ok((server, port))
}

fn address(port: u16) -> String {
    format!("127.0.0.1:{port}")
}

/// A temporary folder, deleted when dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("convene-bench-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}

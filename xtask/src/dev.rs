//! `cargo xtask dev`: like run, and builds again whenever a source file changes.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use crate::program::{self, Server};
use crate::project::Project;
use crate::run::Options;
use crate::timing::{Stopwatch, seconds};
use crate::{Result, fingerprint, site};

const WATCHED: [&str; 10] = [
    "app",
    "domain",
    "frontend",
    "migrations",
    "public",
    "server",
    "service",
    "store",
    "style",
    "Cargo.toml",
];

/// Polling is plain, works in every container and on every file system, and costs a few milliseconds.
const PERIOD: Duration = Duration::from_millis(400);

/// Runs until the person stops it.
pub fn dev(project: &Project, options: &Options) -> Result<ExitCode> {
    program::check_port(options.port)?;
    let watched: Vec<PathBuf> = WATCHED.iter().map(|name| project.root.join(name)).collect();
    let mut server: Option<Server> = None;
    loop {
        let built_from = fingerprint::of(&fingerprint::files(&watched)?);
        let watch = Stopwatch::start();
        match build(project, options) {
            Ok((program, site)) => {
                // The old one goes first: it holds the port and the database.
                drop(server.take());
                let started = start(options, &program, &site);
                match started {
                    Ok(running) => {
                        eprintln!("==> {} is up to date after {}", running.url(), seconds(watch.elapsed()));
                        server = Some(running);
                    }
                    Err(sentence) => eprintln!("{sentence}"),
                }
            }
            Err(sentence) => eprintln!("{sentence}\nThe last version that worked goes on running."),
        }
        eprintln!("    Watching for changes; stop with Ctrl+C");
        while fingerprint::of(&fingerprint::files(&watched)?) == built_from {
            std::thread::sleep(PERIOD);
            if server.as_mut().is_some_and(Server::ended) {
                eprintln!("The server ended; it starts again at the next change.");
                server = None;
            }
        }
    }
}

fn build(project: &Project, options: &Options) -> Result<(PathBuf, PathBuf)> {
    let site = site::build(project, options.mode())?.folder;
    Ok((program::build(project, options.mode(), &[])?, site))
}

fn start(options: &Options, program: &Path, site: &Path) -> Result<Server> {
    let mut command = program::demo(program, site, &options.data, options.port);
    // The server then adds a script that reloads the page once a new version answers.
    command.env("CONVENE_DEV", "1");
    let mut server = Server::start(&mut command, options.port)?;
    server.wait_until_ready(Duration::from_secs(60))?;
    Ok(server)
}

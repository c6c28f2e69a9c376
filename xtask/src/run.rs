//! `cargo xtask run`: from a clean clone to a demo community in the browser.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::project::{Mode, Project};
use crate::timing::{Stopwatch, seconds};
use crate::{Result, command, dist, program, site};

#[derive(clap::Args)]
pub struct Options {
    /// Build optimised: slower to build, quicker to use
    #[arg(long)]
    pub release: bool,
    /// The port to listen on, at this machine's own address only
    #[arg(long, default_value_t = 3000)]
    pub port: u16,
    /// The folder the demo keeps its database in; made when missing
    #[arg(long, default_value = "data")]
    pub data: PathBuf,
}

impl Options {
    pub const fn mode(&self) -> Mode {
        Mode::of(self.release)
    }
}

/// Builds everything, then becomes the server.
pub fn run(project: &Project, options: &Options) -> Result<ExitCode> {
    program::check_port(options.port)?;
    let watch = Stopwatch::start();
    let mode = options.mode();
    let site = site::build(project, mode)?;
    let program = program::build(project, mode, &[])?;
    if let Some(left_out) = &site.left_out {
        eprintln!("Note: {left_out}");
    }
    if mode == Mode::Release {
        eprintln!("    {}", dist::weights(&site));
    }
    eprintln!("==> Ready after {}; starting the demo community", seconds(watch.elapsed()));
    let mut server = program::demo(&program, &site.folder, &options.data, options.port);
    Err(become_it(&mut server))
}

/// Replaces this process, so that signals reach the server itself. Returns only when that fails.
#[cfg(unix)]
fn become_it(server: &mut std::process::Command) -> String {
    use std::os::unix::process::CommandExt as _;
    let error = server.exec();
    command::not_started(server, &error)
}

#[cfg(not(unix))]
fn become_it(server: &mut std::process::Command) -> String {
    match command::run(server) {
        Ok(()) => "The server ended.".to_owned(),
        Err(sentence) => sentence,
    }
}

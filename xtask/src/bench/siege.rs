//! `cargo xtask bench siege`: one address attacks a server; others are measured, and at last the server is stopped.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use super::{address, start_convene};
use crate::{Result, command, program};

/// More connections than one address gets, fewer than the attacker wants.
const PLACES: (&str, &str) = ("CONVENE_MAX_CONNECTIONS", "1500");
/// How long the last assault goes on before the server is asked to stop.
const ASSAULT: Duration = Duration::from_secs(4);
/// After that, service managers kill.
const STOPPING: Duration = Duration::from_secs(10);

/// Measures every attack, then stops the server under all of them at once.
pub fn run(convene: &Path, site: &Path, client: &Path, data: &Path, only: Option<&str>) -> Result<ExitCode> {
    let (mut server, port) = start_convene(convene, site, data, &[PLACES])?;
    let start = |what: &str| {
        let mut command = Command::new(client);
        command.args([what, "--convene", &address(port), "--database"]).arg(data.join("demo/convene.db"));
        command
    };
    let mut measure = start("siege");
    measure.args(only.into_iter().flat_map(|name| ["--only", name]));
    let status = measure.status().map_err(|error| command::not_started(&measure, &error))?;
    if server.ended() {
        return Err("The server stopped while it was attacked; see above.".to_owned());
    }
    let mut assault = start("siege-assault");
    assault.args(["--seconds", "30"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut assault = assault.spawn().map_err(|error| format!("the assault did not start: {error}"))?;
    if let Some(said) = assault.stdout.take() {
        // It signs in and prepares before it begins.
        BufReader::new(said).lines().map_while(std::result::Result::ok).any(|line| line.contains("begun"));
    }
    std::thread::sleep(ASSAULT);
    let took = server.terminate(STOPPING);
    program::stop(&mut assault, "-TERM");
    let met = took.is_some();
    println!(
        "siege attack=sigterm-under-all seconds={} goal={} met={}",
        took.map_or("none".to_owned(), |took| format!("{:.1}", took.as_secs_f64())),
        STOPPING.as_secs(),
        if met { "yes" } else { "no" }
    );
    Ok(if status.success() && met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

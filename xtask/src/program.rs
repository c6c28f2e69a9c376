//! The server program: building it, starting it, waiting until it answers.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::project::{Mode, Project};
use crate::timing::{Stopwatch, step};
use crate::{Result, command};

/// Compiles `convene` and returns where it is. A release build carries the site inside, so that comes first.
pub fn build(project: &Project, mode: Mode, features: &[&str]) -> Result<PathBuf> {
    let what = match mode {
        Mode::Debug => "Compiling the server",
        Mode::Release => "Compiling the server, optimised",
    };
    step(what, || {
        let mut cargo = project.cargo();
        cargo.args(["build", "--package", "convene-server", "--bin", "convene"]);
        cargo.arg("--message-format=json-render-diagnostics");
        cargo.env("CONVENE_SITE_DIR", project.site(mode));
        if mode == Mode::Release {
            cargo.arg("--release");
        }
        let embed = (mode == Mode::Release).then_some("embed");
        for feature in features.iter().copied().chain(embed) {
            cargo.args(["--features", feature]);
        }
        executable(&mut cargo, "convene")
    })
}

/// Runs a cargo build with JSON messages and returns the program called `name`.
pub fn executable(cargo: &mut Command, name: &str) -> Result<PathBuf> {
    let mut child =
        cargo.stdout(Stdio::piped()).spawn().map_err(|error| command::not_started(cargo, &error))?;
    let mut found = None;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines().map_while(std::result::Result::ok) {
            let Ok(message) = serde_json::from_str::<serde_json::Value>(&line) else { continue };
            if message["target"]["name"] == name
                && let Some(file) = message["executable"].as_str()
            {
                found = Some(PathBuf::from(file));
            }
        }
    }
    let status = child.wait().map_err(|error| command::not_started(cargo, &error))?;
    if !status.success() {
        return Err(format!("{name} does not compile; see above."));
    }
    found.ok_or_else(|| format!("cargo built no program called {name}."))
}

/// Refuses a port that is taken, before anything long is built.
pub fn check_port(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => Err(format!(
            "Port {port} is in use by another program. Stop that one, or choose another port: --port {}",
            port.saturating_add(1)
        )),
        Err(error) => Err(format!("Port {port} cannot be used: {error}.")),
    }
}

/// A port nobody listens on at this moment.
pub fn spare_port() -> Result<u16> {
    let explain = |error: std::io::Error| format!("No spare port: {error}.");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(explain)?;
    Ok(listener.local_addr().map_err(explain)?.port())
}

/// A running `convene`, stopped when dropped.
pub struct Server {
    child: Child,
    port: u16,
}

impl Server {
    /// Starts `command`, which must listen on `port`.
    pub fn start(command: &mut Command, port: u16) -> Result<Self> {
        let child = command.spawn().map_err(|error| command::not_started(command, &error))?;
        Ok(Self { child, port })
    }

    /// Waits until `/healthz` answers.
    pub fn wait_until_ready(&mut self, patience: Duration) -> Result<()> {
        let watch = Stopwatch::start();
        while watch.elapsed() < patience {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("The server stopped while starting ({status}); see above."));
            }
            if answers(self.port).unwrap_or(false) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Err(format!("The server did not answer on port {} within {} s.", self.port, patience.as_secs()))
    }

    /// Asks it to end, as service managers do; how long that took, if it was within `patience`.
    pub fn terminate(&mut self, patience: Duration) -> Option<Duration> {
        _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let watch = Stopwatch::start();
        while watch.elapsed() < patience {
            if self.ended() {
                return Some(watch.elapsed());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    pub fn url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Whether it ended by itself.
    pub fn ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

fn answers(port: u16) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    stream.write_all(
        format!("GET /healthz HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n").as_bytes(),
    )?;
    let mut head = [0; 12];
    stream.read_exact(&mut head)?;
    Ok(&head == b"HTTP/1.1 200")
}

impl Drop for Server {
    fn drop(&mut self) {
        stop(&mut self.child, "-TERM");
    }
}

/// Asks a child to end, gives it ten seconds, then ends it.
pub fn stop(child: &mut Child, signal: &str) {
    if let Ok(None) = child.try_wait() {
        _ = Command::new("kill").args([signal, &child.id().to_string()]).status();
        let watch = Stopwatch::start();
        while watch.elapsed() < Duration::from_secs(10) {
            if !matches!(child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        _ = child.kill();
    }
    _ = child.wait();
}

/// `convene demo` with its data in `data` on `port`.
pub fn demo(program: &Path, site: &Path, data: &Path, port: u16) -> Command {
    let mut command = Command::new(program);
    command.arg("demo").arg("--port").arg(port.to_string()).arg("--data").arg(data);
    command.env("CONVENE_SITE_DIR", site);
    command
}

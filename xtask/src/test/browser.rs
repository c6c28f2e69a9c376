//! Journeys in a real browser against a demo community of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::{Count, Run};
use crate::program::{self, Server};
use crate::project::Mode;
use crate::timing::step;
use crate::{Result, command, npm, prepare, site};

/// Prepares the browser, the site and a server, and lets Playwright loose on them.
pub fn run(run: &Run<'_>) -> Result<Count> {
    let chromium = prepare::chromium()?;
    prepare::npm()?;
    npm::install_end2end(run.project)?;
    check_types(run)?;
    let site = site::build(run.project, Mode::Debug)?;
    let program = server_program(run)?;

    let mut demo = Demo::start(run, &program, &site, "end2end")?;
    // Moving the clock would move it for everybody.
    let mut moved = Demo::start(run, &program, &site, "end2end-clock")?;
    step("Starting two demo communities", || {
        demo.wait()?;
        moved.wait()
    })?;
    let mut count = playwright(run, &chromium, &demo, &moved)?;
    for server in [&mut demo, &mut moved] {
        if server.server.ended() {
            return Err(format!("A server stopped while the tests ran.\n{}", tail(&server.log)));
        }
    }
    count += Count::one_passed();
    Ok(count)
}

/// A demo community of its own, gone when dropped.
struct Demo {
    server: Server,
    log: PathBuf,
    _data: Folder,
}

impl Demo {
    fn start(run: &Run<'_>, program: &Path, site: &site::Site, name: &str) -> Result<Self> {
        let data = Folder(std::env::temp_dir().join(format!("convene-{name}-{}", std::process::id())));
        fs::create_dir_all(&data.0).map_err(|error| format!("{}: {error}", data.0.display()))?;
        let log = run.project.own(&format!("{name}-server.log"));
        let port = program::spare_port()?;
        let mut demo = program::demo(program, &site.folder, &data.0, port);
        let out = create(&log)?;
        let errors = out.try_clone().map_err(|error| format!("{}: {error}", log.display()))?;
        demo.stdout(out).stderr(errors).env("CONVENE_TEST_CLOCK", "1");
        Ok(Self { server: Server::start(&mut demo, port)?, log, _data: data })
    }

    fn wait(&mut self) -> Result<()> {
        let ready = self.server.wait_until_ready(Duration::from_secs(120));
        ready.map_err(|sentence| format!("{sentence}\n{}", tail(&self.log)))
    }
}

/// Finds a misspelt name in a journey before a browser starts. Counts as one check.
fn check_types(run: &Run<'_>) -> Result<()> {
    let mut check = Command::new("node");
    check.args(["node_modules/typescript/bin/tsc", "--noEmit"]).current_dir(run.project.end2end());
    step("Checking the journeys' types", || command::run(&mut check))
}

/// The build of the other tests serves here too; alone, only the server is built.
fn server_program(run: &Run<'_>) -> Result<PathBuf> {
    let built = run.binaries.get().and_then(|binaries| binaries.program.clone());
    built.map_or_else(|| program::build(run.project, Mode::Debug, &["test-clock"]), Ok)
}

fn playwright(run: &Run<'_>, chromium: &Path, demo: &Demo, moved: &Demo) -> Result<Count> {
    let report = run.project.own("end2end-report.json");
    _ = fs::remove_file(&report);
    let mut test = Command::new("node");
    test.arg("node_modules/@playwright/test/cli.js").arg("test").args(run.pass_on);
    test.current_dir(run.project.end2end())
        .env("CONVENE_URL", demo.server.url())
        .env("CONVENE_CLOCK_URL", moved.server.url())
        .env("CONVENE_CHROMIUM", chromium)
        .env("CONVENE_REPORT", &report);
    let status = test.status().map_err(|error| command::not_started(&test, &error))?;
    let text = fs::read(&report).map_err(|_| format!("Playwright ended without a report ({status})."))?;
    let report: serde_json::Value =
        serde_json::from_slice(&text).map_err(|error| format!("Playwright's report: {error}"))?;
    let mut count = Count::of_playwright(&report).ok_or("Playwright's report has no numbers.")?;
    if !status.success() && count.failed == 0 {
        count.failed = 1;
    }
    if count.failed > 0 {
        eprintln!("The servers' logs: {} and {}", demo.log.display(), moved.log.display());
    }
    Ok(count)
}

fn create(file: &Path) -> Result<fs::File> {
    let explain = |error: std::io::Error| format!("{}: {error}", file.display());
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(explain)?;
    }
    fs::File::create(file).map_err(explain)
}

fn tail(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    format!("Its last words:\n{}", lines[lines.len().saturating_sub(30)..].join("\n"))
}

/// A temporary folder, deleted when dropped.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}

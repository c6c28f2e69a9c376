//! Tests in Rust: compiled at once for all packages, then run one package at a time.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Count, Run};
use crate::project::Mode;
use crate::timing::step;
use crate::{Result, command};

/// The server as tests need it: pages rendered, and a clock that tests move.
pub const FEATURES: &str = "convene-app/ssr,convene-server/test-clock";

/// A package with tests.
pub struct Package {
    /// The step that runs its tests.
    step: &'static str,
    name: &'static str,
    feature: Option<&'static str>,
    /// Its tests talk to PostgreSQL.
    postgres: bool,
}

const PACKAGES: [Package; 6] = [
    Package { step: "domain", name: "convene-domain", feature: None, postgres: false },
    Package { step: "store", name: "convene-store", feature: None, postgres: true },
    Package { step: "bench", name: "convene-bench", feature: None, postgres: false },
    Package { step: "service", name: "convene-service", feature: None, postgres: true },
    Package { step: "app", name: "convene-app", feature: Some("convene-app/ssr"), postgres: false },
    Package {
        step: "http",
        name: "convene-server",
        feature: Some("convene-server/test-clock"),
        postgres: true,
    },
];

/// What one build of all tests left.
pub struct Binaries {
    tests: Vec<TestBinary>,
    /// `convene`, when a package's tests needed it.
    pub program: Option<PathBuf>,
}

struct TestBinary {
    package: String,
    folder: PathBuf,
    file: PathBuf,
    name: String,
}

/// Runs the tests of one step's package.
pub fn package(run: &Run<'_>, step: &str) -> Result<Count> {
    let Some(Package { name: package, postgres, .. }) = PACKAGES.iter().find(|package| package.step == step)
    else {
        return Err(format!("No package has the tests of {step}."));
    };
    let cluster = if *postgres { Some(run.cluster()?) } else { None };
    let mut total = Count::default();
    for binary in binaries(run)?.tests.iter().filter(|binary| binary.package == *package) {
        let mut test = Command::new(&binary.file);
        test.args(run.pass_on).current_dir(&binary.folder);
        if has_files_of_others(&run.project.root) {
            test.arg("--include-ignored");
        }
        // What cargo sets for the tests it runs itself.
        test.env("CARGO_MANIFEST_DIR", &binary.folder).env("CARGO_PKG_NAME", package);
        test.env("CONVENE_SITE_DIR", run.project.site(Mode::Debug));
        if let Some(cluster) = cluster {
            test.env("CONVENE_TEST_POSTGRES", cluster.url());
        }
        println!("    {package}: {}", binary.name);
        total += watch(&mut test)?;
    }
    Ok(total)
}

/// Whether the real files that the project may not carry lie beside the checkout. Tests that read them are marked as
/// ignored, so that they count as skipped where the files are missing.
fn has_files_of_others(root: &Path) -> bool {
    root.join("../shared/fixtures/quiz").is_dir()
}

/// xtask's own tests, in the build that runs now.
pub fn xtask(run: &Run<'_>) -> Result<Count> {
    let mut cargo = run.project.cargo();
    watch(cargo.args(["test", "--package", "xtask", "--quiet", "--"]).args(run.pass_on))
}

/// Runs a test program, shows what it prints and counts its results.
fn watch(test: &mut Command) -> Result<Count> {
    let mut child =
        test.stdout(Stdio::piped()).spawn().map_err(|error| command::not_started(test, &error))?;
    let mut total = Count::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n').map_while(std::result::Result::ok) {
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            if let Some(count) = Count::of_line(&line) {
                total += count;
            }
        }
    }
    let status = child.wait().map_err(|error| command::not_started(test, &error))?;
    // A program that crashed prints no summary.
    if !status.success() && total.failed == 0 {
        eprintln!("{} ended with {status}.", command::shown(test));
        total.failed = 1;
    }
    Ok(total)
}

/// The test programs of all chosen packages, compiled when first asked for.
pub fn binaries<'a>(run: &'a Run<'_>) -> Result<&'a Binaries> {
    if run.binaries.get().is_none() {
        let built = step("Compiling the tests", || compile(run))?;
        _ = run.binaries.set(built);
    }
    run.binaries.get().ok_or_else(|| "The tests were not built.".to_owned())
}

/// In one go for all chosen packages: together they agree on the features of what they depend on.
fn compile(run: &Run<'_>) -> Result<Binaries> {
    let mut cargo = run.project.cargo();
    cargo.args(["test", "--no-run", "--message-format=json-render-diagnostics"]);
    cargo.env("CONVENE_SITE_DIR", run.project.site(Mode::Debug));
    for Package { name, feature, .. } in PACKAGES.iter().filter(|package| run.chosen.contains(&package.step))
    {
        cargo.args(["--package", name]);
        if let Some(feature) = feature {
            cargo.args(["--features", feature]);
        }
    }
    let mut child =
        cargo.stdout(Stdio::piped()).spawn().map_err(|error| command::not_started(&cargo, &error))?;
    let mut built = Binaries { tests: Vec::new(), program: None };
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines().map_while(std::result::Result::ok) {
            if let Ok(message) = serde_json::from_str(&line) {
                built.note(&message);
            }
        }
    }
    let status = child.wait().map_err(|error| command::not_started(&cargo, &error))?;
    if status.success() { Ok(built) } else { Err("The tests do not compile; see above.".to_owned()) }
}

impl Binaries {
    /// Takes in one of cargo's JSON messages.
    fn note(&mut self, message: &serde_json::Value) {
        let Some(file) = message["executable"].as_str().map(PathBuf::from) else { return };
        let name = message["target"]["name"].as_str().unwrap_or_default();
        if message["profile"]["test"] == true {
            let manifest = PathBuf::from(message["manifest_path"].as_str().unwrap_or_default());
            let folder = manifest.parent().map(PathBuf::from).unwrap_or_default();
            let room = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let package = format!("convene-{room}");
            let kind = message["target"]["kind"][0].as_str().unwrap_or_default();
            self.tests.push(TestBinary { package, folder, file, name: format!("{name} ({kind})") });
        } else if name == "convene" {
            self.program = Some(file);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_over_files_of_others_run_where_the_files_are() {
        let folder = std::env::temp_dir().join(format!("convene-xtask-files-{}", std::process::id()));
        let root = folder.join("checkout");
        std::fs::create_dir_all(&root).unwrap();
        assert!(!has_files_of_others(&root), "a stranger's clone");
        std::fs::create_dir_all(folder.join("shared/fixtures/quiz")).unwrap();
        assert!(has_files_of_others(&root));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn test_programs_are_sorted_by_package_and_the_server_is_kept_apart() {
        let mut built = Binaries { tests: Vec::new(), program: None };
        built.note(&serde_json::json!({
            "executable": "/t/it-1", "manifest_path": "/c/store/Cargo.toml",
            "profile": { "test": true }, "target": { "name": "it", "kind": ["test"] }
        }));
        built.note(&serde_json::json!({
            "executable": "/t/convene", "manifest_path": "/c/server/Cargo.toml",
            "profile": { "test": false }, "target": { "name": "convene", "kind": ["bin"] }
        }));
        built.note(&serde_json::json!({ "executable": null, "target": { "name": "sqlx" } }));
        assert_eq!(built.tests.len(), 1);
        assert_eq!(built.tests[0].package, "convene-store");
        assert_eq!(built.program, Some(PathBuf::from("/t/convene")));
    }
}

//! Where things are: the checkout, the build directory and what ends up in it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, command, fingerprint};

/// Everyday build or release build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Debug,
    Release,
}

impl Mode {
    pub const fn of(release: bool) -> Self {
        if release { Mode::Release } else { Mode::Debug }
    }

    /// Cargo's profile for the browser bundles.
    pub const fn wasm_profile(self) -> &'static str {
        match self {
            Mode::Debug => "wasm-dev",
            Mode::Release => "wasm-release",
        }
    }
}

/// The checkout and its build directory.
pub struct Project {
    pub root: PathBuf,
    pub target: PathBuf,
}

impl Project {
    /// Asks cargo, so that `CARGO_TARGET_DIR` and a person's own cargo configuration are respected.
    pub fn find() -> Result<Self> {
        let here = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = here.parent().unwrap_or(Path::new(".")).to_owned();
        let mut cargo = Command::new(cargo());
        cargo.args(["metadata", "--format-version=1", "--no-deps", "--offline"]).current_dir(&root);
        let answer = command::output(&mut cargo)?;
        let metadata: serde_json::Value =
            serde_json::from_str(&answer).map_err(|error| format!("cargo metadata: {error}"))?;
        let target =
            metadata["target_directory"].as_str().ok_or("cargo metadata names no target directory")?;
        let project = Self { root, target: PathBuf::from(target) };
        project.claim()?;
        Ok(project)
    }

    /// Makes sure that nothing another checkout built passes for ours.
    ///
    /// In a build directory that several checkouts share, cargo takes a crate for fresh when its sources are
    /// older than the last build, whoever built it. So when the checkout changes, every crate of ours counts as
    /// edited.
    fn claim(&self) -> Result<()> {
        let mark = self.own("checkout");
        let here = self.root.to_string_lossy().into_owned();
        match std::fs::read_to_string(&mark) {
            Ok(last) if last == here => return Ok(()),
            Ok(_) => touch_crates(&self.root)?,
            // A new build directory holds nothing of anybody's.
            Err(_) => {}
        }
        fingerprint::write_if_changed(&mark, here.as_bytes())?;
        Ok(())
    }

    /// A cargo command that runs in the checkout.
    pub fn cargo(&self) -> Command {
        let mut cargo = Command::new(cargo());
        cargo.current_dir(&self.root);
        // Set by the outer `cargo run`; they describe xtask and would make other crates rebuild.
        for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
            cargo.env_remove(name);
        }
        cargo.env("CARGO_TARGET_DIR", &self.target);
        cargo
    }

    /// The folder the server reads styles, scripts, fonts and bundles from.
    pub fn site(&self, mode: Mode) -> PathBuf {
        self.target.join(match mode {
            Mode::Debug => "site",
            Mode::Release => "site-release",
        })
    }

    /// Files xtask keeps for itself: copies of bundles, records of what was built from what.
    pub fn own(&self, name: &str) -> PathBuf {
        self.target.join("xtask").join(name)
    }

    pub fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }
}

/// Whether this very program was built from another checkout; then it is built anew from this one and run.
///
/// The value is how that run ended.
pub fn run_own() -> Option<std::process::ExitCode> {
    const AGAIN: &str = "CONVENE_XTASK_AGAIN";
    let here = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR")?);
    if here == Path::new(env!("CARGO_MANIFEST_DIR")) || std::env::var_os(AGAIN).is_some() {
        return None;
    }
    touch_crates(here.parent()?).ok()?;
    let mut own = Command::new(cargo());
    own.args(["run", "--quiet", "--package", "xtask", "--"]).args(std::env::args_os().skip(1));
    let status = own.env(AGAIN, "1").status().ok()?;
    Some(std::process::ExitCode::from(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1)))
}

/// Gives the root file of every crate the present time.
fn touch_crates(root: &Path) -> Result<()> {
    let explain = |error: std::io::Error| format!("{}: {error}", root.display());
    for entry in std::fs::read_dir(root).map_err(explain)? {
        let folder = entry.map_err(explain)?.path();
        for file in ["src/lib.rs", "src/main.rs"].map(|name| folder.join(name)) {
            if let Ok(open) = std::fs::OpenOptions::new().append(true).open(file) {
                open.set_modified(now()).map_err(explain)?;
            }
        }
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "cargo compares with the machine's own clock")]
fn now() -> std::time::SystemTime {
    std::time::SystemTime::now()
}

fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

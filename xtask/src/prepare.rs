//! Brings what a build or a test needs onto this machine, or says the one command that does.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::command::{self, on_path};
use crate::timing::step;

const WASM_TARGET: &str = "wasm32-unknown-unknown";
/// Rust's standard library for [`WASM_TARGET`], beside a Rust that does not come from rustup.
const PACKAGED: [(&str, &str); 3] = [
    ("Debian", "libstd-rust-dev-wasm32"),
    ("Fedora", "rust-std-static-wasm32-unknown-unknown"),
    ("Arch", "rust-wasm"),
];

/// Makes sure Rust can compile for the browser.
pub fn wasm_target() -> Result<()> {
    let mut rustc = Command::new(std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned()));
    let installed = command::output(rustc.args(["--print", "target-libdir", "--target", WASM_TARGET]));
    if installed.is_ok_and(|folder| Path::new(folder.trim()).is_dir()) {
        return Ok(());
    }
    if on_path(&["rustup"]).is_none() {
        return Err(format!(
            "Rust has no {WASM_TARGET} target here and there is no rustup to add it. Install Rust with rustup: \
             https://rustup.rs. Distributions that package the target with their own Rust call it {}.",
            PACKAGED.map(|(distribution, package)| format!("{package} ({distribution})")).join(", ")
        ));
    }
    step(&format!("Adding Rust's {WASM_TARGET} target"), || {
        command::run(Command::new("rustup").args(["target", "add", WASM_TARGET]))
    })
    .map_err(|error| format!("{error} Once the network is there, run: rustup target add {WASM_TARGET}"))
}

/// The browser that tests drive.
pub fn chromium() -> Result<PathBuf> {
    if let Some(file) = std::env::var_os("CONVENE_CHROMIUM").map(PathBuf::from) {
        return if file.is_file() {
            Ok(file)
        } else {
            Err(format!("CONVENE_CHROMIUM names {}, which is not there.", file.display()))
        };
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    package(|| on_path(&names), "chromium", "Chromium, for browser tests")
}

/// npm, which comes with node.
pub fn npm() -> Result<PathBuf> {
    package(
        || on_path(&["node"]).and_then(|_| on_path(&["npm"])),
        "npm",
        "Node.js with npm, for browser tests",
    )
}

/// The folder with `initdb` and `postgres`.
pub fn postgres() -> Result<PathBuf> {
    package(postgres_folder, "postgresql", "PostgreSQL, for the database tests")
}

fn postgres_folder() -> Option<PathBuf> {
    let complete = |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(complete)
        .collect();
    versions.sort_by_key(|folder| {
        let version =
            folder.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        version.and_then(|name| name.parse::<u32>().ok())
    });
    // The real file, not a link to it: postgres finds its libraries beside itself.
    let on_path =
        || on_path(&["postgres"])?.canonicalize().ok()?.parent().map(Path::to_owned).filter(complete);
    versions.pop().or_else(on_path)
}

/// Looks, installs the Debian package where that is possible, and looks again.
fn package(find: impl Fn() -> Option<PathBuf>, package: &str, what: &str) -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let by_hand = by_hand(package, what);
    if !is_root() || on_path(&["apt-get"]).is_none() {
        return Err(by_hand);
    }
    step(&format!("Installing {what}"), || {
        let install = || {
            let mut apt = Command::new("apt-get");
            apt.env("DEBIAN_FRONTEND", "noninteractive");
            command::output(apt.args(["install", "--yes", "--no-install-recommends", package]))
        };
        // The package lists of a fresh machine are empty or old.
        install().or_else(|_| {
            command::output(Command::new("apt-get").arg("update"))?;
            install()
        })
    })
    .map_err(|error| format!("{by_hand}\n{error}"))?;
    find().ok_or(by_hand)
}

/// The one command that helps.
fn by_hand(package: &str, what: &str) -> String {
    format!("{what} is missing. Install it, on Debian or Ubuntu with: sudo apt-get install {package}")
}

pub fn is_root() -> bool {
    command::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said_with_the_command_that_installs_it() {
        assert_eq!(
            by_hand("postgresql", "PostgreSQL, for the database tests"),
            "PostgreSQL, for the database tests is missing. Install it, on Debian or Ubuntu with: sudo apt-get install postgresql"
        );
    }
}

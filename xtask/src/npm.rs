//! Node packages: those of the browser tests, and wasm-opt.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project::Project;
use crate::timing::step;
use crate::{Result, command, fingerprint, prepare};

/// Debian's own binaryen (108) breaks the output; this one is known to work.
const BINARYEN: &str = "132.0.0";

/// Installs what `end2end/package-lock.json` names, unless it is there already.
pub fn install_end2end(project: &Project) -> Result<()> {
    let folder = project.end2end();
    let lock = folder.join("package-lock.json");
    let wanted = fs::read(&lock).map_err(|error| format!("{}: {error}", lock.display()))?;
    let stamp = folder.join("node_modules/.convene-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let npm = prepare::npm()?;
    step("Installing the browser tests' npm packages", || {
        let mut install = Command::new(npm);
        install.args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder);
        // Tests drive the system's Chromium.
        install.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        command::output(&mut install)
    })?;
    fingerprint::write_if_changed(&stamp, &wanted)?;
    Ok(())
}

/// A wasm-opt that is known to work.
pub struct WasmOpt(PathBuf);

/// Installs wasm-opt into the build directory. The error says what is left out without it.
pub fn wasm_opt(project: &Project) -> Result<WasmOpt> {
    let folder = project.target.join("tools").join(format!("binaryen-{BINARYEN}"));
    let tool = folder.join("node_modules/binaryen/bin/wasm-opt");
    if tool.is_file() {
        return Ok(WasmOpt(tool));
    }
    let left_out = "wasm-opt was left out, so the bundles are larger than they need be";
    let (Some(npm), Some(_)) = (command::on_path(&["npm"]), command::on_path(&["node"])) else {
        return Err(format!("{left_out}: there is no npm to install it with."));
    };
    step(&format!("Installing wasm-opt (binaryen {BINARYEN})"), || {
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let mut install = Command::new(npm);
        install.args(["install", "--no-audit", "--no-fund", "--no-save", "--prefix"]).arg(&folder);
        command::output(install.arg(format!("binaryen@{BINARYEN}")).current_dir(&folder))
    })
    .map_err(|error| format!("{left_out}: {error}"))?;
    if tool.is_file() { Ok(WasmOpt(tool)) } else { Err(format!("{left_out}: npm did not bring it.")) }
}

impl WasmOpt {
    /// Replaces `file` by a smaller one that does the same.
    pub fn shrink(&self, file: &Path) -> Result<()> {
        let smaller = file.with_extension("opt.wasm");
        let mut node = Command::new("node");
        node.arg(&self.0).arg(file).arg("-o").arg(&smaller).args([
            "-Oz",
            "--enable-bulk-memory",
            "--enable-bulk-memory-opt",
            "--enable-reference-types",
            "--enable-nontrapping-float-to-int",
            "--enable-sign-ext",
            "--enable-mutable-globals",
            "--enable-multivalue",
        ]);
        command::output(&mut node)?;
        fs::rename(&smaller, file).map_err(|error| format!("{}: {error}", smaller.display()))
    }
}

//! The two browser bundles: the `frontend` crate compiled once per audience, then given its JavaScript side.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use wasm_bindgen_cli_support::Bindgen;

use crate::project::{Mode, Project};
use crate::timing::step;
use crate::{Result, command, fingerprint, npm, prepare};

/// Who a bundle is for: `play` for members, `desk` for hosts and staff.
pub const AUDIENCES: [&str; 2] = ["play", "desk"];

/// The bundles as browsers load them.
pub struct Bundles {
    /// One per audience, each with `<audience>.js`, `<audience>_bg.wasm` and perhaps `snippets/`.
    pub folders: Vec<PathBuf>,
    /// What this machine could not do, as a sentence.
    pub left_out: Option<String>,
}

/// Builds both bundles; quick when nothing changed.
pub fn build(project: &Project, mode: Mode) -> Result<Bundles> {
    prepare::wasm_target()?;
    let shrinker = match mode {
        Mode::Debug => Ok(None),
        Mode::Release => npm::wasm_opt(project).map(Some),
    };
    let mut folders = Vec::new();
    for audience in AUDIENCES {
        let wasm = step(&format!("Compiling the {audience} bundle for the browser"), || {
            compile(project, mode, audience)
        })?;
        let folder = project.own(mode.wasm_profile()).join(audience);
        let inputs = [wasm.clone()];
        let tools = format!("{}{}", env!("CARGO_PKG_VERSION"), shrinker.as_ref().is_ok_and(Option::is_some));
        let stamp = format!("{} {} {tools}", project.root.display(), fingerprint::of(&inputs));
        let stamp_file = folder.join("stamp");
        if fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) {
            folders.push(folder);
            continue;
        }
        step(&format!("Writing the JavaScript side of {audience}"), || bind(&wasm, &folder, audience))?;
        if let Ok(Some(tool)) = &shrinker {
            let file = folder.join(format!("{audience}_bg.wasm"));
            step(&format!("Shrinking {audience} with wasm-opt"), || tool.shrink(&file))?;
        }
        fingerprint::write_if_changed(&stamp_file, stamp.as_bytes())?;
        folders.push(folder);
    }
    Ok(Bundles { folders, left_out: shrinker.err() })
}

/// Compiles and returns a copy of the audience's `.wasm` that the next audience does not overwrite.
///
/// Both audiences link to the same file, for cargo gives a cdylib no hash of its own: a bundle that cargo
/// calls fresh may lie overwritten by the other. So the copy is trusted only while the file is as this
/// checkout's last link left it.
fn compile(project: &Project, mode: Mode, audience: &str) -> Result<PathBuf> {
    let profile = mode.wasm_profile();
    let folder = project.own(profile);
    let copy = folder.join(format!("{audience}.wasm"));
    let linked =
        project.target.join("wasm32-unknown-unknown").join(profile).join("deps/convene_frontend.wasm");
    let mark_file = folder.join("last-link");
    let mark = || format!("{} {}", project.root.display(), fingerprint::of(std::slice::from_ref(&linked)));

    let untouched = fs::read_to_string(&mark_file).is_ok_and(|old| old == mark());
    if !(untouched && copy.exists()) {
        // Gone means stale to cargo: it links again. Absent already is just as good.
        _ = fs::remove_file(&linked);
    }
    let artifact = cargo(project, profile, audience)?;
    let artifact = artifact.ok_or_else(|| format!("cargo built no WASM for {audience}"))?;
    if !artifact.fresh {
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        fs::copy(&artifact.file, &copy).map_err(|error| format!("{}: {error}", artifact.file.display()))?;
        fingerprint::write_if_changed(&mark_file, mark().as_bytes())?;
    }
    Ok(copy)
}

struct Artifact {
    file: PathBuf,
    /// Cargo had nothing to do.
    fresh: bool,
}

fn cargo(project: &Project, profile: &str, audience: &str) -> Result<Option<Artifact>> {
    let mut cargo = project.cargo();
    cargo
        .args(["build", "--package", "convene-frontend", "--lib", "--target", "wasm32-unknown-unknown"])
        .args(["--profile", profile, "--features", audience])
        .arg("--message-format=json-render-diagnostics")
        .stdout(Stdio::piped());
    let mut child = cargo.spawn().map_err(|error| command::not_started(&cargo, &error))?;
    let mut artifact = None;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines().map_while(std::result::Result::ok) {
            let Ok(message) = serde_json::from_str::<serde_json::Value>(&line) else { continue };
            let files = message["filenames"].as_array().map(Vec::as_slice).unwrap_or_default();
            let wasm = files.iter().filter_map(|file| file.as_str()).find(|file| file.ends_with(".wasm"));
            if let (Some("convene_frontend"), Some(wasm)) = (message["target"]["name"].as_str(), wasm) {
                let fresh = message["fresh"].as_bool().unwrap_or(false);
                artifact = Some(Artifact { file: PathBuf::from(wasm), fresh });
            }
        }
    }
    let status = child.wait().map_err(|error| command::not_started(&cargo, &error))?;
    if status.success() {
        Ok(artifact)
    } else {
        Err(format!("The {audience} bundle does not compile; see above. Nothing was started."))
    }
}

fn bind(wasm: &Path, folder: &Path, audience: &str) -> Result<()> {
    // A stale snippet would be served for ever.
    _ = fs::remove_dir_all(folder);
    let explain = |error: &dyn std::fmt::Display| format!("wasm-bindgen, {audience}: {error}");
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name(audience)
        .web(true)
        .map_err(|error| explain(&error))?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen.generate(folder).map_err(|error| explain(&format!("{error:#}")))
}

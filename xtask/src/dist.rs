//! `cargo xtask dist`: one file to copy to a server, and what its parts weigh.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use crate::compress::sibling;
use crate::project::{Mode, Project};
use crate::site::Site;
use crate::{Result, bundle, program, site};

/// A kilobyte as the goals count it.
const KB: u64 = 1024;
const PLAY_GOAL: u64 = 140 * KB;
const CSS_GOAL: u64 = 20 * KB;
/// The notices of what is inside.
const LICENCES: &str = "licences.txt";

#[derive(Clone, Copy)]
struct Size {
    raw: u64,
    brotli: u64,
}

/// Builds `dist/convene`, puts `licences.txt` beside it and prints the sizes; fails when a goal is missed.
pub fn dist(project: &Project) -> Result<ExitCode> {
    let site = site::build(project, Mode::Release)?;
    let built = program::build(project, Mode::Release, &[])?;
    let folder = project.root.join("dist");
    let binary = folder.join("convene");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    // A running copy cannot be overwritten, but its name can be given to a new file.
    _ = fs::remove_file(&binary);
    fs::copy(&built, &binary).map_err(|error| format!("{}: {error}", binary.display()))?;
    // The program shows them at /licences; whoever passes it on may want them as a file.
    if let Some(notices) = site.names.get(LICENCES) {
        let (from, to) = (site.folder.join(notices), folder.join(LICENCES));
        fs::copy(&from, &to).map_err(|error| format!("{}: {error}", to.display()))?;
    }
    let binary_size = fs::metadata(&binary).map_err(|error| format!("{}: {error}", binary.display()))?.len();

    let [play, desk] = bundle::AUDIENCES.map(|audience| bundle_size(&site, audience));
    let css = size(&site, "app.css");
    let page = size(&site, "js/page.js");
    println!("{:<34}{:>12}{:>12}{:>12}", "", "raw", "brotli", "goal");
    println!("{:<34}{:>12}", "dist/convene", kilobytes(binary_size));
    row("play bundle (wasm + js)", play, Some(PLAY_GOAL));
    row("desk bundle (wasm + js)", desk, None);
    row("app.css", css, Some(CSS_GOAL));
    row("js/page.js", page, None);
    row(LICENCES, size(&site, LICENCES), None);

    let mut missed = Vec::new();
    if play.brotli > PLAY_GOAL {
        missed.push("the play bundle");
    }
    if css.brotli > CSS_GOAL {
        missed.push("app.css");
    }
    if let Some(left_out) = &site.left_out {
        println!("{left_out}");
    }
    if !missed.is_empty() {
        println!("Over its goal: {}.", missed.join(" and "));
    }
    println!(
        "dist binary={binary_size} play_raw={} play_brotli={} desk_raw={} desk_brotli={} css_brotli={} \
         page_js_brotli={} wasm_opt={} goals={}",
        play.raw,
        play.brotli,
        desk.raw,
        desk.brotli,
        css.brotli,
        page.brotli,
        if site.left_out.is_none() { "yes" } else { "no" },
        if missed.is_empty() { "met" } else { "missed" },
    );
    Ok(if missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What browsers load of a built site, compressed, as one line.
pub fn weights(site: &Site) -> String {
    let bundles = bundle::AUDIENCES.map(|audience| {
        let size = bundle_size(site, audience);
        format!("{audience} bundle {}", kilobytes(size.brotli))
    });
    format!("{}, styles {} (brotli)", bundles.join(", "), kilobytes(size(site, "app.css").brotli))
}

/// Everything a page loads for one audience.
fn bundle_size(site: &Site, audience: &str) -> Size {
    let mut sum = size(site, &format!("{audience}.js"));
    let wasm = size(site, &format!("{audience}_bg.wasm"));
    sum.raw += wasm.raw;
    sum.brotli += wasm.brotli;
    sum
}

fn size(site: &Site, name: &str) -> Size {
    let length = |file: &Path| fs::metadata(file).map_or(0, |metadata| metadata.len());
    site.names.get(name).map_or(Size { raw: 0, brotli: 0 }, |hashed| {
        let file = site.folder.join(hashed);
        Size { raw: length(&file), brotli: length(&sibling(&file, "br")) }
    })
}

fn row(name: &str, size: Size, goal: Option<u64>) {
    let goal = goal.map_or_else(String::new, |goal| format!("<= {}", kilobytes(goal)));
    println!("{name:<34}{:>12}{:>12}{goal:>12}", kilobytes(size.raw), kilobytes(size.brotli));
}

#[expect(clippy::cast_precision_loss, reason = "sizes shown with one decimal")]
fn kilobytes(bytes: u64) -> String {
    format!("{:.1} KB", bytes as f64 / KB as f64)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_weight_of_a_bundle_is_that_of_its_wasm_and_its_script() {
        let folder = std::env::temp_dir().join(format!("convene-xtask-weights-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let mut names = BTreeMap::new();
        for (name, length) in
            [("play.js", 1024), ("play_bg.wasm", 3 * 1024), ("desk.js", 512), ("app.css", 2048)]
        {
            fs::write(folder.join(name), vec![0; 9_000]).unwrap();
            fs::write(folder.join(format!("{name}.br")), vec![0; length]).unwrap();
            names.insert(name.to_owned(), name.to_owned());
        }
        let site = Site { folder: folder.clone(), names, left_out: None };
        let line = weights(&site);
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(line, "play bundle 4.0 KB, desk bundle 0.5 KB, styles 2.0 KB (brotli)");
    }
}

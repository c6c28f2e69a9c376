//! The site folder: everything the server hands out under `/assets/`, each file named for its content.
//!
//! `manifest.json` maps the name authors use (`app.css`, `js/page.js`, `play_bg.wasm`) to the name with its
//! hash (`app.ba7816bf8f.css`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::bundle::Bundles;
use crate::licences::notices;
use crate::project::{Mode, Project};
use crate::timing::step;
use crate::{Result, bundle, compress, fingerprint, style};

/// A built site.
pub struct Site {
    pub folder: PathBuf,
    /// The name authors use -> the file's name in `folder`.
    pub names: BTreeMap<String, String>,
    /// What had to be left out on this machine.
    pub left_out: Option<String>,
}

/// Builds the bundles and puts the site folder together; quick when nothing changed.
pub fn build(project: &Project, mode: Mode) -> Result<Site> {
    let bundles = bundle::build(project, mode)?;
    let folder = project.site(mode);
    let inputs = inputs(project, &bundles)?;
    let stamp = format!("{} {}", project.root.display(), fingerprint::of(&inputs));
    let stamp_file = project.own(&format!("site-{}.stamp", mode.wasm_profile()));
    let manifest = folder.join("manifest.json");
    if fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) && manifest.exists() {
        let text = fs::read(&manifest).map_err(|error| format!("{}: {error}", manifest.display()))?;
        let names = serde_json::from_slice(&text).map_err(|error| format!("manifest.json: {error}"))?;
        return Ok(Site { folder, names, left_out: bundles.left_out });
    }
    let names = step("Putting styles, scripts and fonts together", || {
        let mut contents = contents(project, &bundles)?;
        contents.insert("licences.txt".to_owned(), licences(project, mode)?.into_bytes());
        let (files, names) = assemble(contents)?;
        write(&folder, &files, &names)?;
        Ok(names)
    })?;
    if mode == Mode::Release {
        step("Compressing with brotli and gzip", || compress::siblings(&folder))?;
    }
    fingerprint::write_if_changed(&stamp_file, stamp.as_bytes())?;
    Ok(Site { folder, names, left_out: bundles.left_out })
}

fn inputs(project: &Project, bundles: &Bundles) -> Result<Vec<PathBuf>> {
    let mut folders = vec![project.root.join("style"), project.root.join("public")];
    folders.extend(bundles.folders.iter().cloned());
    // A changed build step puts the site together anew, and so do other dependencies.
    folders.extend(["xtask/src", "xtask/licences", "Cargo.lock"].map(|name| project.root.join(name)));
    fingerprint::files(&folders)
}

/// The notices of what is inside. Everyday builds go on without them where cargo cannot tell, offline for one.
fn licences(project: &Project, mode: Mode) -> Result<String> {
    match (notices::write(project), mode) {
        (Err(sentence), Mode::Debug) => {
            println!("licences.txt was left empty: {sentence}");
            Ok(format!("The licences could not be collected when this was built.\n\n{sentence}\n"))
        }
        (result, _) => result,
    }
}

/// Every file by the name authors use.
fn contents(project: &Project, bundles: &Bundles) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut contents = BTreeMap::new();
    let mut add = |folder: &Path| -> Result<()> {
        for file in fingerprint::files(&[folder.to_owned()])? {
            let name = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().replace('\\', "/");
            let content = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
            contents.insert(name, content);
        }
        Ok(())
    };
    add(&project.root.join("public"))?;
    for folder in &bundles.folders {
        add(folder)?;
    }
    contents.remove("stamp");
    contents.insert("app.css".to_owned(), style::join(&project.root.join("style"))?.into_bytes());
    Ok(contents)
}

type Files = BTreeMap<String, Vec<u8>>;

/// Names every file for its content and rewrites the references between them.
///
/// Styles, scripts and web manifests may name other files as `/assets/<name>`; scripts may not name scripts.
fn assemble(contents: Files) -> Result<(Files, BTreeMap<String, String>)> {
    let (referring, plain): (Files, Files) = contents.into_iter().partition(|(name, _)| refers(name));
    let mut names = BTreeMap::new();
    let mut files = BTreeMap::new();
    for (name, content) in plain {
        let hashed = hashed(&name, &content);
        files.insert(hashed.clone(), content);
        names.insert(name, hashed);
    }
    let known = names.clone();
    for (name, content) in referring {
        let text = String::from_utf8(content).map_err(|_| format!("{name} is not UTF-8."))?;
        let text = rewrite(&text, &known).map_err(|lost| {
            format!("{name} names /assets/{lost}, but neither public/ nor the build has that file.")
        })?;
        let hashed = hashed(&name, text.as_bytes());
        files.insert(hashed.clone(), text.into_bytes());
        names.insert(name, hashed);
    }
    Ok((files, names))
}

/// Generated JavaScript is left as it is: its loader passes addresses in.
fn refers(name: &str) -> bool {
    name.ends_with(".css")
        || name.ends_with(".webmanifest")
        || (name.starts_with("js/") && name.ends_with(".js"))
}

/// Snippets are imported by generated code under their own names, which carry a hash of their crate already.
fn hashed(name: &str, content: &[u8]) -> String {
    if name.starts_with("snippets/") {
        return name.to_owned();
    }
    let hash = fingerprint::hash(content);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

/// Replaces every `/assets/<name>`; the error is a name that is not known.
fn rewrite(text: &str, names: &BTreeMap<String, String>) -> std::result::Result<String, String> {
    const PREFIX: &str = "/assets/";
    let mut rewritten = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(PREFIX) {
        let (before, reference) = rest.split_at(at + PREFIX.len());
        let end =
            reference.find(|c: char| !(c.is_alphanumeric() || "/._-".contains(c))).unwrap_or(reference.len());
        let (name, behind) = reference.split_at(end);
        rewritten.push_str(before);
        match names.get(name) {
            Some(hashed) => rewritten.push_str(hashed),
            // A bare `/assets/` in a comment or a path test names no file.
            None if name.is_empty() => {}
            None => return Err(name.to_owned()),
        }
        rest = behind;
    }
    rewritten.push_str(rest);
    Ok(rewritten)
}

/// Writes what changed and removes what is no longer part of the site.
fn write(folder: &Path, files: &Files, names: &BTreeMap<String, String>) -> Result<()> {
    let mut wanted: BTreeSet<PathBuf> = files.keys().map(|name| folder.join(name)).collect();
    for (name, content) in files {
        fingerprint::write_if_changed(&folder.join(name), content)?;
    }
    let manifest = serde_json::to_string_pretty(names).map_err(|error| format!("manifest.json: {error}"))?;
    fingerprint::write_if_changed(&folder.join("manifest.json"), manifest.as_bytes())?;
    wanted.insert(folder.join("manifest.json"));
    for file in fingerprint::files(&[folder.to_owned()])? {
        let original = compress::original(&file);
        if !wanted.contains(original.as_deref().unwrap_or(&file)) {
            fs::remove_file(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents(files: &[(&str, &str)]) -> Files {
        files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn a_stylesheet_names_fonts_by_their_hashed_names() {
        let css = "@font-face{src: url(\"/assets/fonts/x.woff2\") format(\"woff2\")}";
        let (files, names) = assemble(contents(&[("fonts/x.woff2", "abc"), ("app.css", css)])).unwrap();
        assert_eq!(names["fonts/x.woff2"], "fonts/x.ba7816bf8f.woff2");
        let css = String::from_utf8(files[&names["app.css"]].clone()).unwrap();
        assert!(css.contains("url(\"/assets/fonts/x.ba7816bf8f.woff2\") format"), "{css}");
    }

    #[test]
    fn a_changed_font_changes_the_stylesheets_name_too() {
        let css = ("app.css", "a{src: url(/assets/f.woff2)}");
        let before = assemble(contents(&[("f.woff2", "one"), css])).unwrap().1;
        let after = assemble(contents(&[("f.woff2", "two"), css])).unwrap().1;
        assert_ne!(before["app.css"], after["app.css"]);
    }

    #[test]
    fn a_reference_to_a_missing_file_is_refused_by_name() {
        let refused = assemble(contents(&[("app.css", "a{src: url(/assets/fonts/y.woff2)}")])).unwrap_err();
        assert!(refused.contains("app.css") && refused.contains("fonts/y.woff2"), "{refused}");
    }

    #[test]
    fn generated_scripts_and_snippets_are_left_as_they_are() {
        let (files, names) = assemble(contents(&[
            ("play.js", "import './snippets/a-1/inline0.js'; // /assets/none.css"),
            ("snippets/a-1/inline0.js", "x"),
        ]))
        .unwrap();
        assert_eq!(names["snippets/a-1/inline0.js"], "snippets/a-1/inline0.js");
        assert!(files[&names["play.js"]].ends_with(b"/assets/none.css"));
    }
}

//! `licences.txt`: what is inside the program, by whom, and under which terms.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Package, Sources, inside};
use crate::project::Project;
use crate::{Result, fingerprint};

/// How deep below a package's folder its licences may lie: C sources bring theirs along.
const DEEP: usize = 3;
/// Beginnings of the names of files that are licences.
const NAMES: [&str; 7] = ["LICENSE", "LICENCE", "UNLICENSE", "COPYING", "COPYRIGHT", "NOTICE", "PATENTS"];
/// Endings of files that are about licences without being one.
const SOURCES: [&str; 9] = ["rs", "c", "h", "py", "sh", "js", "json", "toml", "html"];

const HEAD: &str = "\
Convene is made of the work of many people. This file names them, and carries the terms under which they let us pass
their work on. Convene itself is under the MIT License or the Apache License 2.0, at your option.

The program contains the standard library of Rust, Copyright (c) The Rust Project Contributors, under the MIT License or
the Apache License 2.0, at your option.
";

/// Everything that must be said of what is inside.
pub fn write(project: &Project) -> Result<String> {
    let packages: Vec<Package> = inside(project)?.into_iter().filter(|package| !package.own).collect();
    let sources = Sources::find(project)?;
    let mut texts = Texts::default();
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        texts.add("Convene", &read(&project.root.join(name))?);
    }
    for file in beside_assets(&project.root)? {
        let whose = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        texts.add(&asset(&whose), &read(&file)?);
    }
    for package in &packages {
        let (name, Package { version, .. }) = (&package.name, package);
        let folder = sources
            .folder(package)
            .ok_or_else(|| format!("The sources of {name} {version} are not on this machine."))?;
        let files = licence_files(&folder)?;
        for file in &files {
            texts.add(&format!("{name} {version}"), &read(file)?);
        }
        if files.is_empty() {
            texts.add(&format!("{name} {version}"), &standard(project, package, &sources.authors(package))?);
        }
    }
    Ok(joined(&packages, &texts))
}

/// Texts, each once, with what they are for.
#[derive(Default)]
struct Texts {
    /// By the text without its white space: the same words are often broken differently.
    texts: BTreeMap<String, (String, Vec<String>)>,
}

impl Texts {
    fn add(&mut self, whose: &str, text: &str) {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            return;
        }
        let (_, users) = self.texts.entry(words).or_insert_with(|| (text.trim().to_owned(), Vec::new()));
        if !users.iter().any(|user| user == whose) {
            users.push(whose.to_owned());
        }
    }

    /// The most widely used first.
    fn sorted(&self) -> Vec<&(String, Vec<String>)> {
        let mut sorted: Vec<_> = self.texts.values().collect();
        sorted.sort_by(|(_, one), (_, other)| other.len().cmp(&one.len()).then(one.cmp(other)));
        sorted
    }
}

fn joined(packages: &[Package], texts: &Texts) -> String {
    let mut out = HEAD.to_owned();
    _ = writeln!(out, "\n{} packages are inside:\n", packages.len());
    for Package { name, version, licence, repository, .. } in packages {
        _ = writeln!(out, "{}", format!("  {name} {version}, {licence}  {repository}").trim_end());
    }
    for (text, users) in texts.sorted() {
        _ = write!(out, "\n{}\nFor {}:\n\n{text}\n", "=".repeat(80), users.join(", "));
    }
    out
}

/// Licences of fonts and icons lie beside them.
fn beside_assets(root: &Path) -> Result<Vec<PathBuf>> {
    let files = fingerprint::files(&[root.join("public"), root.join("service/fonts")])?;
    let licence = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        name.ends_with(".TXT") && (name.contains("OFL") || name.contains("LICENSE"))
    };
    Ok(files.into_iter().filter(licence).collect())
}

/// `inter-OFL` is that of Inter.
fn asset(stem: &str) -> String {
    let name = stem.split('-').next().unwrap_or(stem);
    let (first, rest) = name.split_at(name.len().min(1));
    first.to_uppercase() + rest
}

fn licence_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(folder, 0, &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<()> {
    let explain = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(explain)? {
        let path = entry.map_err(explain)?.path();
        if path.is_dir() && depth < DEEP {
            collect(&path, depth + 1, found)?;
        } else if path.is_file() && is_licence(&path) {
            found.push(path);
        }
    }
    Ok(())
}

fn is_licence(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
    let ending = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    NAMES.iter().any(|start| name.starts_with(start)) && !SOURCES.contains(&ending.as_str())
}

/// The usual text of a package's licence, for one that carries none.
fn standard(project: &Project, package: &Package, authors: &[String]) -> Result<String> {
    let Package { name, version, licence, repository, .. } = package;
    let folder = project.root.join("xtask/licences");
    let known = ["MIT", "BSD-3-Clause"].into_iter().find(|known| licence.contains(known));
    let Some(known) = known else {
        return Err(format!(
            "{name} {version} ({licence}) carries no licence text. Add the usual one to xtask/licences, and its name \
            to xtask/src/licences/notices.rs."
        ));
    };
    let holders = match authors {
        [] => format!("the authors of {name} ({repository})"),
        authors => authors.join(", "),
    };
    Ok(read(&folder.join(format!("{known}.txt")))?.replace("{holders}", &holders))
}

fn read(file: &Path) -> Result<String> {
    let bytes = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_printed_once_with_everybody_it_is_for() {
        let mut texts = Texts::default();
        texts.add("rare 1.0.0", "Other terms.");
        texts.add("serde 1.0.0", "Permission is\nhereby granted.");
        texts.add("quote 1.0.0", "Permission is hereby\ngranted.\n");
        texts.add("quote 1.0.0", "Permission is hereby granted.");
        let package = Package {
            name: "serde".into(),
            version: "1.0.0".into(),
            licence: "MIT".into(),
            repository: "https://example.org".into(),
            own: false,
        };
        let out = joined(&[package], &texts);
        assert!(out.contains("  serde 1.0.0, MIT  https://example.org\n"), "{out}");
        assert_eq!(
            out.matches("For serde 1.0.0, quote 1.0.0:\n\nPermission is\nhereby granted.").count(),
            1,
            "{out}"
        );
        assert!(out.find("For serde").unwrap() < out.find("For rare").unwrap(), "the widely used first");
    }

    #[test]
    fn licences_are_found_by_their_names_and_sources_about_them_are_not() {
        for name in ["LICENSE", "LICENSE-MIT", "license.md", "COPYING.txt", "Notice", "UNLICENSE"] {
            assert!(is_licence(Path::new(name)), "{name}");
        }
        for name in ["license.rs", "README.md", "src.c", "licenses.json"] {
            assert!(!is_licence(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn this_program_carries_the_terms_of_its_crates_fonts_and_icons() {
        let text = write(&Project::find().unwrap()).unwrap();
        for said in [
            "  leptos 0.8",
            "  axum 0.8",
            "  wasm-bindgen 0.2",
            "  libsqlite3-sys ",
            "For Inter:",
            "For Lucide:",
        ] {
            assert!(text.contains(said), "{said}");
        }
        assert!(text.contains("SIL OPEN FONT LICENSE"), "the typeface");
        assert!(text.contains("Copyright (c) Greg Johnston"), "a package without a text of its own");
        assert!(!text.contains("  convene-"), "ours need no notice");
        assert!(
            !text.contains("  proptest ") && !text.contains("  clap_derive "),
            "what only builds and tests is not inside"
        );
    }
}

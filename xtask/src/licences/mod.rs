//! Licences of what is inside the program: the notices it ships, and the check that none is unwelcome.
//!
//! Made here and not by `cargo about`: that would be one more program to compile for whoever types `cargo xtask dist`,
//! for minutes, to read the same files that cargo has already unpacked for the build.

pub mod check;
mod expression;
pub mod notices;
mod policy;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::project::Project;
use crate::{Result, command};

/// A package as cargo knows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Package {
    pub name: String,
    pub version: String,
    /// SPDX expression, as its authors wrote it.
    pub licence: String,
    pub repository: String,
    /// One of ours.
    pub own: bool,
}

/// What the program is made of: what the server links, and what the browser bundles do.
pub fn inside(project: &Project) -> Result<BTreeSet<Package>> {
    let linked = ["--edges", "normal,no-proc-macro"];
    let mut packages = tree(
        project,
        &["--package", "convene-server", "--features", "embed"]
            .iter()
            .chain(&linked)
            .copied()
            .collect::<Vec<_>>(),
    )?;
    let browser =
        ["--package", "convene-frontend", "--features", "play,desk", "--target", "wasm32-unknown-unknown"];
    packages.extend(tree(project, &browser.iter().chain(&linked).copied().collect::<Vec<_>>())?);
    Ok(packages)
}

/// All that is compiled or run on the way, tests and build scripts too.
pub fn around(project: &Project) -> Result<BTreeSet<Package>> {
    let mut packages =
        tree(project, &["--workspace", "--edges", "all", "--features", "convene-server/embed"])?;
    packages.extend(inside(project)?);
    Ok(packages)
}

fn tree(project: &Project, options: &[&str]) -> Result<BTreeSet<Package>> {
    let mut cargo = project.cargo();
    cargo.args(["tree", "--locked", "--prefix", "none", "--format", "{p}|{l}|{r}"]);
    Ok(command::output(cargo.args(options))?.lines().filter_map(package).collect())
}

/// A line of `cargo tree`: `serde v1.0.229|MIT OR Apache-2.0|https://..`.
fn package(line: &str) -> Option<Package> {
    // The star says that what the package itself needs was printed before.
    let mut columns = line.trim().trim_end_matches(" (*)").splitn(3, '|');
    let (package, licence, repository) = (columns.next()?, columns.next()?, columns.next()?);
    let mut words = package.split_whitespace();
    let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
    Some(Package {
        name: name.to_owned(),
        version: version.to_owned(),
        licence: licence.to_owned(),
        repository: repository.to_owned(),
        own: words.any(|word| word.starts_with("(/") || word.contains(":\\")),
    })
}

/// Where cargo has unpacked each package, and who wrote it.
pub struct Sources {
    /// By name and version.
    known: BTreeMap<(String, String), Unpacked>,
}

struct Unpacked {
    folder: PathBuf,
    authors: Vec<String>,
}

impl Sources {
    /// Asks for this machine's packages alone: those for other systems need not be downloaded.
    pub fn find(project: &Project) -> Result<Self> {
        let mut cargo = project.cargo();
        cargo.args(["metadata", "--format-version=1", "--locked", "--filter-platform", &host()?]);
        let answer = command::output(&mut cargo)?;
        let metadata: Value =
            serde_json::from_str(&answer).map_err(|error| format!("cargo metadata: {error}"))?;
        let packages = metadata["packages"].as_array().ok_or("cargo metadata names no packages")?;
        let known = packages.iter().filter_map(|package| Some((key(package)?, unpacked(package)?)));
        Ok(Self { known: known.collect() })
    }

    pub fn authors(&self, package: &Package) -> Vec<String> {
        self.get(package).map(|unpacked| unpacked.authors.clone()).unwrap_or_default()
    }

    /// The folder of a package. One that only browsers need lies beside the others.
    pub fn folder(&self, package: &Package) -> Option<PathBuf> {
        if let Some(unpacked) = self.get(package) {
            return Some(unpacked.folder.clone());
        }
        let Package { name, version, .. } = package;
        let places: BTreeSet<&Path> = self.known.values().filter_map(|it| it.folder.parent()).collect();
        let named = |place: &&Path| [place.join(format!("{name}-{version}")), place.join(name)];
        places.iter().flat_map(named).find(|folder| folder.join("Cargo.toml").is_file())
    }

    fn get(&self, package: &Package) -> Option<&Unpacked> {
        self.known.get(&(package.name.clone(), package.version.clone()))
    }
}

fn key(package: &Value) -> Option<(String, String)> {
    Some((package["name"].as_str()?.to_owned(), package["version"].as_str()?.to_owned()))
}

fn unpacked(package: &Value) -> Option<Unpacked> {
    let folder = Path::new(package["manifest_path"].as_str()?).parent()?.to_owned();
    let authors = package["authors"].as_array().into_iter().flatten();
    let authors = authors.filter_map(|author| author.as_str().map(str::to_owned)).collect();
    Some(Unpacked { folder, authors })
}

/// The system this machine builds for, as Rust calls it.
fn host() -> Result<String> {
    let answer = command::output(std::process::Command::new("rustc").arg("-vV"))?;
    let host = answer.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc -vV names no host.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_tree_names_a_package_and_whose_it_is() {
        let read = package("serde v1.0.229|MIT OR Apache-2.0|https://example.org/serde (*)").unwrap();
        assert_eq!((read.name.as_str(), read.version.as_str(), read.own), ("serde", "1.0.229", false));
        assert_eq!(
            (read.licence.as_str(), read.repository.as_str()),
            ("MIT OR Apache-2.0", "https://example.org/serde")
        );
        let own = package("convene-app v0.1.0 (/src/app)|MIT OR Apache-2.0|").unwrap();
        assert!(own.own);
        assert_eq!(package(""), None);
    }
}

//! The step "licences" of `cargo xtask test`: `deny.toml` against what cargo resolves.
//!
//! With `cargo deny` on this machine it is asked as well, for what only it can tell: its database of advisories.

use std::collections::BTreeMap;
use std::fs;

use toml::{Table, Value};

use super::policy::Policy;
use super::{Package, around};
use crate::project::Project;
use crate::test::Count;
use crate::{Result, command};

pub fn run(project: &Project) -> Result<Count> {
    let policy = Policy::read(project)?;
    let packages = around(project)?;
    let lock = locked(&read(project, "Cargo.lock")?)?;
    let mut wrong = licences(&policy, packages.iter());
    wrong.extend(sources(&policy, &lock));
    wrong.extend(banned(&policy, &lock));
    for folder in members(&read(project, "Cargo.toml")?)? {
        wrong.extend(wildcards(&folder, &read(project, &format!("{folder}/Cargo.toml"))?));
    }
    wrong.extend(wildcards(".", &read(project, "Cargo.toml")?));
    if !wrong.is_empty() {
        return Err(format!("{} against deny.toml:\n{}", count(wrong.len(), "finding"), wrong.join("\n")));
    }
    println!("{} have licences that deny.toml allows.", count(packages.len(), "package"));
    println!("In more than one version: {}.", duplicates(&lock).join(", "));
    let mut total = Count::one_passed();
    total += cargo_deny(project)?;
    Ok(total)
}

/// Asks `cargo deny`, where it is. Its absence, and that of its database, is said and counted as skipped.
fn cargo_deny(project: &Project) -> Result<Count> {
    let skipped = Count { skipped: 1, ..Count::default() };
    if command::on_path(&["cargo-deny"]).is_none() {
        println!(
            "cargo-deny is not on this machine, so known vulnerabilities (advisories) were not looked up."
        );
        println!("To have them checked: cargo install --locked cargo-deny");
        return Ok(skipped);
    }
    command::run(project.cargo().args(["deny", "check", "licenses", "bans", "sources"]))?;
    if command::output(project.cargo().args(["deny", "fetch", "db"])).is_err() {
        println!(
            "The database of advisories could not be fetched, so known vulnerabilities were not looked up."
        );
        return Ok(Count { passed: 1, ..skipped });
    }
    command::run(project.cargo().args(["deny", "check", "--disable-fetch", "advisories"]))?;
    Ok(Count { passed: 2, ..Count::default() })
}

fn read(project: &Project, name: &str) -> Result<Table> {
    let file = project.root.join(name);
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    text.parse().map_err(|error| format!("{}: {error}", file.display()))
}

fn licences<'a>(policy: &Policy, packages: impl Iterator<Item = &'a Package>) -> Vec<String> {
    let wrong = |package: &&Package| policy.allows(&package.name, &package.licence) != Some(true);
    packages
        .filter(wrong)
        .map(|Package { name, version, licence, .. }| match licence.as_str() {
            "" => format!("{name} {version} states no licence."),
            _ => format!("{name} {version} is under {licence}, which is not allowed."),
        })
        .collect()
}

/// A package of `Cargo.lock`. One without a source is ours.
struct Locked {
    name: String,
    version: String,
    source: Option<String>,
}

fn locked(lock: &Table) -> Result<Vec<Locked>> {
    let packages = lock.get("package").and_then(Value::as_array).ok_or("Cargo.lock names no packages.")?;
    let text = |package: &Value, field: &str| package.get(field).and_then(Value::as_str).map(str::to_owned);
    let read = packages.iter().filter_map(|package| {
        let (name, version) = (text(package, "name")?, text(package, "version")?);
        Some(Locked { name, version, source: text(package, "source") })
    });
    Ok(read.collect())
}

fn sources(policy: &Policy, lock: &[Locked]) -> Vec<String> {
    let unknown = lock.iter().filter_map(|Locked { name, version, source }| {
        let source = source.as_deref().filter(|source| !policy.allows_source(source))?;
        Some(format!("{name} {version} comes from {source}, which is not allowed."))
    });
    unknown.collect()
}

fn banned(policy: &Policy, lock: &[Locked]) -> Vec<String> {
    let found = lock.iter().filter(|package| policy.banned.contains(&package.name));
    found.map(|Locked { name, version, .. }| format!("{name} {version} is banned.")).collect()
}

fn duplicates(lock: &[Locked]) -> Vec<String> {
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in lock {
        versions.entry(&package.name).or_default().push(&package.version);
    }
    let several = versions.into_iter().filter(|(_, versions)| versions.len() > 1);
    several.map(|(name, versions)| format!("{name} ({})", versions.join(", "))).collect()
}

fn members(workspace: &Table) -> Result<Vec<String>> {
    let members = workspace.get("workspace").and_then(|it| it.get("members")).and_then(Value::as_array);
    let members = members.ok_or("Cargo.toml names no members.")?;
    Ok(members.iter().filter_map(|member| member.as_str().map(str::to_owned)).collect())
}

/// Requirements of any version at all, wherever a manifest lists dependencies.
fn wildcards(folder: &str, manifest: &Table) -> Vec<String> {
    let mut found = Vec::new();
    for (section, value) in manifest {
        let Some(table) = value.as_table() else { continue };
        if !section.ends_with("dependencies") {
            found.extend(wildcards(folder, table));
            continue;
        }
        for (name, wanted) in table {
            let version = wanted.as_str().or_else(|| wanted.get("version").and_then(Value::as_str));
            if version.is_some_and(|version| version.contains('*')) {
                found.push(format!("{folder}/Cargo.toml asks for any version of {name}."));
            }
        }
    }
    found
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = r#"
        [licenses]
        allow = ["MIT", "Apache-2.0"]
        exceptions = [{ crate = "cssparser", allow = ["MPL-2.0"] }]
        [bans]
        deny = [{ crate = "openssl-sys", reason = "rustls alone" }]
        [sources]
        allow-registry = ["https://example.org/index"]
    "#;

    fn policy() -> Policy {
        Policy::parse(POLICY).unwrap()
    }

    fn package(name: &str, licence: &str) -> Package {
        let [name, licence] = [name, licence].map(str::to_owned);
        Package { name, version: "1.0.0".into(), licence, repository: String::new(), own: false }
    }

    fn lock(text: &str) -> Vec<Locked> {
        locked(&text.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_licence_that_is_not_allowed_is_named_with_its_package() {
        let packages = [
            package("serde", "MIT OR Apache-2.0"),
            package("cssparser", "MPL-2.0"),
            package("dtoa-short", "MPL-2.0"),
            package("silent", ""),
        ];
        assert_eq!(
            licences(&policy(), packages.iter()),
            ["dtoa-short 1.0.0 is under MPL-2.0, which is not allowed.", "silent 1.0.0 states no licence."]
        );
    }

    #[test]
    fn packages_come_from_allowed_registries_or_are_ours() {
        let lock = lock(
            r#"
            [[package]]
            name = "convene-app"
            version = "0.1.0"
            [[package]]
            name = "serde"
            version = "1.0.0"
            source = "registry+https://example.org/index"
            [[package]]
            name = "stranger"
            version = "2.0.0"
            source = "git+https://example.org/stranger#abc"
            [[package]]
            name = "openssl-sys"
            version = "0.9.0"
            source = "registry+https://example.org/index"
            [[package]]
            name = "openssl-sys"
            version = "0.8.0"
            source = "registry+https://example.org/index"
            "#,
        );
        let from = "stranger 2.0.0 comes from git+https://example.org/stranger#abc, which is not allowed.";
        assert_eq!(sources(&policy(), &lock), [from]);
        assert_eq!(
            banned(&policy(), &lock),
            ["openssl-sys 0.9.0 is banned.", "openssl-sys 0.8.0 is banned."]
        );
        assert_eq!(duplicates(&lock), ["openssl-sys (0.9.0, 0.8.0)"]);
    }

    #[test]
    fn any_version_at_all_is_refused_in_every_kind_of_dependency() {
        let manifest = r#"
            [dependencies]
            serde = "1"
            loose = "*"
            [target.'cfg(unix)'.dependencies]
            rustix = { version = "*", features = ["fs"] }
            [dev-dependencies]
            own = { path = "../own" }
        "#;
        let mut found = wildcards("server", &manifest.parse().unwrap());
        found.sort();
        assert_eq!(
            found,
            [
                "server/Cargo.toml asks for any version of loose.",
                "server/Cargo.toml asks for any version of rustix."
            ]
        );
    }

    #[test]
    fn a_policy_without_its_lists_is_refused_by_name() {
        let Err(refused) = Policy::parse("[licenses]\nallow = []") else { panic!("accepted") };
        assert!(refused.contains("exceptions") && refused.contains("licenses"), "{refused}");
    }
}

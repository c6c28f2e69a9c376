//! `deny.toml`, as far as it is understood without `cargo deny`.

use std::fs;

use toml::{Table, Value};

use super::expression::is_met;
use crate::Result;
use crate::project::Project;

/// What may be in the program, and from where.
pub struct Policy {
    /// Licences for everybody.
    allow: Vec<String>,
    /// Licences for one crate alone.
    exceptions: Vec<(String, Vec<String>)>,
    pub banned: Vec<String>,
    registries: Vec<String>,
}

impl Policy {
    pub fn read(project: &Project) -> Result<Self> {
        let file = project.root.join("deny.toml");
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        Self::parse(&text)
    }

    pub fn parse(text: &str) -> Result<Self> {
        let table: Table = text.parse().map_err(|error| format!("deny.toml: {error}"))?;
        let list = |section: &str, name: &str| {
            let list = table.get(section).and_then(|section| section.get(name)).and_then(Value::as_array);
            list.ok_or_else(|| format!("deny.toml has no list {name} in [{section}]."))
        };
        let exceptions = list("licenses", "exceptions")?.iter().filter_map(|exception| {
            let allow = exception.get("allow").and_then(Value::as_array)?;
            Some((crate_name(exception)?, texts(allow)))
        });
        Ok(Self {
            allow: texts(list("licenses", "allow")?),
            exceptions: exceptions.collect(),
            banned: list("bans", "deny")?.iter().filter_map(crate_name).collect(),
            registries: texts(list("sources", "allow-registry")?),
        })
    }

    /// Whether a crate may come under these terms. None when they cannot be read.
    pub fn allows(&self, name: &str, licence: &str) -> Option<bool> {
        let exceptions = self.exceptions.iter().filter(|(of, _)| of == name).flat_map(|(_, allow)| allow);
        let allowed: Vec<&String> = self.allow.iter().chain(exceptions).collect();
        is_met(licence, |term| allowed.iter().any(|allowed| allowed.as_str() == term))
    }

    /// Whether a package may come from there, as `Cargo.lock` says it.
    pub fn allows_source(&self, source: &str) -> bool {
        source
            .strip_prefix("registry+")
            .is_some_and(|registry| self.registries.iter().any(|known| known == registry))
    }
}

fn texts(list: &[Value]) -> Vec<String> {
    list.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

fn crate_name(entry: &Value) -> Option<String> {
    entry.as_str().or_else(|| entry.get("crate")?.as_str()).map(str::to_owned)
}

//! `convene.toml`: read, and reported without a word of what is in it, for it may hold passwords.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The file that is read where the command line names none.
const USUAL: &str = "convene.toml";
/// Most of a name that is repeated, in characters: a line that went wrong may be a name as long as itself.
const NAME_CHARS: usize = 40;

/// What the file says.
#[derive(Debug, Default)]
pub(super) struct File {
    /// None where there is no file.
    path: Option<PathBuf>,
    pub table: toml::Table,
}

/// A settings file that holds a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithSecrets {
    pub path: PathBuf,
    /// The settings with the passwords.
    pub secrets: Vec<&'static str>,
}

/// Reads the file `path` names, or else `convene.toml` if there is one.
pub(super) fn read(path: Option<&Path>) -> Result<File, String> {
    let (path, named) = match path {
        Some(path) => (path, true),
        None => (Path::new(USUAL), false),
    };
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if !named && error.kind() == ErrorKind::NotFound => return Ok(File::default()),
        Err(error) => return Err(format!("{} cannot be read: {error}", path.display())),
    };
    let table = parse(&bytes).map_err(|(line, what)| format!("{}, line {line}: {what}", path.display()))?;
    Ok(File { path: Some(path.to_owned()), table })
}

/// The error is the line, from 1, and what is wrong with it.
fn parse(bytes: &[u8]) -> Result<toml::Table, (usize, String)> {
    let line = |at: usize| bytes.iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
    let text = std::str::from_utf8(bytes).map_err(|error| {
        (line(error.valid_up_to()), "this is not UTF-8. Save the file as UTF-8".to_owned())
    })?;
    text.parse().map_err(|error: toml::de::Error| {
        let at = line(error.span().map_or(0, |span| span.start));
        // What the library says beside it, it says of the language, not of this file.
        let what: String = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        (at, format!("this is not TOML: {what}. Lines have the form name = \"value\""))
    })
}

/// A TOML value as the text the other sources would give.
pub(super) fn as_text(key: &str, value: &toml::Value) -> Result<String, String> {
    match value {
        toml::Value::String(text) => Ok(text.clone()),
        toml::Value::Integer(number) => Ok(number.to_string()),
        toml::Value::Array(items) => {
            let texts: Option<Vec<_>> = items.iter().map(toml::Value::as_str).collect();
            texts
                .map(|texts| texts.join(","))
                .ok_or_else(|| format!("{key} in the file takes a list of texts"))
        }
        _ => Err(format!("{key} in the file takes a text or a number")),
    }
}

impl File {
    /// What to say of a name that is not a known setting.
    pub fn unknown(&self, name: &str) -> String {
        let shown: String = name.chars().filter(|c| !c.is_control()).take(NAME_CHARS).collect();
        let dots = if name.chars().count() > NAME_CHARS { "..." } else { "" };
        let path = self.path.as_deref().unwrap_or(Path::new(USUAL)).display();
        format!("{path} sets {shown}{dots}, which isn't a known setting; `convene config` lists them")
    }

    /// The file, if there are passwords in it.
    pub fn with_secrets(&self) -> Option<WithSecrets> {
        let text = |key: &str| self.table.get(key).and_then(toml::Value::as_str).unwrap_or_default();
        let mut secrets = Vec::new();
        if has_password(text("database_url")) {
            secrets.push("database_url");
        }
        if !text("smtp_password").is_empty() {
            secrets.push("smtp_password");
        }
        let path = self.path.clone().filter(|_| !secrets.is_empty())?;
        Some(WithSecrets { path, secrets })
    }
}

/// Whether the address of a database holds a password: `postgres://name:password@host` or `?password=`.
fn has_password(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let account = place.rsplit_once('@').map_or("", |(account, _)| account);
    account.split_once(':').is_some_and(|(_, password)| !password.is_empty())
        || query.split('&').any(|part| part.starts_with("password="))
}

#[cfg(test)]
mod tests;

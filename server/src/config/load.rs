//! Reading settings from flags, environment and file, and checking them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use convene_service::mail::Smtp;

use super::{Config, Network, Shown, Source, file};
use crate::connection::share;

/// What the command line says; `None` leaves it to the environment and the file.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    pub config: Option<PathBuf>,
    pub values: BTreeMap<&'static str, String>,
}

/// A setting's key in the file, its variable, and its default. One row per setting: `convene config` prints it.
struct Key {
    key: &'static str,
    variable: &'static str,
    default: Option<&'static str>,
    secret: bool,
}

const fn key(key: &'static str, variable: &'static str, default: Option<&'static str>) -> Key {
    Key { key, variable, default, secret: false }
}

const fn secret(name: &'static str, variable: &'static str) -> Key {
    Key { key: name, variable, default: None, secret: true }
}

const KEYS: &[Key] = &[
    key("listen", "CONVENE_LISTEN", Some("127.0.0.1:3000")),
    key("public_url", "CONVENE_PUBLIC_URL", None),
    key("data", "CONVENE_DATA", Some("data")),
    secret("database_url", "DATABASE_URL"),
    key("trusted_proxies", "CONVENE_TRUSTED_PROXIES", Some("")),
    key("max_connections", "CONVENE_MAX_CONNECTIONS", Some("10000")),
    key("max_connections_per_address", "CONVENE_MAX_CONNECTIONS_PER_ADDRESS", None),
    key("metrics_listen", "CONVENE_METRICS_LISTEN", Some("")),
    key("log", "CONVENE_LOG", Some("info")),
    key("log_format", "CONVENE_LOG_FORMAT", Some("text")),
    key("smtp_host", "CONVENE_SMTP_HOST", Some("")),
    key("smtp_port", "CONVENE_SMTP_PORT", Some("587")),
    key("smtp_security", "CONVENE_SMTP_SECURITY", Some("starttls")),
    key("smtp_username", "CONVENE_SMTP_USERNAME", Some("")),
    secret("smtp_password", "CONVENE_SMTP_PASSWORD"),
    key("smtp_from", "CONVENE_SMTP_FROM", Some("")),
    // No secret, but too long to be shown.
    secret("smtp_ca", "CONVENE_SMTP_CA"),
];

/// A file's text, without the line end editors leave.
fn read_secret(path: &str) -> Result<String, String> {
    std::fs::read_to_string(path)
        .map(|text| text.trim_end().to_owned())
        .map_err(|error| format!("{path} cannot be read: {error}"))
}

struct Found(BTreeMap<&'static str, (String, Source)>);

impl Found {
    fn text(&self, key: &str) -> &str {
        self.0.get(key).map_or("", |(value, _)| value.as_str())
    }
}

/// Collects every setting and checks it. `environment` looks up a variable.
pub fn load(flags: &Flags, environment: &dyn Fn(&str) -> Option<String>) -> Result<Config, String> {
    let file = file::read(flags.config.as_deref())?;
    if let Some(unknown) = file.table.keys().find(|name| !KEYS.iter().any(|key| key.key == name.as_str())) {
        return Err(file.unknown(unknown));
    }
    let mut found = Found(BTreeMap::new());
    let mut shown = Vec::new();
    for setting in KEYS {
        let from_secret_file = environment(&format!("{}_FILE", setting.variable));
        let pick = if let Some(value) = flags.values.get(setting.key) {
            Some((value.clone(), Source::Flag))
        } else if let Some(value) = environment(setting.variable) {
            Some((value, Source::Environment))
        } else if let Some(path) = from_secret_file {
            Some((read_secret(&path)?, Source::Environment))
        } else if let Some(value) = file.table.get(setting.key) {
            Some((file::as_text(setting.key, value)?, Source::File))
        } else {
            setting.default.map(|value| (value.to_owned(), Source::Default))
        };
        let (text, source) = match &pick {
            Some((_, source)) if setting.secret => ("(hidden)".to_owned(), *source),
            Some((value, source)) => (value.clone(), *source),
            None => (String::new(), Source::Default),
        };
        shown.push(Shown { key: setting.key, value: text, source });
        if let Some(pick) = pick {
            found.0.insert(setting.key, pick);
        }
    }
    Ok(Config { file: file.with_secrets(), ..check(&found, shown)? })
}

fn check(found: &Found, mut shown: Vec<Shown>) -> Result<Config, String> {
    let address = |key: &str| -> Result<SocketAddr, String> {
        let text = found.text(key);
        text.parse()
            .map_err(|_| format!("{key} is {text:?}, but takes an address and port like 127.0.0.1:3000"))
    };
    let listen = address("listen")?;
    let public_url = match found.text("public_url") {
        "" => format!("http://localhost:{}", listen.port()),
        url => url.trim_end_matches('/').to_owned(),
    };
    let rest = public_url.strip_prefix("https://").or_else(|| public_url.strip_prefix("http://"));
    if rest.is_none_or(|host| host.is_empty() || host.contains(['/', ' ', '?', '#', '@'])) {
        return Err(format!("public_url is {public_url:?}, but takes the form https://learn.example.org"));
    }
    let database_url = match found.text("database_url") {
        "" => None,
        url if url.starts_with("postgres://") || url.starts_with("postgresql://") => Some(url.to_owned()),
        _ => {
            return Err(
                "DATABASE_URL must begin with postgres://; leave it out to use SQLite in the data folder"
                    .to_owned(),
            );
        }
    };
    let list = found.text("trusted_proxies").split(',').map(str::trim).filter(|part| !part.is_empty());
    let trusted_proxies = list
        .map(|part| part.parse::<Network>().map_err(|error| format!("trusted_proxies: {error}")))
        .collect::<Result<_, _>>()?;
    let smtp = Smtp::from_fields(&|key| found.text(key).to_owned()).map_err(|error| error.to_string())?;
    let smtp_ca = match found.text("smtp_ca") {
        "" => None,
        pem => {
            convene_service::mail::check_authorities(pem).map_err(|error| format!("smtp_ca {error}"))?;
            Some(pem.to_owned())
        }
    };
    let metrics_listen = match found.text("metrics_listen") {
        "" => None,
        _ => Some(address("metrics_listen")?),
    };
    let log_format = found.text("log_format").to_owned();
    if !["text", "json"].contains(&log_format.as_str()) {
        return Err(format!("log_format is {log_format:?}, but takes text or json"));
    }
    let count = |key: &str| -> Result<usize, String> {
        let text = found.text(key);
        let count = text.parse().ok().filter(|count| *count > 0);
        count.ok_or_else(|| format!("{key} is {text:?}, but takes a number from 1"))
    };
    let max_connections = count("max_connections")?;
    let max_connections_per_address = match found.text("max_connections_per_address") {
        "" => None,
        _ => Some(count("max_connections_per_address")?),
    };
    let data = PathBuf::from(found.text("data"));
    derive(&mut shown, "max_connections_per_address", || share(max_connections, None).to_string());
    derive(&mut shown, "public_url", || public_url.clone());
    derive(&mut shown, "database_url", || format!("SQLite in {}", data.display()));
    Ok(Config {
        file: None,
        listen,
        public_url,
        data,
        database_url,
        trusted_proxies,
        max_connections,
        max_connections_per_address,
        smtp,
        smtp_ca,
        metrics_listen,
        log_format,
        log: found.text("log").to_owned(),
        shown,
    })
}

/// Shows what a setting that nobody made comes to.
fn derive(shown: &mut [Shown], key: &str, value: impl FnOnce() -> String) {
    let unset = shown.iter_mut().find(|row| row.key == key && row.value.is_empty());
    if let Some(row) = unset {
        row.value = value();
        row.source = Source::Derived;
    }
}

#[cfg(test)]
mod tests;

//! `convene doctor`: what is wrong, and what to do about it.

use std::sync::Arc;

use convene_service::{Clock, SystemClock, mail};

use crate::config::Config;
use crate::open;

enum Finding {
    Good(String),
    Notice(String),
    Bad(String),
}

/// Prints one line per finding; fails when one of them keeps the portal from working.
pub async fn run(config: Config) -> Result<(), String> {
    let mut findings = vec![configuration(&config), clock(), disk(&config)];
    findings.extend(database(&config).await);
    let mut bad = 0;
    for finding in findings {
        match finding {
            Finding::Good(text) => println!("ok      {text}"),
            Finding::Notice(text) => println!("notice  {text}"),
            Finding::Bad(text) => {
                bad += 1;
                println!("PROBLEM {text}");
            }
        }
    }
    if bad == 0 { Ok(()) } else { Err(format!("{bad} of these keep the portal from working")) }
}

fn configuration(config: &Config) -> Finding {
    let local = config.public_url.contains("//localhost") || config.public_url.contains("//127.");
    if !config.secure() && !local {
        return Finding::Bad(format!(
            "configuration: public_url is {}; without https browsers send passwords in the clear. Put a reverse proxy with \
             TLS in front and set public_url to its https address",
            config.public_url
        ));
    }
    if config.secure() && config.trusted_proxies.is_empty() {
        return Finding::Notice(
            "configuration: public_url is https but trusted_proxies is empty, so everybody seems to come from the \
             proxy's address and shares its limits. Set it to the proxy's address"
                .to_owned(),
        );
    }
    Finding::Good(format!("configuration: people reach this server at {}", config.public_url))
}

fn clock() -> Finding {
    // The day this check was written: a clock before it is certainly wrong.
    const WRITTEN: i64 = 1_795_305_600_000;
    if SystemClock.now().millis() < WRITTEN {
        return Finding::Bad("clock: it is in the past. Turn on time synchronisation (NTP)".to_owned());
    }
    Finding::Good("clock: plausible".to_owned())
}

fn disk(config: &Config) -> Finding {
    if config.database_url.is_some() {
        return Finding::Good("disk: the database is elsewhere".to_owned());
    }
    let probe = config.data.join(".convene-doctor");
    let written = std::fs::create_dir_all(&config.data)
        .and_then(|()| std::fs::write(&probe, vec![0u8; 1 << 20]))
        .and_then(|()| std::fs::remove_file(&probe));
    match written {
        Ok(()) => Finding::Good(format!("disk: {} can be written", config.data.display())),
        Err(error) => Finding::Bad(format!(
            "disk: {} cannot be written ({error}). Free some space or give this account the folder",
            config.data.display()
        )),
    }
}

async fn database(config: &Config) -> Vec<Finding> {
    if config.database_url.is_none() && !config.sqlite_path().exists() {
        let text = format!(
            "database: {} is not there yet; `convene serve` makes it",
            config.sqlite_path().display()
        );
        return vec![Finding::Notice(text)];
    }
    let db = match open::database(config).await {
        Ok(db) => db,
        Err(error) => return vec![Finding::Bad(format!("database: {error}"))],
    };
    let mut findings = Vec::new();
    match db.migrations_pending().await {
        Ok(false) => {
            findings.push(Finding::Good(format!("database: {} answers, tables are up to date", db.kind())))
        }
        Ok(true) => {
            findings
                .push(Finding::Notice("database: tables need an update; the next start does it".to_owned()));
            return findings;
        }
        Err(error) => {
            findings.push(Finding::Bad(format!("database: {error}")));
            return findings;
        }
    }
    match db.is_sound().await {
        Ok(true) => findings.push(Finding::Good("database: no damage found".to_owned())),
        Ok(false) => findings
            .push(Finding::Bad("database: damaged. Restore a backup with `convene restore`".to_owned())),
        Err(error) => findings.push(Finding::Bad(format!("database: {error}"))),
    }
    findings.push(match open::service(config, db, Arc::new(SystemClock)).await {
        Err(error) => Finding::Bad(format!("database: {error}")),
        Ok(service) => match mail::check_smtp(&service).await {
            Ok(None) => Finding::Notice("mail: no server is set; mails are kept on the Mail page".to_owned()),
            Ok(Some(Ok(()))) => Finding::Good("mail: the server answers".to_owned()),
            Ok(Some(Err(error))) => {
                Finding::Bad(format!("mail: {error}. Check host, port and password on the Mail page"))
            }
            Err(error) => Finding::Bad(format!("mail: {error}")),
        },
    });
    findings
}

//! `convene doctor`: what is wrong, and what to do about it.

mod clock;
mod disk;

use std::sync::Arc;

use convene_service::{Clock, SystemClock, mail};
use convene_store::Db;

use crate::config::Config;
use crate::{open, open_files};

#[derive(Debug, PartialEq, Eq)]
enum Finding {
    Good(String),
    Notice(String),
    Bad(String),
}

/// Prints one line per finding; fails when one of them keeps the portal from working.
pub async fn run(config: Config) -> Result<(), String> {
    let mut findings = vec![configuration(&config), connections(config.max_connections, open_files::raise())];
    findings.extend(disk::check(&config));
    findings.extend(disk::settings(&config));
    findings.extend(config.database_url.as_deref().and_then(way_to_database));
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

/// `limit` is how many files and sockets may be open, as high as this account may have it.
fn connections(wanted: usize, limit: u64) -> Finding {
    let places = open_files::places(wanted, limit);
    if places < wanted {
        return Finding::Notice(format!(
            "connections: {limit} files may be open here, so at most {places} people can be connected instead of {wanted}. \
             Raise the hard limit (LimitNOFILE= of the systemd unit, ulimit -Hn), or lower max_connections"
        ));
    }
    Finding::Good(format!("connections: up to {places}, {limit} files may be open"))
}

/// Whether what goes to the database can be read on the way.
fn way_to_database(url: &str) -> Option<Finding> {
    let host = Db::unencrypted_host(url).filter(|host| !mail::is_loopback(host))?;
    Some(Finding::Notice(format!(
        "database: the connection to {host} may be unencrypted, so anyone on the network path can read what is stored \
         and may learn the password. Add sslmode=verify-full to database_url, with sslrootcert where the server's \
         certificate comes from an authority of your own, or at least sslmode=require"
    )))
}

async fn database(config: &Config) -> Vec<Finding> {
    let now = SystemClock.now();
    if config.database_url.is_none() && !config.sqlite_path().exists() {
        let text = format!(
            "database: {} is not there yet; `convene serve` makes it",
            config.sqlite_path().display()
        );
        return vec![clock::judge(now, None, None), Finding::Notice(text)];
    }
    let db = match open::database(config).await {
        Ok(db) => db,
        Err(error) => return vec![clock::judge(now, None, None), Finding::Bad(format!("database: {error}"))],
    };
    let mut findings = vec![clock::check(&db, &SystemClock).await];
    match tables(&db).await {
        Ok(finding) => findings.push(finding),
        Err(finding) => {
            findings.push(finding);
            return findings;
        }
    }
    match db.is_sound().await {
        Ok(true) => findings.push(Finding::Good("database: no damage found".to_owned())),
        Ok(false) => findings
            .push(Finding::Bad("database: damaged. Restore a backup with `convene restore`".to_owned())),
        Err(error) => findings.push(Finding::Bad(format!("database: {error}"))),
    }
    findings.extend(mail(config, db).await);
    findings
}

/// The error is what keeps from asking further.
async fn tables(db: &Db) -> Result<Finding, Finding> {
    match db.migrations_pending().await {
        Ok(false) => Ok(Finding::Good(format!("database: {} answers, tables are up to date", db.kind()))),
        Ok(true) => {
            Err(Finding::Notice("database: tables need an update; the next start does it".to_owned()))
        }
        Err(error) => Err(Finding::Bad(format!("database: {error}"))),
    }
}

async fn mail(config: &Config, db: Db) -> Vec<Finding> {
    let service = match open::service(config, db, Arc::new(SystemClock)).await {
        Ok(service) => service,
        Err(error) => return vec![Finding::Bad(format!("database: {error}"))],
    };
    let mut findings = vec![match mail::check_smtp(&service).await {
        Ok(None) => Finding::Notice("mail: no server is set; mails are kept on the Mail page".to_owned()),
        Ok(Some(Ok(()))) => Finding::Good("mail: the server answers".to_owned()),
        Ok(Some(Err(error))) => {
            Finding::Bad(format!("mail: {error}. Check host, port and password on the Mail page"))
        }
        Err(error) => Finding::Bad(format!("mail: {error}")),
    }];
    if let Ok(Some(host)) = mail::password_in_the_clear(&service).await {
        findings.push(Finding::Notice(format!(
            "mail: the password goes to {host} without TLS, so anyone on the network path can read it. Set smtp_security \
             to starttls or tls"
        )));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_connections_than_wanted_are_a_notice_that_says_how_to_get_more() {
        assert!(matches!(connections(10_000, 524_288), Finding::Good(_)));
        let Finding::Notice(text) = connections(10_000, 1_024) else { panic!("a notice") };
        assert!(text.contains("at most 896") && text.contains("LimitNOFILE"), "{text}");
    }

    #[test]
    fn a_way_to_another_machines_database_that_does_not_insist_on_tls_is_a_notice() {
        for (url, warned) in [
            ("postgres://app:hunter2@db.example.org/convene", true),
            ("postgres://app:hunter2@10.0.0.2/convene?sslmode=prefer", true),
            ("postgres://app@db.example.org/convene?sslmode=disable", true),
            ("postgres://app:hunter2@db.example.org/convene?sslmode=allow", true),
            ("postgres://app:hunter2@db.example.org/convene?sslmode=require", false),
            ("postgres://app:hunter2@db.example.org/convene?sslmode=verify-ca", false),
            ("postgres://app:hunter2@db.example.org/convene?sslmode=verify-full", false),
            ("postgres://app:hunter2@127.0.0.1/convene", false),
            ("postgres://app:hunter2@localhost/convene", false),
            ("postgres://app:hunter2@[::1]/convene", false),
            ("postgres://app:hunter2@%2Fvar%2Frun%2Fpostgresql/convene", false),
            ("postgres:///convene?host=/var/run/postgresql&user=app&password=hunter2", false),
        ] {
            let found = way_to_database(url);
            assert_eq!(found.is_some(), warned, "{url}");
            if let Some(finding) = found {
                let Finding::Notice(text) = finding else { panic!("a notice") };
                assert!(!text.contains("hunter2") && text.contains("sslmode=verify-full"), "{text}");
            }
        }
    }
}

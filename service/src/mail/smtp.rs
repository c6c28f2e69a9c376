//! The community's mail server: where it is set, and whether it answers.

use convene_store::Tx;
use convene_store::account::setting;
use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};

use super::delivery;
use crate::{Error, Result, Service};

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// TLS from the first byte, usually port 465.
    Tls,
    /// Upgraded before anything is said, usually port 587.
    Starttls,
    /// None: for a server on the same machine.
    None,
}

impl Security {
    pub const fn as_str(self) -> &'static str {
        match self {
            Security::Tls => "tls",
            Security::Starttls => "starttls",
            Security::None => "none",
        }
    }
}

/// The community's mail server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub username: String,
    pub password: String,
    /// Sender, as `name@example.org` or `Name <name@example.org>`.
    pub from: String,
}

impl Default for Smtp {
    /// No server yet, with what most servers want already filled in.
    fn default() -> Self {
        Self {
            host: String::new(),
            port: 587,
            security: Security::Starttls,
            username: String::new(),
            password: String::new(),
            from: String::new(),
        }
    }
}

const KEY: &str = "smtp";

/// The mail server of the configuration, or else the one set in the portal; none when neither is.
pub(super) async fn current(service: &Service, tx: &mut Tx) -> Result<Option<Smtp>> {
    if let Some(smtp) = &service.settings().smtp {
        return Ok(Some(smtp.clone()));
    }
    stored(tx).await
}

/// The mail server set in the portal.
pub(crate) async fn stored(tx: &mut Tx) -> Result<Option<Smtp>> {
    match setting::get(tx, KEY).await? {
        Some(json) => Ok(Some(serde_json::from_str(&json)?)),
        None => Ok(None),
    }
}

/// Stores the mail server, or with `None` goes back to keeping every mail.
pub(crate) async fn store(tx: &mut Tx, smtp: Option<&Smtp>) -> Result<()> {
    match smtp {
        Some(smtp) => setting::set(tx, KEY, &serde_json::to_string(smtp)?).await?,
        None => {
            setting::remove(tx, KEY).await?;
        }
    }
    Ok(())
}

/// Whether the mail server answers, asked the way mail is sent. For `doctor`.
pub async fn check(service: &Service) -> Result<Option<std::result::Result<(), String>>> {
    let mut tx = service.read().await?;
    let Some(smtp) = current(service, &mut tx).await? else { return Ok(None) };
    drop(tx);
    let answer = match delivery::connect(service, &smtp).await {
        Ok(mut connection) => {
            let accepts = connection.test_connected().await;
            drop(connection.quit().await);
            if accepts { Ok(()) } else { Err(format!("{} does not accept mail", smtp.host)) }
        }
        Err(error) => Err(error),
    };
    Ok(Some(answer))
}

/// The host that the password would be sent to without TLS, where that is another machine. For `doctor`.
pub async fn password_in_the_clear(service: &Service) -> Result<Option<String>> {
    let smtp = current(service, &mut service.read().await?).await?;
    Ok(smtp.filter(Smtp::sends_password_unencrypted).map(|smtp| smtp.host))
}

/// Whether a host is this machine itself.
pub fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
    match host.parse::<std::net::IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        // RFC 6761, section 6.3.
        Err(_) => host.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case("localhost")),
    }
}

impl Smtp {
    /// Whether anyone on the network path to the server can read its password.
    fn sends_password_unencrypted(&self) -> bool {
        // Who has no name does not sign in.
        let signs_in = !self.username.is_empty() && !self.password.is_empty();
        signs_in && self.security == Security::None && !is_loopback(&self.host)
    }

    /// From a form: `host` empty means no mail server.
    pub fn from_fields(value: &dyn Fn(&str) -> String) -> Result<Option<Self>> {
        let host = value("smtp_host").trim().to_owned();
        if host.is_empty() {
            return Ok(None);
        }
        let mut errors = convene_domain::FieldErrors::new();
        let port = value("smtp_port").trim().parse().ok().filter(|port| *port != 0);
        if port.is_none() {
            errors.add("smtp_port", "The port is a number from 1 to 65535, usually 465 or 587.");
        }
        let security = match value("smtp_security").as_str() {
            "tls" => Security::Tls,
            "none" => Security::None,
            _ => Security::Starttls,
        };
        let from = value("smtp_from").trim().to_owned();
        if from.parse::<Mailbox>().is_err() {
            errors.add("smtp_from", "Give the sender as name@example.org.");
        }
        match (port, errors.is_empty()) {
            (Some(port), true) => Ok(Some(Self {
                host,
                port,
                security,
                username: value("smtp_username").trim().to_owned(),
                password: value("smtp_password"),
                from,
            })),
            _ => Err(Error::Fields(errors)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_in_the_clear_when_it_goes_to_another_machine_without_tls() {
        let smtp = |host: &str, security, username: &str| Smtp {
            host: host.to_owned(),
            security,
            username: username.to_owned(),
            password: "secret".to_owned(),
            ..Smtp::default()
        };
        for host in ["mail.example.org", "10.0.0.2", "localhost.example.org", "2001:db8::1", "128.0.0.1"] {
            assert!(smtp(host, Security::None, "portal").sends_password_unencrypted(), "{host}");
            assert!(!smtp(host, Security::Starttls, "portal").sends_password_unencrypted(), "{host}");
            assert!(!smtp(host, Security::Tls, "portal").sends_password_unencrypted(), "{host}");
            assert!(!smtp(host, Security::None, "").sends_password_unencrypted(), "{host}: nobody signs in");
        }
        for host in [
            "localhost",
            "LOCALHOST",
            "mail.localhost",
            "127.0.0.1",
            "127.8.8.8",
            "::1",
            "[::1]",
            "::ffff:127.0.0.1",
        ] {
            assert!(!smtp(host, Security::None, "portal").sends_password_unencrypted(), "{host}");
        }
    }
}

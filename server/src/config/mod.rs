//! Settings of the operator: flags before environment, before `convene.toml`, before defaults.

mod file;
mod load;
mod show;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use convene_service::mail::Smtp;

pub use file::WithSecrets;
pub use load::{Flags, load};
pub use show::table;

/// Where a setting comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Flag,
    Environment,
    File,
    Default,
    /// Follows from other settings.
    Derived,
}

/// A setting with its source and how it is shown: secrets hidden.
#[derive(Debug, Clone)]
pub struct Shown {
    pub key: &'static str,
    pub value: String,
    pub source: Source,
}

/// Everything decided, checked and ready to use.
#[derive(Debug, Clone)]
pub struct Config {
    /// The settings file, where it holds a password.
    pub file: Option<WithSecrets>,
    pub listen: SocketAddr,
    /// Without a trailing slash.
    pub public_url: String,
    /// A folder for the SQLite file and its backups.
    pub data: PathBuf,
    /// `postgres://..`; none means the SQLite file in `data`.
    pub database_url: Option<String>,
    /// Networks whose `X-Forwarded-For` is believed. Whether people come by https is what `public_url` says.
    pub trusted_proxies: Vec<Network>,
    /// Most connections at once, live games among them.
    pub max_connections: usize,
    /// Most connections of one network address at once; none means a third of all, or a lecture hall.
    pub max_connections_per_address: Option<usize>,
    pub smtp: Option<Smtp>,
    /// Certificates of authorities that mail servers may be signed by, besides those everybody knows: PEM.
    pub smtp_ca: Option<String>,
    /// Where Prometheus may read; off unless set.
    pub metrics_listen: Option<SocketAddr>,
    /// `text` or `json`.
    pub log_format: String,
    /// A `tracing` filter: `info`, `convene=debug,info`.
    pub log: String,
    pub shown: Vec<Shown>,
}

impl Config {
    pub fn sqlite_path(&self) -> PathBuf {
        self.data.join("convene.db")
    }

    /// Whether cookies are sent over TLS only.
    pub fn secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// An address or a block of them: `10.0.0.1`, `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    prefix: u8,
}

impl std::str::FromStr for Network {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("{text} is no address and no block like 10.0.0.0/8");
        let (base, prefix) = text.split_once('/').map_or((text, None), |(base, prefix)| (base, Some(prefix)));
        let base: IpAddr = base.trim().parse().map_err(|_| bad())?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => prefix.trim().parse().ok().filter(|p| *p <= most).ok_or_else(bad)?,
            None => most,
        };
        Ok(Self { base, prefix })
    }
}

impl Network {
    pub fn contains(self, address: IpAddr) -> bool {
        let bits = |ip: IpAddr| match ip {
            IpAddr::V4(v4) => (u128::from(v4.to_bits()) << 96, true),
            IpAddr::V6(v6) => (v6.to_bits(), false),
        };
        let ((a, a4), (b, b4)) = (bits(self.base), bits(address.to_canonical()));
        let mask = u128::MAX.checked_shl(128 - u32::from(self.prefix)).unwrap_or(0);
        a4 == b4 && a & mask == b & mask
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_own_addresses_and_no_others() {
        let block: Network = "10.1.0.0/16".parse().expect("a block");
        assert!(block.contains("10.1.2.3".parse().expect("ip")));
        assert!(block.contains("::ffff:10.1.2.3".parse().expect("ip")), "IPv4 seen through an IPv6 socket");
        assert!(!block.contains("10.2.0.1".parse().expect("ip")));
        let one: Network = "::1".parse().expect("an address");
        assert!(one.contains("::1".parse().expect("ip")) && !one.contains("::2".parse().expect("ip")));
        let all: Network = "0.0.0.0/0".parse().expect("everything");
        assert!(
            all.contains("203.0.113.9".parse().expect("ip")) && !all.contains("::1".parse().expect("ip"))
        );
        for bad in ["", "10.0.0", "10.0.0.0/33", "::/129", "example.org"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }
}

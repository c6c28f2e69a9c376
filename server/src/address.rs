//! The network address a request comes from, by which limits are counted.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};

use crate::config::Network;

/// The address at the other end of the connection.
pub fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical())
}

/// The client's address: the peer's, or what a trusted proxy says it is.
pub fn client(trusted: &[Network], headers: &HeaderMap, peer: IpAddr) -> IpAddr {
    let mut address = peer.to_canonical();
    let chain = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let chain: Vec<&str> = chain.flat_map(|line| line.split(',')).map(str::trim).collect();
    // From the nearest hop outwards: the first one we do not trust is the client.
    for hop in chain.iter().rev() {
        if !is_trusted(trusted, address) {
            break;
        }
        let Ok(next) = hop.parse::<IpAddr>() else { break };
        address = next.to_canonical();
    }
    address
}

/// Whether `address` is a proxy of the operator's.
pub fn is_trusted(trusted: &[Network], address: IpAddr) -> bool {
    trusted.iter().any(|network| network.contains(address))
}

/// What is counted as one: an IPv4 address, or the /64 of an IPv6 address, which is one household.
pub fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_household_is_an_ipv4_address_or_a_64_of_ipv6() {
        let of = |text: &str| household(text.parse().expect("an address")).to_string();
        assert_eq!(of("2001:db8:1:2:aaaa::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:203.0.113.7"), "203.0.113.7");
        assert_ne!(of("203.0.113.7"), of("203.0.113.8"));
    }
}

//! The network address a request comes from, by which limits are counted.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

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
        // A hop that is no address is somebody we know nothing of, and no proxy of ours.
        address = hop_address(hop).unwrap_or(UNKNOWN);
    }
    address
}

/// Counted for whoever a proxy cannot name: all of them share one share.
const UNKNOWN: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// Some proxies write the port behind the address.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let bare = || hop.trim_start_matches('[').trim_end_matches(']').parse();
    let address = bare().or_else(|_| hop.parse::<SocketAddr>().map(|address| address.ip())).ok()?;
    Some(address.to_canonical())
}

/// Whether `address` is a proxy of the operator's.
pub fn is_trusted(trusted: &[Network], address: IpAddr) -> bool {
    trusted.iter().any(|network| network.contains(address))
}

/// What is counted as one: an IPv4 address, or the /56 of an IPv6 address, which is what a household is given.
pub fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !(u128::MAX >> 56)).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_household_is_an_ipv4_address_or_a_56_of_ipv6() {
        let of = |text: &str| household(text.parse().expect("an address")).to_string();
        assert_eq!(of("2001:db8:1:2:aaaa::1"), of("2001:db8:1:ff:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:102::1"));
        assert_eq!(of("::ffff:203.0.113.7"), "203.0.113.7");
        assert_ne!(of("203.0.113.7"), of("203.0.113.8"));
    }

    #[test]
    fn a_hop_with_a_port_is_its_address_and_one_that_is_none_is_never_a_proxy_of_ours() {
        let trusted: Vec<Network> = vec!["127.0.0.1".parse().expect("a network")];
        let of = |chain: &str| {
            let headers = HeaderMap::from_iter([(
                axum::http::HeaderName::from_static("x-forwarded-for"),
                chain.parse().expect("a header"),
            )]);
            client(&trusted, &headers, "127.0.0.1".parse().expect("an address")).to_string()
        };
        assert_eq!(of("203.0.113.7"), "203.0.113.7");
        assert_eq!(of("203.0.113.7:51234"), "203.0.113.7");
        assert_eq!(of("[2001:db8::1]:443"), "2001:db8::1");
        assert_eq!(of("[2001:db8::1]"), "2001:db8::1");
        for nonsense in ["unknown", "_hidden", "203.0.113.7, nonsense", ":80"] {
            let address = of(nonsense);
            assert_eq!(address, UNKNOWN.to_string(), "{nonsense}");
        }
    }
}

//! Whom a ban covers.

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use shared::bans::Cover;
use std::net::IpAddr;

/// Why a text is no network to ban, in words for an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// It is no address.
    #[error("write an address or a network such as 203.0.113.0/24")]
    Malformed,
    /// It covers the whole world.
    #[error("this would ban everyone")]
    Everyone,
}

/// A network as addresses are compared: IPv4 in IPv6's clothes is IPv4, and a lone address is a network of one.
///
/// # Errors
/// It is no address or network, or it is everyone's.
pub fn network(text: &str) -> Result<IpNet, Unusable> {
    let text = text.trim();
    let parsed = match text.parse::<IpNet>() {
        Ok(network) => Some(network.trunc()),
        Err(_) => text.parse::<IpAddr>().ok().map(IpNet::from),
    };
    let network = parsed.ok_or(Unusable::Malformed)?;
    let network = match network {
        IpNet::V6(wide) => match (wide.addr().to_ipv4_mapped(), wide.prefix_len().checked_sub(96)) {
            (Some(address), Some(prefix)) => Ipv4Net::new(address, prefix).map_or(network, IpNet::V4),
            _ => network,
        },
        IpNet::V4(_) => network,
    };
    if network.prefix_len() == 0 { Err(Unusable::Everyone) } else { Ok(network) }
}

/// What is banned with a visitor's address.
pub fn around(address: IpAddr, cover: Cover) -> IpNet {
    let network = match (address.to_canonical(), cover) {
        (IpAddr::V4(address), Cover::Address) => Ipv4Net::new(address, 32).map(IpNet::V4),
        (IpAddr::V4(address), Cover::Network) => Ipv4Net::new(address, 24).map(IpNet::V4),
        (IpAddr::V6(address), Cover::Address) => Ipv6Net::new(address, 64).map(IpNet::V6),
        (IpAddr::V6(address), Cover::Network) => Ipv6Net::new(address, 48).map(IpNet::V6),
    };
    network.map_or_else(|_| IpNet::from(address), |network| network.trunc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_read_as_addresses_are_compared() {
        for (text, expected) in [
            ("203.0.113.9", "203.0.113.9/32"),
            (" 203.0.113.9/24 ", "203.0.113.0/24"),
            ("2001:db8::1", "2001:db8::1/128"),
            ("2001:db8::1/64", "2001:db8::/64"),
            ("::ffff:203.0.113.9", "203.0.113.9/32"),
            ("::ffff:203.0.113.9/120", "203.0.113.0/24"),
        ] {
            assert_eq!(network(text).unwrap().to_string(), expected, "{text}");
        }
        for text in ["", "nobody", "203.0.113", "203.0.113.9/33"] {
            assert_eq!(network(text), Err(Unusable::Malformed), "{text}");
        }
        for text in ["0.0.0.0/0", "::/0", "::ffff:0.0.0.0/96"] {
            assert_eq!(network(text), Err(Unusable::Everyone), "{text}");
        }
    }

    #[test]
    fn a_household_is_covered_by_an_address_and_a_street_by_its_network() {
        for (address, cover, expected) in [
            ("203.0.113.9", Cover::Address, "203.0.113.9/32"),
            ("203.0.113.9", Cover::Network, "203.0.113.0/24"),
            ("::ffff:203.0.113.9", Cover::Address, "203.0.113.9/32"),
            ("2001:db8:1:2:3::4", Cover::Address, "2001:db8:1:2::/64"),
            ("2001:db8:1:2:3::4", Cover::Network, "2001:db8:1::/48"),
        ] {
            assert_eq!(around(address.parse().unwrap(), cover).to_string(), expected, "{address}");
        }
    }
}

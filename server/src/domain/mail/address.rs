//! Which addresses a mail server may have.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether Frontdesk speaks to a mail server at this address. Loopback and private networks are allowed, as one's own
/// mail server commonly stands there. Refused is what no mail server has: link-local addresses, under which clouds hand
/// out their machines' secrets, and addresses that name nobody or many. Asked with the resolved address, right before
/// connecting to that very address.
pub fn may_be_a_server(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => may_be_v4(address),
        IpAddr::V6(address) => may_be_v6(address),
    }
}

/// Metadata of clouds that don't keep it under a link-local address.
const METADATA_V4: [Ipv4Addr; 2] = [Ipv4Addr::new(100, 100, 100, 200), Ipv4Addr::new(168, 63, 129, 16)];
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

fn may_be_v4(address: Ipv4Addr) -> bool {
    let [first, ..] = address.octets();
    // 0/8 is this host, 224/4 are many, 240/4 is nobody's.
    !(first == 0 || first >= 224 || address.is_link_local() || METADATA_V4.contains(&address))
}

fn may_be_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let last_v4 = || {
        let [.., high, low] = segments;
        Ipv4Addr::from((u32::from(high) << 16) | u32::from(low))
    };
    let is_deprecated_v4 = segments[..6] == [0; 6] && !address.is_loopback();
    let is_nat64 = segments[..2] == [0x64, 0xff9b];
    if is_deprecated_v4 || is_nat64 {
        return !address.is_unspecified() && may_be_v4(last_v4());
    }
    if segments[0] == 0x2002 {
        return may_be_v4(Ipv4Addr::from((u32::from(segments[1]) << 16) | u32::from(segments[2])));
    }
    !(address.is_unicast_link_local() || address.is_multicast() || address == METADATA_V6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_servers_are_allowed_and_metadata_is_not() {
        for (address, allowed) in [
            ("192.0.2.1", true),
            ("127.0.0.1", true),
            ("10.1.2.3", true),
            ("192.168.0.2", true),
            ("100.64.0.1", true),
            ("::1", true),
            ("fd12::1", true),
            ("2001:db8::1", true),
            ("::ffff:192.0.2.1", true),
            ("64:ff9b::192.0.2.1", true),
            ("169.254.169.254", false),
            ("169.254.0.1", false),
            ("100.100.100.200", false),
            ("168.63.129.16", false),
            ("0.0.0.0", false),
            ("0.1.2.3", false),
            ("255.255.255.255", false),
            ("224.0.0.1", false),
            ("240.0.0.1", false),
            ("::", false),
            ("fe80::1", false),
            ("ff02::1", false),
            ("fd00:ec2::254", false),
            ("::ffff:169.254.169.254", false),
            ("::169.254.169.254", false),
            ("64:ff9b::169.254.169.254", false),
            ("64:ff9b::a9fe:a9fe", false),
            ("2002:a9fe:a9fe::1", false),
        ] {
            assert_eq!(may_be_a_server(address.parse().unwrap()), allowed, "{address}");
        }
    }
}

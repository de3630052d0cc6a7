//! Addresses at push services. Browsers name them, so a stranger's browser could name anything: only the services of the
//! known browsers are called, over TLS, and those that the operator adds.

use crate::config::Origin;
use crate::error::Error;
use shared::problem::Code;
use std::net::IpAddr;
use url::{Host, Url};

/// Longest address, in bytes.
const ENDPOINT_BYTES: usize = 1_000;
/// Hosts of the browsers' push services; below each of them any.
const KNOWN: [&str; 4] = [
    // Chrome and its relatives
    "fcm.googleapis.com",
    // Firefox
    "push.services.mozilla.com",
    // Safari
    "push.apple.com",
    // Edge
    "notify.windows.com",
];

/// An address that may be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    url: Url,
    /// Whether the operator named it, so that it may be anywhere.
    pub is_own: bool,
}

impl Endpoint {
    /// The address in a text, if it is one of a known push service, or of one of the operator's own.
    ///
    /// # Errors
    /// [`Code::Invalid`].
    pub fn of(text: &str, own: &[Origin]) -> Result<Self, Error> {
        let refused =
            || Error::refuse(Code::Invalid, "this is no address of a push service that is known here");
        if text.len() > ENDPOINT_BYTES {
            return Err(refused());
        }
        let url = Url::parse(text).map_err(|_| refused())?;
        let origin = url.origin().ascii_serialization();
        if own.iter().any(|own| own.as_str() == origin) {
            return Ok(Self { url, is_own: true });
        }
        let is_plain = url.scheme() == "https"
            && url.port().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let is_known = match url.host() {
            Some(Host::Domain(host)) => KNOWN.iter().any(|known| {
                host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }),
            _ => false,
        };
        if is_plain && is_known { Ok(Self { url, is_own: false }) } else { Err(refused()) }
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// Host and port, to connect to.
    pub fn place(&self) -> Option<(&str, u16)> {
        Some((self.url.host_str()?, self.url.port_or_known_default()?))
    }

    /// Whether it is reached over TLS.
    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// What is asked for there.
    pub fn path(&self) -> &str {
        &self.url[url::Position::BeforePath..url::Position::AfterQuery]
    }
}

/// Whether an address is one of the public network: whatever name led there, nothing of the house's own is called.
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_unspecified()
                || ip.is_broadcast()
                || ip.is_multicast()
                || ip.is_documentation()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (18..20).contains(&b)))
        }
        // 2000::/3 is all that is given out, less documentation and tunnels that hold an IPv4 address.
        IpAddr::V6(ip) => {
            let [a, b, ..] = ip.segments();
            (0x2000..0x4000).contains(&a) && !(a == 0x2001 && (b == 0xdb8 || b == 0)) && a != 0x2002
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_push_services_are_called() {
        let own: Vec<Origin> = vec!["http://127.0.0.1:9".parse().expect("an origin")];
        for (text, good) in [
            ("https://fcm.googleapis.com/fcm/send/abc:def", true),
            ("https://updates.push.services.mozilla.com/wpush/v2/x", true),
            ("https://web.push.apple.com/x", true),
            ("https://db5p.notify.windows.com/w/?token=x", true),
            ("http://fcm.googleapis.com/x", false),
            ("https://fcm.googleapis.com:8443/x", false),
            ("https://evilfcm.googleapis.com/x", false),
            ("https://fcm.googleapis.com.evil.example/x", false),
            ("https://user@fcm.googleapis.com/x", false),
            ("https://127.0.0.1/x", false),
            ("https://[::1]/x", false),
            ("https://localhost/x", false),
            ("http://127.0.0.1:9/x", true),
            ("http://127.0.0.1:10/x", false),
            ("http://127.0.0.1:9@evil.example/x", false),
            ("", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(Endpoint::of(text, &own).is_ok(), good, "{text}");
        }
        assert!(Endpoint::of(&format!("https://web.push.apple.com/{}", "x".repeat(999)), &own).is_err());
    }

    #[test]
    fn names_that_lead_into_the_house_lead_nowhere() {
        for (address, public) in [
            ("142.250.1.1", true),
            ("2a00:1450:4001::1", true),
            ("127.0.0.1", false),
            ("10.1.2.3", false),
            ("172.16.0.1", false),
            ("192.168.1.1", false),
            ("169.254.169.254", false),
            ("100.64.0.1", false),
            ("0.0.0.0", false),
            ("224.0.0.1", false),
            ("::1", false),
            ("::ffff:127.0.0.1", false),
            ("fe80::1", false),
            ("fd00::1", false),
            ("2002:7f00:1::", false),
            ("64:ff9b::7f00:1", false),
        ] {
            assert_eq!(is_public(address.parse().expect("an address")), public, "{address}");
        }
    }
}

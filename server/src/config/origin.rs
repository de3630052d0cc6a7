//! Origins: what a browser calls a server.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use url::{Host, Url};

/// Scheme, host and port, as browsers write them in the `Origin` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(Url);

impl Origin {
    /// The origins of a listening address, the one to link to first.
    pub fn names_of(address: SocketAddr) -> Vec<Self> {
        let first = Self::of(address);
        let other = Self::named("localhost", address.port());
        let is_local = address.ip().is_loopback() || address.ip().is_unspecified();
        if is_local && other != first { vec![first, other] } else { vec![first] }
    }

    /// The origin of a listening address; of all addresses, the loopback one.
    pub fn of(address: SocketAddr) -> Self {
        let host = match address.ip() {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.to_string(),
            // Content policies know no IPv6 addresses.
            IpAddr::V6(Ipv6Addr::UNSPECIFIED | Ipv6Addr::LOCALHOST) => "localhost".into(),
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        };
        Self::named(&host, address.port())
    }

    fn named(host: &str, port: u16) -> Self {
        Self(Url::parse(&format!("http://{host}:{port}")).expect("a host and a port make a URL"))
    }

    /// Without a slash at the end.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// The same for web sockets, as a content policy names them.
    pub fn for_sockets(&self) -> String {
        self.as_str().replacen("http", "ws", 1)
    }

    /// Whether it is encrypted.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether it is unencrypted, on the browser's own machine.
    pub fn is_local_http(&self) -> bool {
        let local = match self.0.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        };
        local && !self.is_https()
    }
}

impl FromStr for Origin {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|_| "write a URL such as https://chat.example.com")?;
        let bare = matches!(url.scheme(), "http" | "https")
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if bare {
            Ok(Self(url))
        } else {
            Err("write http or https and a host alone, such as https://chat.example.com")
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listening_address_has_a_name_that_policies_know() {
        for (listen, origin) in [
            ("0.0.0.0:8080", "http://127.0.0.1:8080"),
            ("[::1]:8080", "http://localhost:8080"),
            ("[::]:80", "http://localhost"),
            ("192.0.2.1:8080", "http://192.0.2.1:8080"),
        ] {
            assert_eq!(Origin::of(listen.parse().unwrap()).as_str(), origin);
        }
    }

    #[test]
    fn a_public_url_is_an_origin() {
        for bad in
            ["chat.example.com", "https://a.example/path", "ftp://a.example", "https://u:p@a.example", ""]
        {
            assert!(bad.parse::<Origin>().is_err(), "{bad}");
        }
    }
}

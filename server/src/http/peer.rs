//! Who is at the other end of a connection: its address, and what its browser says of itself.

use super::language;
use crate::config::Config;
use axum::http::{HeaderMap, HeaderName, header};
use shared::people::Browser;
use shared::rules;
use shared::staff::Device;
use std::net::IpAddr;
use woothee::parser::Parser;

/// Put into each request by the accept loop.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// Longest part of a `User-Agent` header that is looked at, in bytes.
const USER_AGENT_BYTES: usize = 512;
/// Longest version that is shown, in characters.
const VERSION_CHARS: usize = 10;
const UNKNOWN: &str = "UNKNOWN";

static FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The client's address: the peer's, or what the proxies that are believed say. Each of them adds the address that it
/// sees at the end, so the list is read from there, as far as one that isn't a proxy of ours.
pub fn address(config: &Config, peer: Peer, headers: &HeaderMap) -> IpAddr {
    let mut address = peer.0.to_canonical();
    let lines = headers.get_all(&FORWARDED_FOR).iter().rev();
    let hops = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    for hop in hops {
        if !config.trusts(address) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(ip) => address = ip.to_canonical(),
            Err(_) => break,
        }
    }
    address
}

/// Whether the request was passed on by some proxy.
pub fn was_forwarded(headers: &HeaderMap) -> bool {
    headers.contains_key(&FORWARDED_FOR) || headers.contains_key(header::FORWARDED)
}

/// What is known of the browser from the headers of its request.
pub fn browser(config: &Config, peer: Peer, headers: &HeaderMap) -> Browser {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Browser {
        name: browser_name(text(header::USER_AGENT)),
        language: language::first(text(header::ACCEPT_LANGUAGE)).unwrap_or_default().into(),
        address: address(config, peer, headers).to_string(),
    }
}

/// What kind of device a browser runs on.
pub fn device(headers: &HeaderMap) -> Device {
    let user_agent =
        headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    device_of(rules::cut(user_agent, USER_AGENT_BYTES))
}

fn device_of(user_agent: &str) -> Device {
    let says = |word| user_agent.contains(word);
    // Tablets with Android are those that don't say they are mobile.
    if says("iPad") || says("Tablet") || (says("Android") && !says("Mobile")) {
        return Device::Tablet;
    }
    match Parser::new().parse(user_agent) {
        Some(found) if matches!(found.category, "smartphone" | "mobilephone") => Device::Phone,
        _ => Device::Computer,
    }
}

/// Such as `Firefox 153 on Linux`; empty if it can't be told.
fn browser_name(user_agent: &str) -> String {
    let user_agent = rules::cut(user_agent, USER_AGENT_BYTES);
    let Some(found) = Parser::new().parse(user_agent) else { return String::new() };
    let known = |text: &str| text != UNKNOWN && !text.is_empty();
    let mut name = String::new();
    if known(found.name) {
        name.push_str(found.name);
        let major = found.version.split('.').next().unwrap_or_default();
        if known(major) {
            name.push(' ');
            name.push_str(rules::cut(major, VERSION_CHARS));
        }
    }
    if known(found.os) {
        name.push_str(if name.is_empty() { "" } else { " on " });
        name.push_str(found.os);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use clap::{Args, Command, FromArgMatches};

    fn config(proxies: &str) -> Config {
        let command = Config::augment_args(Command::new("frontdesk"));
        let matches = command.get_matches_from(["frontdesk", "--trusted-proxies", proxies]);
        Config::from_arg_matches(&matches).unwrap()
    }

    fn seen(proxies: &str, peer: &str, lines: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(&FORWARDED_FOR, HeaderValue::from_str(line).unwrap());
        }
        address(&config(proxies), Peer(peer.parse().unwrap()), &headers).to_string()
    }

    #[test]
    fn nobody_is_believed_by_default() {
        assert_eq!(seen("203.0.113.1", "198.51.100.7", &["1.1.1.1"]), "198.51.100.7");
    }

    #[test]
    fn proxies_are_counted_from_the_right() {
        let proxies = "127.0.0.1,10.0.0.0/8";
        assert_eq!(seen(proxies, "127.0.0.1", &["6.6.6.6, 198.51.100.7, 10.0.0.2"]), "198.51.100.7");
        assert_eq!(seen(proxies, "127.0.0.1", &["6.6.6.6", "198.51.100.7"]), "198.51.100.7");
        assert_eq!(seen(proxies, "127.0.0.1", &["198.51.100.7, <script>"]), "127.0.0.1");
        assert_eq!(seen(proxies, "127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(seen(proxies, "::ffff:127.0.0.1", &["2001:db8::7"]), "2001:db8::7");
    }

    #[test]
    fn browsers_are_named() {
        for (user_agent, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
                "Firefox 153 on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
                "Chrome 156 on Windows 10",
            ),
            ("", ""),
            ("<script>alert(1)</script>", ""),
        ] {
            assert_eq!(browser_name(user_agent), name, "{user_agent}");
        }
    }

    #[test]
    fn devices_are_told_apart() {
        for (user_agent, device) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", Device::Computer),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
                Device::Phone,
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
                Device::Tablet,
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36",
                Device::Phone,
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; SM-X910) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
                Device::Tablet,
            ),
            ("", Device::Computer),
        ] {
            assert_eq!(device_of(user_agent), device, "{user_agent}");
        }
    }
}

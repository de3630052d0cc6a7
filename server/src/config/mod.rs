//! Configuration: one struct, read from the environment (or flags of the same names) in this one place.

mod folder;
mod origin;

pub use folder::Folder;
pub use origin::Origin;

use clap::Args;
use ipnet::IpNet;
use shared::file::FILE_BYTES;
use std::convert::Infallible;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

/// Bytes in a MiB.
const MEGABYTE: u64 = 1024 * 1024;

/// Everything that an operator sets.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Configuration")]
pub struct Config {
    /// Address to listen on; port 0 picks a free one
    #[arg(long, env = "FRONTDESK_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub listen: SocketAddr,

    /// Folder for everything that is kept
    #[arg(long, env = "FRONTDESK_DATA", default_value = "./data", global = true)]
    pub data: PathBuf,

    /// PostgreSQL URL; without it the database is a SQLite file in the data folder
    #[arg(long, env = "FRONTDESK_DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<Secret>,

    /// Where files of conversations are kept: a folder or its file:// URL; without it, "files" in the data folder
    #[arg(long, env = "FRONTDESK_FILES", global = true)]
    pub files: Option<Folder>,

    /// Size in MiB of the largest file that may be sent, at most 100
    #[arg(
        long,
        env = "FRONTDESK_FILE_MEGABYTES",
        default_value_t = FILE_BYTES / MEGABYTE,
        value_parser = clap::value_parser!(u64).range(1..=100),
        global = true
    )]
    pub file_megabytes: u64,

    /// Origin that browsers reach this server at, such as https://chat.example.com; without it, the listening address
    #[arg(long, env = "FRONTDESK_PUBLIC_URL", global = true)]
    pub public_url: Option<Origin>,

    /// Address of the demo site, "auto" (the next port, when all is on this machine) or "off"
    #[arg(long, env = "FRONTDESK_DEMO_LISTEN", default_value = "auto", global = true)]
    pub demo_listen: DemoListen,

    /// Messages that one visitor may send in a minute
    #[arg(long, env = "FRONTDESK_MESSAGES_PER_MINUTE", default_value_t = 60, global = true)]
    pub messages_per_minute: u32,

    /// Connections that one address may hold at a time; 0 for no limit
    #[arg(long, env = "FRONTDESK_CONNECTIONS_PER_ADDRESS", default_value_t = 200, global = true)]
    pub connections_per_address: usize,

    /// Networks of the proxies whose X-Forwarded-For is believed, with commas between, such as 127.0.0.1,10.0.0.0/8
    #[arg(
        long,
        env = "FRONTDESK_TRUSTED_PROXIES",
        value_delimiter = ',',
        value_parser = network,
        global = true
    )]
    pub trusted_proxies: Vec<IpNet>,

    /// Bearer token that opens /metrics from anywhere; without it only this machine may read them
    #[arg(long, env = "FRONTDESK_METRICS_TOKEN", hide_env_values = true, global = true)]
    pub metrics_token: Option<Secret>,

    /// 64 hexadecimal digits with which passwords for other servers are encrypted in the database; without it, a file
    /// "secret.key" in the data folder holds them
    #[arg(long, env = "FRONTDESK_SECRET_KEY", hide_env_values = true, global = true)]
    pub secret_key: Option<Secret>,

    /// File with certificates (PEM) of authorities that may vouch for the mail server, beside those that browsers know
    #[arg(long, env = "FRONTDESK_MAIL_CA", global = true)]
    pub mail_ca: Option<PathBuf>,

    /// Origins of push services beside those of the known browsers, with commas between, such as https://push.example
    #[arg(long, env = "FRONTDESK_PUSH_SERVICES", value_delimiter = ',', global = true)]
    pub push_services: Vec<Origin>,
}

impl Config {
    /// The folder for files.
    pub fn files_folder(&self) -> PathBuf {
        self.files.as_ref().map_or_else(|| self.data.join("files"), |folder| folder.path().into())
    }

    /// The largest file that may be sent, in bytes.
    pub fn file_bytes(&self) -> u64 {
        self.file_megabytes * MEGABYTE
    }

    /// The origin that links and cookies are made for. Never taken from a request.
    pub fn public_origin(&self) -> Origin {
        self.public_url.clone().unwrap_or_else(|| Origin::of(self.listen))
    }

    /// Every origin that is this server: the public one, and on one's own machine its other names.
    pub fn own_origins(&self) -> Vec<Origin> {
        match &self.public_url {
            Some(public) => vec![public.clone()],
            None => Origin::names_of(self.listen),
        }
    }

    /// Whether an `Origin` header names this server.
    pub fn is_own_origin(&self, origin: &str) -> bool {
        self.own_origins().iter().any(|own| own.as_str() == origin)
    }

    /// Whether browsers reach the server unencrypted, on their own machine.
    pub fn is_local_http(&self) -> bool {
        self.public_origin().is_local_http()
    }

    /// Where the demo site listens, if it does.
    pub fn demo_address(&self) -> Option<SocketAddr> {
        match self.demo_listen {
            DemoListen::Off => None,
            DemoListen::At(address) => Some(address),
            DemoListen::Auto if self.listen.ip().is_loopback() && self.is_local_http() => {
                let port = if self.listen.port() == 0 { 0 } else { self.listen.port().checked_add(1)? };
                Some(SocketAddr::new(self.listen.ip(), port))
            }
            DemoListen::Auto => None,
        }
    }

    /// Every origin that is the demo site, the one to link to first.
    pub fn demo_origins(&self) -> Vec<Origin> {
        self.demo_address().map(Origin::names_of).unwrap_or_default()
    }

    /// Whether a peer is a proxy that is believed.
    pub fn trusts(&self, peer: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|network| network.contains(&peer))
    }
}

fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    text.parse()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| "write an address such as 10.0.0.1 or a network such as 10.0.0.0/8".into())
}

/// Where the demo site listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoListen {
    /// On the port after the server's own, if the server is reached on this machine alone.
    Auto,
    /// Nowhere.
    Off,
    /// Here.
    At(SocketAddr),
}

impl FromStr for DemoListen {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "auto" | "" => Ok(Self::Auto),
            "off" => Ok(Self::Off),
            address => address
                .parse()
                .map(Self::At)
                .map_err(|_| "write an address such as 127.0.0.1:8081, auto or off"),
        }
    }
}

/// A value that no log and no help may show.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The value; `None` if it is empty, which is how some environments say "not set".
    pub fn reveal(&self) -> Option<&str> {
        Some(self.0.as_str()).filter(|value| !value.is_empty())
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.into()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        config: Config,
    }

    fn config(arguments: &str) -> Config {
        Line::try_parse_from(["frontdesk"].into_iter().chain(arguments.split_whitespace())).unwrap().config
    }

    #[test]
    fn alone_on_a_machine_the_server_has_two_names_and_a_demo() {
        let config = config("--listen 127.0.0.1:8080");
        assert_eq!(config.public_origin().as_str(), "http://127.0.0.1:8080");
        assert!(config.is_own_origin("http://localhost:8080"));
        assert!(!config.is_own_origin("http://localhost:8081"));
        assert!(!config.is_own_origin("null"));
        assert_eq!(config.demo_origins()[0].as_str(), "http://127.0.0.1:8081");
    }

    #[test]
    fn in_public_the_server_has_one_name_and_no_demo() {
        let config = config("--public-url https://chat.example.com/");
        assert_eq!(config.public_origin().as_str(), "https://chat.example.com");
        assert_eq!(config.public_origin().for_sockets(), "wss://chat.example.com");
        assert!(!config.is_own_origin("http://127.0.0.1:8080"));
        assert!(!config.is_own_origin("https://chat.example.com:8443"));
        assert_eq!(config.demo_address(), None);
        assert!(!config.is_local_http());
    }

    #[test]
    fn proxies_are_addresses_or_networks() {
        let config = config("--trusted-proxies 127.0.0.1,10.0.0.0/8");
        assert!(config.trusts("10.1.2.3".parse().unwrap()) && config.trusts("127.0.0.1".parse().unwrap()));
        assert!(!config.trusts("11.1.2.3".parse().unwrap()));
    }

    #[test]
    fn secrets_stay_hidden() {
        let shown = format!(
            "{:?}",
            config("--metrics-token hunter2 --secret-key hunter2 --database-url postgres://u:hunter2@h/d")
        );
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

//! Outgoing mail as admins set it up, and the outbox as they see it. Passwords only ever travel towards the server.

use crate::rules;
use crate::settings::{SettingFault, Wrong};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// Longest name of a host in bytes (RFC 1035, section 2.3.4).
pub const HOST_BYTES: usize = 253;
/// Longest user name and longest password in bytes.
pub const SECRET_BYTES: usize = 500;
/// Mails of the outbox that are told at once.
pub const OUTBOX_PAGE: usize = 50;

/// How the way to the mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encryption {
    /// From the first byte.
    Tls,
    /// From the server's offer on; without one nothing is sent.
    #[default]
    Starttls,
    /// Not at all.
    None,
}

impl Encryption {
    /// The port at which servers usually take mail this way.
    pub const fn usual_port(self) -> u32 {
        match self {
            Self::Tls => 465,
            Self::Starttls => 587,
            Self::None => 25,
        }
    }
}

/// What an admin sets for outgoing mail, besides the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailDraft {
    /// Name or address of the mail server.
    pub host: String,
    /// Its port, 1 to 65,535.
    pub port: u32,
    /// How the way there is protected.
    pub encryption: Encryption,
    /// Whether mails and the password may go unprotected to a server that isn't on this machine.
    pub unprotected: bool,
    /// User name on the server; empty if it wants none.
    pub user: String,
    /// The name that mails come from; may be empty.
    pub sender_name: String,
    /// The address that mails come from.
    pub sender_address: String,
    /// What Frontdesk calls itself towards the server; empty is the name that browsers know it by.
    pub hello_name: String,
}

impl Default for MailDraft {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: Encryption::default().usual_port(),
            encryption: Encryption::default(),
            unprotected: false,
            user: String::new(),
            sender_name: String::new(),
            sender_address: String::new(),
            hello_name: String::new(),
        }
    }
}

impl MailDraft {
    /// Everything that is wrong with it.
    pub fn faults(&self) -> Vec<SettingFault> {
        let mut faults = Vec::new();
        let mut add = |path: &str, wrong| faults.push(SettingFault { path: path.into(), wrong });
        match self.host.trim() {
            "" => add("host", Wrong::Missing),
            host if !is_host(host) => add("host", Wrong::Malformed),
            _ => {}
        }
        if !(1..=65_535).contains(&self.port) {
            add("port", Wrong::OutOfRange);
        }
        if self.encryption == Encryption::None && !self.unprotected && !is_this_machine(&self.host) {
            add("unprotected", Wrong::Missing);
        }
        if self.user.len() > SECRET_BYTES {
            add("user", Wrong::TooLong);
        } else if self.user.chars().any(char::is_control) {
            add("user", Wrong::Malformed);
        }
        if rules::name(&self.sender_name).is_err() {
            add("sender_name", Wrong::TooLong);
        }
        if self.sender_address.trim().is_empty() {
            add("sender_address", Wrong::Missing);
        } else if rules::email(&self.sender_address).is_err() {
            add("sender_address", Wrong::Malformed);
        }
        let hello = self.hello_name.trim();
        if !hello.is_empty() && !is_host(hello) {
            add("hello_name", Wrong::Malformed);
        }
        faults
    }

    /// Whether a password that was given for `other` may be used here: it goes to the same server, for the same user,
    /// no less protected. Else whoever may change the server could have the password sent to one of their own.
    pub fn keeps_password_of(&self, other: &Self) -> bool {
        let same = |one: &str, other: &str| one.trim().eq_ignore_ascii_case(other.trim());
        same(&self.host, &other.host)
            && self.port == other.port
            && self.encryption == other.encryption
            && self.user == other.user
    }
}

/// A name of a host as servers know it, or an address.
fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.parse::<IpAddr>().is_ok() || (text.len() <= HOST_BYTES && text.split('.').all(is_label))
}

/// Whether a host is, by its name alone, the machine that Frontdesk runs on.
pub fn is_this_machine(host: &str) -> bool {
    let host = host.trim();
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// How outgoing mail is set up: `GET /api/admin/mail`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSettings {
    /// Counts changes; 0 as long as nothing was set up.
    pub version: u32,
    /// What is set.
    pub set: MailDraft,
    /// Whether a password is kept. It is never told.
    pub has_password: bool,
}

/// A change of what was read before: `PUT /api/admin/mail`; or something to be tried without keeping it:
/// `POST /api/admin/mail/test`, which answers with [`MailTest`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailChange {
    /// The version that was read; [`Code::Stale`](crate::problem::Code::Stale) if there is a newer one.
    pub version: u32,
    /// What it is to be.
    pub set: MailDraft,
    /// A new password; an empty one takes the old one away, `None` leaves it.
    #[serde(default)]
    pub password: Option<String>,
}

/// What became of a mail that was sent to try the settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailTest {
    /// Whom it was sent to: whoever asked.
    pub to: String,
    /// What was in the way; `None` if the server took it.
    pub trouble: Option<Trouble>,
    /// The server's own words, or what its certificate or the network is like; may be empty.
    pub answer: String,
}

/// Why a mail was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// There is no such host, or it can't be reached.
    Unreachable,
    /// The host leads to an address that Frontdesk doesn't talk to.
    ForbiddenAddress,
    /// The server's certificate isn't good for its name, or nobody known vouches for it, or there is no common way to
    /// encrypt.
    Certificate,
    /// The server doesn't offer to encrypt, so nothing was sent.
    NoStarttls,
    /// The server wants no user name and password, or none in a way that is known here.
    NoAuthentication,
    /// The server doesn't take user name and password.
    Credentials,
    /// The server asks to try again later.
    Later,
    /// The server refuses the mail for good.
    Refused,
    /// The connection broke off before the mail was handed over.
    BrokeOff,
    /// The connection broke off so late that the mail may have been taken, twice in a row.
    Unclear,
    /// The server says something that isn't SMTP, or nothing for too long.
    NoSense,
    /// The address of the recipient or the sender can't be written in a mail for this server.
    Address,
    /// What was to be sent can't be read any more: the key that it was encrypted with is another one now.
    Key,
    /// A link in it has run out meanwhile.
    Outdated,
}

/// Where a mail of the outbox stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// To be sent when its time comes.
    Waiting,
    /// On its way now.
    Sending,
    /// The server has taken it.
    Sent,
    /// Given up, until somebody tries again.
    Dead,
}

/// A mail of the outbox. What stands in it is nobody's business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxMail {
    /// Which; later ones sort after earlier ones.
    pub id: String,
    /// Whom it goes to.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub state: MailState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is tried next, for those that wait.
    pub due_at: Timestamp,
    /// What was in the way the last time.
    pub trouble: Option<Trouble>,
    /// The server's own words to it.
    pub answer: String,
}

/// The answer to `GET /api/admin/mail/outbox`, with `?before={id}` for older ones: what isn't sent, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbox {
    /// How many wait or are on their way.
    pub waiting: u32,
    /// How many were given up.
    pub dead: u32,
    /// How many were sent in the last 30 days.
    pub sent: u32,
    /// Those that wait and those that were given up, at most [`OUTBOX_PAGE`].
    pub mails: Vec<OutboxMail>,
}

/// What became of a mail that something else brings with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mailed {
    /// It is in the outbox.
    Queued,
    /// Mail isn't set up.
    NotSetUp,
    /// The address has had its mails of today.
    TooMany,
    /// No mail can go to this address.
    NoAddress,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> MailDraft {
        MailDraft {
            host: "mail.example.com".into(),
            sender_address: "chat@example.com".into(),
            ..MailDraft::default()
        }
    }

    #[test]
    fn each_fault_has_its_path() {
        assert_eq!(good().faults(), []);
        for (draft, path, wrong) in [
            (MailDraft { host: " ".into(), ..good() }, "host", Wrong::Missing),
            (MailDraft { host: "mail example".into(), ..good() }, "host", Wrong::Malformed),
            (MailDraft { host: "smtp://mail".into(), ..good() }, "host", Wrong::Malformed),
            (MailDraft { host: "a@b\r\nx".into(), ..good() }, "host", Wrong::Malformed),
            (MailDraft { port: 0, ..good() }, "port", Wrong::OutOfRange),
            (MailDraft { port: 65_536, ..good() }, "port", Wrong::OutOfRange),
            (MailDraft { encryption: Encryption::None, ..good() }, "unprotected", Wrong::Missing),
            (MailDraft { user: "a\nb".into(), ..good() }, "user", Wrong::Malformed),
            (MailDraft { user: "x".repeat(501), ..good() }, "user", Wrong::TooLong),
            (MailDraft { sender_name: "x".repeat(101), ..good() }, "sender_name", Wrong::TooLong),
            (MailDraft { sender_address: String::new(), ..good() }, "sender_address", Wrong::Missing),
            (MailDraft { sender_address: "chat".into(), ..good() }, "sender_address", Wrong::Malformed),
            (MailDraft { hello_name: "my host".into(), ..good() }, "hello_name", Wrong::Malformed),
        ] {
            assert_eq!(draft.faults(), [SettingFault { path: path.into(), wrong }], "{draft:?}");
        }
    }

    #[test]
    fn without_encryption_only_this_machine_or_who_says_so() {
        for (host, unprotected, good) in [
            ("localhost", false, true),
            ("127.0.0.1", false, true),
            ("::1", false, true),
            ("127.0.0.1.example.com", false, false),
            ("10.0.0.1", false, false),
            ("mail", true, true),
        ] {
            let draft =
                MailDraft { host: host.into(), encryption: Encryption::None, unprotected, ..self::good() };
            assert_eq!(draft.faults().is_empty(), good, "{host}");
        }
    }

    #[test]
    fn a_password_stays_with_the_server_that_it_was_given_for() {
        assert!(
            MailDraft { host: " MAIL.example.com".into(), sender_name: "New".into(), ..good() }
                .keeps_password_of(&good())
        );
        for other in [
            MailDraft { host: "mail.example.org".into(), ..good() },
            MailDraft { port: 25, ..good() },
            MailDraft { encryption: Encryption::None, ..good() },
            MailDraft { user: "other".into(), ..good() },
        ] {
            assert!(!other.keeps_password_of(&good()), "{other:?}");
        }
    }
}

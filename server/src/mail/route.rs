//! The way that mails take: the server, who we are to it, and whom mails come from.

use super::compose::Sender;
use super::smtp::Server;
use crate::App;
use crate::secrets::{Secrets, Unreadable};
use crate::store::mail::StoredMail;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::extension::ClientId;
use shared::mail::MailDraft;
use std::net::IpAddr;
use url::Url;

/// Where the password is kept, as [`Secrets`] name it.
const PASSWORD_PLACE: &str = "mail_settings.password";

/// The way that mails take.
pub struct Route {
    /// The mail server.
    pub server: Server,
    /// Whom mails come from.
    pub sender: Sender,
}

impl Route {
    /// The way that settings describe, with the password as it is.
    pub fn of(app: &App, set: &MailDraft, password: String) -> Self {
        let credentials = (!set.user.is_empty()).then(|| Credentials::new(set.user.clone(), password));
        Self {
            server: Server {
                host: set.host.clone(),
                port: u16::try_from(set.port).unwrap_or_default(),
                encryption: set.encryption,
                credentials,
                hello: hello(app, set),
                authorities: app.mail.authorities().to_vec(),
            },
            sender: Sender { name: set.sender_name.clone(), address: set.sender_address.clone() },
        }
    }

    /// The way that stored settings describe.
    ///
    /// # Errors
    /// The password was encrypted with another key.
    pub fn stored(app: &App, stored: &StoredMail) -> Result<Self, Unreadable> {
        Ok(Self::of(app, &stored.set, password(&app.secrets, stored)?))
    }
}

/// The password as it is; empty if there is none.
///
/// # Errors
/// It was encrypted with another key.
pub fn password(secrets: &Secrets, stored: &StoredMail) -> Result<String, Unreadable> {
    match stored.password.as_str() {
        "" => Ok(String::new()),
        sealed => secrets.unseal(PASSWORD_PLACE, sealed),
    }
}

/// The password as it is stored; an empty one stays empty.
pub fn sealed(app: &App, password: &str) -> String {
    if password.is_empty() { String::new() } else { app.secrets.seal(&app.entropy, PASSWORD_PLACE, password) }
}

/// What we call ourselves: the name that was set, else the one that browsers know us by.
fn hello(app: &App, set: &MailDraft) -> ClientId {
    let origin = app.config.public_origin();
    let own = || Url::parse(origin.as_str()).ok().and_then(|url| url.host_str().map(str::to_owned));
    let name = if set.hello_name.is_empty() { own().unwrap_or_default() } else { set.hello_name.clone() };
    match name.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
        Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
        Err(_) => ClientId::Domain(name),
    }
}

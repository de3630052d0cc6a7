//! Hands mails to the mail server, one connection for as many as are due. It goes step by step, so that it is known
//! whether a mail may have been taken when something breaks.

use super::compose::Composed;
use crate::domain::mail::address::may_be_a_server;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters, TlsVersion,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;
use shared::mail::{Encryption, Trouble};
use shared::rules::{cut, one_line};
use std::error::Error as _;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::lookup_host;
use tokio::time::timeout;

/// Each of a server's addresses is tried for so long.
const CONNECT_TIME: Duration = Duration::from_secs(10);
/// Finding the server, encrypting and saying who one is takes this long at most.
const GREETING_TIME: Duration = Duration::from_secs(40);
/// Telling the addresses of a mail takes this long at most.
const ENVELOPE_TIME: Duration = Duration::from_secs(30);
/// A server may look through a mail for so long before it takes it.
const CONTENT_TIME: Duration = Duration::from_secs(120);
/// Longest words of a server that are kept, in characters.
const ANSWER_CHARS: usize = 500;
/// The ways to say who one is, the first that a server knows.
const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

/// A mail server and who we are to it. Shows nothing of the password.
pub struct Server {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is protected.
    pub encryption: Encryption,
    /// User name and password, if it wants any.
    pub credentials: Option<Credentials>,
    /// What we call ourselves.
    pub hello: ClientId,
    /// Who may vouch for it besides those that browsers trust.
    pub authorities: Vec<Certificate>,
}

/// Why a mail wasn't taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What was in the way.
    pub trouble: Trouble,
    /// The server's own words, or what the network says.
    pub answer: String,
    /// Whom it concerns.
    pub reach: Reach,
}

/// Whom a failure concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// This mail; the connection is as good as before.
    Mail,
    /// Every mail: there is no connection any more.
    Server,
    /// As [`Self::Server`], and nobody knows whether the mail was taken.
    Unclear,
}

impl Failure {
    /// A failure that concerns every mail.
    pub fn of_server(trouble: Trouble, answer: impl Into<String>) -> Self {
        Self { trouble, answer: shortened(&answer.into()), reach: Reach::Server }
    }
}

/// A connection to a mail server that takes mails.
pub struct Line(AsyncSmtpConnection);

impl Line {
    /// Connects, encrypts as set, and says who we are. Nothing is said in the clear to a server that should encrypt.
    ///
    /// # Errors
    /// Whatever is in the way; it concerns every mail.
    pub async fn open(server: &Server) -> Result<Self, Failure> {
        timeout(GREETING_TIME, Self::greet(server))
            .await
            .unwrap_or_else(|_| Err(Failure::of_server(Trouble::NoSense, "")))
    }

    async fn greet(server: &Server) -> Result<Self, Failure> {
        let addresses = resolve(server).await?;
        let tls = parameters(server)?;
        let first = (server.encryption == Encryption::Tls).then(|| tls.clone());
        let connect = AsyncSmtpConnection::connect_tokio1(
            &addresses[..],
            Some(CONNECT_TIME),
            &server.hello,
            first,
            None,
        );
        let mut connection = connect.await.map_err(|error| while_greeting(&error))?;
        if server.encryption == Encryption::Starttls {
            if !connection.can_starttls() {
                connection.abort().await;
                return Err(Failure::of_server(Trouble::NoStarttls, ""));
            }
            connection.starttls(tls, &server.hello).await.map_err(|error| while_greeting(&error))?;
        }
        if let Some(credentials) = &server.credentials {
            if connection.server_info().get_auth_mechanism(&MECHANISMS).is_none() {
                connection.abort().await;
                return Err(Failure::of_server(Trouble::NoAuthentication, ""));
            }
            if let Err(error) = connection.auth(&MECHANISMS, credentials).await {
                connection.abort().await;
                let failure = while_greeting(&error);
                let is_refusal = matches!(failure.trouble, Trouble::Refused);
                let trouble = if is_refusal { Trouble::Credentials } else { failure.trouble };
                return Err(Failure { trouble, ..failure });
            }
        }
        Ok(Self(connection))
    }

    /// Hands a mail over and returns the server's words.
    ///
    /// # Errors
    /// Whatever is in the way, and whom it concerns. After all but [`Reach::Mail`] the connection is of no use.
    pub async fn send(&mut self, mail: &Composed) -> Result<String, Failure> {
        match timeout(ENVELOPE_TIME, self.envelope(mail)).await {
            Ok(told) => told?,
            Err(_) => return Err(Failure::of_server(Trouble::NoSense, "")),
        }
        match timeout(CONTENT_TIME, self.0.message(&mail.bytes)).await {
            Ok(Ok(response)) => Ok(words(&response)),
            Ok(Err(error)) => Err(match error.status() {
                Some(_) => refusal(&error),
                None => Failure { reach: Reach::Unclear, ..broken(&error) },
            }),
            Err(_) => Err(Failure { reach: Reach::Unclear, ..Failure::of_server(Trouble::BrokeOff, "") }),
        }
    }

    async fn envelope(&mut self, mail: &Composed) -> Result<(), Failure> {
        let mut parameters = Vec::new();
        let mut addresses = mail.envelope.to().iter().chain(mail.envelope.from());
        if addresses.any(|address| !AsRef::<str>::as_ref(address).is_ascii()) {
            if !self.0.server_info().supports_feature(Extension::SmtpUtfEight) {
                let answer = "SMTPUTF8".into();
                return Err(Failure { trouble: Trouble::Address, answer, reach: Reach::Mail });
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let told = self.addresses(mail, parameters).await;
        if told.as_ref().is_err_and(|failure| failure.reach == Reach::Mail) {
            // What was told of this mail must not become part of the next.
            self.0.command(Reset).await.map_err(|error| broken(&error))?;
        }
        told
    }

    async fn addresses(&mut self, mail: &Composed, parameters: Vec<MailParameter>) -> Result<(), Failure> {
        let refused = |error: SmtpError| match error.status() {
            Some(_) => refusal(&error),
            None => broken(&error),
        };
        self.0.command(Mail::new(mail.envelope.from().cloned(), parameters)).await.map_err(refused)?;
        for recipient in mail.envelope.to() {
            self.0.command(Rcpt::new(recipient.clone(), Vec::new())).await.map_err(refused)?;
        }
        self.0.command(Data).await.map_err(refused)?;
        Ok(())
    }

    /// Takes leave. A server that doesn't answer has what it was given all the same.
    pub async fn close(mut self) {
        let _ = timeout(CONNECT_TIME, self.0.quit()).await;
    }
}

/// Forgets what was told of a mail.
struct Reset;

impl std::fmt::Display for Reset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RSET\r\n")
    }
}

/// The server's addresses that we speak to. What is connected to are these very addresses: a name can't lead elsewhere
/// between the look and the connection.
async fn resolve(server: &Server) -> Result<Vec<SocketAddr>, Failure> {
    let found = lookup_host((server.host.as_str(), server.port)).await;
    let found: Vec<_> =
        found.map_err(|error| Failure::of_server(Trouble::Unreachable, error.to_string()))?.collect();
    let allowed: Vec<_> = found.iter().copied().filter(|address| may_be_a_server(address.ip())).collect();
    match (allowed.is_empty(), found.is_empty()) {
        (false, _) => Ok(allowed),
        (true, false) => Err(Failure::of_server(Trouble::ForbiddenAddress, "")),
        (true, true) => Err(Failure::of_server(Trouble::Unreachable, "")),
    }
}

fn parameters(server: &Server) -> Result<TlsParameters, Failure> {
    let builder = TlsParameters::builder(server.host.clone())
        .certificate_store(CertificateStore::WebpkiRoots)
        .set_min_tls_version(TlsVersion::Tlsv12);
    let authorities = server.authorities.iter().cloned();
    let builder = authorities.fold(builder, |builder, authority| builder.add_root_certificate(authority));
    builder.build_rustls().map_err(|error| Failure::of_server(Trouble::Certificate, said(&error)))
}

/// A server that refuses while it is greeted refuses everything.
fn while_greeting(error: &SmtpError) -> Failure {
    match error.status() {
        Some(_) => Failure { reach: Reach::Server, ..refusal(error) },
        None => broken(error),
    }
}

/// The server has answered, and says no.
fn refusal(error: &SmtpError) -> Failure {
    let code = error.status().map(u16::from).unwrap_or_default();
    let (trouble, reach) = match code {
        // It wants us to say who we are, or to encrypt: that is about the settings.
        530 | 534 | 535 | 538 => (Trouble::Credentials, Reach::Server),
        // It closes the connection.
        421 => (Trouble::Later, Reach::Server),
        400..=499 => (Trouble::Later, Reach::Mail),
        _ => (Trouble::Refused, Reach::Mail),
    };
    Failure { trouble, answer: shortened(&format!("{code} {}", said(error))), reach }
}

/// There is no answer, or none that makes sense.
fn broken(error: &SmtpError) -> Failure {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(inner) = inner.downcast_ref::<io::Error>() {
            let trouble = match inner.kind() {
                // How the encryption layer puts its own errors.
                io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Trouble::Certificate,
                io::ErrorKind::ConnectionReset
                | io::ErrorKind::BrokenPipe
                | io::ErrorKind::UnexpectedEof
                | io::ErrorKind::ConnectionAborted => Trouble::BrokeOff,
                _ => Trouble::Unreachable,
            };
            return Failure::of_server(trouble, inner.to_string());
        }
        cause = inner.source();
    }
    let trouble = if error.is_response() { Trouble::BrokeOff } else { Trouble::NoSense };
    Failure::of_server(trouble, "")
}

/// An error's own words, without what the library puts before them.
fn said(error: &SmtpError) -> String {
    error.source().map(ToString::to_string).unwrap_or_default()
}

fn words(response: &Response) -> String {
    let lines: Vec<_> = response.message().collect();
    shortened(&format!("{} {}", response.code(), lines.join(" ")))
}

fn shortened(text: &str) -> String {
    cut(&one_line(text), ANSWER_CHARS).to_owned()
}

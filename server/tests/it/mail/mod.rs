//! Outgoing mail: set up, tried, put into the outbox, sent, given up and tried anew; against Debian's aiosmtpd and against
//! a peer that does as a script says.

mod links;
mod peer;
mod real;
mod sending;
mod settings;
mod tickets;
mod transcripts;
mod trouble;

use self::peer::Peer;
use crate::support::{Call, Reply, TestServer};
use hyper::Method;
use serde::Serialize;
use server::mail::worker::keep_sending;
use shared::mail::{
    Encryption, MailChange, MailDraft, MailSettings, MailState, MailTest, Outbox, OutboxMail,
};
use shared::people::Role;
use shared::problem::{Code, Problem};
use shared::rest::ProblemDocument;
use shared::settings::Wrong;
use shared::staff::{AgentDraft, Invited};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::timeout;

const PATH: &str = "/api/admin/mail";
/// How long a test waits for what is done by itself, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A page of ours, open in the browser of somebody who is signed in; and whoever sends mails there.
struct Office<'a> {
    server: &'a TestServer,
    cookie: String,
}

impl<'a> Office<'a> {
    async fn of(server: &'a TestServer, role: Role) -> Self {
        Self { server, cookie: server.signed_in(role).await }
    }

    /// An owner's, where mails go to a peer without encryption and are sent at once.
    async fn mailing(server: &'a TestServer, peer: &Peer) -> (Self, Postman) {
        let owner = Self::of(server, Role::Owner).await;
        owner.set_up(&plain(peer.port), None).await;
        (owner, Postman::at(server))
    }

    fn call(&self, method: Method, path: &str) -> Call {
        self.server.own_page(method, path, &self.cookie)
    }

    async fn send(&self, method: Method, path: &str) -> Reply {
        self.call(method, path).send().await
    }

    async fn send_with(&self, method: Method, path: &str, body: &impl Serialize) -> Reply {
        self.call(method, path).json(body).send().await
    }

    async fn settings(&self) -> MailSettings {
        self.send(Method::GET, PATH).await.json()
    }

    async fn change(&self, version: u32, set: &MailDraft, password: Option<&str>) -> Reply {
        self.send_with(Method::PUT, PATH, &change(version, set, password)).await
    }

    /// Sets up mail, whatever stood there before.
    async fn set_up(&self, set: &MailDraft, password: Option<&str>) {
        let version = self.settings().await.version;
        let reply = self.change(version, set, password).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }

    async fn test(&self, set: &MailDraft, password: Option<&str>) -> MailTest {
        let reply = self.send_with(Method::POST, &format!("{PATH}/test"), &change(0, set, password)).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    async fn outbox(&self) -> Outbox {
        self.send(Method::GET, &format!("{PATH}/outbox")).await.json()
    }

    /// Asks until the outbox is like this.
    async fn outbox_when(&self, what: &str, is_so: impl Fn(&Outbox) -> bool) -> Outbox {
        eventually(what, async || Some(self.outbox().await).filter(&is_so)).await
    }

    /// The one mail that isn't sent, once it stands like this.
    async fn mail_when(&self, state: MailState, attempts: u32) -> OutboxMail {
        let is_so = |outbox: &Outbox| {
            outbox.mails.first().is_some_and(|mail| (mail.state, mail.attempts) == (state, attempts))
        };
        self.outbox_when(&format!("{state:?} after {attempts}"), is_so).await.mails.remove(0)
    }

    /// Makes an agent who is mailed a link.
    async fn invite(&self, email: &str) -> Invited {
        let set = AgentDraft { name: "Anna".into(), email: email.into(), ..AgentDraft::default() };
        let reply = self.send_with(Method::POST, "/api/admin/agents", &set).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        reply.json()
    }
}

/// Asks until there is an answer.
async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let asking = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, asking).await.unwrap_or_else(|_| panic!("{what}: waited in vain"))
}

/// Sends what is due until it is dropped, as a process that is killed.
struct Postman(JoinHandle<()>);

impl Postman {
    fn at(server: &TestServer) -> Self {
        Self(tokio::spawn(keep_sending(Arc::clone(&server.app))))
    }
}

impl Drop for Postman {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Settings for a server on this machine, by its number and without encryption.
fn plain(port: u16) -> MailDraft {
    MailDraft { host: "127.0.0.1".into(), ..here(port, Encryption::None) }
}

/// Settings for a server on this machine.
fn here(port: u16, encryption: Encryption) -> MailDraft {
    MailDraft {
        host: "localhost".into(),
        port: port.into(),
        encryption,
        sender_name: "Shop chat".into(),
        sender_address: "chat@shop.example".into(),
        ..MailDraft::default()
    }
}

fn change(version: u32, set: &MailDraft, password: Option<&str>) -> MailChange {
    MailChange { version, set: set.clone(), password: password.map(str::to_owned) }
}

fn code(reply: &Reply) -> (u16, Code) {
    (reply.status, reply.json::<Problem>().code)
}

fn faults(reply: &Reply) -> Vec<(String, Wrong)> {
    assert_eq!(code(reply), (422, Code::Invalid), "{}", reply.text());
    reply.json::<ProblemDocument>().faults.into_iter().map(|fault| (fault.path, fault.wrong)).collect()
}

/// The value of a header of a mail; empty if there is none.
fn header<'a>(mail: &'a str, name: &str) -> &'a str {
    let head = mail.split("\r\n\r\n").next().unwrap();
    head.split("\r\n").find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or_default()
}

//! What is measured: the real server or a baseline, each a process of its own with a fresh folder.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use e2e::client::{Credentials, new_id, topics};
use e2e::database::TestDatabase;
use e2e::process::Process;
use e2e::server::{PASSWORD, Server, Setup};
use e2e::settings;
use futures_util::{StreamExt, TryStreamExt, stream};
use shared::ids::QueueId;
use tempfile::TempDir;
use tokio::process::Command;

use crate::baseline::{LISTENING, SUBCOMMAND};
use crate::row::progress;
use crate::socket::{Frame, Socket, between};

/// How many pairs of a visitor and an agent talk.
pub const PAIRS: u32 = 500;
/// No visitor of a measurement is held back by the limit.
const NO_LIMIT: u32 = 1_000_000_000;
/// Length of a client's id.
const ID: usize = 36;
/// A message of usual length.
const TEXT: &str = "Is the blue one still to be had in size 42, and would it arrive before Friday?";

/// A running contestant.
pub struct Contestant {
    /// Its name in rows.
    pub name: &'static str,
    kind: Kind,
}

enum Kind {
    Frontdesk { server: Box<Server>, queue: QueueId, cookies: Vec<String> },
    Relay { process: Box<Process>, address: SocketAddr, _folder: TempDir },
}

/// The sockets of one visitor and the agent who answers, and the frame that the visitor sends again and again.
pub struct Pair {
    /// The author's end.
    pub visitor: Socket,
    /// The reader's end.
    pub agent: Socket,
    frame: Frame,
    id_at: usize,
    sent: u64,
}

impl Contestant {
    /// The real server, on SQLite or on this PostgreSQL database, with an agent for each pair.
    pub async fn frontdesk(database: Option<&TestDatabase>) -> Result<Self> {
        let setup = Setup {
            messages_per_minute: Some(NO_LIMIT),
            database_url: database.map(TestDatabase::url),
            ..Setup::default()
        };
        let server = Server::start(setup).await?;
        let origin = server.origin();
        let queue = topics(&origin).await?.into_iter().next().context("there is no topic")?.id;
        progress(&format!("making and signing in {PAIRS} agents"));
        // Hashing a password takes a core for a while; two at a time fill two.
        let cookies = stream::iter(0..PAIRS)
            .map(async |number| {
                let email = format!("agent{number}@example.org");
                server.create_agent(&email, &format!("Agent {number}")).await?;
                Ok::<_, anyhow::Error>(Credentials::sign_in(&origin, &email, PASSWORD).await?.cookie)
            })
            .buffered(2)
            .try_collect()
            .await?;
        Ok(Self { name: "frontdesk", kind: Kind::Frontdesk { server: Box::new(server), queue, cookies } })
    }

    /// The baseline that stores nothing.
    pub async fn relay() -> Result<Self> {
        Self::baseline("relay").await
    }

    /// The baseline that commits to SQLite.
    pub async fn relay_sql() -> Result<Self> {
        Self::baseline("relay+sql").await
    }

    async fn baseline(name: &'static str) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("frontdesk-bench-").tempdir()?;
        let mut command = Command::new(settings::this_executable()?);
        command.args([SUBCOMMAND, name]).arg(folder.path());
        let mut process = Process::start(name, command)?;
        let address = |log: &str| log.split_once(LISTENING)?.1.split_once('\n')?.0.parse().ok();
        let address = process.printed(Duration::from_secs(10), address).await?;
        Ok(Self { name, kind: Kind::Relay { process: Box::new(process), address, _folder: folder } })
    }

    /// Its process.
    pub fn process(&self) -> &Process {
        match &self.kind {
            Kind::Frontdesk { server, .. } => server.process(),
            Kind::Relay { process, .. } => process,
        }
    }

    /// Connects all pairs.
    pub async fn connect(&self) -> Result<Vec<Pair>> {
        match &self.kind {
            Kind::Relay { address, .. } => {
                let mut pairs = Vec::new();
                for number in 0..PAIRS {
                    let mut agent = Socket::connect(*address, &format!("/agent/{number}"), None).await?;
                    agent.receive(b"{").await?;
                    let visitor = Socket::connect(*address, &format!("/visitor/{number}"), None).await?;
                    pairs.push(Pair::new(visitor, agent, "00000000-0000-7000-8000-000000000000"));
                }
                Ok(pairs)
            }
            Kind::Frontdesk { server, queue, cookies } => {
                let mut pairs = Vec::new();
                // One after another: agents who come later don't hear of what is taken already.
                for cookie in cookies {
                    pairs.push(connect(server.address, queue, cookie).await?);
                }
                Ok(pairs)
            }
        }
    }
}

/// Lets a new visitor open a conversation, and an agent take it.
async fn connect(address: SocketAddr, queue: &QueueId, cookie: &str) -> Result<Pair> {
    let mut visitor = visitor(address).await?;
    let open = format!(
        r#"{{"open":{{"id":"{}","queue":"{queue}","name":"Vera","email":"vera@example.org","page":{{}}}}}}"#,
        new_id()
    );
    visitor.send(&Frame::text(&open)).await?;
    let opened = visitor.receive(br#"{"opened""#).await?;
    let conversation = between(opened, r#""conversation":{"id":""#)?.to_owned();
    let mut agent = Socket::connect(address, "/api/agent/socket", Some(cookie)).await?;
    agent.receive(br#"{"welcome""#).await?;
    let take = format!(r#"{{"take":{{"conversation":"{conversation}","id":"{}"}}}}"#, new_id());
    agent.send(&Frame::text(&take)).await?;
    agent.receive(br#"{"events""#).await?;
    visitor.receive(br#"{"events""#).await?;
    Ok(Pair::new(visitor, agent, &conversation))
}

/// Connects a new visitor, who has a token from then on.
pub async fn visitor(address: SocketAddr) -> Result<Socket> {
    let mut visitor = Socket::connect(address, "/api/visitor/socket", None).await?;
    visitor.send(&Frame::text(r#"{"hello":{"widget":"demo","token":null}}"#)).await?;
    visitor.receive(br#"{"welcome""#).await?;
    Ok(visitor)
}

impl Pair {
    fn new(visitor: Socket, agent: Socket, conversation: &str) -> Self {
        let before = format!(r#"{{"send":{{"conversation":"{conversation}","id":""#);
        let text = format!(r#"{before}{}","text":"{TEXT}"}}}}"#, "0".repeat(ID));
        Self { visitor, agent, frame: Frame::text(&text), id_at: before.len(), sent: 0 }
    }

    /// Answers pings until it is dropped.
    ///
    /// # Errors
    /// When a connection is gone.
    pub async fn rest(&mut self) -> Result<()> {
        tokio::select! {
            end = self.visitor.rest() => end,
            end = self.agent.rest() => end,
        }
    }

    /// Sends one message and waits until the visitor has its acknowledgement and the agent has the message.
    ///
    /// # Errors
    /// When a connection is gone.
    pub async fn exchange(&mut self) -> Result<()> {
        self.sent += 1;
        self.frame.patch(self.id_at, format!("{:0ID$x}", self.sent).as_bytes());
        self.visitor.send(&self.frame).await?;
        let (heard, acknowledged) =
            tokio::join!(self.agent.receive(br#"{"events""#), self.visitor.receive(br#"{"events""#));
        heard?;
        acknowledged?;
        Ok(())
    }
}

//! The real server: the `frontdesk` binary with a data folder of its own, killed and started again at will.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::process::Process;
use crate::settings;

/// How long a start may take, with all other tests running.
const START_LIMIT: Duration = Duration::from_secs(30);

/// The password of every agent that a test makes.
pub const PASSWORD: &str = "a password of tests";

/// How a server is set up.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// What browsers call it, if not the address that it listens on: a [`Cable`](crate::cable::Cable)'s.
    pub public_url: Option<String>,
    /// PostgreSQL instead of a file in the data folder.
    pub database_url: Option<String>,
    /// How many messages a visitor may send in a minute, if not the default.
    pub messages_per_minute: Option<u32>,
}

/// A server with its data. Both go when it is dropped.
pub struct Server {
    // Dropped in this order: the process must be gone before its folder goes.
    process: Process,
    data: TempDir,
    setup: Setup,
    binary: PathBuf,
    /// Where it listens; the same after every restart.
    pub address: SocketAddr,
    /// Where the demo site is served.
    pub demo: SocketAddr,
}

impl Server {
    /// Starts a server with an empty database and the demo site, on free ports.
    ///
    /// # Errors
    /// When it doesn't start, with what it has printed.
    pub async fn start(setup: Setup) -> Result<Self> {
        let binary = settings::server_binary()?;
        let data = tempfile::Builder::new().prefix("frontdesk-").tempdir()?;
        let anywhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let (process, lines) = serve(&binary, data.path(), &setup, anywhere, anywhere).await?;
        Ok(Self { process, data, setup, binary, address: lines.address, demo: lines.demo })
    }

    /// The origin that browsers see, such as `http://127.0.0.1:8080`.
    pub fn origin(&self) -> String {
        self.setup.public_url.clone().unwrap_or_else(|| format!("http://{}", self.address))
    }

    /// The demo site's origin.
    pub fn demo_origin(&self) -> String {
        format!("http://{}", self.demo)
    }

    /// The one-time link for the owner's password, which a first start prints.
    ///
    /// # Errors
    /// When it isn't printed.
    pub async fn first_sign_in(&mut self) -> Result<String> {
        self.process.printed(START_LIMIT, |log| printed_after(log, "First sign-in ")).await
    }

    /// Its data folder.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Its process, to look up what it costs.
    pub fn process(&self) -> &Process {
        &self.process
    }

    /// Kills it as `kill -9` does.
    ///
    /// # Errors
    /// When it can't be killed.
    pub async fn kill(&mut self) -> Result<()> {
        self.process.kill().await
    }

    /// Starts it again on the same data and ports; it must have been killed before.
    ///
    /// # Errors
    /// When it doesn't start, with what it has printed.
    pub async fn restart(&mut self) -> Result<()> {
        let (process, _) =
            serve(&self.binary, self.data.path(), &self.setup, self.address, self.demo).await?;
        self.process = process;
        Ok(())
    }

    /// Lets a topic be open on another day of the week than today alone.
    ///
    /// # Errors
    /// When there is no such topic.
    pub async fn close_topic(&self, topic: &str) -> Result<()> {
        const DAYS: [&str; 7] = ["thu", "fri", "sat", "sun", "mon", "tue", "wed"];
        let since_1970 = std::time::UNIX_EPOCH.elapsed()?.as_secs() / 86_400;
        // The first of January 1970 was a Thursday.
        let hours = format!("{} 09:00-10:00", DAYS[usize::try_from((since_1970 + 3) % 7)?]);
        self.command(&["queue", "hours", topic, "--zone", "UTC", "--open", &hours], "").await.map(drop)
    }

    /// Makes an agent who is a member of every queue. The password is [`PASSWORD`].
    ///
    /// # Errors
    /// When the command fails, with what it has printed.
    pub async fn create_agent(&self, email: &str, name: &str) -> Result<()> {
        let arguments = ["admin", "create", "--email", email, "--name", name, "--role", "agent"];
        self.command(&arguments, PASSWORD).await.map(drop)
    }

    /// Runs the binary as an administrator does, on the same data, and gives back what it has printed.
    ///
    /// # Errors
    /// When it fails, with what it has printed.
    pub async fn command(&self, arguments: &[&str], input: &str) -> Result<String> {
        let mut command = self.setup.command(&self.binary, self.data.path());
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.kill_on_drop(true).spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            // Whoever asks for nothing may be done before.
            let _ = stdin.write_all(format!("{input}\n").as_bytes()).await;
        }
        let Output { status, stdout, stderr } = child.wait_with_output().await?;
        let printed = String::from_utf8_lossy(&stdout).into_owned();
        ensure!(
            status.success(),
            "`frontdesk {}`: {printed}{}",
            arguments.join(" "),
            String::from_utf8_lossy(&stderr)
        );
        Ok(printed)
    }
}

impl Setup {
    fn command(&self, binary: &Path, data: &Path) -> Command {
        let mut command = Command::new(binary);
        // All come from one address, as if through a proxy that tells where each is from.
        command
            .env("FRONTDESK_DATA", data)
            .env("FRONTDESK_CONNECTIONS_PER_ADDRESS", "0")
            .env("FRONTDESK_TRUSTED_PROXIES", "127.0.0.1");
        let of_this_test = [
            ("FRONTDESK_PUBLIC_URL", self.public_url.clone()),
            ("FRONTDESK_DATABASE_URL", self.database_url.clone()),
            ("FRONTDESK_MESSAGES_PER_MINUTE", self.messages_per_minute.map(|n| n.to_string())),
        ];
        for (name, value) in of_this_test {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
    }
}

/// What a starting server prints.
struct Lines {
    address: SocketAddr,
    demo: SocketAddr,
}

async fn serve(
    binary: &Path,
    data: &Path,
    setup: &Setup,
    listen: SocketAddr,
    demo: SocketAddr,
) -> Result<(Process, Lines)> {
    let mut command = setup.command(binary, data);
    command
        .args(["serve", "--demo-data"])
        .env("FRONTDESK_LISTEN", listen.to_string())
        .env("FRONTDESK_DEMO_LISTEN", demo.to_string());
    let mut process = Process::start("frontdesk", command)?;
    let lines = process.printed(START_LIMIT, lines).await?;
    Ok((process, lines))
}

/// Reads the addresses once both are printed.
fn lines(log: &str) -> Option<Lines> {
    let address =
        |label| printed_after(log, label)?.strip_prefix("http://")?.trim_end_matches('/').parse().ok();
    Some(Lines { address: address("Listening on ")?, demo: address("Demo ")? })
}

/// The rest of the line that begins with this label, once the line is complete.
fn printed_after(log: &str, label: &str) -> Option<String> {
    let line = log.split_inclusive('\n').find_map(|line| line.strip_prefix(label)?.strip_suffix('\n'))?;
    Some(line.trim().into())
}

/// Asks `GET /healthz` once.
///
/// # Errors
/// When the server doesn't answer, or answers that it can't serve.
pub async fn healthy(address: SocketAddr) -> Result<()> {
    let answer = reqwest::get(format!("http://{address}/healthz")).await.context("no answer")?;
    if !answer.status().is_success() {
        bail!("/healthz answers {}", answer.status());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_from_complete_lines() {
        let printed = "Listening on http://127.0.0.1:8080\nConsole  http://127.0.0.1:8080/console\n";
        assert!(lines(printed).is_none());
        assert!(lines(&format!("{printed}Demo     http://127.0.0.1:80")).is_none());
        let all = lines(&format!("{printed}Demo     http://127.0.0.1:8081/\n")).unwrap();
        assert_eq!((all.address.port(), all.demo.port()), (8080, 8081));
    }
}

//! A mail server on this machine: Debian's aiosmtpd, which keeps what it gets.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use tempfile::TempDir;
use tokio::process::Command;

use crate::process::Process;
use crate::settings;

/// How long a start may take, with all other tests running.
const START_LIMIT: Duration = Duration::from_secs(30);
/// The user whom the server lets in.
pub const USER: &str = "frontdesk";
/// The user's password.
pub const PASSWORD: &str = "correct horse battery";

/// A mail server without encryption that wants [`USER`] and [`PASSWORD`]. It is gone when it is dropped.
pub struct MailServer {
    // Dropped in this order: the process must be gone before its folder goes.
    _process: Process,
    folder: TempDir,
    /// Where it listens.
    pub port: u16,
}

impl MailServer {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// When it doesn't start, with what it has printed.
    pub async fn start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("frontdesk-mail-").tempdir()?;
        let mut command = Command::new(settings::python()?);
        command
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("smtp/server.py"))
            .args(["--user", USER, "--password", PASSWORD])
            .arg("--folder")
            .arg(folder.path());
        let mut process = Process::start("aiosmtpd", command)?;
        let port = process.printed(START_LIMIT, listening).await?;
        Ok(Self { _process: process, folder, port })
    }

    /// The mails that it has taken, as they came.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn mails(&self) -> Result<Vec<String>> {
        let mut mails = Vec::new();
        for number in 1.. {
            let file = self.folder.path().join(format!("{number}.eml"));
            if !file.is_file() {
                break;
            }
            mails.push(std::fs::read_to_string(file)?);
        }
        Ok(mails)
    }
}

fn listening(log: &str) -> Option<u16> {
    log.lines().find_map(|line| line.strip_prefix("listening ")?.parse().ok())
}

//! The programs that drive the browsers: one process, one port and one profile folder per session, so that sessions
//! share nothing and nothing is left over.

mod chromium;
mod firefox;
mod webkit;

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;
use thirtyfour::{Capabilities, WebDriver};

use crate::process::Process;

/// How long a driver may take until it listens.
const LISTEN_LIMIT: Duration = Duration::from_secs(20);
/// How long a browser may take to start.
const SESSION_LIMIT: Duration = Duration::from_secs(30);
/// A start is tried this often: chromedriver loses a race for its port once in a while, and rarely a session of WebKit
/// never answers because its inspector's port was taken in between. Nothing else is ever retried.
const STARTS: u32 = 3;

/// Whose engine shows the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Blink, as in Chrome and Edge.
    Chromium,
    /// Gecko.
    Firefox,
    /// WebKit, as in Safari. It has no BiDi: no events, no scripts before a page's own.
    Webkit,
}

impl Engine {
    /// Its name in file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Webkit => "webkit",
        }
    }

    /// Whether the driver speaks BiDi.
    pub fn has_bidi(self) -> bool {
        self != Self::Webkit
    }
}

/// How a browser and its person differ from others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nature {
    /// What the browser is not able to do.
    pub lack: Lack,
    /// What the person wants to see move.
    pub motion: Motion,
    /// What the driver writes down.
    pub record: Record,
}

/// What a browser is not able to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lack {
    /// It is as it comes.
    #[default]
    Nothing,
    /// It runs no WebAssembly, as where an administrator or a hardened mode forbids it.
    WebAssembly,
}

/// What a person has told the system about movements on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Motion {
    /// As little as possible: what stands still is hit where it was seen, and at once.
    #[default]
    Reduced,
    /// Whatever there is.
    Any,
}

/// What a driver writes down of what it sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Record {
    /// What pages complain of.
    #[default]
    Complaints,
    /// Every piece that comes over the network, too. Only Chromium's driver can.
    Network,
}

/// A running driver with one browser.
pub struct Driver {
    // Dropped in this order: the browser must be gone before its folder and its display go.
    process: Process,
    _display: Option<Process>,
    _folder: TempDir,
}

impl Driver {
    /// Starts a driver and a browser with a fresh profile.
    ///
    /// # Errors
    /// When the browser isn't installed, or doesn't start in any of a few tries.
    pub async fn start(engine: Engine, nature: Nature) -> Result<(Self, WebDriver)> {
        let mut tries = 1;
        loop {
            match Self::try_start(engine, nature).await {
                Ok(started) => return Ok(started),
                Err(error) if tries == STARTS => {
                    return Err(error.context(format!("{} does not start", engine.name())));
                }
                Err(error) => eprintln!("{} is started again: {error:#}", engine.name()),
            }
            tries += 1;
        }
    }

    /// Everything that the driver has printed.
    pub fn log(&self) -> String {
        self.process.log().text()
    }

    async fn try_start(engine: Engine, nature: Nature) -> Result<(Self, WebDriver)> {
        let folder = tempfile::Builder::new().prefix("frontdesk-browser-").tempdir()?;
        let Listening { process, display, port } = match engine {
            Engine::Chromium => chromium::start(folder.path()).await?,
            Engine::Firefox => firefox::start(folder.path()).await?,
            Engine::Webkit => webkit::start(folder.path(), nature).await?,
        };
        let capabilities = match engine {
            Engine::Chromium => chromium::capabilities(folder.path(), nature)?,
            Engine::Firefox => firefox::capabilities(nature)?,
            Engine::Webkit => webkit::capabilities()?,
        };
        let capabilities: Capabilities = serde_json::from_value(capabilities)?;
        let opening = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities);
        let session = tokio::time::timeout(SESSION_LIMIT, opening)
            .await
            .context("the driver does not answer")?
            .with_context(|| format!("the driver printed:\n{}", process.log().text()))?;
        Ok((Self { process, _display: display, _folder: folder }, session))
    }
}

/// A driver that waits for a session.
struct Listening {
    process: Process,
    display: Option<Process>,
    port: u16,
}

/// A command whose temporary files stay in the session's own folder.
fn command(program: &Path, folder: &Path) -> tokio::process::Command {
    let mut command = tokio::process::Command::new(program);
    command.env("TMPDIR", folder).env("HOME", folder).env("XDG_RUNTIME_DIR", folder);
    command
}

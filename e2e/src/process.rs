//! A child process with all that it starts: in a process group of its own, its output kept, gone when dropped.

use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};

use crate::until::until;

/// How long a dropped process that was asked to end politely may take, before it is killed.
const GRACE: Duration = Duration::from_millis(300);

/// A running child process.
pub struct Process {
    name: String,
    child: Child,
    group: Pid,
    log: Log,
    politely: bool,
}

/// What a process has printed so far, both streams in one.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<String>>);

impl Log {
    /// All of it.
    pub fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn add(&self, line: &str) {
        let mut text = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        text.push_str(line);
        text.push('\n');
    }
}

impl Process {
    /// Starts a program; `name` stands in messages. When the value is dropped, the program and everything that it
    /// started is killed.
    ///
    /// # Errors
    /// When it can't be started.
    pub fn start(name: &str, mut command: Command) -> Result<Self> {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true);
        let mut child = command.spawn().with_context(|| format!("{name} does not start"))?;
        let group = child
            .id()
            .and_then(|id| Pid::from_raw(id.cast_signed()))
            .with_context(|| format!("{name} was gone at once"))?;
        let log = Log::default();
        if let (Some(output), Some(errors)) = (child.stdout.take(), child.stderr.take()) {
            tokio::spawn(collect(output, log.clone()));
            tokio::spawn(collect(errors, log.clone()));
        }
        Ok(Self { name: name.into(), child, group, log, politely: false })
    }

    /// On drop, lets the process clean up behind itself for a moment before it is killed.
    pub fn politely(mut self) -> Self {
        self.politely = true;
        self
    }

    /// Its id, to look up what it costs.
    pub fn id(&self) -> i32 {
        self.group.as_raw_nonzero().get()
    }

    /// What it has printed.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits for something in what it prints.
    ///
    /// # Errors
    /// When the process ends or `limit` passes before, with everything that it has printed.
    pub async fn printed<T>(&mut self, limit: Duration, find: impl Fn(&str) -> Option<T>) -> Result<T> {
        let log = self.log.clone();
        let found = until("its first words", limit, async || {
            if let Some(value) = find(&log.text()) {
                return Ok(Some(Ok(value)));
            }
            Ok(self.child.try_wait()?.map(Err))
        })
        .await;
        match found {
            Ok(Ok(value)) => Ok(value),
            // Its last words may still be on their way.
            Ok(Err(status)) => match find(&log.text()) {
                Some(value) => Ok(value),
                None => bail!("{} ended with {status}:\n{}", self.name, log.text()),
            },
            Err(error) => Err(error.context(format!("{} printed only:\n{}", self.name, log.text()))),
        }
    }

    /// Kills it with SIGKILL, together with everything that it has started, and waits until it is gone.
    ///
    /// # Errors
    /// When the system can't say that it has gone.
    pub async fn kill(&mut self) -> Result<()> {
        // The group may be gone already, which is what is wanted.
        let _ = kill_process_group(self.group, Signal::KILL);
        self.child.wait().await.with_context(|| format!("{} cannot be waited for", self.name))?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.politely && kill_process_group(self.group, Signal::TERM).is_ok() {
            const LOOKS: u32 = 30;
            for _ in 0..LOOKS {
                if !self.is_running() {
                    break;
                }
                std::thread::sleep(GRACE / LOOKS);
            }
        }
        let _ = kill_process_group(self.group, Signal::KILL);
    }
}

async fn collect(stream: impl AsyncRead + Unpin, log: Log) {
    let mut lines = BufReader::new(stream).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        log.add(&line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[tokio::test]
    async fn what_a_child_has_started_dies_with_it() {
        let mut process = Process::start("shell", shell("sleep 60 & echo child $!; wait")).unwrap();
        let child: i32 = process
            .printed(Duration::from_secs(5), |log| log.strip_prefix("child ")?.trim().parse().ok())
            .await
            .unwrap();
        drop(process);
        let state = format!("/proc/{child}/stat");
        until("the grandchild's end", Duration::from_secs(5), async || {
            let stat = std::fs::read_to_string(&state).unwrap_or_default();
            Ok((stat.is_empty() || stat.contains(") Z ")).then_some(()))
        })
        .await
        .unwrap();
    }

    #[tokio::test]
    async fn an_early_end_shows_what_was_printed() {
        let mut process = Process::start("shell", shell("echo no luck; exit 3")).unwrap();
        let error = process.printed(Duration::from_secs(5), |_| None::<()>).await.unwrap_err();
        assert!(error.to_string().contains("exit status: 3"), "{error}");
    }
}

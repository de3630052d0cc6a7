//! Running other programs: quietly with signs of life, or in plain view, always ended when the person asks to stop.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::progress::{Step, Stopwatch};

const POLL: Duration = Duration::from_millis(50);
/// How long a child may take to end by itself after an interrupt before it is killed.
const GRACE: Duration = Duration::from_secs(10);
/// How long to wait for output that is still on its way after a program has ended.
const LAST_WORDS: Duration = Duration::from_millis(200);
/// How much of a failed program's output is shown.
const TAIL: usize = 40;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Makes an interrupt end the running child and then unwind in order, so that throwaway servers and folders are removed.
pub fn catch_interrupts() -> Result<()> {
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst)).context("cannot listen for interrupts")
}

/// Whether the person has asked to stop.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// A program in the top folder, without the variables that `cargo run` adds for its own child: they would leak into
/// nested cargo calls and make their build scripts run again.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(paths::root());
    for (key, _) in std::env::vars_os() {
        let name = key.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&key);
        }
    }
    command
}

/// Cargo of the pinned toolchain.
pub fn cargo() -> Command {
    program(paths::environment("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a program in plain view: its own messages and progress go to standard error, so that ours stays clean.
///
/// # Errors
/// When it cannot be started, ends with a failure, or the person interrupts.
pub fn show(command: &mut Command) -> Result<()> {
    command.stdin(Stdio::null()).stdout(Stdio::from(std::io::stderr()));
    let name = name_of(command);
    let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
    let status = wait(&mut child, None)?;
    succeed(&name, status)
}

/// Runs a program and gives back what it wrote to standard output; standard error stays in view.
///
/// # Errors
/// As [`show`], and when the output is not UTF-8.
pub fn output(command: &mut Command) -> Result<String> {
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let name = name_of(command);
    let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
    let mut pipe = child.stdout.take().context("no standard output to read")?;
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        pipe.read_to_string(&mut text).map(|_| text)
    });
    let status = wait(&mut child, None)?;
    let text = reader.join().map_err(|_| anyhow::anyhow!("reading {name} failed"))?;
    succeed(&name, status)?;
    text.with_context(|| format!("{name} wrote something that is not text"))
}

/// Runs a program whose standard output is the result of ours, and goes where ours goes.
///
/// # Errors
/// As [`show`].
pub fn pass_output(command: &mut Command) -> Result<()> {
    let name = name_of(command);
    let mut child = command.stdin(Stdio::null()).spawn().with_context(|| format!("cannot start {name}"))?;
    let status = wait(&mut child, None)?;
    succeed(&name, status)
}

/// Runs a program without showing anything, and tells only whether it succeeded.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// A long step done by one program whose output is shown only when it fails.
pub struct Watched<'a> {
    /// What the step does, for people.
    pub title: &'a str,
    /// What it costs, such as "about a minute"; may be empty.
    pub expectation: &'a str,
    /// The program is killed and the step fails after this time.
    pub limit: Duration,
    /// Turns a line of output into a sign of progress, or nothing.
    pub detail: fn(&str) -> Option<String>,
}

/// Takes each line of output as it is for a sign of progress.
pub fn every_line(line: &str) -> Option<String> {
    Some(line.to_owned())
}

impl Watched<'_> {
    /// Runs the program.
    ///
    /// # Errors
    /// When it cannot be started, fails, exceeds the limit, or the person interrupts; the last lines of its output are
    /// part of the message.
    pub fn run(&self, command: &mut Command) -> Result<()> {
        let mut step = Step::begin(self.title, self.expectation);
        match self.follow(&mut step, command) {
            Ok(()) => {
                step.end();
                Ok(())
            }
            Err(error) => {
                step.fail();
                Err(error)
            }
        }
    }

    fn follow(&self, step: &mut Step, command: &mut Command) -> Result<()> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let name = name_of(command);
        let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        let (sender, lines) = mpsc::channel();
        forward(child.stdout.take(), sender.clone());
        forward(child.stderr.take(), sender);
        let mut tail = VecDeque::new();
        let mut detail = String::new();
        let status = loop {
            while let Ok(line) = lines.try_recv() {
                keep_last(&mut tail, &mut detail, line, self.detail);
            }
            step.detail(&detail);
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if interrupted() {
                wait(&mut child, None)?;
            }
            if step.elapsed() > self.limit {
                end(&mut child)?;
                bail!("{name} did not finish within {} seconds{}", self.limit.as_secs(), shown(&tail));
            }
            std::thread::sleep(POLL);
        };
        // Not until the pipe closes: a daemon that the program started may hold it open for ever.
        while let Ok(line) = lines.recv_timeout(LAST_WORDS) {
            keep_last(&mut tail, &mut detail, line, self.detail);
        }
        if !status.success() {
            bail!("{name} failed ({status}){}", shown(&tail));
        }
        Ok(())
    }
}

fn keep_last(
    tail: &mut VecDeque<String>,
    detail: &mut String,
    line: String,
    read: fn(&str) -> Option<String>,
) {
    if let Some(sign) = read(&line) {
        *detail = sign;
    }
    tail.push_back(line);
    if tail.len() > TAIL {
        tail.pop_front();
    }
}

fn shown(tail: &VecDeque<String>) -> String {
    if tail.is_empty() {
        return String::new();
    }
    let lines: Vec<_> = tail.iter().map(|line| format!("\n    {line}")).collect();
    format!("; its last words:{}", lines.concat())
}

fn forward(pipe: Option<impl Read + Send + 'static>, sender: mpsc::Sender<String>) {
    let Some(pipe) = pipe else { return };
    std::thread::spawn(move || {
        let mut reader = BufReader::new(pipe);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            line.clear();
            if sender.send(text).is_err() {
                return;
            }
        }
    });
}

/// Waits for a child; ends it after an interrupt or the limit.
///
/// # Errors
/// When the person has interrupted, or the limit has passed.
pub fn wait(child: &mut Child, limit: Option<Duration>) -> Result<ExitStatus> {
    let watch = Stopwatch::start();
    loop {
        if let Some(status) = child.try_wait()? {
            if interrupted() {
                bail!("interrupted");
            }
            return Ok(status);
        }
        if interrupted() {
            end(child)?;
            bail!("interrupted");
        }
        if limit.is_some_and(|limit| watch.elapsed() > limit) {
            end(child)?;
            bail!("it did not finish in time");
        }
        std::thread::sleep(POLL);
    }
}

/// Asks a child to end, as an interrupt would, and kills it when it does not.
///
/// # Errors
/// When the system refuses to tell how it ended.
pub fn end(child: &mut Child) -> Result<()> {
    succeeds(Command::new("kill").arg("-TERM").arg(child.id().to_string()));
    let watch = Stopwatch::start();
    while child.try_wait()?.is_none() {
        if watch.elapsed() > GRACE {
            child.kill()?;
            child.wait()?;
            break;
        }
        std::thread::sleep(POLL);
    }
    Ok(())
}

fn succeed(name: &str, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("{name} failed ({status})");
    }
    Ok(())
}

fn name_of(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let name = program.rsplit('/').next().unwrap_or(&program).to_owned();
    let first = command.get_args().next().map(|argument| argument.to_string_lossy().into_owned());
    match first {
        Some(argument) if !argument.starts_with('-') => format!("`{name} {argument}`"),
        _ => format!("`{name}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watched() -> Watched<'static> {
        Watched { title: "Trying", expectation: "", limit: Duration::from_secs(20), detail: every_line }
    }

    #[test]
    fn a_failing_program_leaves_its_last_words() {
        let error = watched().run(program("sh").args(["-c", "echo alas >&2; exit 3"])).unwrap_err();
        assert!(format!("{error:#}").contains("alas"), "{error:#}");
    }

    #[test]
    fn a_program_over_its_limit_is_ended() {
        let limit = Duration::from_millis(100);
        let error = Watched { limit, ..watched() }.run(program("sleep").arg("600")).unwrap_err();
        assert!(format!("{error:#}").contains("within 0 seconds"), "{error:#}");
    }

    #[test]
    fn only_standard_output_is_given_back() {
        let text = output(program("sh").args(["-c", "echo result; echo noise >&2"])).unwrap();
        assert_eq!(text, "result\n");
    }
}

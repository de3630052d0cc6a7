//! `cargo xtask dev`: serves, and rebuilds what changed whenever a source file is saved.

use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use anyhow::{Context, Result};
use notify::{RecursiveMode, Watcher};

use crate::run::{self, Options};
use crate::site::{self, Quality};
use crate::{command, paths, progress};

const SOURCES: [&str; 5] = ["shared", "widget", "console", "server", "public"];
/// Editors write several files at once: wait until nothing has changed for this long.
const QUIET: Duration = Duration::from_millis(200);
const GLANCE: Duration = Duration::from_millis(300);

/// Serves until interrupted. A build that fails leaves the last good server running.
pub fn run(options: &Options) -> Result<()> {
    let (sender, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // The other end is gone only when the program ends.
        let _ = event.map(|event| sender.send(event));
    })?;
    for folder in SOURCES {
        watcher
            .watch(&paths::at(folder), RecursiveMode::Recursive)
            .with_context(|| format!("watching {folder}"))?;
    }
    let mut server = None;
    let mut changed = vec![paths::root().to_owned()];
    while !command::interrupted() {
        match rebuild(&changed) {
            Ok(()) => restart(&mut server, options)?,
            Err(_) if command::interrupted() => break,
            Err(error) => progress::failure(&error),
        }
        changed = next_changes(&changes);
    }
    stop(&mut server)
}

/// Builds what the changed files are part of. `shared` and the site are part of the server too.
fn rebuild(changed: &[PathBuf]) -> Result<()> {
    let only_server = changed.iter().all(|file| file.starts_with(paths::at("server")));
    if !only_server {
        site::build(Quality::Quick)?;
    }
    command::show(command::cargo().args(["build", "--package", "server", "--bin", "frontdesk"]))
}

fn restart(server: &mut Option<Child>, options: &Options) -> Result<()> {
    stop(server)?;
    let mut program = command::program(paths::at("target/debug/frontdesk"));
    let child =
        run::serve(&mut program, options).stdin(Stdio::null()).spawn().context("cannot start the server")?;
    *server = Some(child);
    progress::done("Serving; waiting for changes");
    Ok(())
}

fn stop(server: &mut Option<Child>) -> Result<()> {
    server.take().map_or(Ok(()), |mut child| command::end(&mut child))
}

/// Waits for source files to change, and for the last of a burst. Nothing when the person interrupts.
fn next_changes(changes: &Receiver<notify::Event>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    while !command::interrupted() {
        let patience = if files.is_empty() { GLANCE } else { QUIET };
        match changes.recv_timeout(patience) {
            Ok(event) if !event.kind.is_access() => {
                files.extend(event.paths.into_iter().filter(|file| is_source(file)))
            }
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) if files.is_empty() => {}
            Err(_) => return files,
        }
    }
    files
}

fn is_source(file: &Path) -> bool {
    let hidden = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let backup = file.to_string_lossy().ends_with('~');
    !hidden && !backup
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_leave_behind_is_no_source() {
        assert!(is_source(Path::new("/r/widget/src/main.rs")));
        assert!(!is_source(Path::new("/r/widget/src/.main.rs.swp")));
        assert!(!is_source(Path::new("/r/widget/src/main.rs~")));
    }
}

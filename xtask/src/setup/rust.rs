//! The parts of the pinned toolchain: the WebAssembly target, rustfmt, clippy, the standard library's sources.
//!
//! rustup may be told not to install anything by itself, so what is missing is added by name. Its server may be out of
//! reach: a refusal comes at once, but a silent network would hang for minutes, so each attempt is bounded.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::command::{self, Watched};
use crate::setup::distribution;
use crate::{paths, progress};

const TARGET: &str = "wasm32-unknown-unknown";
const PROBE: Duration = Duration::from_secs(8);
const LIMIT: Duration = Duration::from_secs(60);

/// Who compiles to WebAssembly.
#[derive(Clone, Copy)]
pub enum WasmCompiler {
    /// The pinned toolchain, with the target's standard library as it comes.
    Pinned,
    /// The distribution's compiler, which must build the standard library itself.
    Distribution,
}

/// Makes sure that something compiles to WebAssembly.
///
/// # Errors
/// When neither the pinned toolchain nor the distribution can; the message says what to install.
pub fn wasm() -> Result<WasmCompiler> {
    if has_target() {
        return Ok(WasmCompiler::Pinned);
    }
    let Err(refusal) = add("Adding the WebAssembly target of Rust", &["target", "add", TARGET]) else {
        return Ok(WasmCompiler::Pinned);
    };
    if command::interrupted() {
        return Err(refusal);
    }
    progress::warn(&format!("rustup cannot add {TARGET}: {refusal:#}"));
    progress::say("Taking the distribution's compiler for the bundles instead");
    distribution::install().with_context(|| {
        format!("nothing here compiles to WebAssembly. Install the target with `rustup target add {TARGET}`")
    })?;
    Ok(WasmCompiler::Distribution)
}

/// `rustfmt` and `clippy`.
pub fn lints() -> Result<()> {
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if !command::succeeds(command::cargo().args([subcommand, "--version"])) {
            add(&format!("Adding {component}"), &["component", "add", component])?;
        }
    }
    Ok(())
}

/// The standard library's sources, from which a smaller bundle can be made. `false` where they cannot be had: the
/// bundle is then a few kilobytes larger, and still works.
pub fn standard_library_sources() -> bool {
    let present =
        || sysroot().is_some_and(|root| root.join("lib/rustlib/src/rust/library/Cargo.lock").is_file());
    if present() {
        return true;
    }
    match add("Adding the sources of Rust's standard library", &["component", "add", "rust-src"]) {
        Ok(()) => present(),
        Err(error) => {
            progress::warn(&format!("Without rust-src the bundles get some kilobytes larger: {error:#}"));
            false
        }
    }
}

fn has_target() -> bool {
    sysroot().is_some_and(|root| root.join("lib/rustlib").join(TARGET).join("lib").is_dir())
}

/// The folder of the toolchain that runs us.
pub fn sysroot() -> Option<PathBuf> {
    let rustc = paths::environment("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = command::program(rustc).args(["--print", "sysroot"]).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().into())
}

/// Adds something to the pinned toolchain by rustup.
fn add(what: &str, arguments: &[&str]) -> Result<()> {
    if paths::program("rustup").is_none() {
        bail!("there is no rustup");
    }
    reachable()?;
    let mut rustup = rustup();
    rustup.args(arguments);
    Watched { title: what, expectation: "some seconds", limit: LIMIT, detail: command::every_line }
        .run(&mut rustup)
}

fn rustup() -> Command {
    let mut rustup = command::program("rustup");
    rustup.env("RUSTUP_DOWNLOAD_TIMEOUT", "10").env("RUSTUP_MAX_RETRIES", "1").env("RUST_BACKTRACE", "0");
    rustup
}

/// Asks for something small first, so that a network that never answers costs seconds: `check` compares versions and
/// reads one small file of each channel for it. It says 100 when there is something newer, which is no failure.
fn reachable() -> Result<()> {
    let mut child =
        rustup().arg("check").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let status = command::wait(&mut child, Some(PROBE)).context("asking rustup's server")?;
    if !matches!(status.code(), Some(0 | 100)) {
        bail!("rustup's server does not answer");
    }
    Ok(())
}

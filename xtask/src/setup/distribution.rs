//! The second way to WebAssembly: a Debian-like distribution's own compiler, for machines that rustup's server is closed
//! to (a distribution's builder, a company's inner network).
//!
//! It brings no ready standard library for the target but its sources, so each bundle builds that too. It works in a
//! target folder of its own, because two compilers in one folder undo each other's work.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::command;
use crate::paths;
use crate::setup::{packages, rust};

const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "libstd-rust-web-dev"];

/// Installs the compiler where it is missing.
///
/// # Errors
/// When the distribution has no such packages; the message names them.
pub fn install() -> Result<()> {
    if Path::new(RUSTC).is_file() && Path::new(CARGO).is_file() {
        return Ok(());
    }
    packages::install(PACKAGES, "the distribution's Rust compiler", "about half a minute")
}

/// Cargo of the distribution, set up for a bundle.
pub fn cargo() -> Result<Command> {
    let mut cargo = command::program(CARGO);
    cargo
        .env("RUSTC", RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker()?)
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("CARGO");
    Ok(cargo)
}

/// Its target folder.
pub fn target() -> PathBuf {
    paths::at("target/wasm-distribution")
}

/// The linker for WebAssembly: every toolchain brings one for its own use.
fn linker() -> Result<PathBuf> {
    let host = rust::sysroot().context("the Rust toolchain does not tell where it is")?.join("lib/rustlib");
    let folders = std::fs::read_dir(&host).with_context(|| format!("cannot read {}", host.display()))?;
    let bundled = folders.flatten().map(|folder| folder.path().join("bin/rust-lld")).find(|file| file.is_file());
    bundled.or_else(|| paths::program("wasm-ld")).context("no linker for WebAssembly; install `lld`")
}

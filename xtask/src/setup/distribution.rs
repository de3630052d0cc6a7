//! The second way to WebAssembly: a Debian-like distribution's own compiler, for machines that rustup's server is closed
//! to (a distribution's builder, a company's inner network).
//!
//! It brings no ready standard library for the target but its sources, so each bundle builds that too. It works in a
//! target folder of its own, because two compilers in one folder undo each other's work.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command;
use crate::paths;
use crate::setup::{packages, rust};

const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const SOURCES: &str = "/usr/lib/rustlib/src/rust/library/std/Cargo.toml";
const PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "libstd-rust-web-dev"];

/// Installs the compiler where it is missing.
///
/// # Errors
/// When the distribution has no such packages; the message names them.
pub fn install() -> Result<()> {
    if usable() {
        return Ok(());
    }
    packages::install(PACKAGES, "the distribution's Rust compiler", "about half a minute")?;
    if !usable() {
        bail!("the distribution's Rust is too old or comes without the sources of its standard library");
    }
    Ok(())
}

/// Whether it is new enough for this workspace and has the sources of its standard library.
fn usable() -> bool {
    let Ok(told) = Command::new(RUSTC).arg("--version").output() else { return false };
    let version = minor_version(&String::from_utf8_lossy(&told.stdout));
    let wanted = minor_version(concat!("rustc ", env!("CARGO_PKG_RUST_VERSION")));
    version >= wanted && Path::new(SOURCES).is_file() && Path::new(CARGO).is_file()
}

/// The 95 of `rustc 1.95.0 (…)`.
fn minor_version(version: &str) -> Option<u32> {
    version.strip_prefix("rustc 1.")?.split('.').next()?.parse().ok()
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
    let bundled =
        folders.flatten().map(|folder| folder.path().join("bin/rust-lld")).find(|file| file.is_file());
    bundled.or_else(|| paths::program("wasm-ld")).context("no linker for WebAssembly; install `lld`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read() {
        assert_eq!(
            minor_version("rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)"),
            Some(96)
        );
        assert_eq!(minor_version("rustc 1.95"), Some(95));
        assert_eq!(minor_version("gcc 12"), None);
    }
}

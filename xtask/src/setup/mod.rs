//! Installing what is missing, and only that. Every item looks first whether it is there already.
//!
//! The other commands call the items they need, so `cargo xtask run` on a fresh machine fetches no browser.

pub mod distribution;
mod packages;
mod rust;
mod tools;

use std::path::PathBuf;

use anyhow::Result;

use crate::progress;

pub use rust::{WasmCompiler, standard_library_sources};

/// Everything that any command needs.
pub fn everything() -> Result<()> {
    wasm()?;
    standard_library_sources();
    lints()?;
    browsers()?;
    packages::postgres()?;
    packages::mail_server()?;
    tools::cargo_deny()?;
    progress::done("Everything is installed");
    Ok(())
}

/// A compiler for WebAssembly: the pinned one, or the distribution's where the pinned one cannot be completed.
pub fn wasm() -> Result<WasmCompiler> {
    rust::wasm()
}

/// `rustfmt` and `clippy` of the pinned toolchain.
pub fn lints() -> Result<()> {
    rust::lints()
}

/// What the browser tests are told about the machine.
pub struct Browsers {
    /// The driver of Firefox.
    pub geckodriver: PathBuf,
    /// The script that looks for barriers on a page.
    pub axe: PathBuf,
    /// The folder `node_modules` with other people's style sheets, and what compiles the package's examples.
    pub npm: PathBuf,
}

/// Three browsers with their drivers, the accessibility checker, and what the tests take from npm.
pub fn browsers() -> Result<Browsers> {
    packages::browsers()?;
    Ok(Browsers { geckodriver: tools::geckodriver()?, axe: tools::axe()?, npm: tools::npm_packages()? })
}

/// PostgreSQL's programs; gives back the folder with `initdb`.
pub fn postgres() -> Result<PathBuf> {
    packages::postgres()
}

/// A mail server for the tests; gives back the Python that has it.
pub fn mail_server() -> Result<PathBuf> {
    packages::mail_server()
}

/// `cargo deny`, which looks at licenses, sources and known vulnerabilities.
pub fn cargo_deny() -> Result<PathBuf> {
    tools::cargo_deny()
}

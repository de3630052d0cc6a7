//! `cargo xtask check`: what a reviewer should not have to look for.

mod dependencies;
mod tidy;

use anyhow::{Result, bail};

use crate::progress::{self, Step};
use crate::{command, setup};

/// The apps that only a browser runs; their lints see the code for that target.
const WASM_APPS: [&str; 4] = ["--package", "widget", "--package", "console"];

/// Runs all checks, also after one has failed, and names those that did.
///
/// # Errors
/// When a check failed.
pub fn run() -> Result<()> {
    setup::lints()?;
    setup::wasm()?;
    let deny = setup::cargo_deny()?;
    let checks: [(&str, &dyn Fn() -> Result<()>); 5] = [
        ("formatting", &|| command::show(command::cargo().args(["fmt", "--all", "--check"]))),
        ("house rules", &tidy::check),
        ("lints", &native_lints),
        ("lints of the browser apps", &wasm_lints),
        ("dependencies", &|| dependencies::check(&deny)),
    ];
    let mut failed = Vec::new();
    for (name, check) in checks {
        let step = Step::begin(&format!("Checking {name}"), "");
        match check() {
            Ok(()) => step.end(),
            Err(error) => {
                step.fail();
                progress::failure(&error);
                failed.push(name);
            }
        }
        if command::interrupted() {
            bail!("interrupted");
        }
    }
    if !failed.is_empty() {
        bail!("to be put right: {}", failed.join(", "));
    }
    progress::done("All checks passed");
    Ok(())
}

fn native_lints() -> Result<()> {
    let exclude = ["--workspace", "--exclude", "widget", "--exclude", "console"];
    command::show(
        command::cargo().arg("clippy").args(exclude).args(["--all-targets", "--", "--deny", "warnings"]),
    )
}

fn wasm_lints() -> Result<()> {
    command::show(
        command::cargo()
            .arg("clippy")
            .args(WASM_APPS)
            .args(["--target", "wasm32-unknown-unknown", "--target-dir"])
            .arg(crate::paths::wasm_target())
            .args(["--", "--deny", "warnings"]),
    )
}

//! `cargo xtask check`: what a reviewer should not have to look for.

mod dependencies;
mod tidy;

use anyhow::{Result, bail};

use crate::progress::{self, Step};
use crate::setup::{self, WasmCompiler};
use crate::{command, paths};

/// The apps that only a browser runs; their lints see the code for that target.
const WASM_APPS: [&str; 4] = ["--package", "widget", "--package", "console"];

/// Runs all checks, also after one has failed, and names those that did.
///
/// # Errors
/// When a check failed.
pub fn run() -> Result<()> {
    setup::lints()?;
    let wasm = setup::wasm()?;
    let deny = setup::cargo_deny()?;
    let checks: [(&str, &dyn Fn() -> Result<()>); 5] = [
        ("formatting", &|| command::show(command::cargo().args(["fmt", "--all", "--check"]))),
        ("house rules", &tidy::check),
        ("lints", &native_lints),
        ("lints of the browser apps", &|| wasm_lints(wasm)),
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
    command::show(command::cargo().arg("clippy").args(exclude).args([
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ]))
}

/// Lints the apps as a browser runs them; where only the distribution's compiler knows browsers, as they compile here.
fn wasm_lints(compiler: WasmCompiler) -> Result<()> {
    let mut clippy = command::cargo();
    clippy.arg("clippy").args(WASM_APPS);
    match compiler {
        WasmCompiler::Pinned => {
            clippy.args(["--target", "wasm32-unknown-unknown", "--target-dir"]).arg(paths::wasm_target());
        }
        WasmCompiler::Distribution => {
            progress::warn(
                "Without the pinned compiler's wasm target, code for browsers alone is not looked at",
            );
        }
    }
    command::show(clippy.args(["--", "--deny", "warnings"]))
}

//! Tools for this repository alone, kept below `target/tools`: geckodriver, cargo-deny, axe.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::command::{self, Watched};
use crate::{paths, setup::packages};

const GECKODRIVER: &str = "0.37.1";
const CARGO_DENY: &str = "0.20.2";
const AXE: &str = "4.14.1";
const LIMIT: Duration = Duration::from_secs(40 * 60);

/// The driver of Firefox.
pub fn geckodriver() -> Result<PathBuf> {
    cargo_install("geckodriver", GECKODRIVER, &[], "2 to 3 minutes")
}

/// The checker of licenses, sources and advisories. Built without optimization: it runs for a second, and an optimized
/// build takes three times as long.
pub fn cargo_deny() -> Result<PathBuf> {
    cargo_install("cargo-deny", CARGO_DENY, &["--debug"], "3 to 5 minutes")
}

/// The script that finds barriers on a page.
pub fn axe() -> Result<PathBuf> {
    let folder = paths::tools().join("axe");
    let script = folder.join("axe.min.js");
    if script.is_file() && read_trimmed(&folder.join("version")).as_deref() == Some(AXE) {
        return Ok(script);
    }
    packages::npm()?;
    std::fs::create_dir_all(paths::tools())?;
    let unpacked = tempfile::tempdir_in(paths::tools())?;
    Watched {
        title: "Fetching axe-core",
        expectation: "",
        limit: Duration::from_secs(300),
        detail: command::every_line,
    }
    .run(
        command::program("npm")
            .args(["pack", "--silent", &format!("axe-core@{AXE}")])
            .current_dir(unpacked.path()),
    )?;
    let archive = format!("axe-core-{AXE}.tgz");
    let unpack = ["-xzf", &archive, "package/axe.min.js"];
    if !command::succeeds(command::program("tar").args(unpack).current_dir(unpacked.path())) {
        bail!("{archive} does not hold package/axe.min.js");
    }
    std::fs::create_dir_all(&folder)?;
    std::fs::rename(unpacked.path().join("package/axe.min.js"), &script)?;
    std::fs::write(folder.join("version"), AXE)?;
    Ok(script)
}

/// What `e2e/npm` lists, at exactly the versions and contents of its lock file; gives back the folder `node_modules`.
pub fn npm_packages() -> Result<PathBuf> {
    const LISTS: [&str; 2] = ["package.json", "package-lock.json"];
    let folder = paths::tools().join("npm");
    let installed = folder.join("node_modules");
    let is_same = |list: &str| {
        let wanted = std::fs::read(paths::at("e2e/npm").join(list)).ok();
        wanted.is_some() && wanted == std::fs::read(folder.join(list)).ok()
    };
    if installed.join(".package-lock.json").is_file() && LISTS.into_iter().all(is_same) {
        return Ok(installed);
    }
    packages::npm()?;
    std::fs::create_dir_all(&folder)?;
    for list in LISTS {
        std::fs::copy(paths::at("e2e/npm").join(list), folder.join(list))?;
    }
    Watched {
        title: "Fetching style sheets and compilers for the browser tests",
        expectation: "35 MB",
        limit: Duration::from_secs(600),
        detail: command::every_line,
    }
    .run(
        command::program("npm")
            // What a package would like to run while it is installed, and to have beside it, is not needed here.
            .args(["ci", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund"])
            .current_dir(&folder),
    )?;
    Ok(installed)
}

/// Builds a tool from its source at exactly one version, with the versions its author tested.
fn cargo_install(name: &str, version: &str, more: &[&str], cost: &str) -> Result<PathBuf> {
    let program = paths::tools().join("bin").join(name);
    let installed = read_trimmed(&paths::tools().join(".crates.toml")).unwrap_or_default();
    if program.is_file() && installed.contains(&format!("\"{name} {version} ")) {
        return Ok(program);
    }
    std::fs::create_dir_all(paths::tools())?;
    let build = tempfile::Builder::new().prefix("build-").tempdir_in(paths::tools())?;
    Watched {
        title: &format!("Building {name} {version}"),
        expectation: cost,
        limit: LIMIT,
        detail: command::every_line,
    }
    .run(
        command::cargo()
            // Away from the repository, so that its configuration and compiler flags do not apply.
            .current_dir(build.path())
            .args(["install", "--locked", "--root"])
            .arg(paths::tools())
            .arg("--target-dir")
            .arg(build.path())
            .args(more)
            .arg(format!("{name}@{version}")),
    )?;
    program
        .is_file()
        .then_some(program)
        .with_context(|| format!("{name} was built but is not in target/tools/bin"))
}

fn read_trimmed(file: &Path) -> Option<String> {
    Some(std::fs::read_to_string(file).ok()?.trim().to_owned())
}

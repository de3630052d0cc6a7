//! `cargo xtask test`: every test there is, on a machine that may have nothing yet.
//!
//! The tests are told where things are by variables: `FRONTDESK_TEST_BINARY` (the release binary),
//! `FRONTDESK_TEST_GECKODRIVER`, `FRONTDESK_TEST_AXE`, `FRONTDESK_TEST_NPM` (a folder `node_modules`),
//! `FRONTDESK_TEST_PYTHON` (the Python that has aiosmtpd), `FRONTDESK_TEST_POSTGRES_BIN` (the folder with `initdb`),
//! `FRONTDESK_TEST_POSTGRES_URL` (a throwaway cluster; each test makes its own database in it), and for a quick round
//! `FRONTDESK_TEST_KILLS` (how often the fault test kills the server).

mod ahead;
pub mod postgres;

use std::process::Command;

use anyhow::{Result, bail};

use crate::progress::{self, Step, Stopwatch};
use crate::site::{self, Quality};
use crate::{command, paths, run, setup, size};

use ahead::Ahead;
use postgres::Cluster;

/// Browsers are hungry: this many tests at a time keep two cores busy, and more make them stumble.
const TEST_THREADS: &str = "2";
const POSTGRES_PROGRAMS: &str = "FRONTDESK_TEST_POSTGRES_BIN";
/// Says where a PostgreSQL is in which databases may be made.
pub const POSTGRES_URL: &str = "FRONTDESK_TEST_POSTGRES_URL";
const QUICK_KILLS: &str = "5";
/// The quick round leaves out the tests of these modules; a test of a browser lies in a module of its name.
const SKIPPED_WHEN_QUICK: [&str; 4] = ["--skip", "firefox::", "--skip", "webkit::"];

/// What `test` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Browser tests in Chromium only, and few kills in the fault test
    #[arg(long)]
    quick: bool,
    /// Passed on to `cargo test`; without `-p`, all crates are tested
    #[arg(last = true)]
    cargo: Vec<String>,
}

/// Runs the tests and says at the end what passed and what did not.
///
/// # Errors
/// When anything failed, after everything has run.
pub fn run(options: &Options) -> Result<()> {
    let watch = Stopwatch::start();
    let browsers = setup::browsers()?;
    let programs = setup::postgres()?;
    let python = setup::mail_server()?;
    let arguments = cargo_arguments(options);
    let ahead = Ahead::begin(&arguments)?;
    site::build(Quality::Smallest)?;
    run::server()?;
    ahead.finish()?;
    let cluster = Cluster::start(&programs)?;

    let mut tests = command::cargo();
    tests
        .args(["test", "--no-fail-fast"])
        .args(&arguments)
        .env(POSTGRES_PROGRAMS, &programs)
        .env("FRONTDESK_TEST_PYTHON", &python)
        .env(POSTGRES_URL, cluster.url());
    tell_machine(&mut tests, &browsers);
    if options.quick {
        tests.env("FRONTDESK_TEST_KILLS", QUICK_KILLS);
    }

    let mut outcomes = vec![("Tests", timed("Running the tests", || command::show(&mut tests)))];
    // A filter asks for certain tests, not for everything.
    if options.cargo.is_empty() && !command::interrupted() {
        // In the profile that this program runs in, so that nothing is compiled a second time for it.
        let mut own = command::cargo();
        own.args(["test", "--package", "xtask", "--profile", "xtask"]).env(POSTGRES_PROGRAMS, &programs);
        outcomes.push((
            "Tests of the tasks",
            timed("Running the tests of the tasks", || command::show(&mut own)),
        ));
        outcomes
            .push(("Size", timed("Measuring what a visitor downloads", || size::within_budget(&browsers))));
    }
    drop(cluster);
    conclude(outcomes, watch)
}

/// Tells a test program where the server and the browsers' helpers are.
pub fn tell_machine(command: &mut Command, browsers: &setup::Browsers) {
    command
        .env("FRONTDESK_TEST_BINARY", paths::server())
        .env("FRONTDESK_TEST_GECKODRIVER", &browsers.geckodriver)
        .env("FRONTDESK_TEST_AXE", &browsers.axe)
        .env("FRONTDESK_TEST_NPM", &browsers.npm)
        .env("RUST_TEST_THREADS", TEST_THREADS);
}

/// What `cargo test` is told: everything, unless a package is named, and the browsers that a quick round skips.
fn cargo_arguments(options: &Options) -> Vec<&str> {
    let mut arguments = Vec::new();
    if !names_a_package(&options.cargo) {
        arguments.extend(["--workspace", "--exclude", "xtask"]);
    }
    arguments.extend(options.cargo.iter().map(String::as_str));
    if options.quick {
        if !options.cargo.iter().any(|argument| argument == "--") {
            arguments.push("--");
        }
        arguments.extend(SKIPPED_WHEN_QUICK);
    }
    arguments
}

fn names_a_package(arguments: &[String]) -> bool {
    let selects = |argument: &String| argument.starts_with("-p") || argument.starts_with("--package");
    arguments.iter().take_while(|argument| *argument != "--").any(selects)
}

fn timed(title: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    let step = Step::begin(title, "");
    match work() {
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

fn conclude(outcomes: Vec<(&str, Result<()>)>, watch: Stopwatch) -> Result<()> {
    progress::say("");
    let mut failed = Vec::new();
    for (name, outcome) in outcomes {
        match outcome {
            Ok(()) => progress::done(&format!("{name} passed")),
            Err(error) => {
                progress::failure(&error.context(format!("{name} failed")));
                failed.push(name);
            }
        }
    }
    progress::say(&format!("Everything together took {}", progress::brief(watch.elapsed())));
    if !failed.is_empty() {
        bail!("not everything passed: {}", failed.join(", "));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(text: &str, quick: bool) -> String {
        let cargo = text.split_whitespace().map(str::to_owned).collect();
        cargo_arguments(&Options { quick, cargo }).join(" ")
    }

    #[test]
    fn everything_is_tested_unless_a_package_is_named() {
        assert_eq!(arguments("", false), "--workspace --exclude xtask");
        assert_eq!(arguments("story -- -p", false), "--workspace --exclude xtask story -- -p");
        for named in ["-p shared", "-pshared", "--package=shared story"] {
            assert_eq!(arguments(named, false), named);
        }
    }

    #[test]
    fn a_quick_round_skips_two_browsers() {
        assert_eq!(arguments("-p e2e", true), "-p e2e -- --skip firefox:: --skip webkit::");
        assert_eq!(arguments("-p e2e -- a", true), "-p e2e -- a --skip firefox:: --skip webkit::");
    }
}

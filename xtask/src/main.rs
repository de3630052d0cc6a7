//! `cargo xtask …`: everything a newcomer or a build machine does with this repository, in one program.
//!
//! Each command installs what it needs and nothing more, says on standard error what it does and how far it is, and
//! keeps standard output for results (`size --json`, `bench --json`).

mod bench;
mod build;
mod check;
mod command;
mod dev;
mod paths;
mod progress;
mod run;
mod setup;
mod site;
mod size;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tasks of the Frontdesk repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install everything that building, testing and checking need
    Setup,
    /// Build the browser bundles into target/site
    Build(build::Options),
    /// Build everything and serve it with the demo page
    Run(run::Options),
    /// Serve, and rebuild on every change
    Dev(run::Options),
    /// Run all tests: units, stories on both databases, three browsers, faults, size
    Test(test::Options),
    /// Check formatting, lints, import rules and dependencies
    Check,
    /// Measure in a real browser what a visitor downloads, and compare it with the budget
    Size(size::Options),
    /// Measure speed and memory against the baselines
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let result = command::catch_interrupts().and_then(|()| match Arguments::parse().task {
        Task::Setup => setup::everything(),
        Task::Build(options) => build::run(&options),
        Task::Run(options) => run::run(&options),
        Task::Dev(options) => dev::run(&options),
        Task::Test(options) => test::run(&options),
        Task::Check => check::run(),
        Task::Size(options) => size::run(&options),
        Task::Bench(options) => bench::run(&options),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            progress::failure(&error);
            ExitCode::FAILURE
        }
    }
}

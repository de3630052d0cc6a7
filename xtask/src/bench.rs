//! `cargo xtask bench`: speed and memory of the server beside the baselines, measured in one run; or, with `routing`, what
//! the strategies of a queue are worth.

use anyhow::Result;

use crate::site::{self, Quality};
use crate::{command, paths, run};

/// What `bench` can be told.
#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    part: Option<Part>,
    /// Print a list of `{"name","value","unit","baseline","ratio"}` to standard output, and nothing else there
    #[arg(long)]
    json: bool,
    /// Passed on to the load generator
    #[arg(last = true)]
    more: Vec<String>,
}

/// What is measured alone.
#[derive(clap::Subcommand)]
enum Part {
    /// Simulate a day by each strategy, time the engine's decisions, and draw docs/routing.svg
    Routing,
}

/// Builds the server and runs the load generator on it.
pub fn run(options: &Options) -> Result<()> {
    if let Some(Part::Routing) = options.part {
        return command::pass_output(command::cargo().args([
            "bench",
            "--package",
            "server",
            "--bench",
            "routing",
        ]));
    }
    site::build(Quality::Smallest)?;
    run::server()?;
    let mut bench = command::cargo();
    bench
        .args(["run", "--release", "--package", "e2e", "--bin", "bench", "--"])
        .args(&options.more)
        .env("FRONTDESK_TEST_BINARY", paths::server());
    if options.json {
        bench.arg("--json");
    }
    command::pass_output(&mut bench)
}

//! `cargo xtask bench`: speed and memory of the server beside the baselines, measured in one run.

use anyhow::Result;

use crate::site::{self, Quality};
use crate::{command, paths, run};

/// What `bench` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Print a list of `{"name","value","unit","baseline","ratio"}` to standard output, and nothing else there
    #[arg(long)]
    json: bool,
    /// Passed on to the load generator
    #[arg(last = true)]
    more: Vec<String>,
}

/// Builds the server and runs the load generator on it.
pub fn run(options: &Options) -> Result<()> {
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

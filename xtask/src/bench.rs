//! `cargo xtask bench`: speed and memory of the server beside the baselines, and how soon the console can be used, measured
//! in one run; or, with `console`, the latter alone; with `routing`, what the strategies of a queue are worth, and with
//! `search`, how fast conversations are found among millions of messages.

use std::process::Command;

use anyhow::Result;

use crate::site::{self, Quality};
use crate::test::POSTGRES_URL;
use crate::test::postgres::Cluster;
use crate::{command, paths, run, setup};

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
    /// Measure how soon the console paints and can be used, on a slow network and a slow processor
    Console,
    /// Simulate a day by each strategy, time the engine's decisions, and draw docs/routing.svg
    Routing,
    /// Make millions of messages, and look conversations up among them
    Search(More),
}

/// What is passed on.
#[derive(clap::Args)]
pub struct More {
    /// Such as `--messages 1000000` or `--only sqlite`
    #[arg(last = true)]
    more: Vec<String>,
}

/// Builds the server and runs the load generator on it.
pub fn run(options: &Options) -> Result<()> {
    match &options.part {
        Some(Part::Routing) => return command::pass_output(&mut of_server("routing")),
        Some(Part::Search(More { more })) => return search(more),
        Some(Part::Console) | None => {}
    }
    setup::browsers()?;
    site::build(Quality::Smallest)?;
    run::server()?;
    let mut bench = command::cargo();
    bench
        .args(["run", "--release", "--package", "e2e", "--bin", "bench", "--"])
        .args(options.part.is_some().then_some("console"))
        .args(&options.more)
        .env("FRONTDESK_TEST_BINARY", paths::server());
    if options.json {
        bench.arg("--json");
    }
    command::pass_output(&mut bench)
}

fn of_server(name: &str) -> Command {
    let mut bench = command::cargo();
    bench.args(["bench", "--package", "server", "--bench", name, "--"]);
    bench
}

/// Asks the PostgreSQL that a variable names, or else a throwaway one.
fn search(more: &[String]) -> Result<()> {
    let mut bench = of_server("search");
    bench.args(more);
    if paths::environment(POSTGRES_URL).is_some() {
        return command::pass_output(&mut bench);
    }
    let cluster = Cluster::start(&setup::postgres()?)?;
    command::pass_output(bench.env(POSTGRES_URL, cluster.url()))
}

//! The command line: `serve`, and what an operator arranges without the console.

mod admin;
mod logging;
mod queue;
mod serve;
mod setup;
mod widget;

use crate::cli::setup::Tools;
use crate::clock::Clock;
use crate::config::Config;
use crate::entropy::Entropy;
use crate::store::Store;
use anyhow::Context;
use clap::{Parser, Subcommand};
use std::io::{self, Write};
use std::process::ExitCode;

/// Self-hosted live chat for websites
#[derive(Parser)]
#[command(name = "frontdesk", version, arg_required_else_help = true)]
struct Line {
    #[command(flatten)]
    config: Config,
    #[command(flatten)]
    logging: logging::Options,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the chat, the console and the demo site until told to stop
    Serve(serve::Options),
    /// Agents, who sign in to the console
    #[command(subcommand)]
    Admin(admin::Command),
    /// Queues, which visitors know as topics
    #[command(subcommand)]
    Queue(queue::Command),
    /// Widgets, each an embedding of the chat in some sites
    #[command(subcommand)]
    Widget(widget::Command),
}

/// Does what the command line says. The exit code is 0 if it was done, 1 if it wasn't, and 2 if it wasn't understood.
pub fn run() -> ExitCode {
    let line = Line::parse();
    match line.logging.start().and_then(|()| carry_out(line)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if even this can't be written.
            let _ = writeln!(io::stderr(), "frontdesk: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(line: Line) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("can't start threads")?;
    runtime.block_on(async {
        match line.command {
            Command::Serve(options) => serve::run(line.config, options).await,
            Command::Admin(command) => admin::run(&Office::open(line.config).await?, command).await,
            Command::Queue(command) => queue::run(&Office::open(line.config).await?, command).await,
            Command::Widget(command) => widget::run(&Office::open(line.config).await?, command).await,
        }
    })
}

/// What every command but `serve` works with.
struct Office {
    config: Config,
    store: Store,
    clock: Clock,
    entropy: Entropy,
}

impl Office {
    async fn open(config: Config) -> anyhow::Result<Self> {
        let entropy = Entropy::from_system();
        Ok(Self { store: open_store(&config, &entropy).await?, config, clock: Clock::System, entropy })
    }

    fn tools(&self) -> Tools<'_> {
        Tools { store: &self.store, clock: &self.clock, entropy: &self.entropy, config: &self.config }
    }
}

/// Opens the database that the configuration names, making the data folder if it isn't there.
async fn open_store(config: &Config, entropy: &Entropy) -> anyhow::Result<Store> {
    if let Some(url) = config.database_url.as_ref().and_then(|url| url.reveal()) {
        return Store::open(url, entropy).await;
    }
    let folder = &config.data;
    std::fs::create_dir_all(folder)
        .with_context(|| format!("can't make the data folder {}", folder.display()))?;
    Store::open_folder(folder, entropy).await
}

/// Prints a line for whoever, or whatever program, reads standard output.
fn say(line: &str) -> anyhow::Result<()> {
    writeln!(io::stdout(), "{line}").context("can't write to standard output")
}

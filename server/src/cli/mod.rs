//! The command line: `serve`, and what an operator arranges without the console.

mod admin;
mod ban;
mod logging;
mod office;
mod queue;
mod serve;
mod widget;

use crate::config::Config;
use anyhow::Context;
use clap::{Parser, Subcommand};
use office::Office;
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
    /// Bans: addresses whose visitors are turned away
    #[command(subcommand)]
    Ban(ban::Command),
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
        let office = Office::open(line.config).await?;
        match line.command {
            Command::Serve(options) => serve::run(office, options).await,
            Command::Admin(command) => admin::run(&office, command).await,
            Command::Queue(command) => queue::run(&office, command).await,
            Command::Ban(command) => ban::run(&office, command).await,
            Command::Widget(command) => widget::run(&office, command).await,
        }
    })
}

/// Prints a line for whoever, or whatever program, reads standard output.
fn say(line: &str) -> anyhow::Result<()> {
    writeln!(io::stdout(), "{line}").context("can't write to standard output")
}

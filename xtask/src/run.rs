//! `cargo xtask run`: from a fresh clone to a chat in two windows.

use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context, Result};

use crate::progress::{self, Step};
use crate::site::{self, Quality};
use crate::{command, paths};

/// What `run` and `dev` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Port to listen on, at 127.0.0.1; without it `FRONTDESK_LISTEN` decides, and else it is 8080
    #[arg(long)]
    port: Option<u16>,
}

/// Builds everything and becomes the server, which prints its addresses and the link of the first sign-in.
pub fn run(options: &Options) -> Result<()> {
    site::build(Quality::Smallest)?;
    server()?;
    progress::done("Starting the server; end it with Ctrl-C");
    Err(serve(&mut command::program(paths::server()), options).exec()).context("cannot start the server")
}

/// Builds the server as it is shipped, with `target/site` inside.
pub fn server() -> Result<()> {
    let step = Step::begin("Compiling the server", "minutes the first time");
    command::show(command::cargo().args([
        "build",
        "--release",
        "--package",
        "server",
        "--bin",
        "frontdesk",
    ]))?;
    step.end();
    Ok(())
}

/// Tells a server program to serve the demo; its data goes to `./data` unless `FRONTDESK_DATA` says otherwise.
pub fn serve<'a>(server: &'a mut Command, options: &Options) -> &'a mut Command {
    if let Some(port) = options.port {
        server.env("FRONTDESK_LISTEN", format!("127.0.0.1:{port}"));
    }
    server.arg("serve").env("FRONTDESK_DEMO", "1")
}

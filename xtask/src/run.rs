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
    /// Port to listen on, at 127.0.0.1
    #[arg(long, default_value_t = 8080)]
    port: u16,
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
    command::show(command::cargo().args(["build", "--release", "--package", "server", "--bin", "frontdesk"]))?;
    step.end();
    Ok(())
}

/// Tells a server program to serve the demo from `./data`.
pub fn serve<'a>(server: &'a mut Command, options: &Options) -> &'a mut Command {
    server
        .arg("serve")
        .env("FRONTDESK_LISTEN", format!("127.0.0.1:{}", options.port))
        .env("FRONTDESK_DATA", paths::at("data"))
        .env("FRONTDESK_DEMO", "1")
}

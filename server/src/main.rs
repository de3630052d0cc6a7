//! The `frontdesk` binary.

use server::cli;
use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}

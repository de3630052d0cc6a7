//! The log, on standard error. It holds no tokens and no texts of messages; what comes from outside is written with
//! `?`, which escapes control characters.

use clap::{Args, ValueEnum};
use std::io::{self, IsTerminal};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

/// How to log.
#[derive(Args)]
#[command(next_help_heading = "Logging")]
pub struct Options {
    /// What to log: error, warn, info, debug or trace, also by part, such as info,server::http=debug
    #[arg(long = "log", env = "FRONTDESK_LOG", default_value = "info", global = true)]
    filter: Targets,

    /// For people or for programs
    #[arg(
        long = "log-format",
        env = "FRONTDESK_LOG_FORMAT",
        value_enum,
        default_value = "text",
        global = true
    )]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Options {
    /// Starts the log of this process.
    ///
    /// # Errors
    /// There is one already.
    pub fn start(&self) -> anyhow::Result<()> {
        let layer = fmt::layer().with_writer(io::stderr);
        let layer = match self.format {
            Format::Text => layer.with_ansi(io::stderr().is_terminal()).boxed(),
            Format::Json => layer.json().flatten_event(true).boxed(),
        };
        tracing_subscriber::registry().with(layer.with_filter(self.filter.clone())).try_init()?;
        Ok(())
    }
}

//! `cargo xtask build`: the bundles and pages that the server serves.

use anyhow::Result;

use crate::site::{self, Quality};

/// What `build` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Build in seconds instead of minutes; the bundles get much larger
    #[arg(long)]
    dev: bool,
}

/// Builds `target/site`.
pub fn run(options: &Options) -> Result<()> {
    site::build(if options.dev { Quality::Quick } else { Quality::Smallest })
}

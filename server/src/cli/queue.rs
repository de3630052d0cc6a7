//! `frontdesk queue`: queues, which visitors know as topics.

use super::office::Office;
use super::say;
use anyhow::{anyhow, bail};
use clap::Subcommand;
use shared::rules;

/// What can be done with queues.
#[derive(Subcommand)]
pub enum Command {
    /// Make a queue, the last one in the visitors' list; all agents become members
    Create {
        /// Name that visitors pick
        #[arg(long)]
        name: String,
    },
    /// Show all queues in the visitors' order
    List,
}

/// Does it.
pub async fn run(office: &Office, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Create { name } => create(office, &name).await,
        Command::List => {
            for queue in office.store.topics().await? {
                say(&queue.name)?;
            }
            Ok(())
        }
    }
}

async fn create(office: &Office, name: &str) -> anyhow::Result<()> {
    let name = rules::name(name).map_err(|problem| anyhow!("--name: {}", problem.detail))?;
    if name.is_empty() {
        bail!("--name: visitors need something to pick");
    }
    if !office.create_queue(&name).await? {
        bail!("there is a queue {name:?} already");
    }
    Ok(())
}

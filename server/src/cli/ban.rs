//! `frontdesk ban`: addresses whose visitors are turned away.

use super::office::Office;
use super::say;
use crate::domain::ban::network;
use crate::store::bans::Ban;
use anyhow::bail;
use clap::{Args, Subcommand};
use ipnet::IpNet;
use shared::bans::REASON_CHARS;
use shared::rules;

/// A day in milliseconds.
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1_000;

/// What can be done with bans.
#[derive(Subcommand)]
pub enum Command {
    /// Turn away an address or a network; it holds within seconds
    Add(Add),
    /// Show the bans that hold: id, network, until when, reason
    List,
    /// Take a ban back
    Remove {
        /// Id as `list` shows it
        id: String,
    },
}

/// A ban to be.
#[derive(Args)]
pub struct Add {
    /// Address or network, such as 203.0.113.9, 203.0.113.0/24 or 2001:db8::/64
    #[arg(value_parser = network)]
    network: IpNet,
    /// Why, for the staff
    #[arg(long)]
    reason: String,
    /// For how many days; without it for ever
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    days: Option<u16>,
}

/// Does it.
pub async fn run(office: &Office, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Add(wish) => add(office, wish).await,
        Command::List => list(office).await,
        Command::Remove { id } if office.store.remove_ban(&id).await? => Ok(()),
        Command::Remove { id } => bail!("there is no ban {id:?}; `frontdesk ban list` shows them all"),
    }
}

async fn add(office: &Office, wish: Add) -> anyhow::Result<()> {
    let reason = rules::one_line(&wish.reason);
    if reason.is_empty() || reason.chars().count() > REASON_CHARS {
        bail!("--reason: write 1 to {REASON_CHARS} characters");
    }
    let now = office.clock.now();
    let until = wish.days.map(|days| now.plus_millis(i64::from(days) * DAY_MILLIS));
    let id = office.entropy.id(&office.clock);
    let ban = Ban { id, network: wish.network, reason, created_at: now, until };
    office.store.create_ban(&ban, None).await?;
    say(&ban.id)
}

async fn list(office: &Office) -> anyhow::Result<()> {
    for ban in office.store.bans(office.clock.now()).await? {
        let until = match ban.until.and_then(|until| jiff::Timestamp::from_millisecond(until.0).ok()) {
            Some(until) => until.to_string(),
            None => "for ever".into(),
        };
        say(&format!("{}\t{}\t{until}\t{}", ban.id, ban.network, ban.reason))?;
    }
    Ok(())
}

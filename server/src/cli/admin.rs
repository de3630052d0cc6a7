//! `frontdesk admin`: agents and their one-time links.

use super::office::Office;
use super::say;
use crate::http::auth::password;
use crate::store::people::{Made, NewAgent, Queues};
use anyhow::{Context, anyhow, bail};
use clap::{Args, Subcommand, ValueEnum};
use shared::ids::AgentId;
use shared::people::Role;
use shared::rules;
use std::io::{self, BufRead, IsTerminal, Read, Write};

/// What can be done with agents.
#[derive(Subcommand)]
pub enum Command {
    /// Make an agent. The password is the first line of standard input; without one, a one-time link to set it is printed
    Create(Create),
    /// Print a new one-time link to set an agent's password; earlier links no longer work
    Link {
        /// The agent's e-mail address
        #[arg(long)]
        email: String,
    },
}

/// An agent to be.
#[derive(Args)]
pub struct Create {
    /// E-mail address to sign in with
    #[arg(long)]
    email: String,
    /// Name that visitors see
    #[arg(long)]
    name: String,
    /// What the agent may do
    #[arg(long, value_enum)]
    role: RoleName,
    /// Queue to be a member of; may be given more than once. Without it: all queues
    #[arg(long = "queue", value_name = "NAME")]
    queues: Vec<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleName {
    Owner,
    Manager,
    Agent,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Owner => Self::Owner,
            RoleName::Manager => Self::Manager,
            RoleName::Agent => Self::Agent,
        }
    }
}

/// Does it.
pub async fn run(office: &Office, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Create(wish) => create(office, &wish).await,
        Command::Link { email } => say(&office.link(&email).await?),
    }
}

async fn create(office: &Office, wish: &Create) -> anyhow::Result<()> {
    let email = rules::email(&wish.email).map_err(|problem| anyhow!("--email: {}", problem.detail))?;
    let name = rules::name(&wish.name).map_err(|problem| anyhow!("--name: {}", problem.detail))?;
    if name.is_empty() {
        bail!("--name: visitors need a name to talk to");
    }
    let password = read_password()?;
    let password_hash = match &password {
        Some(password) => {
            rules::password(password).map_err(|problem| anyhow!("{}", problem.detail))?;
            Some(password::hash(password, office.entropy.bytes())?)
        }
        None => None,
    };
    let id = AgentId(office.entropy.id(&office.clock));
    let agent = NewAgent {
        id: &id,
        email: &email,
        name: &name,
        role: wish.role.into(),
        password_hash: password_hash.as_deref(),
        now: office.clock.now(),
    };
    let queues = if wish.queues.is_empty() { Queues::All } else { Queues::Named(&wish.queues) };
    match office.store.create_agent(&agent, queues).await? {
        Made::EmailTaken => bail!("another agent has the e-mail address {email}"),
        Made::NoQueue(name) => bail!("there is no queue {name:?}; `frontdesk queue list` shows them all"),
        Made::Done if password.is_some() => say(&format!("{email} can sign in now")),
        Made::Done => say(&office.link(&email).await?),
    }
}

/// The first line of standard input, without its end. `None` if it is empty.
fn read_password() -> anyhow::Result<Option<String>> {
    if io::stdin().is_terminal() {
        write!(io::stderr(), "Password (shown as you type; empty for a one-time link): ")?;
    }
    let mut line = String::new();
    // More than the longest password, so that one that is too long is refused and not cut.
    let limit = u64::try_from(rules::PASSWORD_MAX_BYTES)? + 3;
    io::stdin().lock().take(limit).read_line(&mut line).context("the password can't be read")?;
    let password = line.trim_end_matches(['\r', '\n']);
    Ok((!password.is_empty()).then(|| password.to_owned()))
}

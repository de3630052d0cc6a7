//! `frontdesk admin`: agents, their one-time links and their sessions.

use super::office::Office;
use super::say;
use crate::http::auth::password;
use crate::store::agents::{Arranged, Obstacle};
use crate::store::people::{Made, NewAgent, Queues};
use anyhow::{Context, anyhow, bail};
use clap::{Args, Subcommand, ValueEnum};
use shared::ids::{AgentId, QueueId};
use shared::people::Role;
use shared::rules;
use shared::staff::AgentDraft;
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
    /// Show all agents in their order: e-mail address, name, role, and whether they may sign in
    List,
    /// Sign an agent out everywhere; open windows close within half a minute
    SignOut {
        /// The agent's e-mail address
        #[arg(long)]
        email: String,
    },
    /// Let an agent in no more; refused as long as the agent has conversations
    Deactivate {
        /// The agent's e-mail address
        #[arg(long)]
        email: String,
    },
    /// Let an agent in again
    Reactivate {
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
    /// Queue that a group manager arranges; may be given more than once
    #[arg(long, value_name = "NAME", required_if_eq("role", "group-manager"))]
    manages: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum RoleName {
    Owner,
    Manager,
    GroupManager,
    Agent,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Owner => Self::Owner,
            RoleName::Manager => Self::Manager,
            RoleName::GroupManager => Self::GroupManager,
            RoleName::Agent => Self::Agent,
        }
    }
}

impl From<Role> for RoleName {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => Self::Owner,
            Role::Manager => Self::Manager,
            Role::GroupManager => Self::GroupManager,
            Role::Agent => Self::Agent,
        }
    }
}

/// Does it.
pub async fn run(office: &Office, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Create(wish) => create(office, &wish).await,
        Command::Link { email } => say(&office.link(&email).await?),
        Command::List => list(office).await,
        Command::SignOut { email } => {
            let ended = office.store.end_sessions(&agent(office, &email).await?).await?;
            say(&format!("{} sessions ended", ended.len()))
        }
        Command::Deactivate { email } => {
            let agent = agent(office, &email).await?;
            arranged(office.store.deactivate_agent(&agent, office.clock.now()).await?)
        }
        Command::Reactivate { email } => {
            let agent = agent(office, &email).await?;
            arranged(office.store.reactivate_agent(&agent).await?)
        }
    }
}

async fn agent(office: &Office, email: &str) -> anyhow::Result<AgentId> {
    let agent = office.store.agent_by_email(email).await?;
    agent.with_context(|| format!("no agent has the e-mail address {email:?}"))
}

fn arranged(change: Arranged<()>) -> anyhow::Result<()> {
    match change {
        Ok(()) => Ok(()),
        Err(Obstacle::InUse(count)) => bail!("the agent has {count} conversations"),
        Err(Obstacle::LastOwner) => bail!("no owner would be left who can sign in"),
        Err(obstacle) => bail!("this can't be done now: {obstacle:?}"),
    }
}

async fn list(office: &Office) -> anyhow::Result<()> {
    for agent in office.store.agents(office.clock.now()).await? {
        let role = RoleName::from(agent.set.role).to_possible_value().map(|name| name.get_name().to_owned());
        let state = match (agent.active, agent.signed_up) {
            (false, _) => "deactivated",
            (true, false) => "has no password yet",
            (true, true) => "may sign in",
        };
        let role = role.unwrap_or_default();
        say(&format!("{}\t{}\t{role}\t{state}", agent.set.email, agent.set.name))?;
    }
    Ok(())
}

/// Makes of a new agent a group manager of these queues.
async fn give(office: &Office, agent: &AgentId, manages: Vec<QueueId>) -> anyhow::Result<()> {
    let stored = office.store.agent(agent, office.clock.now()).await?.context("the agent is gone")?;
    let set = AgentDraft { role: Role::GroupManager, manages, ..stored.set };
    arranged(office.store.change_agent(agent, stored.version, &set).await?)
}

async fn queues_named(office: &Office, names: &[String]) -> anyhow::Result<Vec<QueueId>> {
    let queues = office.store.addressed().await?.queues;
    let id = |name: &String| {
        let found = queues.iter().find(|(_, known)| known == name).map(|(id, _)| id.clone());
        found.with_context(|| no_queue(name))
    };
    names.iter().map(id).collect()
}

fn no_queue(name: &str) -> String {
    format!("there is no queue {name:?}; `frontdesk queue list` shows them all")
}

async fn create(office: &Office, wish: &Create) -> anyhow::Result<()> {
    let email = rules::staff_email(&wish.email).map_err(|problem| anyhow!("--email: {}", problem.detail))?;
    let name = rules::name(&wish.name).map_err(|problem| anyhow!("--name: {}", problem.detail))?;
    if name.is_empty() {
        bail!("--name: visitors need a name to talk to");
    }
    let manages = queues_named(office, &wish.manages).await?;
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
        role: if wish.role == RoleName::GroupManager { Role::Agent } else { wish.role.into() },
        password_hash: password_hash.as_deref(),
        now: office.clock.now(),
    };
    let queues = if wish.queues.is_empty() { Queues::All } else { Queues::Named(&wish.queues) };
    match office.store.create_agent(&agent, queues).await? {
        Made::EmailTaken => bail!("another agent has the e-mail address {email}"),
        Made::NoQueue(name) => bail!(no_queue(&name)),
        Made::Done => {}
    }
    if wish.role == RoleName::GroupManager {
        give(office, &id, manages).await?;
    }
    if password.is_some() {
        say(&format!("{email} can sign in now"))
    } else {
        say(&office.link(&email).await?)
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

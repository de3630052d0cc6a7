//! Agents as those arrange them who may: read here, changed in the rooms below. Every change runs under one lock, so what
//! was checked in it stays true until it is committed.

mod change;
mod checks;
mod duty;
mod import;
mod invite;
mod leave;

pub(super) use self::checks::has_able_owner;
pub use self::duty::Colleague;
pub use self::import::Addressed;
pub use self::invite::{Invitation, NewLink};

use super::conversations::from_json;
use super::{Dialect, Result, Store};
use shared::ids::{AgentId, QueueId};
use shared::people::Role;
use shared::settings::SettingFault;
use shared::staff::AgentDraft;
use shared::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};
use std::collections::HashMap;

/// An agent as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// Which.
    pub id: AgentId,
    /// Counts changes from 1.
    pub version: u32,
    /// What is set; queues in the queues' order.
    pub set: AgentDraft,
    /// Path of the photo on the chat's origin.
    pub photo: Option<String>,
    /// Whether the agent may sign in.
    pub active: bool,
    /// Whether a password was ever set.
    pub signed_up: bool,
    /// In how many browsers the agent is signed in.
    pub sessions: u32,
    /// When the agent was last heard of.
    pub active_at: Option<Timestamp>,
}

/// Why a change was not made. Nothing was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// There is no such agent.
    Gone,
    /// Somebody else changed it since it was read.
    Stale,
    /// Nobody would be left who can sign in and appoint others.
    LastOwner,
    /// The agent has so many conversations.
    InUse(u32),
    /// What is wrong with the settings.
    Faults(Vec<SettingFault>),
}

/// What became of a change.
pub type Arranged<T> = std::result::Result<T, Obstacle>;

impl Store {
    /// All agents in their order.
    pub async fn agents(&self, now: Timestamp) -> Result<Vec<Agent>> {
        self.read_agents("", now).await
    }

    /// An agent.
    pub async fn agent(&self, id: &AgentId, now: Timestamp) -> Result<Option<Agent>> {
        // Nobody has the id that stands for everyone.
        if id.as_str().is_empty() {
            return Ok(None);
        }
        Ok(self.read_agents(id.as_str(), now).await?.pop())
    }

    async fn read_agents(&self, id: &str, now: Timestamp) -> Result<Vec<Agent>> {
        let rows = sqlx::query(
            "select id, version, name, email, extension, role, languages, capacity, photo, \
             case when deactivated_at is null then 1 else 0 end as active, \
             case when password_hash is null then 0 else 1 end as signed_up, active_at, \
             (select count(*) from sessions where sessions.agent = agents.id and expires_at > $2) as sessions \
             from agents where $1 = '' or id = $1 order by position, id",
        )
        .bind(id)
        .bind(now.0)
        .fetch_all(self.reading())
        .await?;
        let mut queues = self.queues_by_agent(id, "queue_members").await?;
        let mut manages = self.queues_by_agent(id, "managed_queues").await?;
        rows.iter()
            .map(|row| {
                let mut agent = agent_from(row)?;
                agent.set.queues = queues.remove(&agent.id).unwrap_or_default();
                agent.set.manages = manages.remove(&agent.id).unwrap_or_default();
                Ok(agent)
            })
            .collect()
    }

    async fn queues_by_agent(&self, id: &str, table: &str) -> Result<HashMap<AgentId, Vec<QueueId>>> {
        let sql = format!(
            "select m.agent, m.queue from {table} m join queues q on q.id = m.queue \
             where $1 = '' or m.agent = $1 order by q.position, q.id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id).fetch_all(self.reading()).await?;
        let mut found: HashMap<AgentId, Vec<QueueId>> = HashMap::new();
        for row in &rows {
            found.entry(AgentId(row.try_get(0)?)).or_default().push(QueueId(row.try_get(1)?));
        }
        Ok(found)
    }

    /// How many conversations each agent has.
    pub async fn loads(&self) -> Result<HashMap<AgentId, u32>> {
        let sql = "select owner, count(*) from conversations where owner is not null and ended_at is null group by owner";
        let rows = sqlx::query(sql).fetch_all(self.reading()).await?;
        rows.iter().map(|row| Ok((AgentId(row.try_get(0)?), number(row, 1)?))).collect()
    }

    /// Begins a transaction that changes agents or queues, one at a time over all nodes.
    pub(super) async fn begin_arranging(&self) -> Result<Transaction<'static, Any>> {
        let mut transaction = self.begin().await?;
        if self.dialect() == Dialect::Postgres {
            sqlx::query("lock table agents in share row exclusive mode").execute(&mut *transaction).await?;
        }
        Ok(transaction)
    }
}

fn agent_from(row: &AnyRow) -> Result<Agent> {
    let text = |column| row.try_get::<String, _>(column);
    let is = |column| Ok::<_, sqlx::Error>(row.try_get::<i64, _>(column)? != 0);
    Ok(Agent {
        id: AgentId(text("id")?),
        version: number(row, "version")?,
        set: AgentDraft {
            name: text("name")?,
            email: text("email")?,
            extension: text("extension")?,
            role: role_from(&text("role")?),
            manages: Vec::new(),
            languages: from_json(&text("languages")?)?,
            queues: Vec::new(),
            capacity: number(row, "capacity")?,
        },
        photo: row.try_get("photo")?,
        active: is("active")?,
        signed_up: is("signed_up")?,
        sessions: number(row, "sessions")?,
        active_at: row.try_get::<Option<i64>, _>("active_at")?.map(Timestamp),
    })
}

fn number<I: sqlx::ColumnIndex<AnyRow>>(row: &AnyRow, column: I) -> Result<u32> {
    Ok(u32::try_from(row.try_get::<i64, _>(column)?).unwrap_or(u32::MAX))
}

/// How a role is written in its column.
pub(super) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Agent => "agent",
        Role::GroupManager => "group_manager",
        Role::Manager => "manager",
        Role::Owner => "owner",
    }
}

/// What isn't known may do the least.
pub(super) fn role_from(name: &str) -> Role {
    match name {
        "owner" => Role::Owner,
        "manager" => Role::Manager,
        "group_manager" => Role::GroupManager,
        _ => Role::Agent,
    }
}

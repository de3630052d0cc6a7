//! Agents as an operator makes them, and what a sign-in needs. Of passwords only hashes come in here.

use super::agents::{has_able_owner, role_name};
use super::{Result, Store};
use crate::domain::staff;
use shared::ids::AgentId;
use shared::people::Role;
use shared::time::Timestamp;
use sqlx::{AnyConnection, Row};

/// An agent to be.
pub struct NewAgent<'a> {
    /// A fresh id.
    pub id: &'a AgentId,
    /// As typed; kept in lower case, so that it is found however it is typed.
    pub email: &'a str,
    /// The name that the agent goes by.
    pub name: &'a str,
    /// What the agent may do.
    pub role: Role,
    /// `None` as long as the agent has only a one-time link.
    pub password_hash: Option<&'a str>,
    /// When the agent was made.
    pub now: Timestamp,
}

/// Which queues a new agent becomes a member of.
pub enum Queues<'a> {
    /// All there are now.
    All,
    /// The ones with these names.
    Named(&'a [String]),
}

/// What became of the wish to make an agent.
#[derive(Debug, PartialEq, Eq)]
pub enum Made {
    /// The agent is there.
    Done,
    /// Another agent has the e-mail address.
    EmailTaken,
    /// No queue has this name.
    NoQueue(String),
}

/// What a sign-in is checked against.
pub struct Credentials {
    /// Whose.
    pub agent: AgentId,
    /// `None` if no password was ever set.
    pub password_hash: Option<String>,
}

/// Behind all members of the queue `q`.
const LAST_PLACE: &str = "(select coalesce(max(position), 0) + 1 from queue_members where queue = q.id)";

impl Store {
    /// Makes an agent, a member of some queues; all or nothing.
    pub async fn create_agent(&self, agent: &NewAgent<'_>, queues: Queues<'_>) -> Result<Made> {
        let mut transaction = self.begin().await?;
        let inserted = sqlx::query(
            "insert into agents (id, email, name, role, password_hash, created_at, position) \
             select $1, $2, $3, $4, $5, $6, (select coalesce(max(position), 0) + 1 from agents) where true \
             on conflict (email) do nothing",
        )
        .bind(agent.id.as_str())
        .bind(staff::address(agent.email))
        .bind(agent.name)
        .bind(role_name(agent.role))
        .bind(agent.password_hash)
        .bind(agent.now.0)
        .execute(&mut *transaction)
        .await?;
        if inserted.rows_affected() == 0 {
            return Ok(Made::EmailTaken);
        }
        match queues {
            Queues::All => join(&mut transaction, agent.id).await?,
            Queues::Named(names) => {
                for name in names {
                    if !join_named(&mut transaction, agent.id, name).await? {
                        return Ok(Made::NoQueue(name.clone()));
                    }
                }
            }
        }
        transaction.commit().await?;
        Ok(Made::Done)
    }

    /// What to check a sign-in against. `None` for who may not sign in, too.
    pub async fn credentials(&self, email: &str) -> Result<Option<Credentials>> {
        let sql = "select id, password_hash from agents where email = $1 and deactivated_at is null";
        let row = sqlx::query(sql).bind(staff::address(email)).fetch_optional(self.reading()).await?;
        row.map(|row| Ok(Credentials { agent: AgentId(row.try_get(0)?), password_hash: row.try_get(1)? }))
            .transpose()
    }

    /// An agent's id by e-mail address.
    pub async fn agent_by_email(&self, email: &str) -> Result<Option<AgentId>> {
        let sql = "select id from agents where email = $1";
        let query = sqlx::query_scalar(sql).bind(staff::address(email));
        let id: Option<String> = query.fetch_optional(self.reading()).await?;
        Ok(id.map(AgentId))
    }

    /// Whether anybody can sign in and appoint others.
    pub async fn has_owner(&self) -> Result<bool> {
        let mut connection = self.reading().acquire().await?;
        has_able_owner(&mut connection).await
    }
}

async fn join(connection: &mut AnyConnection, agent: &AgentId) -> Result<()> {
    let sql = format!(
        "insert into queue_members (queue, agent, position) select q.id, $1, {LAST_PLACE} from queues q where q.deleted_at is null"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(agent.as_str()).execute(connection).await.map(drop)
}

async fn join_named(connection: &mut AnyConnection, agent: &AgentId, queue: &str) -> Result<bool> {
    // Named twice, joined once; as an update it counts as found.
    let sql = format!(
        "insert into queue_members (queue, agent, position) select q.id, $1, {LAST_PLACE} from queues q \
         where q.name = $2 and q.deleted_at is null on conflict (queue, agent) do update set agent = excluded.agent"
    );
    let joined =
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(agent.as_str()).bind(queue).execute(connection).await?;
    Ok(joined.rows_affected() > 0)
}

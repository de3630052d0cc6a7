//! Agents' sessions, and the one-time links that set a password. Of tokens only hashes come in here.

use super::agents::role_from;
use super::mail::{Kind, withdraw};
use super::{Result, Store};
use crate::domain::permissions::Who;
use shared::ids::{AgentId, QueueId};
use shared::people::{AgentCard, Role};
use shared::staff::Device;
use shared::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use std::collections::BTreeSet;

/// A signed-in agent, as of this request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentSession {
    /// Id and name.
    pub agent: AgentCard,
    /// The agent's e-mail address.
    pub email: String,
    /// What the agent may do.
    pub role: Role,
    /// The queues that a group manager arranges.
    pub manages: BTreeSet<QueueId>,
    /// The queues that the agent is a member of.
    pub queues: BTreeSet<QueueId>,
    /// Names the session; the token itself is the browser's alone.
    pub session_hash: String,
    /// When the session ends unless it is renewed.
    pub expires_at: Timestamp,
    /// When it was last heard of, to the minute.
    pub active_at: Timestamp,
}

impl AgentSession {
    /// The agent, as permissions see them.
    pub fn who(&self) -> Who {
        Who {
            agent: self.agent.id.clone(),
            role: self.role,
            manages: self.manages.clone(),
            queues: self.queues.clone(),
        }
    }
}

/// A session to be.
pub struct NewSession<'a> {
    /// Names it to people.
    pub id: &'a str,
    /// SHA-256 of the token.
    pub token_hash: &'a str,
    /// What the browser says of itself.
    pub browser: &'a str,
    /// What kind of device that is.
    pub device: Device,
    /// Where it is.
    pub address: &'a str,
    /// When it begins.
    pub now: Timestamp,
    /// When it ends unless it is renewed.
    pub expires_at: Timestamp,
}

/// What a one-time link was good for.
pub struct Redeemed {
    /// Whose password was set.
    pub agent: AgentId,
    /// The sessions that ended with the old password.
    pub ended_sessions: Vec<String>,
}

impl Store {
    /// Begins a session. False if the agent may not sign in.
    pub async fn start_session(&self, agent: &AgentId, session: &NewSession<'_>) -> Result<bool> {
        let mut connection = self.writing().acquire().await?;
        insert_session(&mut connection, agent, session).await
    }

    /// The agent behind a session that hasn't run out.
    pub async fn session(&self, token_hash: &str, now: Timestamp) -> Result<Option<AgentSession>> {
        let queues =
            |table| format!("(select string_agg(m.queue, ',') from {table} m where m.agent = agents.id)");
        let sql = format!(
            "select agents.id, agents.name, agents.photo, agents.email, agents.role, sessions.token_hash, \
             sessions.expires_at, sessions.active_at, {} as queues, {} as manages \
             from sessions join agents on agents.id = sessions.agent \
             where sessions.token_hash = $1 and sessions.expires_at > $2 and agents.deactivated_at is null",
            queues("queue_members"),
            queues("managed_queues"),
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(token_hash).bind(now.0);
        query.fetch_optional(self.reading()).await?.as_ref().map(session_from).transpose()
    }

    /// Moves the end of a session.
    pub async fn renew_session(&self, token_hash: &str, expires_at: Timestamp) -> Result<()> {
        sqlx::query("update sessions set expires_at = $2 where token_hash = $1")
            .bind(token_hash)
            .bind(expires_at.0)
            .execute(self.writing())
            .await
            .map(drop)
    }

    /// Ends a session.
    pub async fn end_session(&self, token_hash: &str) -> Result<()> {
        sqlx::query("delete from sessions where token_hash = $1")
            .bind(token_hash)
            .execute(self.writing())
            .await
            .map(drop)
    }

    /// Makes a one-time link for an agent; earlier ones are worth nothing from now on.
    pub async fn create_link(&self, agent: &AgentId, token_hash: &str, expires_at: Timestamp) -> Result<()> {
        let mut transaction = self.begin().await?;
        delete_links(&mut transaction, agent).await?;
        sqlx::query("insert into one_time_links (token_hash, agent, expires_at) values ($1, $2, $3)")
            .bind(token_hash)
            .bind(agent.as_str())
            .bind(expires_at.0)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await
    }

    /// Whether a link could be redeemed now. A look ahead, to spare the work; [`Self::redeem_link`] decides.
    pub async fn link_is_good(&self, token_hash: &str, now: Timestamp) -> Result<bool> {
        let sql = "select count(*) from one_time_links where token_hash = $1 and expires_at > $2";
        let count: i64 =
            sqlx::query_scalar(sql).bind(token_hash).bind(now.0).fetch_one(self.reading()).await?;
        Ok(count > 0)
    }

    /// Uses up a link: sets the password, ends every session of the agent and begins a new one, all or nothing.
    /// `None` if the link was used, has run out or never was, or its agent may not sign in; of many who try at once, one
    /// succeeds.
    pub async fn redeem_link(
        &self,
        link_hash: &str,
        password_hash: &str,
        session: &NewSession<'_>,
    ) -> Result<Option<Redeemed>> {
        let mut transaction = self.begin().await?;
        let agent: Option<String> = sqlx::query_scalar(
            "delete from one_time_links where token_hash = $1 and expires_at > $2 returning agent",
        )
        .bind(link_hash)
        .bind(session.now.0)
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(agent) = agent.map(AgentId) else { return Ok(None) };
        sqlx::query("update agents set password_hash = $2 where id = $1")
            .bind(agent.as_str())
            .bind(password_hash)
            .execute(&mut *transaction)
            .await?;
        delete_links(&mut transaction, &agent).await?;
        let ended_sessions = delete_sessions(&mut transaction, &agent).await?;
        if !insert_session(&mut transaction, &agent, session).await? {
            return Ok(None);
        }
        transaction.commit().await?;
        Ok(Some(Redeemed { agent, ended_sessions }))
    }

    /// Forgets sessions and links that have run out.
    pub async fn forget_expired(&self, now: Timestamp) -> Result<()> {
        for sql in [
            "delete from sessions where expires_at <= $1",
            "delete from one_time_links where expires_at <= $1",
        ] {
            sqlx::query(sql).bind(now.0).execute(self.writing()).await?;
        }
        Ok(())
    }
}

/// False if the agent may not sign in.
async fn insert_session(
    connection: &mut AnyConnection,
    agent: &AgentId,
    session: &NewSession<'_>,
) -> Result<bool> {
    let inserted = sqlx::query(
        "insert into sessions (token_hash, agent, created_at, expires_at, active_at, id, browser, device, address) \
         select $1, id, $3, $4, $3, $5, $6, $7, $8 from agents where id = $2 and deactivated_at is null",
    )
    .bind(session.token_hash)
    .bind(agent.as_str())
    .bind(session.now.0)
    .bind(session.expires_at.0)
    .bind(session.id)
    .bind(session.browser)
    .bind(device_name(session.device))
    .bind(session.address)
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected() > 0)
}

/// Ends all sessions of an agent and returns their hashes.
pub(super) async fn delete_sessions(connection: &mut AnyConnection, agent: &AgentId) -> Result<Vec<String>> {
    let sql = "delete from sessions where agent = $1 returning token_hash";
    sqlx::query_scalar(sql).bind(agent.as_str()).fetch_all(connection).await
}

/// Makes all links of an agent worth nothing, and takes the mails with them back.
pub(super) async fn delete_links(connection: &mut AnyConnection, agent: &AgentId) -> Result<()> {
    let sql = "delete from one_time_links where agent = $1";
    sqlx::query(sql).bind(agent.as_str()).execute(&mut *connection).await?;
    withdraw(connection, Kind::AgentLink, agent.as_str()).await
}

fn session_from(row: &AnyRow) -> Result<AgentSession> {
    let text = |column| row.try_get::<String, _>(column);
    // No id holds a comma.
    let queues = |column| {
        let listed: Option<String> = row.try_get(column)?;
        let ids = listed.iter().flat_map(|list| list.split(','));
        Ok::<_, sqlx::Error>(ids.map(QueueId::from).collect())
    };
    Ok(AgentSession {
        agent: AgentCard { id: AgentId(text("id")?), name: text("name")?, photo: row.try_get("photo")? },
        email: text("email")?,
        role: role_from(&text("role")?),
        manages: queues("manages")?,
        queues: queues("queues")?,
        session_hash: text("token_hash")?,
        expires_at: Timestamp(row.try_get("expires_at")?),
        active_at: Timestamp(row.try_get("active_at")?),
    })
}

fn device_name(device: Device) -> &'static str {
    match device {
        Device::Computer => "computer",
        Device::Phone => "phone",
        Device::Tablet => "tablet",
    }
}

//! Agents' sessions, and the one-time links that set a password. Of tokens only hashes come in here.

use super::{Result, Store};
use shared::ids::AgentId;
use shared::people::{AgentCard, Role};
use shared::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// A signed-in agent, as of this request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentSession {
    /// Id and name.
    pub agent: AgentCard,
    /// The agent's e-mail address.
    pub email: String,
    /// What the agent may do.
    pub role: Role,
    /// Names the session; the token itself is the browser's alone.
    pub session_hash: String,
    /// When the session ends unless it is renewed.
    pub expires_at: Timestamp,
}

/// A session to be.
pub struct NewSession<'a> {
    /// SHA-256 of the token.
    pub token_hash: &'a str,
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
    /// Begins a session.
    pub async fn start_session(&self, agent: &AgentId, session: &NewSession<'_>) -> Result<()> {
        let mut connection = self.writing().acquire().await?;
        insert_session(&mut connection, agent, session).await
    }

    /// The agent behind a session that hasn't run out.
    pub async fn session(&self, token_hash: &str, now: Timestamp) -> Result<Option<AgentSession>> {
        let row = sqlx::query(
            "select agents.id, agents.name, agents.email, agents.role, sessions.token_hash, sessions.expires_at, agents.photo \
             from sessions join agents on agents.id = sessions.agent \
             where sessions.token_hash = $1 and sessions.expires_at > $2",
        )
        .bind(token_hash)
        .bind(now.0)
        .fetch_optional(self.reading())
        .await?;
        row.as_ref().map(session_from).transpose()
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
    /// `None` if the link was used, has run out or never was; of many who try at once, one succeeds.
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
        let ended_sessions = sqlx::query_scalar("delete from sessions where agent = $1 returning token_hash")
            .bind(agent.as_str())
            .fetch_all(&mut *transaction)
            .await?;
        insert_session(&mut transaction, &agent, session).await?;
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

async fn insert_session(
    connection: &mut AnyConnection,
    agent: &AgentId,
    session: &NewSession<'_>,
) -> Result<()> {
    sqlx::query("insert into sessions (token_hash, agent, created_at, expires_at) values ($1, $2, $3, $4)")
        .bind(session.token_hash)
        .bind(agent.as_str())
        .bind(session.now.0)
        .bind(session.expires_at.0)
        .execute(connection)
        .await
        .map(drop)
}

async fn delete_links(connection: &mut AnyConnection, agent: &AgentId) -> Result<()> {
    let sql = "delete from one_time_links where agent = $1";
    sqlx::query(sql).bind(agent.as_str()).execute(connection).await.map(drop)
}

fn session_from(row: &AnyRow) -> Result<AgentSession> {
    let role: String = row.try_get(3)?;
    Ok(AgentSession {
        agent: AgentCard { id: AgentId(row.try_get(0)?), name: row.try_get(1)?, photo: row.try_get(6)? },
        email: row.try_get(2)?,
        role: role_from(&role),
        session_hash: row.try_get(4)?,
        expires_at: Timestamp(row.try_get(5)?),
    })
}

/// What isn't known may do the least.
fn role_from(name: &str) -> Role {
    match name {
        "owner" => Role::Owner,
        "manager" => Role::Manager,
        "group_manager" => Role::GroupManager,
        _ => Role::Agent,
    }
}

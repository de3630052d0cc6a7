//! Where agents are signed in: their sessions as people see and end them.

use super::sessions::{AgentSession, delete_sessions};
use super::{Result, Store};
use shared::ids::AgentId;
use shared::staff::Device;
use shared::time::Timestamp;
use sqlx::Row;

/// A session is noted as heard of at most this often, in milliseconds.
const NOTED_MILLIS: i64 = 60_000;

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Names it to people.
    pub id: String,
    /// Names it to the server.
    pub session_hash: String,
    /// What the browser says of itself.
    pub browser: String,
    /// What kind of device that is.
    pub device: Device,
    /// Where its last request came from.
    pub address: String,
    /// When it was signed in.
    pub began_at: Timestamp,
    /// When it was last heard of, to the minute.
    pub active_at: Timestamp,
}

impl Store {
    /// The sessions of an agent that haven't run out, the last active first.
    pub async fn sessions_of(&self, agent: &AgentId, now: Timestamp) -> Result<Vec<SignedIn>> {
        let rows = sqlx::query(
            "select id, token_hash, browser, device, address, created_at, active_at from sessions \
             where agent = $1 and expires_at > $2 order by active_at desc, created_at desc, id",
        )
        .bind(agent.as_str())
        .bind(now.0)
        .fetch_all(self.reading())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(SignedIn {
                    id: row.try_get(0)?,
                    session_hash: row.try_get(1)?,
                    browser: row.try_get(2)?,
                    device: device_from(&row.try_get::<String, _>(3)?),
                    address: row.try_get(4)?,
                    began_at: Timestamp(row.try_get(5)?),
                    active_at: Timestamp(row.try_get(6)?),
                })
            })
            .collect()
    }

    /// Ends all sessions of an agent and returns their hashes.
    pub async fn end_sessions(&self, agent: &AgentId) -> Result<Vec<String>> {
        let mut connection = self.writing().acquire().await?;
        delete_sessions(&mut connection, agent).await
    }

    /// Ends all sessions of an agent but one, and returns their hashes.
    pub async fn end_other_sessions(&self, agent: &AgentId, kept_hash: &str) -> Result<Vec<String>> {
        let sql = "delete from sessions where agent = $1 and token_hash <> $2 returning token_hash";
        let query = sqlx::query_scalar(sql).bind(agent.as_str()).bind(kept_hash);
        query.fetch_all(self.writing()).await
    }

    /// Ends one session of an agent and returns its hash; `None` if there is none of this id.
    pub async fn end_session_of(&self, agent: &AgentId, id: &str) -> Result<Option<String>> {
        let sql = "delete from sessions where agent = $1 and id = $2 returning token_hash";
        let query = sqlx::query_scalar(sql).bind(agent.as_str()).bind(id);
        query.fetch_optional(self.writing()).await
    }

    /// Notes that a session was heard of, over a connection that stands, at most once a minute.
    pub async fn heard_of(&self, session: &AgentSession, now: Timestamp) -> Result<()> {
        self.note(session, "", now).await
    }

    /// Notes that a request came with a session, and from where, at most once a minute.
    pub async fn heard_from(&self, session: &AgentSession, address: &str, now: Timestamp) -> Result<()> {
        self.note(session, address, now).await
    }

    async fn note(&self, session: &AgentSession, address: &str, now: Timestamp) -> Result<()> {
        if now.millis_since(session.active_at) < NOTED_MILLIS {
            return Ok(());
        }
        let mut transaction = self.begin().await?;
        sqlx::query(
            "update sessions set active_at = $2, address = case when $3 = '' then address else $3 end \
             where token_hash = $1 and active_at < $2",
        )
        .bind(&session.session_hash)
        .bind(now.0)
        .bind(address)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("update agents set active_at = $2 where id = $1")
            .bind(session.agent.id.as_str())
            .bind(now.0)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await
    }
}

fn device_from(name: &str) -> Device {
    match name {
        "phone" => Device::Phone,
        "tablet" => Device::Tablet,
        _ => Device::Computer,
    }
}

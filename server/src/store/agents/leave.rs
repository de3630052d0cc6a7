//! Agents are deactivated, and come back. They are never deleted: what they wrote stays theirs.

use super::checks::{standing, takes_last_owner};
use super::{Arranged, Obstacle};
use crate::store::sessions::{delete_links, delete_sessions};
use crate::store::{Result, Store};
use shared::ids::{AgentId, ConversationId};
use shared::time::Timestamp;

impl Store {
    /// Lets an agent in no more: sessions and links end. Refused as long as the agent has conversations; done twice it
    /// is done.
    pub async fn deactivate_agent(&self, id: &AgentId, now: Timestamp) -> Result<Arranged<()>> {
        let mut transaction = self.begin_arranging().await?;
        let before = match standing(&mut transaction, id).await? {
            Ok(before) => before,
            Err(obstacle) => return Ok(Err(obstacle)),
        };
        let open: i64 =
            sqlx::query_scalar("select count(*) from conversations where owner = $1 and ended_at is null")
                .bind(id.as_str())
                .fetch_one(&mut *transaction)
                .await?;
        if open > 0 && before.active {
            return Ok(Err(Obstacle::InUse(u32::try_from(open).unwrap_or(u32::MAX))));
        }
        let sql = "update agents set deactivated_at = $2, version = version + 1 where id = $1 and deactivated_at is null";
        sqlx::query(sql).bind(id.as_str()).bind(now.0).execute(&mut *transaction).await?;
        if takes_last_owner(&mut transaction, &before).await? {
            return Ok(Err(Obstacle::LastOwner));
        }
        delete_links(&mut transaction, id).await?;
        delete_sessions(&mut transaction, id).await?;
        transaction.commit().await?;
        Ok(Ok(()))
    }

    /// Lets an agent in again, with the password of before. Done twice it is done.
    pub async fn reactivate_agent(&self, id: &AgentId) -> Result<Arranged<()>> {
        let sql = "update agents set deactivated_at = null, \
                   version = case when deactivated_at is null then version else version + 1 end where id = $1";
        let updated = sqlx::query(sql).bind(id.as_str()).execute(self.writing()).await?;
        Ok(if updated.rows_affected() > 0 { Ok(()) } else { Err(Obstacle::Gone) })
    }

    /// The conversations that an agent has or is in.
    pub async fn conversations_of(&self, agent: &AgentId) -> Result<Vec<ConversationId>> {
        let sql = "select conversation from conversation_agents where agent = $1 and ended_at is null order by conversation";
        let ids: Vec<String> = sqlx::query_scalar(sql).bind(agent.as_str()).fetch_all(self.reading()).await?;
        Ok(ids.into_iter().map(ConversationId).collect())
    }
}

//! Agents are made, changed and put in order.

use super::checks::{faults, standing, takes_last_owner};
use super::invite::{Invitation, invite};
use super::{Arranged, Obstacle, role_name};
use crate::store::conversations::json;
use crate::store::sessions::delete_sessions;
use crate::store::{Result, Store};
use shared::ids::{AgentId, QueueId};
use shared::mail::Mailed;
use shared::staff::AgentDraft;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use std::collections::BTreeSet;

impl Store {
    /// Makes an agent, the last in the order, without a password, and with a link to set one. Tells what became of the
    /// mail.
    pub async fn add_agent(
        &self,
        id: &AgentId,
        set: &AgentDraft,
        invitation: &Invitation,
        now: Timestamp,
    ) -> Result<Arranged<Mailed>> {
        let mut transaction = self.begin_arranging().await?;
        let faults = faults(&mut transaction, id, set).await?;
        if !faults.is_empty() {
            return Ok(Err(Obstacle::Faults(faults)));
        }
        sqlx::query(
            "insert into agents (id, name, email, extension, role, languages, capacity, created_at, position) \
             select $1, $2, $3, $4, $5, $6, $7, $8, (select coalesce(max(position), 0) + 1 from agents)",
        )
        .bind(id.as_str())
        .bind(&set.name)
        .bind(&set.email)
        .bind(&set.extension)
        .bind(role_name(set.role))
        .bind(json(&set.languages)?)
        .bind(i64::from(set.capacity))
        .bind(now.0)
        .execute(&mut *transaction)
        .await?;
        put_into_queues(&mut transaction, id, set).await?;
        let mailed = invite(self.dialect(), &mut transaction, &[(id, invitation)], now).await?;
        transaction.commit().await?;
        Ok(Ok(mailed.first().copied().unwrap_or(Mailed::NotSetUp)))
    }

    /// Changes an agent who was read at `version`. When the role changes, all sessions
    /// end.
    pub async fn change_agent(&self, id: &AgentId, version: u32, set: &AgentDraft) -> Result<Arranged<()>> {
        let mut transaction = self.begin_arranging().await?;
        let before = match standing(&mut transaction, id).await? {
            Ok(before) if before.version == version => before,
            Ok(_) => return Ok(Err(Obstacle::Stale)),
            Err(obstacle) => return Ok(Err(obstacle)),
        };
        let faults = faults(&mut transaction, id, set).await?;
        if !faults.is_empty() {
            return Ok(Err(Obstacle::Faults(faults)));
        }
        sqlx::query(
            "update agents set name = $2, email = $3, extension = $4, role = $5, languages = $6, capacity = $7, \
             version = version + 1 where id = $1",
        )
        .bind(id.as_str())
        .bind(&set.name)
        .bind(&set.email)
        .bind(&set.extension)
        .bind(role_name(set.role))
        .bind(json(&set.languages)?)
        .bind(i64::from(set.capacity))
        .execute(&mut *transaction)
        .await?;
        if takes_last_owner(&mut transaction, &before).await? {
            return Ok(Err(Obstacle::LastOwner));
        }
        put_into_queues(&mut transaction, id, set).await?;
        if before.role != set.role {
            delete_sessions(&mut transaction, id).await?;
        }
        transaction.commit().await?;
        Ok(Ok(()))
    }

    /// Puts all agents into an order; [`Obstacle::Stale`] if it isn't made of all of them.
    pub async fn order_agents(&self, order: &[AgentId]) -> Result<Arranged<()>> {
        let mut transaction = self.begin_arranging().await?;
        let ids: Vec<String> =
            sqlx::query_scalar("select id from agents").fetch_all(&mut *transaction).await?;
        let known: BTreeSet<AgentId> = ids.into_iter().map(AgentId).collect();
        let wanted: BTreeSet<AgentId> = order.iter().cloned().collect();
        if known != wanted || order.len() != known.len() {
            return Ok(Err(Obstacle::Stale));
        }
        for (position, id) in (1_i64..).zip(order) {
            sqlx::query("update agents set position = $2 where id = $1 and position <> $2")
                .bind(id.as_str())
                .bind(position)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(Ok(()))
    }
}

/// Makes the agent a member of these queues and of no other: where they are one already they keep their place, elsewhere
/// they come last.
async fn put_into_queues(connection: &mut AnyConnection, id: &AgentId, set: &AgentDraft) -> Result<()> {
    let before: Vec<String> = sqlx::query_scalar("select queue from queue_members where agent = $1")
        .bind(id.as_str())
        .fetch_all(&mut *connection)
        .await?;
    let before: BTreeSet<QueueId> = before.into_iter().map(QueueId).collect();
    let after: BTreeSet<QueueId> = set.queues.iter().cloned().collect();
    for queue in before.symmetric_difference(&after) {
        queue_changed(connection, queue).await?;
    }
    for queue in before.difference(&after) {
        sqlx::query("delete from queue_members where queue = $1 and agent = $2")
            .bind(queue.as_str())
            .bind(id.as_str())
            .execute(&mut *connection)
            .await?;
    }
    for queue in after.difference(&before) {
        sqlx::query(
            "insert into queue_members (queue, agent, position) \
             select $1, $2, (select coalesce(max(position), 0) + 1 from queue_members where queue = $1)",
        )
        .bind(queue.as_str())
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    }
    sqlx::query("delete from managed_queues where agent = $1")
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    for queue in &set.manages {
        sqlx::query("insert into managed_queues (queue, agent) values ($1, $2)")
            .bind(queue.as_str())
            .bind(id.as_str())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// A queue's own settings say who is in it, so whoever has read these before has read something old.
pub(super) async fn queue_changed(connection: &mut AnyConnection, queue: &QueueId) -> Result<()> {
    sqlx::query("update queues set version = version + 1 where id = $1")
        .bind(queue.as_str())
        .execute(connection)
        .await
        .map(drop)
}

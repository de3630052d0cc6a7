//! Queues are made, changed, put in order and taken away.

use super::checks::{faults, ids, shut};
use crate::store::agents::{Arranged, Obstacle};
use crate::store::conversations::json;
use crate::store::{Result, Store};
use shared::ids::{AgentId, QueueId};
use shared::queue::QueueDraft;
use shared::time::Timestamp;
use sqlx::{AnyConnection, Row};
use std::collections::{BTreeMap, BTreeSet};

impl Store {
    /// Makes a queue, the last one in the order.
    pub async fn add_queue(&self, id: &QueueId, set: &QueueDraft) -> Result<Arranged<()>> {
        let mut transaction = self.begin_arranging().await?;
        let faults = faults(&mut transaction, id, set).await?;
        if !faults.is_empty() {
            return Ok(Err(Obstacle::Faults(faults)));
        }
        sqlx::query(
            "insert into queues (id, name, settings, position) \
             select $1, $2, $3, (select coalesce(max(position), 0) + 1 from queues)",
        )
        .bind(id.as_str())
        .bind(&set.name)
        .bind(json(&set.settings)?)
        .execute(&mut *transaction)
        .await?;
        put_members(&mut transaction, id, &set.members).await?;
        transaction.commit().await?;
        Ok(Ok(()))
    }

    /// Changes a queue that was read at `version`, and returns its new version.
    pub async fn change_queue(&self, id: &QueueId, version: u32, set: &QueueDraft) -> Result<Arranged<u32>> {
        let mut transaction = self.begin_arranging().await?;
        let stands: Option<i64> =
            sqlx::query_scalar("select version from queues where id = $1 and deleted_at is null")
                .bind(id.as_str())
                .fetch_optional(&mut *transaction)
                .await?;
        match stands {
            None => return Ok(Err(Obstacle::Gone)),
            Some(stands) if stands != i64::from(version) => return Ok(Err(Obstacle::Stale)),
            Some(_) => {}
        }
        let faults = faults(&mut transaction, id, set).await?;
        if !faults.is_empty() {
            return Ok(Err(Obstacle::Faults(faults)));
        }
        sqlx::query("update queues set name = $2, settings = $3, version = version + 1 where id = $1")
            .bind(id.as_str())
            .bind(&set.name)
            .bind(json(&set.settings)?)
            .execute(&mut *transaction)
            .await?;
        put_members(&mut transaction, id, &set.members).await?;
        transaction.commit().await?;
        Ok(Ok(version + 1))
    }

    /// Puts all queues into an order; [`Obstacle::Stale`] if it isn't made of all of them.
    pub async fn order_queues(&self, order: &[QueueId]) -> Result<Arranged<()>> {
        let mut transaction = self.begin_arranging().await?;
        let known = ids(&mut *transaction).await?;
        let wanted: BTreeSet<QueueId> = order.iter().cloned().collect();
        if known != wanted || order.len() != known.len() {
            return Ok(Err(Obstacle::Stale));
        }
        for (position, id) in (1_i64..).zip(order) {
            sqlx::query("update queues set position = $2 where id = $1 and position <> $2")
                .bind(id.as_str())
                .bind(position)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(Ok(()))
    }

    /// Takes a queue away. Refused as long as conversations wait or go on in it, and if it is the only one; conversations
    /// that are over, and its tickets, stay.
    pub async fn delete_queue(&self, id: &QueueId, now: Timestamp) -> Result<Arranged<()>> {
        let mut transaction = self.begin_arranging().await?;
        // Before the conversations are counted: whoever is about to put one into the queue is waited for.
        shut(self.dialect(), &mut transaction, id).await?;
        let updated = sqlx::query(
            "update queues set deleted_at = $2, former_name = name, name = id, version = version + 1 \
             where id = $1 and deleted_at is null",
        )
        .bind(id.as_str())
        .bind(now.0)
        .execute(&mut *transaction)
        .await?;
        if updated.rows_affected() == 0 {
            return Ok(Err(Obstacle::Gone));
        }
        let open: i64 =
            sqlx::query_scalar("select count(*) from conversations where queue = $1 and ended_at is null")
                .bind(id.as_str())
                .fetch_one(&mut *transaction)
                .await?;
        if open > 0 {
            return Ok(Err(Obstacle::InUse(u32::try_from(open).unwrap_or(u32::MAX))));
        }
        let left: i64 = sqlx::query_scalar("select count(*) from queues where deleted_at is null")
            .fetch_one(&mut *transaction)
            .await?;
        if left == 0 {
            return Ok(Err(Obstacle::InUse(0)));
        }
        for sql in [
            "update agents set version = version + 1 where id in (select agent from queue_members where queue = $1 \
             union select agent from managed_queues where queue = $1)",
            "delete from queue_members where queue = $1",
            "delete from managed_queues where queue = $1",
        ] {
            sqlx::query(sql).bind(id.as_str()).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(Ok(()))
    }
}

/// Makes these agents the members, in this order. Those who may not sign in at present keep their place for when they
/// may again.
async fn put_members(connection: &mut AnyConnection, queue: &QueueId, members: &[AgentId]) -> Result<()> {
    let sql = "select m.agent, m.position from queue_members m join agents a on a.id = m.agent \
               where m.queue = $1 and a.deactivated_at is null";
    let mut before = BTreeMap::new();
    for row in &sqlx::query(sql).bind(queue.as_str()).fetch_all(&mut *connection).await? {
        before.insert(AgentId(row.try_get(0)?), row.try_get::<i64, _>(1)?);
    }
    let kept: BTreeSet<&AgentId> = members.iter().collect();
    for agent in before.keys().filter(|agent| !kept.contains(agent)) {
        let sql = "delete from queue_members where queue = $1 and agent = $2";
        sqlx::query(sql).bind(queue.as_str()).bind(agent.as_str()).execute(&mut *connection).await?;
        changed(connection, agent).await?;
    }
    for (position, agent) in (1_i64..).zip(members) {
        let known = before.get(agent);
        if known == Some(&position) {
            continue;
        }
        sqlx::query(
            "insert into queue_members (queue, agent, position) values ($1, $2, $3) \
             on conflict (queue, agent) do update set position = excluded.position",
        )
        .bind(queue.as_str())
        .bind(agent.as_str())
        .bind(position)
        .execute(&mut *connection)
        .await?;
        if known.is_none() {
            changed(connection, agent).await?;
        }
    }
    Ok(())
}

/// An agent's own settings say in which queues they are, so whoever has read these before has read something old.
async fn changed(connection: &mut AnyConnection, agent: &AgentId) -> Result<()> {
    sqlx::query("update agents set version = version + 1 where id = $1")
        .bind(agent.as_str())
        .execute(connection)
        .await
        .map(drop)
}

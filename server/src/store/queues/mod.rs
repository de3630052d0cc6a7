//! Queues with their members and their hours.

use super::conversations::{from_json, json};
use super::{Result, Store};
use crate::domain::hours::Hours;
use shared::boot::Topic;
use shared::ids::{AgentId, QueueId};
use shared::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// Where conversations wait; visitors know it as a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Its id.
    pub id: QueueId,
    /// What the visitor reads.
    pub name: String,
    /// When it is open; `None` is always.
    pub hours: Option<Hours>,
}

/// A conversation that an agent took out of a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Take {
    /// Out of which.
    pub queue: QueueId,
    /// When it was opened.
    pub waited_since: Timestamp,
    /// When it was taken.
    pub at: Timestamp,
}

impl Queue {
    /// Whether somebody may be asked for.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.hours.as_ref().is_none_or(|hours| hours.is_open(now))
    }
}

impl Store {
    /// All queues in the visitors' order.
    pub async fn queues(&self) -> Result<Vec<Queue>> {
        let sql = "select id, name, hours from queues order by position, id";
        sqlx::query(sql).fetch_all(self.reading()).await?.iter().map(queue).collect()
    }

    /// All queues in their order, as visitors know them.
    pub async fn topics(&self, now: Timestamp) -> Result<Vec<Topic>> {
        let topic = |queue: Queue| Topic { open: queue.is_open(now), id: queue.id, name: queue.name };
        Ok(self.queues().await?.into_iter().map(topic).collect())
    }

    /// What agents took since an instant, in the order of taking.
    pub async fn takes_since(&self, then: Timestamp) -> Result<Vec<Take>> {
        // By owner, as there is an index for that, and in this order, as SQLite takes it from cross joins.
        let taken = |ended: &str| {
            format!(
                "select c.id, c.queue, c.opened_at from agents a cross join conversations c \
                 where c.owner = a.id and c.ended_at {ended}"
            )
        };
        let sql = format!(
            "select t.queue, t.opened_at, e.at from ({} union all {}) t \
             cross join events e where e.conversation = t.id and e.kind = 'taken' and e.at >= $1 order by e.at, t.id",
            taken("is null"),
            taken(">= $1"),
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(then.0).fetch_all(self.reading()).await?;
        rows.iter()
            .map(|row| {
                Ok(Take {
                    queue: QueueId(row.try_get(0)?),
                    waited_since: Timestamp(row.try_get(1)?),
                    at: Timestamp(row.try_get(2)?),
                })
            })
            .collect()
    }

    /// Makes a queue at the end of the order, with every agent as a member. False if the name is taken.
    pub async fn create_queue(&self, id: &QueueId, name: &str) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let inserted = sqlx::query(
            "insert into queues (id, name, position) \
             select $1, $2, (select coalesce(max(position), 0) + 1 from queues) where true \
             on conflict (name) do nothing",
        )
        .bind(id.as_str())
        .bind(name)
        .execute(&mut *transaction)
        .await?;
        if inserted.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query("insert into queue_members (queue, agent) select $1, id from agents")
            .bind(id.as_str())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Sets when a queue is open; `None` is always. False if no queue has this name.
    pub async fn set_hours(&self, queue: &str, hours: Option<&Hours>) -> Result<bool> {
        let updated = sqlx::query("update queues set hours = $2 where name = $1")
            .bind(queue)
            .bind(hours.map(json).transpose()?)
            .execute(self.writing())
            .await?;
        Ok(updated.rows_affected() > 0)
    }

    /// The queues that an agent is a member of.
    pub async fn queues_of(&self, agent: &AgentId) -> Result<Vec<QueueId>> {
        let sql = "select queue from queue_members where agent = $1 order by queue";
        let ids: Vec<String> = sqlx::query_scalar(sql).bind(agent.as_str()).fetch_all(self.reading()).await?;
        Ok(ids.into_iter().map(QueueId).collect())
    }
}

fn queue(row: &AnyRow) -> Result<Queue> {
    let hours: Option<String> = row.try_get(2)?;
    Ok(Queue {
        id: QueueId(row.try_get(0)?),
        name: row.try_get(1)?,
        hours: hours.map(|text| from_json(&text)).transpose()?,
    })
}

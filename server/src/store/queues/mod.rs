//! Queues with their members and settings, read. The rooms below change them.

mod change;
mod checks;
mod operator;

pub(super) use self::checks::{hold, ids};

use super::conversations::from_json;
use super::{Result, Store};
use crate::domain::hours::Hours;
use shared::boot::Topic;
use shared::ids::{AgentId, QueueId};
use shared::queue::{QueueDraft, QueueSettings};
use shared::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Where conversations wait; visitors know it as a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Its id.
    pub id: QueueId,
    /// Counts changes from 1.
    pub version: u32,
    /// What the staff calls it.
    pub name: String,
    /// Who is offered what waits in it, in their order; only those who may sign in.
    pub members: Vec<AgentId>,
    /// All else that is set.
    pub settings: QueueSettings,
    /// When it is open; `None` is always.
    pub hours: Option<Hours>,
}

/// How many conversations are in a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Wait.
    pub waiting: u32,
    /// Go on with an agent.
    pub active: u32,
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

    /// As an admin sets it.
    pub fn draft(&self) -> QueueDraft {
        QueueDraft { name: self.name.clone(), members: self.members.clone(), settings: self.settings.clone() }
    }

    /// As visitors know it.
    fn topic(&self, now: Timestamp, lang: &str) -> Topic {
        Topic {
            id: self.id.clone(),
            name: self.settings.topic(&self.name, lang).to_owned(),
            open: self.is_open(now),
        }
    }
}

impl Store {
    /// All queues in the visitors' order.
    pub async fn queues(&self) -> Result<Vec<Queue>> {
        // The members after the versions: a change in between is known under the version before it, and whoever sends
        // that back is told that it is stale.
        let mut queues = self.memberless().await?;
        let sql = "select m.queue, m.agent from queue_members m join agents a on a.id = m.agent \
                   where a.deactivated_at is null order by m.position, m.agent";
        let mut members: HashMap<QueueId, Vec<AgentId>> = HashMap::new();
        for row in &sqlx::query(sql).fetch_all(self.reading()).await? {
            members.entry(QueueId(row.try_get(0)?)).or_default().push(AgentId(row.try_get(1)?));
        }
        for queue in &mut queues {
            queue.members = members.remove(&queue.id).unwrap_or_default();
        }
        Ok(queues)
    }

    /// One queue.
    pub async fn queue(&self, id: &QueueId) -> Result<Option<Queue>> {
        // There are few.
        Ok(self.queues().await?.into_iter().find(|queue| queue.id == *id))
    }

    /// All queues in their order, as visitors who read a language know them.
    pub async fn topics(&self, now: Timestamp, lang: &str) -> Result<Vec<Topic>> {
        Ok(self.memberless().await?.iter().map(|queue| queue.topic(now, lang)).collect())
    }

    /// The same, and what topics say while they are closed, where something was written in that language.
    pub async fn topics_with_notices(
        &self,
        now: Timestamp,
        lang: &str,
    ) -> Result<(Vec<Topic>, BTreeMap<QueueId, String>)> {
        let queues = self.memberless().await?;
        let topics = queues.iter().map(|queue| queue.topic(now, lang)).collect();
        let notice = |queue: Queue| {
            let mut notices = queue.settings.closed_notice;
            notices.remove(lang).filter(|notice| !notice.trim().is_empty()).map(|notice| (queue.id, notice))
        };
        Ok((topics, queues.into_iter().filter_map(notice).collect()))
    }

    /// All queues without anybody in them.
    async fn memberless(&self) -> Result<Vec<Queue>> {
        let sql =
            "select id, version, name, settings from queues where deleted_at is null order by position, id";
        sqlx::query(sql).fetch_all(self.reading()).await?.iter().map(queue_from).collect()
    }

    /// How many conversations are in each queue that has any.
    pub async fn queue_loads(&self) -> Result<HashMap<QueueId, Load>> {
        let sql = "select queue, case stage when 'waiting' then 1 else 0 end as waits, count(*) from conversations \
                   where ended_at is null group by queue, waits";
        let mut loads: HashMap<QueueId, Load> = HashMap::new();
        for row in &sqlx::query(sql).fetch_all(self.reading()).await? {
            let load = loads.entry(QueueId(row.try_get(0)?)).or_default();
            let waits = row.try_get::<i64, _>(1)? != 0;
            *(if waits { &mut load.waiting } else { &mut load.active }) += number(row, 2)?;
        }
        Ok(loads)
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

    /// Every queue that there is.
    pub async fn queue_ids(&self) -> Result<BTreeSet<QueueId>> {
        ids(self.reading()).await
    }

    /// The queues that an agent is a member of.
    pub async fn queues_of(&self, agent: &AgentId) -> Result<Vec<QueueId>> {
        let sql = "select queue from queue_members where agent = $1 order by queue";
        let ids: Vec<String> = sqlx::query_scalar(sql).bind(agent.as_str()).fetch_all(self.reading()).await?;
        Ok(ids.into_iter().map(QueueId).collect())
    }
}

fn queue_from(row: &AnyRow) -> Result<Queue> {
    let settings: QueueSettings = from_json(&row.try_get::<String, _>(3)?)?;
    let hours = settings.hours.as_ref().map(Hours::try_from).transpose();
    Ok(Queue {
        id: QueueId(row.try_get(0)?),
        version: number(row, 1)?,
        name: row.try_get(2)?,
        members: Vec::new(),
        hours: hours.map_err(|fault| sqlx::Error::Decode(fault.into()))?,
        settings,
    })
}

fn number(row: &AnyRow, column: usize) -> Result<u32> {
    Ok(u32::try_from(row.try_get::<i64, _>(column)?).unwrap_or(u32::MAX))
}

//! Many agents at once: all or none, in few statements.

use super::change::queue_changed;
use super::invite::{Invitation, invite};
use super::role_name;
use crate::store::batch::{chunks, placeholders};
use crate::store::conversations::json;
use crate::store::{Dialect, Result, Store};
use shared::ids::{AgentId, QueueId};
use shared::mail::Mailed;
use shared::staff::AgentDraft;
use shared::time::Timestamp;
use sqlx::{AnyConnection, Row};
use std::collections::{HashMap, HashSet};

/// Agents per step, after each of which it is told how far it has got.
const CHUNK: usize = 100;

/// What can't be given to a second agent.
#[derive(Clone, Debug, Default)]
pub struct Addressed {
    /// E-mail addresses in lower case.
    pub emails: HashSet<String>,
    /// Extensions.
    pub extensions: HashSet<String>,
    /// All queues with their names.
    pub queues: Vec<(QueueId, String)>,
}

impl Store {
    /// What agents have already, and the queues that there are.
    pub async fn addressed(&self) -> Result<Addressed> {
        let mut connection = self.reading().acquire().await?;
        addressed(&mut connection).await
    }

    /// Makes many agents, the last in the order, each with a one-time link and perhaps a mail; `done` hears how many are
    /// ready. `check` is asked with what holds inside of the transaction; what it objects comes back, and nobody is made.
    /// Tells what became of each mail.
    pub async fn import_agents<E>(
        &self,
        agents: &[(AgentId, AgentDraft, Invitation)],
        now: Timestamp,
        check: impl Fn(&Addressed) -> std::result::Result<(), E>,
        done: impl Fn(usize),
    ) -> Result<std::result::Result<Vec<Mailed>, E>> {
        let mut transaction = self.begin_arranging().await?;
        if let Err(objection) = check(&addressed(&mut transaction).await?) {
            return Ok(Err(objection));
        }
        let sql = "select coalesce(max(position), 0) from agents";
        let last: i64 = sqlx::query_scalar(sql).fetch_one(&mut *transaction).await?;
        let mut places = places(&mut transaction).await?;
        let mut ready = 0;
        let mut mailed = Vec::with_capacity(agents.len());
        for (position, chunk) in (last + 1..).step_by(CHUNK).zip(agents.chunks(CHUNK)) {
            insert_agents(self.dialect(), &mut transaction, chunk, position, now).await?;
            let invited: Vec<_> = chunk.iter().map(|(id, _, invitation)| (id, invitation)).collect();
            mailed.extend(invite(self.dialect(), &mut transaction, &invited, now).await?);
            insert_members(self.dialect(), &mut transaction, chunk, &mut places).await?;
            insert_managers(self.dialect(), &mut transaction, chunk).await?;
            ready += chunk.len();
            done(ready);
        }
        transaction.commit().await?;
        Ok(Ok(mailed))
    }
}

type NewAgent = (AgentId, AgentDraft, Invitation);

async fn addressed(connection: &mut AnyConnection) -> Result<Addressed> {
    let mut found = Addressed::default();
    let sql = "select email, extension from agents";
    for row in &sqlx::query(sql).fetch_all(&mut *connection).await? {
        found.emails.insert(row.try_get(0)?);
        let extension: String = row.try_get(1)?;
        if !extension.is_empty() {
            found.extensions.insert(extension);
        }
    }
    let sql = "select id, name from queues where deleted_at is null order by position, id";
    for row in &sqlx::query(sql).fetch_all(connection).await? {
        found.queues.push((QueueId(row.try_get(0)?), row.try_get(1)?));
    }
    Ok(found)
}

/// The last place in each queue.
async fn places(connection: &mut AnyConnection) -> Result<HashMap<QueueId, i64>> {
    let sql = "select queue, max(position) from queue_members group by queue";
    let rows = sqlx::query(sql).fetch_all(connection).await?;
    rows.iter().map(|row| Ok((QueueId(row.try_get(0)?), row.try_get(1)?))).collect()
}

async fn insert_agents(
    dialect: Dialect,
    connection: &mut AnyConnection,
    agents: &[NewAgent],
    first: i64,
    now: Timestamp,
) -> Result<()> {
    let columns = "id, name, email, extension, role, languages, capacity, created_at, position";
    let sql = format!("insert into agents ({columns}) values {}", placeholders(dialect, agents.len(), 9));
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for (position, (id, set, _)) in (first..).zip(agents) {
        query = query
            .bind(id.as_str())
            .bind(&set.name)
            .bind(&set.email)
            .bind(&set.extension)
            .bind(role_name(set.role))
            .bind(json(&set.languages)?)
            .bind(i64::from(set.capacity))
            .bind(now.0)
            .bind(position);
    }
    query.execute(connection).await.map(drop)
}

async fn insert_members(
    dialect: Dialect,
    connection: &mut AnyConnection,
    agents: &[NewAgent],
    places: &mut HashMap<QueueId, i64>,
) -> Result<()> {
    let members: Vec<_> =
        agents.iter().flat_map(|(id, set, _)| set.queues.iter().map(move |queue| (queue, id))).collect();
    for chunk in chunks(&members) {
        let values = placeholders(dialect, chunk.len(), 3);
        let sql = format!("insert into queue_members (queue, agent, position) values {values}");
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for (queue, id) in chunk {
            let place = places.entry((*queue).clone()).or_insert(0);
            *place += 1;
            query = query.bind(queue.as_str()).bind(id.as_str()).bind(*place);
        }
        query.execute(&mut *connection).await?;
    }
    for queue in members.iter().map(|(queue, _)| *queue).collect::<HashSet<_>>() {
        queue_changed(connection, queue).await?;
    }
    Ok(())
}

async fn insert_managers(
    dialect: Dialect,
    connection: &mut AnyConnection,
    agents: &[NewAgent],
) -> Result<()> {
    let given: Vec<_> =
        agents.iter().flat_map(|(id, set, _)| set.manages.iter().map(move |queue| (queue, id))).collect();
    for chunk in chunks(&given) {
        let values = placeholders(dialect, chunk.len(), 2);
        let sql = format!("insert into managed_queues (queue, agent) values {values}");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql));
        let query =
            chunk.iter().fold(query, |query, (queue, id)| query.bind(queue.as_str()).bind(id.as_str()));
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

//! What must hold when queues are changed. Asked inside of the transaction that changes them.

use crate::domain::queue::Neighbours;
use crate::store::conversations::from_json;
use crate::store::{Dialect, Result};
use shared::ids::{AgentId, QueueId};
use shared::queue::{QueueDraft, QueueSettings};
use shared::settings::{SettingFault, Wrong};
use sqlx::{Any, AnyConnection, Executor, Row};
use std::collections::BTreeSet;

/// What is wrong with a draft that only the database can tell. `own` is the queue itself, also where it is yet to be.
pub async fn faults(
    connection: &mut AnyConnection,
    own: &QueueId,
    draft: &QueueDraft,
) -> Result<Vec<SettingFault>> {
    let mut faults = Vec::new();
    let same_name: i64 = sqlx::query_scalar("select count(*) from queues where name = $1 and id <> $2")
        .bind(&draft.name)
        .bind(own.as_str())
        .fetch_one(&mut *connection)
        .await?;
    if same_name > 0 {
        faults.push(SettingFault { path: "name".into(), wrong: Wrong::Twice });
    }
    faults.extend(neighbours(connection, own).await?.faults(draft, Some(own)));
    Ok(faults)
}

/// The ids of all queues that are there.
pub async fn ids<'c>(executor: impl Executor<'c, Database = Any>) -> Result<BTreeSet<QueueId>> {
    let sql = "select id from queues where deleted_at is null";
    let ids: Vec<String> = sqlx::query_scalar(sql).fetch_all(executor).await?;
    Ok(ids.into_iter().map(QueueId).collect())
}

async fn neighbours(connection: &mut AnyConnection, own: &QueueId) -> Result<Neighbours> {
    let mut neighbours = Neighbours::default();
    let sql = "select id from agents where deactivated_at is null";
    let agents: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut *connection).await?;
    neighbours.agents.extend(agents.into_iter().map(AgentId));
    let sql = "select id, settings from queues where deleted_at is null and id <> $1";
    for row in &sqlx::query(sql).bind(own.as_str()).fetch_all(connection).await? {
        let settings: QueueSettings = from_json(&row.try_get::<String, _>(1)?)?;
        let overflow = settings.overflow.map(|overflow| overflow.queue);
        neighbours.queues.insert(QueueId(row.try_get(0)?), overflow);
    }
    Ok(neighbours)
}

/// Keeps everyone who calls [`hold`] waiting until the transaction ends, once those who came before are done.
pub async fn shut(dialect: Dialect, connection: &mut AnyConnection, queue: &QueueId) -> Result<()> {
    match dialect {
        // There is one writer.
        Dialect::Sqlite => Ok(()),
        Dialect::Postgres => {
            let sql = "select id from queues where id = $1 for update";
            sqlx::query(sql).bind(queue.as_str()).execute(connection).await.map(drop)
        }
    }
}

/// Keeps a queue there until the transaction ends; false if it is gone. Whoever puts a conversation into a queue asks
/// here first: one that is being taken away while the conversation comes is waited for.
pub async fn hold(dialect: Dialect, connection: &mut AnyConnection, queue: &QueueId) -> Result<bool> {
    let sql = match dialect {
        Dialect::Sqlite => "select id from queues where id = $1 and deleted_at is null",
        Dialect::Postgres => "select id from queues where id = $1 and deleted_at is null for key share",
    };
    let found: Option<String> =
        sqlx::query_scalar(sql).bind(queue.as_str()).fetch_optional(connection).await?;
    Ok(found.is_some())
}

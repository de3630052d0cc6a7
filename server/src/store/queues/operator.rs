//! What an operator arranges of queues from a shell.

use crate::store::conversations::{from_json, json};
use crate::store::{Result, Store};
use shared::hours::Hours;
use shared::ids::QueueId;
use shared::queue::QueueSettings;
use sqlx::Row;

impl Store {
    /// Makes a queue at the end of the order, with everyone as a member who may sign in. False if the name is taken.
    pub async fn create_queue(&self, id: &QueueId, name: &str) -> Result<bool> {
        let mut transaction = self.begin_arranging().await?;
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
        for sql in [
            "insert into queue_members (queue, agent, position) \
             select $1, id, position from agents where deactivated_at is null",
            "update agents set version = version + 1 where id in (select agent from queue_members where queue = $1)",
        ] {
            sqlx::query(sql).bind(id.as_str()).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Sets when a queue is open; `None` is always. False if no queue has this name.
    pub async fn set_hours(&self, name: &str, hours: Option<&Hours>) -> Result<bool> {
        let mut transaction = self.begin_arranging().await?;
        let sql = "select id, settings from queues where name = $1 and deleted_at is null";
        let Some(row) = sqlx::query(sql).bind(name).fetch_optional(&mut *transaction).await? else {
            return Ok(false);
        };
        let id: String = row.try_get(0)?;
        let settings: QueueSettings = from_json(&row.try_get::<String, _>(1)?)?;
        sqlx::query("update queues set settings = $2, version = version + 1 where id = $1")
            .bind(id)
            .bind(json(&QueueSettings { hours: hours.cloned(), ..settings })?)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }
}

//! Canned responses.

use super::conversations::{from_json, json};
use super::widgets::Changed;
use super::{Result, Store};
use shared::canned::{CANNED_MAX, Canned, CannedDraft};
use shared::ids::{CannedId, QueueId};
use shared::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;
use std::collections::BTreeSet;

impl Store {
    /// All of them, by category and title. Queues that are gone are named no more; one that was for such alone is for
    /// none.
    pub async fn canned(&self) -> Result<Vec<Canned>> {
        let queues = self.queue_ids().await?;
        let sql = "select id, version, title, shortcut, category, queues, texts from canned_responses \
                   order by category, title, id";
        let rows = sqlx::query(sql).fetch_all(self.reading()).await?;
        rows.iter().map(|row| canned(row, &queues)).collect()
    }

    /// One of them.
    pub async fn canned_response(&self, id: &CannedId) -> Result<Option<Canned>> {
        let queues = self.queue_ids().await?;
        let sql = "select id, version, title, shortcut, category, queues, texts from canned_responses where id = $1";
        let row = sqlx::query(sql).bind(id.as_str()).fetch_optional(self.reading()).await?;
        row.as_ref().map(|row| canned(row, &queues)).transpose()
    }

    /// Adds one. False if there are [`CANNED_MAX`] already.
    pub async fn add_canned(&self, id: &CannedId, set: &CannedDraft, now: Timestamp) -> Result<bool> {
        let inserted = sqlx::query(
            "insert into canned_responses (id, title, shortcut, category, queues, texts, created_at) \
             select $1, $2, $3, $4, $5, $6, $7 where (select count(*) from canned_responses) < $8",
        )
        .bind(id.as_str())
        .bind(&set.title)
        .bind(&set.shortcut)
        .bind(&set.category)
        .bind(set.queues.as_ref().map(json).transpose()?)
        .bind(json(&set.texts)?)
        .bind(now.0)
        .bind(CANNED_MAX as i64)
        .execute(self.writing())
        .await?;
        Ok(inserted.rows_affected() > 0)
    }

    /// Changes one that was read at `version`.
    pub async fn change_canned(&self, id: &CannedId, version: u32, set: &CannedDraft) -> Result<Changed> {
        let updated = sqlx::query(
            "update canned_responses set title = $3, shortcut = $4, category = $5, queues = $6, texts = $7, \
             version = version + 1 where id = $1 and version = $2",
        )
        .bind(id.as_str())
        .bind(i64::from(version))
        .bind(&set.title)
        .bind(&set.shortcut)
        .bind(&set.category)
        .bind(set.queues.as_ref().map(json).transpose()?)
        .bind(json(&set.texts)?)
        .execute(self.writing())
        .await?;
        Ok(match updated.rows_affected() {
            0 if self.canned_response(id).await?.is_some() => Changed::Stale,
            0 => Changed::Gone,
            _ => Changed::Done(version + 1),
        })
    }

    /// Takes one away that was read at `version`. Gone is gone.
    pub async fn delete_canned(&self, id: &CannedId, version: u32) -> Result<Changed> {
        let sql = "delete from canned_responses where id = $1 and version = $2";
        let deleted =
            sqlx::query(sql).bind(id.as_str()).bind(i64::from(version)).execute(self.writing()).await?;
        Ok(match deleted.rows_affected() {
            0 if self.canned_response(id).await?.is_some() => Changed::Stale,
            0 => Changed::Gone,
            _ => Changed::Done(version),
        })
    }
}

fn canned(row: &AnyRow, queues: &BTreeSet<QueueId>) -> Result<Canned> {
    let named: Option<String> = row.try_get(5)?;
    let named: Option<BTreeSet<QueueId>> = named.as_deref().map(from_json).transpose()?;
    Ok(Canned {
        id: CannedId(row.try_get(0)?),
        version: u32::try_from(row.try_get::<i64, _>(1)?).unwrap_or(u32::MAX),
        set: CannedDraft {
            title: row.try_get(2)?,
            shortcut: row.try_get(3)?,
            category: row.try_get(4)?,
            queues: named.map(|named| named.intersection(queues).cloned().collect()),
            texts: from_json(&row.try_get::<String, _>(6)?)?,
        },
    })
}

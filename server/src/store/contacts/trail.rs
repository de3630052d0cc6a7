//! The pages that a visitor goes through while a conversation goes on.

use crate::domain::contact::trail::step;
use crate::store::conversations::{from_json, json};
use crate::store::{Result, Store};
use shared::contact::known::Visited;
use shared::ids::ConversationId;
use shared::people::Page;
use shared::time::Timestamp;
use sqlx::Row;

impl Store {
    /// Remembers where on the site the visitor is, and where they were before.
    pub async fn follow(&self, id: &ConversationId, page: &Page, now: Timestamp) -> Result<()> {
        let mut transaction = self.begin().await?;
        let sql = "select page, trail, opened_at from conversations where id = $1 and ended_at is null";
        let row = sqlx::query(sql).bind(id.as_str()).fetch_optional(&mut *transaction).await?;
        let Some(row) = row else { return Ok(()) };
        let before: Page = from_json(&row.try_get::<String, _>(0)?)?;
        let trail: Vec<Visited> = from_json(&row.try_get::<String, _>(1)?)?;
        let first = Visited { url: before.url, title: before.title, at: Timestamp(row.try_get(2)?) };
        let trail = step(trail, first, page, now);
        sqlx::query("update conversations set page = $2, trail = $3 where id = $1 and ended_at is null")
            .bind(id.as_str())
            .bind(json(page)?)
            .bind(json(&trail)?)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await
    }

    /// The pages that the visitor of a conversation was on, the first one first.
    pub async fn trail(&self, id: &ConversationId) -> Result<Vec<Visited>> {
        let sql = "select page, trail, opened_at from conversations where id = $1";
        let row = sqlx::query(sql).bind(id.as_str()).fetch_optional(self.reading()).await?;
        let Some(row) = row else { return Ok(Vec::new()) };
        let trail: Vec<Visited> = from_json(&row.try_get::<String, _>(1)?)?;
        if !trail.is_empty() {
            return Ok(trail);
        }
        let Page { url, title, .. } = from_json(&row.try_get::<String, _>(0)?)?;
        let only = Visited { url, title, at: Timestamp(row.try_get(2)?) };
        Ok(if only.url.is_empty() { Vec::new() } else { vec![only] })
    }
}

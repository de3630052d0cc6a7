//! Logos and photos, whose content is kept elsewhere, and which photo is whose.

use super::{Result, Store};
use shared::ids::AgentId;
use shared::time::Timestamp;

impl Store {
    /// Makes a picture known.
    pub async fn add_picture(&self, id: &str, kind: &str, now: Timestamp) -> Result<()> {
        sqlx::query("insert into pictures (id, kind, created_at) values ($1, $2, $3)")
            .bind(id)
            .bind(kind)
            .bind(now.0)
            .execute(self.writing())
            .await
            .map(drop)
    }

    /// The media type of a picture; `None` if there is no such picture.
    pub async fn picture_kind(&self, id: &str) -> Result<Option<String>> {
        sqlx::query_scalar("select kind from pictures where id = $1")
            .bind(id)
            .fetch_optional(self.reading())
            .await
    }

    /// Gives an agent a photo by its path on the chat's origin, or takes it away.
    pub async fn set_photo(&self, agent: &AgentId, path: Option<&str>) -> Result<()> {
        sqlx::query("update agents set photo = $2 where id = $1")
            .bind(agent.as_str())
            .bind(path)
            .execute(self.writing())
            .await
            .map(drop)
    }
}

//! Tags that conversations were given.

use super::{Result, Store};
use shared::tags::LISTED_MAX;
use shared::time::Timestamp;

/// Tags that are offered at most, the last used ones.
const OFFERED: i64 = 200;

impl Store {
    /// The tags that were last given to conversations, by name.
    pub async fn conversation_tags(&self) -> Result<Vec<String>> {
        let sql = "select tag from (select tag, used_at from conversation_tags order by used_at desc limit $1) t \
                   order by tag";
        sqlx::query_scalar(sql).bind(OFFERED).fetch_all(self.reading()).await
    }

    /// All tags that conversations were given, by name, at most [`LISTED_MAX`].
    pub async fn listed_tags(&self) -> Result<Vec<String>> {
        let sql = "select tag from conversation_tags order by tag limit $1";
        sqlx::query_scalar(sql).bind(LISTED_MAX as i64).fetch_all(self.reading()).await
    }

    /// Whether conversations were given the tag.
    pub async fn is_known_tag(&self, tag: &str) -> Result<bool> {
        let sql = "select count(*) from conversation_tags where tag = $1";
        let count: i64 = sqlx::query_scalar(sql).bind(tag).fetch_one(self.reading()).await?;
        Ok(count > 0)
    }

    /// Knows a tag that conversations are about to be given.
    pub async fn know_tag(&self, tag: &str, at: Timestamp) -> Result<()> {
        let sql = "insert into conversation_tags (tag, used_at) values ($1, $2) on conflict (tag) do nothing";
        sqlx::query(sql).bind(tag).bind(at.0).execute(self.writing()).await.map(drop)
    }

    /// Forgets a tag that no conversation bears any more, unless one was given it after an instant.
    pub async fn forget_tag(&self, tag: &str, since: Timestamp) -> Result<()> {
        let sql = "delete from conversation_tags where tag = $1 and used_at <= $2";
        sqlx::query(sql).bind(tag).bind(since.0).execute(self.writing()).await.map(drop)
    }
}

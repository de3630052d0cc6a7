//! Tags that conversations were given.

use super::{Result, Store};

/// Tags that are offered at most, the last used ones.
const OFFERED: i64 = 200;

impl Store {
    /// The tags that were last given to conversations, by name.
    pub async fn conversation_tags(&self) -> Result<Vec<String>> {
        let sql = "select tag from (select tag, used_at from conversation_tags order by used_at desc limit $1) t \
                   order by tag";
        sqlx::query_scalar(sql).bind(OFFERED).fetch_all(self.reading()).await
    }
}

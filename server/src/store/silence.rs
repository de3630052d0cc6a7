//! Conversations whose visitors say nothing.

use super::{Result, Store};
use shared::ids::{ConversationId, VisitorId, WidgetId};
use shared::time::Timestamp;
use sqlx::Row;

/// A conversation that goes on, with its visitor's last word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silent {
    /// Which.
    pub conversation: ConversationId,
    /// Whose it is.
    pub visitor: VisitorId,
    /// Whose owner says how long silence may last.
    pub widget: WidgetId,
    /// The visitor's last message, or the opening.
    pub spoke_at: Timestamp,
}

impl Store {
    /// Conversations that go on and whose visitors have written nothing after an instant.
    pub async fn silent_since(&self, then: Timestamp) -> Result<Vec<Silent>> {
        let sql = "select id, visitor, widget, coalesce(spoke_at, opened_at) from conversations \
                   where ended_at is null and coalesce(spoke_at, opened_at) <= $1";
        let rows = sqlx::query(sql).bind(then.0).fetch_all(self.reading()).await?;
        rows.iter()
            .map(|row| {
                Ok(Silent {
                    conversation: ConversationId(row.try_get(0)?),
                    visitor: VisitorId(row.try_get(1)?),
                    widget: WidgetId(row.try_get(2)?),
                    spoke_at: Timestamp(row.try_get(3)?),
                })
            })
            .collect()
    }
}

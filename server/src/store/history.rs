//! What was talked about before, and whole timelines.

use super::conversations::from_json;
use super::{Result, Store};
use shared::file::FileCard;
use shared::ids::{ConversationId, VisitorId, WidgetId};
use shared::rest::PastConversation;
use shared::rules::{HISTORY_MAX, cut};
use shared::time::Timestamp;
use shared::timeline::{AgentEntry, Fact, PublicFact};
use sqlx::Row;
use sqlx::any::AnyRow;

/// A preview's length in characters.
const PREVIEW_CHARS: usize = 160;

impl Store {
    /// A visitor's ended conversations with the widget of each, the latest first, at most [`HISTORY_MAX`].
    pub async fn past_conversations(&self, visitor: &VisitorId) -> Result<Vec<(WidgetId, PastConversation)>> {
        let rows = sqlx::query(
            "select c.id, c.widget, c.topic, c.opened_at, coalesce(a.name, '') as agent, (select e.fact from events e \
               where e.conversation = c.id and e.kind = 'message' order by e.seq desc limit 1) as fact \
             from conversations c left join agents a on a.id = c.owner \
             where c.visitor = $1 and c.ended_at is not null order by c.opened_at desc limit $2",
        )
        .bind(visitor.as_str())
        .bind(HISTORY_MAX as i64)
        .fetch_all(self.reading())
        .await?;
        rows.iter().map(past).collect()
    }

    /// All entries of a conversation.
    pub async fn timeline(&self, id: &ConversationId) -> Result<Vec<AgentEntry>> {
        let mut entries: Vec<AgentEntry> = Vec::new();
        loop {
            let after = entries.last().map_or(0, |entry| entry.seq);
            let page = self.entries_after(id, after).await?;
            if page.is_empty() {
                return Ok(entries);
            }
            entries.extend(page);
        }
    }
}

fn past(row: &AnyRow) -> Result<(WidgetId, PastConversation)> {
    let fact = row.try_get::<Option<String>, _>("fact")?.map(|fact| from_json(&fact)).transpose()?;
    let past = PastConversation {
        id: ConversationId(row.try_get("id")?),
        topic: row.try_get("topic")?,
        opened_at: Timestamp(row.try_get("opened_at")?),
        agent: row.try_get("agent")?,
        preview: fact.map(preview).unwrap_or_default(),
    };
    Ok((WidgetId(row.try_get("widget")?), past))
}

/// The beginning of what was written, or the name of the file that came without words.
fn preview(fact: Fact) -> String {
    let Fact::Public(PublicFact::Message { text, files, .. }) = fact else { return String::new() };
    let first = files.into_iter().next().map(|FileCard { name, .. }| name);
    let shown = if text.is_empty() { first.unwrap_or_default() } else { text };
    cut(&shown, PREVIEW_CHARS).into()
}

//! What agents' inboxes show.

use super::conversations::{COLUMNS, TABLES, conversation, entry};
use super::{Result, Store};
use crate::domain::conversation::Conversation;
use shared::agent::{InboxItem, Preview};
use shared::ids::{AgentId, ConversationId, QueueId};
use shared::rules::cut;
use shared::time::Timestamp;
use shared::timeline::{AgentEntry, Author, Fact, PublicFact, Summary};
use sqlx::Row;
use std::collections::HashMap;

/// How many conversations of a kind the inbox lists at most.
pub const INBOX_LIMIT: usize = 200;
/// Ended conversations leave the inbox after this long, in milliseconds.
const ENDED_SHOWN_MILLIS: i64 = 24 * 60 * 60 * 1_000;
/// A preview's length in characters.
const PREVIEW_CHARS: usize = 160;

impl Store {
    /// The conversations that an agent is in or may come into, and those that ended with the agent within the last day
    /// and aren't dealt with. What is offered is the desk's to know.
    pub async fn inbox(&self, agent: &AgentId, now: Timestamp) -> Result<Vec<Conversation>> {
        let of = "p.conversation from conversation_agents p where p.agent = $1 and p.ended_at";
        let sql = format!(
            "select * from (select {COLUMNS} from {TABLES} where c.id in (select {of} is null) \
               order by c.opened_at limit $3) o \
             union all select * from (select {COLUMNS} from {TABLES} where c.id in (select {of} >= $2) \
               and c.dealt_at is null and c.archived_at is null order by c.ended_at desc limit $3) e"
        );
        let since = now.plus_millis(-ENDED_SHOWN_MILLIS);
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(agent.as_str()).bind(since.0);
        let rows = query.bind(INBOX_LIMIT as i64).fetch_all(self.reading()).await?;
        rows.iter().map(conversation).collect()
    }

    /// Conversations by id, in no order; those that are gone are left out.
    pub async fn conversations(&self, ids: &[&ConversationId]) -> Result<Vec<Conversation>> {
        let found = super::append::load(self, ids).await?;
        Ok(found.into_values().map(|conversation| Conversation::clone(&conversation)).collect())
    }

    /// What the staff calls each queue, those that are gone too.
    pub async fn queue_names(&self) -> Result<HashMap<QueueId, String>> {
        let sql = "select id, coalesce(former_name, name) from queues";
        let rows = sqlx::query(sql).fetch_all(self.reading()).await?;
        rows.iter().map(|row| Ok((QueueId(row.try_get(0)?), row.try_get(1)?))).collect()
    }

    /// The conversation as a line of the inbox. Whether the visitor is `online` isn't stored.
    pub async fn inbox_item(&self, conversation: &Conversation, online: bool) -> Result<InboxItem> {
        let id = conversation.id.as_str();
        // The topic as the staff calls it; the visitor picked it in their own language.
        let known = sqlx::query(
            "select coalesce(q.former_name, q.name), (select count(*) from events where conversation = $1 and seq > $2 \
             and kind = 'message' and sender = 'visitor') from queues q where q.id = $3",
        )
        .bind(id)
        .bind(i64::from(conversation.staff_receipts.read))
        .bind(conversation.queue.as_str())
        .fetch_one(self.reading())
        .await?;
        let last_message = sqlx::query(
            "select seq, at, fact from events where conversation = $1 and kind = 'message' order by seq desc limit 1",
        )
        .bind(id)
        .fetch_optional(self.reading())
        .await?;
        // Few and far between, so the reducer that everyone shares may derive the summary from them.
        let turns = sqlx::query(
            "select seq, at, fact from events where conversation = $1 and kind <> 'message' order by seq",
        )
        .bind(id)
        .fetch_all(self.reading())
        .await?;
        let mut summary = Summary::default();
        for row in &turns {
            summary.apply(&entry(row)?);
        }
        summary.last = conversation.last;
        Ok(InboxItem {
            conversation: conversation.id.clone(),
            queue: conversation.queue.clone(),
            topic: known.try_get(0)?,
            channel: conversation.widget.clone(),
            visitor: conversation.card.clone(),
            page: conversation.page.clone(),
            browser: conversation.browser.clone(),
            online,
            summary,
            preview: last_message.as_ref().map(entry).transpose()?.and_then(preview),
            offer: None,
            unread: u32::try_from(known.try_get::<i64, _>(1)?).unwrap_or(u32::MAX),
            visitor_receipts: conversation.visitor_receipts,
            staff_receipts: conversation.staff_receipts,
        })
    }
}

fn preview(entry: AgentEntry) -> Option<Preview> {
    let Fact::Public(PublicFact::Message { by, text, .. }) = entry.fact else { return None };
    let agent = match by {
        Author::Visitor | Author::System => None,
        Author::Agent(agent) => Some(agent),
    };
    Some(Preview { agent, text: cut(&text, PREVIEW_CHARS).into(), at: entry.at })
}

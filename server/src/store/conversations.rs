//! Conversations and their timelines, read.

use super::{Result, Store};
use crate::domain::conversation::Conversation;
use shared::agent::{InboxItem, Preview};
use shared::ids::{AgentId, ConversationId, VisitorId};
use shared::people::{AgentCard, Browser, Detail, Page, VisitorCard};
use shared::rules::{PAGE_ENTRIES, cut};
use shared::time::Timestamp;
use shared::timeline::{AgentEntry, Author, Entry, Fact, PublicFact, Receipts, Seq, Stage, Summary};
use sqlx::Row;
use sqlx::any::AnyRow;

/// How many conversations of a kind the inbox lists at most.
const INBOX_LIMIT: i64 = 200;
/// Ended conversations leave the inbox after this long, in milliseconds.
const ENDED_SHOWN_MILLIS: i64 = 24 * 60 * 60 * 1_000;
/// A preview's length in characters.
const PREVIEW_CHARS: usize = 160;

/// What every query of conversations selects; see [`conversation`].
pub(super) const COLUMNS: &str = "c.id, c.visitor, c.widget, c.queue, c.topic, c.visitor_name, c.visitor_email, c.visitor_more, \
    c.page, c.browser, c.stage, c.owner, coalesce(a.name, '') as owner_name, a.photo as owner_photo, c.last, c.opened_at, c.spoke_at, c.ended_at, c.rating, \
    c.visitor_delivered, c.visitor_read, c.staff_delivered, c.staff_read";

/// Where they come from.
pub(super) const TABLES: &str = "conversations c left join agents a on a.id = c.owner";

impl Store {
    /// One conversation.
    pub async fn conversation(&self, id: &ConversationId) -> Result<Option<Conversation>> {
        let sql = format!("select {COLUMNS} from {TABLES} where c.id = $1");
        let row =
            sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.as_str()).fetch_optional(self.reading()).await?;
        row.as_ref().map(conversation).transpose()
    }

    /// The conversation that a visitor's widget goes on with: the open one, or the last one if it ended at or after
    /// `ended_since`.
    pub async fn conversation_of_visitor(
        &self,
        visitor: &VisitorId,
        ended_since: Timestamp,
    ) -> Result<Option<Conversation>> {
        let sql = format!(
            "select {COLUMNS} from {TABLES} where c.visitor = $1 and (c.ended_at is null or c.ended_at >= $2) \
             order by c.opened_at desc limit 1"
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(visitor.as_str()).bind(ended_since.0);
        query.fetch_optional(self.reading()).await?.as_ref().map(conversation).transpose()
    }

    /// All conversations that wait, who waits longest first.
    pub async fn waiting(&self) -> Result<Vec<Conversation>> {
        let sql =
            format!("select {COLUMNS} from {TABLES} where c.stage = 'waiting' order by c.opened_at, c.id");
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .fetch_all(self.reading())
            .await?
            .iter()
            .map(conversation)
            .collect()
    }

    /// What an agent's inbox shows: waiting in their queues, theirs, and theirs that ended within the last day.
    pub async fn inbox(&self, agent: &AgentId, now: Timestamp) -> Result<Vec<Conversation>> {
        let sql = format!(
            "select * from (select {COLUMNS} from {TABLES} where c.stage = 'waiting' \
               and c.queue in (select queue from queue_members where agent = $1) order by c.opened_at limit {INBOX_LIMIT}) w \
             union all select * from (select {COLUMNS} from {TABLES} where c.owner = $1 and c.ended_at is null \
               order by c.opened_at limit {INBOX_LIMIT}) o \
             union all select * from (select {COLUMNS} from {TABLES} where c.owner = $1 and c.ended_at >= $2 \
               order by c.ended_at desc limit {INBOX_LIMIT}) e"
        );
        let since = now.plus_millis(-ENDED_SHOWN_MILLIS);
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(agent.as_str()).bind(since.0);
        query.fetch_all(self.reading()).await?.iter().map(conversation).collect()
    }

    /// Whether an agent is a member of the conversation's queue.
    pub async fn is_member(&self, agent: &AgentId, conversation: &ConversationId) -> Result<bool> {
        let found: Option<String> = sqlx::query_scalar(
            "select m.agent from conversations c join queue_members m on m.queue = c.queue where c.id = $1 and m.agent = $2",
        )
        .bind(conversation.as_str())
        .bind(agent.as_str())
        .fetch_optional(self.reading())
        .await?;
        Ok(found.is_some())
    }

    /// A page of entries after a position, at most [`PAGE_ENTRIES`].
    pub async fn entries_after(&self, id: &ConversationId, after: Seq) -> Result<Vec<AgentEntry>> {
        sqlx::query(
            "select seq, at, fact from events where conversation = $1 and seq > $2 order by seq limit $3",
        )
        .bind(id.as_str())
        .bind(i64::from(after))
        .bind(PAGE_ENTRIES as i64)
        .fetch_all(self.reading())
        .await?
        .iter()
        .map(entry)
        .collect()
    }

    /// The conversation as a line of the inbox. Whether the visitor is `online` isn't stored.
    pub async fn inbox_item(&self, conversation: &Conversation, online: bool) -> Result<InboxItem> {
        let id = conversation.id.as_str();
        let unread: i64 = sqlx::query_scalar(
            "select count(*) from events where conversation = $1 and seq > $2 and kind = 'message' and sender = 'visitor'",
        )
        .bind(id)
        .bind(i64::from(conversation.staff_receipts.read))
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
            topic: conversation.topic.clone(),
            visitor: conversation.card.clone(),
            page: conversation.page.clone(),
            browser: conversation.browser.clone(),
            online,
            summary,
            preview: last_message.as_ref().map(entry).transpose()?.and_then(preview),
            offer: None,
            unread: u32::try_from(unread).unwrap_or(u32::MAX),
            visitor_receipts: conversation.visitor_receipts,
            staff_receipts: conversation.staff_receipts,
        })
    }

    /// Remembers where on the site the visitor is.
    pub async fn set_page(&self, id: &ConversationId, page: &Page) -> Result<()> {
        sqlx::query("update conversations set page = $2 where id = $1 and ended_at is null")
            .bind(id.as_str())
            .bind(json(page)?)
            .execute(self.writing())
            .await
            .map(drop)
    }
}

impl Store {
    /// Puts what a page tells of its visitor on the card of a conversation that goes on. False if nothing changed.
    pub async fn set_attributes(&self, id: &ConversationId, attributes: &[Detail]) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let sql = "select visitor_more from conversations where id = $1 and ended_at is null";
        let stored: Option<String> =
            sqlx::query_scalar(sql).bind(id.as_str()).fetch_optional(&mut *transaction).await?;
        let Some(stored) = stored else { return Ok(false) };
        let mut card: VisitorCard = from_json(&stored)?;
        if card.attributes == attributes {
            return Ok(false);
        }
        card.attributes = attributes.to_vec();
        // Somebody else's change in between is not overwritten; the page tells it again with the next connection.
        let sql = "update conversations set visitor_more = $3 where id = $1 and visitor_more = $2";
        let query = sqlx::query(sql).bind(id.as_str()).bind(&stored).bind(json(&card)?);
        let updated = query.execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(updated.rows_affected() > 0)
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

/// A row of [`COLUMNS`].
pub(super) fn conversation(row: &AnyRow) -> Result<Conversation> {
    let text = |column| row.try_get::<String, _>(column);
    let number = |column| row.try_get::<i64, _>(column);
    let receipts = |delivered, read| {
        Ok::<_, sqlx::Error>(Receipts { delivered: seq(number(delivered)?), read: seq(number(read)?) })
    };
    let owner = row.try_get::<Option<String>, _>("owner")?;
    Ok(Conversation {
        id: ConversationId(text("id")?),
        visitor: VisitorId(text("visitor")?),
        widget: text("widget")?.as_str().into(),
        queue: text("queue")?.as_str().into(),
        topic: text("topic")?,
        card: VisitorCard {
            name: text("visitor_name")?,
            email: text("visitor_email")?,
            ..from_json(&text("visitor_more")?)?
        },
        page: from_json::<Page>(&text("page")?)?,
        browser: from_json::<Browser>(&text("browser")?)?,
        stage: stage(&text("stage")?),
        owner: match owner {
            Some(id) => Some(AgentCard {
                id: AgentId(id),
                name: text("owner_name")?,
                photo: row.try_get("owner_photo")?,
            }),
            None => None,
        },
        last: seq(number("last")?),
        opened_at: Timestamp(number("opened_at")?),
        spoke_at: row.try_get::<Option<i64>, _>("spoke_at")?.map(Timestamp),
        ended_at: row.try_get::<Option<i64>, _>("ended_at")?.map(Timestamp),
        rating: row.try_get::<Option<String>, _>("rating")?.map(|text| from_json(&text)).transpose()?,
        visitor_receipts: receipts("visitor_delivered", "visitor_read")?,
        staff_receipts: receipts("staff_delivered", "staff_read")?,
    })
}

/// A row of `seq, at, fact`.
pub(super) fn entry(row: &AnyRow) -> Result<AgentEntry> {
    Ok(Entry {
        seq: seq(row.try_get("seq")?),
        at: Timestamp(row.try_get("at")?),
        fact: from_json(&row.try_get::<String, _>("fact")?)?,
    })
}

/// How a stage is written in its column.
pub(super) fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Waiting => "waiting",
        Stage::Active => "active",
        Stage::Ended => "ended",
    }
}

fn stage(name: &str) -> Stage {
    match name {
        "waiting" => Stage::Waiting,
        "active" => Stage::Active,
        _ => Stage::Ended,
    }
}

fn seq(number: i64) -> Seq {
    Seq::try_from(number).unwrap_or_default()
}

/// A value as it stands in a JSON column.
pub(super) fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(error.into()))
}

pub(super) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()))
}

//! Conversations and their timelines, read.

use super::{Result, Store};
use crate::domain::conversation::{Conversation, Past, Staff};
use shared::ids::{AgentId, ConversationId, QueueId, VisitorId};
use shared::people::{AgentCard, Browser, Detail, Page, VisitorCard};
use shared::rules::PAGE_ENTRIES;
use shared::time::Timestamp;
use shared::timeline::{AgentEntry, Entry, Receipts, Seq, Stage};
use sqlx::Row;
use sqlx::any::AnyRow;

/// What every query of conversations selects; see [`conversation`].
pub(super) const COLUMNS: &str = "c.id, c.visitor, c.widget, c.queue, c.topic, c.visitor_name, c.visitor_email, c.visitor_more, \
    c.page, c.browser, c.stage, c.owner, coalesce(a.name, '') as owner_name, a.photo as owner_photo, c.last, c.opened_at, c.spoke_at, c.ended_at, c.rating, \
    c.visitor_delivered, c.visitor_read, c.staff_delivered, c.staff_read, c.staff, c.entered_at, c.dealt_at, c.archived_at, c.last_agent, c.unfinished";

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

    /// In which queue a conversation is. `None` if there is no such conversation.
    pub async fn queue_of(&self, conversation: &ConversationId) -> Result<Option<QueueId>> {
        let query =
            sqlx::query_scalar("select queue from conversations where id = $1").bind(conversation.as_str());
        let queue: Option<String> = query.fetch_optional(self.reading()).await?;
        Ok(queue.map(QueueId))
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

/// A row of [`COLUMNS`].
pub(super) fn conversation(row: &AnyRow) -> Result<Conversation> {
    let text = |column| row.try_get::<String, _>(column);
    let number = |column| row.try_get::<i64, _>(column);
    let receipts = |delivered, read| {
        Ok::<_, sqlx::Error>(Receipts { delivered: seq(number(delivered)?), read: seq(number(read)?) })
    };
    let instant = |column| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(column)?.map(Timestamp));
    let agent = |column| Ok::<_, sqlx::Error>(row.try_get::<Option<String>, _>(column)?.map(AgentId));
    let owner = match agent("owner")? {
        Some(id) => Some(AgentCard { id, name: text("owner_name")?, photo: row.try_get("owner_photo")? }),
        None => None,
    };
    let mut staff: Staff = from_json(&text("staff")?)?;
    // Of a conversation from before there could be several.
    if staff.present.is_empty() {
        staff.present.extend(owner.clone());
    }
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
        owner,
        staff,
        past: Past { last_agent: agent("last_agent")?, unfinished: agent("unfinished")? },
        last: seq(number("last")?),
        opened_at: Timestamp(number("opened_at")?),
        entered_at: Timestamp(number("entered_at")?),
        spoke_at: instant("spoke_at")?,
        ended_at: instant("ended_at")?,
        dealt_at: instant("dealt_at")?,
        archived_at: instant("archived_at")?,
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

//! The row that a conversation leaves in the list of tickets when it is made into one.

use super::rows::{self, NewEntry};
use crate::domain::intake;
use crate::domain::queue::ticket_subject;
use crate::store::conversations::{entry, from_json};
use crate::store::tickets::{NewTicket, insert};
use crate::store::{Dialect, Result};
use shared::ids::{ClientId, ConversationId, QueueId};
use shared::ticket::Priority;
use shared::time::Timestamp;
use shared::timeline::{Fact, PublicFact};
use sqlx::{Any, Row, Transaction};

/// Writes the tickets that new entries speak of, with all that their visitors wrote. To be called once the entries are
/// written.
pub async fn write(
    dialect: Dialect,
    transaction: &mut Transaction<'static, Any>,
    entries: &[NewEntry<'_>],
) -> Result<()> {
    for (conversation, _, entry) in entries {
        if let Fact::Public(PublicFact::TicketMade { number, .. }) = &entry.fact {
            make(dialect, transaction, conversation, *number, entry.at).await?;
        }
    }
    Ok(())
}

/// What the visitor said of themself may have changed since the writer looked, so it is read here.
async fn make(
    dialect: Dialect,
    transaction: &mut Transaction<'static, Any>,
    id: &ConversationId,
    number: u32,
    now: Timestamp,
) -> Result<()> {
    let found = rows::load(dialect, &mut **transaction, &[id]).await?.remove(id);
    let conversation = found.ok_or(sqlx::Error::RowNotFound)?;
    let sql = "select seq, at, fact from events \
               where conversation = $1 and kind = 'message' and sender = 'visitor' order by seq";
    let rows = sqlx::query(sql).bind(id.as_str()).fetch_all(&mut **transaction).await?;
    let written = rows.iter().map(entry).collect::<Result<Vec<_>>>()?;
    let (topic, subject) = named(transaction, &conversation.queue).await?;
    let ticket = NewTicket {
        id: id.to_string(),
        visitor: conversation.visitor.clone(),
        // No client's id has a colon, so it can't be one under which the visitor has left another.
        client_id: ClientId(format!("of:{id}")),
        widget: conversation.widget.clone(),
        queue: conversation.queue.clone(),
        topic,
        subject,
        conversation: Some(id.clone()),
        card: conversation.card.clone(),
        text: intake::all_written(&written),
        page: conversation.page.clone(),
        lang: conversation.browser.language.clone(),
        priority: Priority::default(),
        maker: None,
        now,
    };
    insert(transaction, &ticket, number).await?;
    Ok(())
}

/// The queue's name, as the staff knows it, and the subject of its tickets.
async fn named(transaction: &mut Transaction<'static, Any>, queue: &QueueId) -> Result<(String, String)> {
    let row = sqlx::query("select coalesce(former_name, name), settings from queues where id = $1")
        .bind(queue.as_str())
        .fetch_one(&mut **transaction)
        .await?;
    let name: String = row.try_get(0)?;
    let settings = from_json(&row.try_get::<String, _>(1)?)?;
    let subject = ticket_subject(&name, &settings);
    Ok((name, subject))
}

//! The row that a conversation leaves in the list of tickets when it is made into one.

use super::rows::{self, NewEntry};
use crate::domain::intake;
use crate::store::conversations::entry;
use crate::store::tickets::{NewTicket, insert};
use crate::store::{Dialect, Result};
use shared::ids::{ClientId, ConversationId};
use shared::time::Timestamp;
use shared::timeline::{Fact, PublicFact};
use sqlx::{Any, Transaction};

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
    let ticket = NewTicket {
        id: id.to_string(),
        visitor: conversation.visitor.clone(),
        // No client's id has a colon, so it can't be one under which the visitor has left another.
        client_id: ClientId(format!("of:{id}")),
        widget: conversation.widget.clone(),
        queue: conversation.queue.clone(),
        topic: conversation.topic.clone(),
        conversation: Some(id.clone()),
        card: conversation.card.clone(),
        text: intake::all_written(&written),
        page: conversation.page.clone(),
        now,
    };
    insert(transaction, &ticket, number).await?;
    Ok(())
}

//! Many rows in few statements.

use super::plan::{Key, Plan};
use super::{agents, tags, ticket};
use crate::domain::conversation::Conversation;
use crate::store::batch::{CHUNKS, chunks, placeholders};
use crate::store::conversations::{COLUMNS, TABLES, conversation, entry, json, stage_name};
use crate::store::notes;
use crate::store::queues::hold;
use crate::store::{Dialect, Result};
use shared::ids::{ClientId, ConversationId};
use shared::timeline::{AgentEntry, Fact, PublicFact, StaffFact};
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, Executor, Row, Transaction};
use std::collections::HashMap;
use std::sync::Arc;

/// A new entry with its conversation and sender.
pub type NewEntry<'a> = (&'a ConversationId, &'a str, &'a AgentEntry);

/// A conversation as it was and as it will be.
pub type Step = (Arc<Conversation>, Arc<Conversation>);

/// Writes all that a plan says. `false` if the database holds something else than the plan was made on; then the
/// transaction must be rolled back.
///
/// # Errors
/// Also if a conversation was to wait in a queue that is gone: [`sqlx::Error::RowNotFound`].
pub async fn write(
    dialect: Dialect,
    transaction: &mut Transaction<'static, Any>,
    plan: &Plan<'_>,
) -> Result<bool> {
    let entries = plan.entries();
    for (_, after) in plan.changed.iter().filter(|(before, after)| before.queue != after.queue) {
        if !hold(dialect, transaction, &after.queue).await? {
            return Err(sqlx::Error::RowNotFound);
        }
    }
    // The conversations before their entries: whoever locks a conversation never waits for an entry of somebody who waits
    // for that conversation.
    let (moved, turned): (Vec<&Step>, Vec<&Step>) = plan.changed.iter().partition(|step| only_moved(step));
    let updated =
        move_on(dialect, transaction, &moved).await? + update(dialect, transaction, &turned).await?;
    if updated != plan.changed.len() as u64 {
        return Ok(false);
    }
    if insert(dialect, transaction, &entries).await? != entries.len() as u64 {
        return Ok(false);
    }
    agents::write(dialect, transaction, &turned).await?;
    tags::write(transaction, &entries).await?;
    notes::empty(transaction, &entries).await?;
    ticket::write(dialect, transaction, &entries).await?;
    Ok(true)
}

/// Most changes are a message more, and that moves `last` and the time of the visitor's last word alone.
fn only_moved((before, after): &Step) -> bool {
    before.stage == after.stage
        && before.queue == after.queue
        && before.owner == after.owner
        && before.staff == after.staff
        && before.entered_at == after.entered_at
        && before.dealt_at == after.dealt_at
        && before.archived_at == after.archived_at
        && before.rating == after.rating
        && before.visitor_receipts == after.visitor_receipts
        && before.staff_receipts == after.staff_receipts
}

/// Inserts entries and returns how many there were that didn't stand there already.
pub async fn insert(
    dialect: Dialect,
    transaction: &mut Transaction<'static, Any>,
    new: &[NewEntry<'_>],
) -> Result<u64> {
    let mut inserted = 0;
    for chunk in chunks(new) {
        let values = placeholders(dialect, chunk.len(), 7);
        let sql = format!(
            "insert into events (conversation, seq, at, sender, client_id, kind, fact) values {values} \
             on conflict do nothing"
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for (conversation, sender, entry) in chunk {
            let (kind, id) = kind(&entry.fact);
            query = query
                .bind(conversation.as_str())
                .bind(i64::from(entry.seq))
                .bind(entry.at.0)
                .bind(*sender)
                .bind(id.map(ClientId::as_str))
                .bind(kind)
                .bind(json(&entry.fact)?);
        }
        inserted += query.execute(&mut **transaction).await?.rows_affected();
    }
    Ok(inserted)
}

async fn move_on(
    dialect: Dialect,
    transaction: &mut Transaction<'static, Any>,
    steps: &[&Step],
) -> Result<u64> {
    let mut updated = 0;
    for chunk in chunks(steps) {
        let values = placeholders(dialect, chunk.len(), 4);
        let sql = format!(
            "update conversations set last = v.column3, spoke_at = v.column4 from (values {values}) as v \
             where conversations.id = v.column1 and conversations.last = v.column2"
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for (before, after) in chunk {
            query = query
                .bind(after.id.as_str())
                .bind(i64::from(before.last))
                .bind(i64::from(after.last))
                .bind(after.spoke_at.map(|at| at.0));
        }
        updated += query.execute(&mut **transaction).await?.rows_affected();
    }
    Ok(updated)
}

/// Receipts make no entry, so `last` doesn't tell whether another node moved them: the greater one wins.
async fn update(
    dialect: Dialect,
    transaction: &mut Transaction<'static, Any>,
    steps: &[&Step],
) -> Result<u64> {
    let mut updated = 0;
    for chunk in chunks(steps) {
        let values = placeholders(dialect, chunk.len(), 17);
        let greater = |column: &str, value: &str| {
            format!(
                "{column} = case when v.{value} > conversations.{column} then v.{value} else conversations.{column} end"
            )
        };
        let sql = format!(
            "update conversations set last = v.column3, stage = v.column4, owner = v.column5, ended_at = v.column6, \
             rating = v.column7, spoke_at = v.column12, queue = v.column13, staff = v.column14, \
             entered_at = v.column15, dealt_at = v.column16, archived_at = v.column17, {}, {}, {}, {} from (values {values}) as v \
             where conversations.id = v.column1 and conversations.last = v.column2",
            greater("visitor_delivered", "column8"),
            greater("visitor_read", "column9"),
            greater("staff_delivered", "column10"),
            greater("staff_read", "column11"),
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for (before, after) in chunk {
            let rating = after.rating.as_ref().map(json).transpose()?;
            query = query
                .bind(after.id.as_str())
                .bind(i64::from(before.last))
                .bind(i64::from(after.last))
                .bind(stage_name(after.stage))
                .bind(after.owner.as_ref().map(|card| card.id.as_str()))
                .bind(after.ended_at.map(|at| at.0))
                .bind(rating)
                .bind(i64::from(after.visitor_receipts.delivered))
                .bind(i64::from(after.visitor_receipts.read))
                .bind(i64::from(after.staff_receipts.delivered))
                .bind(i64::from(after.staff_receipts.read))
                .bind(after.spoke_at.map(|at| at.0))
                .bind(after.queue.as_str())
                .bind(json(&after.staff)?)
                .bind(after.entered_at.0)
                .bind(after.dealt_at.map(|at| at.0))
                .bind(after.archived_at.map(|at| at.0));
        }
        updated += query.execute(&mut **transaction).await?.rows_affected();
    }
    Ok(updated)
}

/// Reads conversations by id.
pub async fn load<'e, E>(
    dialect: Dialect,
    executor: E,
    ids: &[&ConversationId],
) -> Result<HashMap<ConversationId, Arc<Conversation>>>
where
    E: Executor<'e, Database = Any>,
{
    let mut found = HashMap::with_capacity(ids.len());
    if ids.is_empty() {
        return Ok(found);
    }
    // One statement, as an executor can be used once: the list is filled up to the next known length.
    let length = CHUNKS.into_iter().rev().find(|size| *size >= ids.len()).unwrap_or(ids.len());
    let padded: Vec<&ConversationId> =
        ids.iter().chain(std::iter::repeat(&ids[0])).take(length).copied().collect();
    let sql = format!("select {COLUMNS} from {TABLES} where c.id in ({})", placeholders(dialect, length, 1));
    for row in &executor.fetch_all(by_ids(&sql, &padded)).await? {
        let conversation = conversation(row)?;
        found.insert(conversation.id.clone(), Arc::new(conversation));
    }
    Ok(found)
}

/// The entries that commands with the same keys made earlier.
pub async fn repeated(
    dialect: Dialect,
    transaction: &mut Transaction<'static, Any>,
    keys: &[Key],
) -> Result<HashMap<Key, AgentEntry>> {
    let mut found = HashMap::new();
    for chunk in chunks(keys) {
        let values = placeholders(dialect, chunk.len(), 3);
        let sql = format!(
            "select e.conversation, e.sender, e.client_id, e.seq, e.at, e.fact from (values {values}) as k \
             join events e on e.client_id = k.column3 and e.conversation = k.column1 and e.sender = k.column2"
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for (conversation, sender, id) in chunk {
            query = query.bind(conversation.as_str()).bind(sender.as_str()).bind(id.as_str());
        }
        for row in &query.fetch_all(&mut **transaction).await? {
            let text = |column| row.try_get::<String, _>(column);
            let key = (ConversationId(text("conversation")?), text("sender")?, ClientId(text("client_id")?));
            found.insert(key, entry(row)?);
        }
    }
    Ok(found)
}

/// A query with nothing but ids in it.
pub fn by_ids<'q>(sql: &'q str, ids: &[&ConversationId]) -> Query<'q, Any, AnyArguments> {
    ids.iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, id| query.bind(id.as_str()))
}

/// How a fact is named in its column, and the client's id if it has one.
fn kind(fact: &Fact) -> (&'static str, Option<&ClientId>) {
    match fact {
        Fact::Public(fact) => {
            let kind = match fact {
                PublicFact::Opened { .. } => "opened",
                PublicFact::Message { .. } => "message",
                PublicFact::Joined { .. } => "joined",
                PublicFact::Left { .. } => "left",
                PublicFact::Ended { .. } => "ended",
                PublicFact::TicketMade { .. } => "ticket_made",
                PublicFact::Reopened { .. } => "reopened",
                PublicFact::Rated { .. } => "rated",
            };
            (kind, fact.client_id())
        }
        Fact::Staff(fact) => {
            let kind = match fact {
                StaffFact::Offered { .. } => "offered",
                StaffFact::NotAnswered { .. } => "not_answered",
                StaffFact::Declined { .. } => "declined",
                StaffFact::Taken { .. } => "taken",
                StaffFact::Transferred { .. } => "transferred",
                StaffFact::Overflowed { .. } => "overflowed",
                StaffFact::Invited { .. } => "invited",
                StaffFact::Noticed { .. } => "noticed",
                StaffFact::DealtWith { .. } => "dealt_with",
                StaffFact::Archived { .. } => "archived",
                StaffFact::Unarchived { .. } => "unarchived",
                StaffFact::Note { .. } => "note",
                StaffFact::NoteTakenBack { .. } => "note_taken_back",
                StaffFact::Heeded { .. } => "heeded",
                StaffFact::Tagged { .. } => "tagged",
                StaffFact::Untagged { .. } => "untagged",
            };
            (kind, fact.client_id())
        }
    }
}

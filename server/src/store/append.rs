//! The one door through which a conversation changes: many commands in one transaction, each decided on what the
//! database holds at that moment. So the order of commit is the order of `seq`, a race has one winner, and a command
//! that comes twice is recorded once.

use super::conversations::{COLUMNS, TABLES, conversation, entry, json, stage_name};
use super::{Dialect, Result, Store};
use crate::domain::conversation::{self as domain, Actor, Change, Command, Conversation};
use shared::ids::{ClientId, ConversationId};
use shared::problem::{Code, Problem};
use shared::time::Timestamp;
use shared::timeline::{AgentEntry, Fact, OfferRule, PublicFact, StaffFact};
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, Row, Transaction};
use std::collections::hash_map::Entry as Slot;
use std::collections::{BTreeSet, HashMap};

/// Rows per statement. Few sizes, so that their prepared statements are used again and again.
const CHUNKS: [usize; 4] = [64, 16, 4, 1];

/// One command to one conversation.
#[derive(Clone, Debug)]
pub struct Act {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Who.
    pub actor: Actor,
    /// What.
    pub command: Command,
}

/// What became of an [`Act`].
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It changed the conversation, which now looks like this.
    Changed(Box<Conversation>, Change),
    /// The same command came before and made this entry.
    Repeated(AgentEntry),
    /// Nothing was recorded.
    Refused(Problem),
}

/// What became of a wish to open a conversation.
#[derive(Clone, Debug)]
pub enum Opened {
    /// There is a new one, with its first entries.
    New(Box<Conversation>, Vec<AgentEntry>),
    /// The visitor has one open, or asked for this one before.
    Before(Box<Conversation>),
}

type Key = (ConversationId, String, ClientId);

impl Store {
    /// Carries out commands in their order, all in one transaction. Returns one outcome for each.
    ///
    /// # Errors
    /// The database failed: nothing was recorded.
    pub async fn append(&self, acts: &[Act], now: Timestamp) -> Result<Vec<Outcome>> {
        let mut transaction = self.begin().await?;
        let mut conversations = self.load(&mut transaction, acts).await?;
        let mut before = repeated(&mut transaction, acts).await?;
        let mut touched = BTreeSet::new();
        let mut new = Vec::new();
        let mut outcomes = Vec::with_capacity(acts.len());
        for act in acts {
            let outcome = decide(act, &mut conversations, &mut before, now);
            if let Outcome::Changed(_, change) = &outcome {
                match change {
                    Change::Nothing => {}
                    Change::Seen => drop(touched.insert(&act.conversation)),
                    Change::Recorded(entries) => {
                        touched.insert(&act.conversation);
                        new.extend(entries.iter().map(|entry| NewEntry {
                            conversation: &act.conversation,
                            sender: act.actor.sender(),
                            entry: entry.clone(),
                        }));
                    }
                }
            }
            outcomes.push(outcome);
        }
        insert(&mut transaction, &new).await?;
        let touched: Vec<&Conversation> =
            touched.into_iter().filter_map(|id| conversations.get(id)).collect();
        update(&mut transaction, &touched).await?;
        transaction.commit().await?;
        Ok(outcomes)
    }

    /// Opens a conversation for a visitor who has none open.
    ///
    /// # Errors
    /// The database failed: nothing was recorded.
    pub async fn open_conversation(&self, wish: &Conversation, id: &ClientId) -> Result<Opened> {
        let mut transaction = self.begin().await?;
        let sql = format!(
            "select {COLUMNS} from {TABLES} where c.visitor = $1 and (c.ended_at is null or c.open_id = $2) \
             order by c.opened_at desc limit 1"
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(wish.visitor.as_str()).bind(id.as_str());
        if let Some(row) = query.fetch_optional(&mut *transaction).await? {
            return Ok(Opened::Before(Box::new(conversation(&row)?)));
        }
        let mut new = wish.clone();
        let entries = new.begin(OfferRule::Everyone);
        sqlx::query(
            "insert into conversations (id, visitor, open_id, widget, queue, topic, visitor_name, visitor_email, page, \
             browser, stage, last, opened_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(new.id.as_str())
        .bind(new.visitor.as_str())
        .bind(id.as_str())
        .bind(new.widget.as_str())
        .bind(new.queue.as_str())
        .bind(&new.topic)
        .bind(&new.card.name)
        .bind(&new.card.email)
        .bind(json(&new.page)?)
        .bind(json(&new.browser)?)
        .bind(stage_name(new.stage))
        .bind(i64::from(new.last))
        .bind(new.opened_at.0)
        .execute(&mut *transaction)
        .await?;
        let row =
            |entry: &AgentEntry| NewEntry { conversation: &new.id, sender: "visitor", entry: entry.clone() };
        insert(&mut transaction, &entries.iter().map(row).collect::<Vec<_>>()).await?;
        transaction.commit().await?;
        Ok(Opened::New(Box::new(new), entries))
    }

    /// The conversations that the acts name, locked until the transaction ends.
    async fn load(
        &self,
        transaction: &mut Transaction<'static, Any>,
        acts: &[Act],
    ) -> Result<HashMap<ConversationId, Conversation>> {
        let ids: Vec<&ConversationId> =
            acts.iter().map(|act| &act.conversation).collect::<BTreeSet<_>>().into_iter().collect();
        let mut found = HashMap::with_capacity(ids.len());
        for chunk in chunks(&ids) {
            let values = rows(chunk.len(), 1);
            if self.dialect() == Dialect::Postgres {
                // Locked by a statement of its own: the next one then sees what the holder before us committed, the
                // joined owner too. In the order of ids, so that two nodes never wait for each other in a circle.
                // On SQLite the transaction holds the write lock from its start.
                let sql =
                    format!("select id from conversations where id in ({values}) order by id for update");
                by_ids(&sql, chunk).execute(&mut **transaction).await?;
            }
            let sql = format!("select {COLUMNS} from {TABLES} where c.id in ({values})");
            let query = by_ids(&sql, chunk);
            for row in &query.fetch_all(&mut **transaction).await? {
                let conversation = conversation(row)?;
                found.insert(conversation.id.clone(), conversation);
            }
        }
        Ok(found)
    }
}

fn by_ids<'q>(sql: &'q str, ids: &[&ConversationId]) -> Query<'q, Any, AnyArguments> {
    ids.iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, id| query.bind(id.as_str()))
}

/// One act on what is loaded.
fn decide(
    act: &Act,
    conversations: &mut HashMap<ConversationId, Conversation>,
    before: &mut HashMap<Key, AgentEntry>,
    now: Timestamp,
) -> Outcome {
    let Some(conversation) = conversations.get_mut(&act.conversation) else {
        return Outcome::Refused(domain::Refusal::NotFound.into());
    };
    if let Some(key) = key(act)
        && let Some(entry) = before.get(&key)
    {
        // Only whoever may see the conversation learns what became of an earlier command.
        if !conversation.shows_to(&act.actor) {
            return Outcome::Refused(domain::Refusal::NotFound.into());
        }
        let same = act.command.fact(&act.actor).map(Fact::Public).as_ref() == Some(&entry.fact);
        return if same {
            Outcome::Repeated(entry.clone())
        } else {
            Outcome::Refused(Problem::new(Code::Conflict, "this id came before with another content"))
        };
    }
    match conversation.act(&act.actor, &act.command, now) {
        Err(refusal) => Outcome::Refused(refusal.into()),
        Ok(change) => {
            if let (Some(key), Change::Recorded(entries)) = (key(act), &change)
                && let (Slot::Vacant(slot), Some(own)) = (before.entry(key), entries.last())
            {
                slot.insert(own.clone());
            }
            Outcome::Changed(Box::new(conversation.clone()), change)
        }
    }
}

fn key(act: &Act) -> Option<Key> {
    let id = act.command.client_id()?;
    Some((act.conversation.clone(), act.actor.sender().into(), id.clone()))
}

/// The entries that commands with the same ids made earlier.
async fn repeated(
    transaction: &mut Transaction<'static, Any>,
    acts: &[Act],
) -> Result<HashMap<Key, AgentEntry>> {
    let keys: Vec<Key> = acts.iter().filter_map(key).collect();
    let mut found = HashMap::new();
    for chunk in chunks(&keys) {
        let values = rows(chunk.len(), 3);
        let sql = format!(
            "select e.conversation, e.sender, e.client_id, e.seq, e.at, e.fact from (values {values}) as k \
             join events e on e.conversation = k.column1 and e.sender = k.column2 and e.client_id = k.column3"
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

/// An entry on its way into the table.
struct NewEntry<'a> {
    conversation: &'a ConversationId,
    sender: &'a str,
    entry: AgentEntry,
}

async fn insert(transaction: &mut Transaction<'static, Any>, new: &[NewEntry<'_>]) -> Result<()> {
    for chunk in chunks(new) {
        let values = rows(chunk.len(), 7);
        let sql = format!(
            "insert into events (conversation, seq, at, sender, client_id, kind, fact) values {values}"
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for NewEntry { conversation, sender, entry } in chunk {
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
        query.execute(&mut **transaction).await?;
    }
    Ok(())
}

async fn update(transaction: &mut Transaction<'static, Any>, changed: &[&Conversation]) -> Result<()> {
    for chunk in chunks(changed) {
        let values = rows(chunk.len(), 10);
        let sql = format!(
            "update conversations set last = v.column2, stage = v.column3, owner = v.column4, ended_at = v.column5, \
             rating = v.column6, visitor_delivered = v.column7, visitor_read = v.column8, staff_delivered = v.column9, \
             staff_read = v.column10 from (values {values}) as v where conversations.id = v.column1"
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for conversation in chunk {
            let rating = conversation.rating.as_ref().map(json).transpose()?;
            query = query
                .bind(conversation.id.as_str())
                .bind(i64::from(conversation.last))
                .bind(stage_name(conversation.stage))
                .bind(conversation.owner.as_ref().map(|card| card.id.as_str()))
                .bind(conversation.ended_at.map(|at| at.0))
                .bind(rating)
                .bind(i64::from(conversation.visitor_receipts.delivered))
                .bind(i64::from(conversation.visitor_receipts.read))
                .bind(i64::from(conversation.staff_receipts.delivered))
                .bind(i64::from(conversation.staff_receipts.read));
        }
        query.execute(&mut **transaction).await?;
    }
    Ok(())
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
                PublicFact::Rated { .. } => "rated",
            };
            (kind, fact.client_id())
        }
        Fact::Staff(StaffFact::Offered { .. }) => ("offered", None),
        Fact::Staff(StaffFact::Taken { .. }) => ("taken", None),
    }
}

/// Cuts into slices whose lengths are out of [`CHUNKS`].
fn chunks<T>(mut items: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = CHUNKS.into_iter().find(|size| *size <= items.len())?;
        let (chunk, rest) = items.split_at(size);
        items = rest;
        Some(chunk)
    })
}

/// `($1, $2), ($3, $4)`: placeholders for `rows` rows of `columns` values.
fn rows(rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 6);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            if column > 0 {
                text.push_str(", ");
            }
            text.push('$');
            text.push_str(&(row * columns + column + 1).to_string());
        }
        text.push(')');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders() {
        assert_eq!(rows(2, 3), "($1, $2, $3), ($4, $5, $6)");
    }

    #[test]
    fn any_number_of_items_is_cut_into_known_sizes() {
        for length in 0..200 {
            let items: Vec<usize> = (0..length).collect();
            let cut: Vec<&[usize]> = chunks(&items).collect();
            assert_eq!(cut.concat(), items);
            assert!(cut.iter().all(|chunk| CHUNKS.contains(&chunk.len())));
        }
    }
}

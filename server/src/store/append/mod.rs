//! The one door through which a conversation changes: many commands in one transaction, each decided on what the
//! database holds at that moment. So the order of commit is the order of `seq`, a race has one winner, and a command
//! that comes twice is recorded once.
//!
//! Nearly always nothing stands in the way, so a writer first decides on what it remembers and lets the database object:
//! by the unique key of clients' ids, and by each conversation's `last`, which every new entry moves. If it objects, the
//! same commands are decided again on rows that are read and locked.

mod agents;
mod plan;
mod rows;
mod tags;
mod ticket;

use self::plan::{Key, Plan};
pub(super) use self::rows::NewEntry;
use super::batch::{chunks, placeholders};
use super::conversations::{COLUMNS, TABLES, conversation, json, stage_name};
use super::queues::hold;
use super::{Dialect, Result, Store};
use crate::domain::conversation::{Actor, Change, Command, Conversation, Past};
use shared::ids::{AgentId, ClientId, ConversationId};
use shared::people::VisitorCard;
use shared::problem::Problem;
use shared::time::Timestamp;
use shared::timeline::AgentEntry;
use sqlx::{Any, Executor, Row, Transaction};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A conversation that wasn't dealt with leads back to its agent for this long, in milliseconds: 30 days.
const UNFINISHED_MILLIS: i64 = 30 * 24 * 60 * 60 * 1_000;
/// How many earlier conversations are looked through for one that an agent had.
const PAST_LIMIT: i64 = 20;
/// Conversations that a writer remembers at most, some kilobytes each at worst.
const REMEMBERED: usize = 10_000;

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
    /// It was done, and the conversation now looks like this.
    Changed(Arc<Conversation>, Change),
    /// The same command came before and made this entry.
    Repeated(AgentEntry),
    /// Nothing was recorded.
    Refused(Problem),
}

/// What became of a wish to open a conversation.
#[derive(Clone, Debug)]
pub enum Opened {
    /// There is a new one, with its first entries.
    New(Arc<Conversation>, Vec<AgentEntry>),
    /// The visitor has one open, or asked for this one before.
    Before(Arc<Conversation>),
    /// The queue is gone.
    NoQueue,
}

/// Conversations as a writer last saw them. They may have changed since; the database notices.
#[derive(Default)]
pub struct Memory {
    conversations: HashMap<ConversationId, Arc<Conversation>>,
}

impl Memory {
    fn learn(&mut self, changed: impl IntoIterator<Item = Arc<Conversation>>) {
        if self.conversations.len() > REMEMBERED {
            self.conversations.clear();
        }
        self.conversations
            .extend(changed.into_iter().map(|conversation| (conversation.id.clone(), conversation)));
    }

    fn forget(&mut self, acts: &[Act]) {
        for act in acts {
            self.conversations.remove(&act.conversation);
        }
    }
}

impl Store {
    /// Carries out commands in their order, all in one transaction. Returns one outcome for each.
    ///
    /// # Errors
    /// The database failed: nothing was recorded.
    pub async fn append(&self, memory: &mut Memory, acts: &[Act], now: Timestamp) -> Result<Vec<Outcome>> {
        match self.try_append(memory, acts, now).await {
            Ok(outcomes) => Ok(outcomes),
            Err(error) => {
                // What was committed, if anything, is the database's to know.
                memory.forget(acts);
                Err(error)
            }
        }
    }

    async fn try_append(&self, memory: &mut Memory, acts: &[Act], now: Timestamp) -> Result<Vec<Outcome>> {
        let unknown = |act: &&Act| !memory.conversations.contains_key(&act.conversation);
        let missing: BTreeSet<_> = acts.iter().filter(unknown).map(|act| &act.conversation).collect();
        let missing: Vec<_> = missing.into_iter().collect();
        memory.learn(rows::load(self.dialect(), self.reading(), &missing).await?.into_values());
        let plan = Plan::make(acts, &memory.conversations, HashMap::new(), now);
        if !plan.refuses()
            && let Some(outcomes) = self.commit_unless_changed(memory, plan).await?
        {
            return Ok(outcomes);
        }
        self.append_locked(memory, acts, now).await
    }

    /// `None` if the database holds something else than what the plan was made on.
    async fn commit_unless_changed(
        &self,
        memory: &mut Memory,
        plan: Plan<'_>,
    ) -> Result<Option<Vec<Outcome>>> {
        if !plan.is_empty() {
            let mut transaction = self.begin().await?;
            if !rows::write(self.dialect(), &mut transaction, &plan).await? {
                transaction.rollback().await?;
                return Ok(None);
            }
            transaction.commit().await?;
        }
        memory.learn(plan.changed.into_iter().map(|(_, after)| after));
        Ok(Some(plan.outcomes))
    }

    async fn append_locked(&self, memory: &mut Memory, acts: &[Act], now: Timestamp) -> Result<Vec<Outcome>> {
        metrics::counter!("frontdesk_commits_decided_again_total").increment(1);
        let ids: BTreeSet<_> = acts.iter().map(|act| &act.conversation).collect();
        let ids: Vec<_> = ids.into_iter().collect();
        let mut transaction = self.begin().await?;
        self.lock(&mut transaction, &ids).await?;
        let conversations = rows::load(self.dialect(), &mut *transaction, &ids).await?;
        let keys: Vec<Key> = acts.iter().filter_map(plan::key).collect();
        let before = rows::repeated(self.dialect(), &mut transaction, &keys).await?;
        let plan = Plan::make(acts, &conversations, before, now);
        if !rows::write(self.dialect(), &mut transaction, &plan).await? {
            return Err(sqlx::Error::Protocol("rows changed under a lock".into()));
        }
        transaction.commit().await?;
        memory.forget(acts);
        memory.learn(plan.changed.into_iter().map(|(_, after)| after));
        Ok(plan.outcomes)
    }

    /// Locks conversations until the transaction ends. By a statement of its own: the next one then sees what the holder
    /// before us committed. In the order of ids, so that two nodes never wait for each other in a circle. On SQLite the
    /// transaction holds the write lock from its start.
    async fn lock(&self, transaction: &mut Transaction<'static, Any>, ids: &[&ConversationId]) -> Result<()> {
        if self.dialect() == Dialect::Postgres {
            for chunk in chunks(ids) {
                let values = placeholders(self.dialect(), chunk.len(), 1);
                let sql =
                    format!("select id from conversations where id in ({values}) order by id for update");
                transaction.execute(rows::by_ids(&sql, chunk)).await?;
            }
        }
        Ok(())
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
            return Ok(Opened::Before(Arc::new(conversation(&row)?)));
        }
        if !hold(self.dialect(), &mut transaction, &wish.queue).await? {
            return Ok(Opened::NoQueue);
        }
        let mut new = wish.clone();
        let before = past(&mut transaction, wish).await?;
        // Whoever has spoken to the visitor first is asked before who had the last conversation.
        new.past = Past { unfinished: wish.past.unfinished.clone().or(before.unfinished), ..before };
        let entries = new.begin();
        sqlx::query(
            "insert into conversations (id, visitor, open_id, widget, queue, topic, visitor_name, visitor_email, page, \
             browser, stage, last, opened_at, visitor_more, entered_at, last_agent, unfinished) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
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
        .bind(json(&VisitorCard { name: String::new(), email: String::new(), ..new.card.clone() })?)
        .bind(new.entered_at.0)
        .bind(new.past.last_agent.as_ref().map(AgentId::as_str))
        .bind(new.past.unfinished.as_ref().map(AgentId::as_str))
        .execute(&mut *transaction)
        .await?;
        let rows: Vec<_> = entries.iter().map(|entry| (&new.id, "visitor", entry)).collect();
        rows::insert(self.dialect(), &mut transaction, &rows).await?;
        transaction.commit().await?;
        Ok(Opened::New(Arc::new(new), entries))
    }
}

/// Reads conversations by id.
pub(super) async fn load(
    store: &Store,
    ids: &[&ConversationId],
) -> Result<HashMap<ConversationId, Arc<Conversation>>> {
    rows::load(store.dialect(), store.reading(), ids).await
}

/// What the visitor had before.
async fn past(transaction: &mut Transaction<'static, Any>, wish: &Conversation) -> Result<Past> {
    let sql = "select owner, dealt_at, ended_at from conversations where visitor = $1 \
               order by opened_at desc limit $2";
    let query = sqlx::query(sql).bind(wish.visitor.as_str()).bind(PAST_LIMIT);
    let mut past = Past::default();
    let since = wish.opened_at.plus_millis(-UNFINISHED_MILLIS);
    for (index, row) in query.fetch_all(&mut **transaction).await?.iter().enumerate() {
        let owner = row.try_get::<Option<String>, _>(0)?.map(AgentId);
        let is_dealt_with = row.try_get::<Option<i64>, _>(1)?.is_some();
        let is_recent = row.try_get::<Option<i64>, _>(2)?.is_some_and(|ended_at| ended_at >= since.0);
        if index == 0 && is_recent && !is_dealt_with {
            past.unfinished.clone_from(&owner);
        }
        past.last_agent = past.last_agent.or(owner);
    }
    Ok(past)
}

//! What the desk has to know when it starts.

use super::conversations::{COLUMNS, TABLES, conversation, from_json};
use super::{Result, Store};
use crate::domain::conversation::Conversation;
use shared::ids::{AgentId, ConversationId};
use shared::people::AgentCard;
use shared::timeline::{Fact, StaffFact};
use sqlx::Row;
use std::collections::{BTreeSet, HashMap};

/// A conversation that waits.
pub struct Waiting {
    /// As it stands.
    pub conversation: Conversation,
    /// Who has been asked for nothing since it came into its queue.
    pub tried: BTreeSet<AgentId>,
}

impl Store {
    /// All conversations that wait, who waits longest first.
    pub async fn waiting(&self) -> Result<Vec<Waiting>> {
        let sql = format!(
            "select {COLUMNS} from {TABLES} where c.ended_at is null and c.stage = 'waiting' order by c.opened_at, c.id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(self.reading()).await?;
        let mut tried = self.tried().await?;
        rows.iter()
            .map(|row| {
                let conversation = conversation(row)?;
                let tried = tried.remove(&conversation.id).unwrap_or_default();
                Ok(Waiting { conversation, tried })
            })
            .collect()
    }

    /// All conversations that agents have.
    pub async fn held(&self) -> Result<Vec<Conversation>> {
        let sql = format!(
            "select {COLUMNS} from {TABLES} where c.ended_at is null and c.stage = 'active' order by c.id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(self.reading()).await?;
        rows.iter().map(conversation).collect()
    }

    /// What visitors and colleagues may know of the agents, of all there are.
    pub async fn cards(&self) -> Result<HashMap<AgentId, AgentCard>> {
        let rows = sqlx::query("select id, name, photo from agents").fetch_all(self.reading()).await?;
        rows.iter()
            .map(|row| {
                let id = AgentId(row.try_get(0)?);
                Ok((id.clone(), AgentCard { id, name: row.try_get(1)?, photo: row.try_get(2)? }))
            })
            .collect()
    }

    /// Who let what waits pass, or declined it, since it came into its queue. Of a crowd a fact names only some.
    async fn tried(&self) -> Result<HashMap<ConversationId, BTreeSet<AgentId>>> {
        let sql = "select e.conversation, e.fact from conversations c join events e on e.conversation = c.id \
                   where c.ended_at is null and c.stage = 'waiting' and e.kind in ('not_answered', 'declined') \
                   and e.at >= c.entered_at";
        let mut tried: HashMap<ConversationId, BTreeSet<AgentId>> = HashMap::new();
        for row in &sqlx::query(sql).fetch_all(self.reading()).await? {
            let agents = match from_json(&row.try_get::<String, _>(1)?)? {
                Fact::Staff(StaffFact::NotAnswered { agents }) => agents,
                Fact::Staff(StaffFact::Declined { agent }) => vec![agent],
                _ => continue,
            };
            let ids = agents.into_iter().map(|card| card.id);
            tried.entry(ConversationId(row.try_get(0)?)).or_default().extend(ids);
        }
        Ok(tried)
    }
}

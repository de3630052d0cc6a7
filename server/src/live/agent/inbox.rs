//! What an agent sees: conversations as lines of the inbox.

use super::Talk;
use crate::store::Result;
use crate::store::inbox::INBOX_LIMIT;
use shared::agent::{InboxItem, Offer};
use shared::ids::ConversationId;
use shared::timeline::Stage;
use std::collections::HashMap;

impl Talk<'_> {
    /// What is offered to the agent, who waits longest first, and then what is the agent's.
    pub(super) async fn inbox(&mut self) -> Result<Vec<InboxItem>> {
        let agent = &self.session.agent.id;
        let offers = self.app.live.hub.offers(agent);
        let theirs = self.app.store.inbox(agent, self.app.clock.now()).await?;
        let mut waiting = self.app.store.conversations(&oldest(&offers)).await?;
        waiting.retain(|conversation| {
            conversation.stage == Stage::Waiting && theirs.iter().all(|known| known.id != conversation.id)
        });
        waiting.sort_by(|one, other| (one.opened_at, &one.id).cmp(&(other.opened_at, &other.id)));
        let mut items = Vec::with_capacity(waiting.len() + theirs.len());
        for conversation in waiting.iter().chain(&theirs) {
            self.app.live.hub.learn(conversation);
            let online = self.app.live.hub.is_online(&conversation.visitor);
            let item = self.app.store.inbox_item(conversation, online).await?;
            let offer =
                offers.get(&conversation.id).filter(|_| conversation.stage == Stage::Waiting).cloned();
            items.push(InboxItem { offer, ..item });
        }
        Ok(items)
    }

    /// One conversation as a line of the agent's inbox.
    pub(super) async fn item(&mut self, id: &ConversationId) -> Result<Option<InboxItem>> {
        let Some(conversation) = self.app.store.conversation(id).await? else { return Ok(None) };
        let online = self.app.live.hub.is_online(&conversation.visitor);
        let item = self.app.store.inbox_item(&conversation, online).await?;
        let offer = self.app.live.hub.offer(&self.session.agent.id, id);
        Ok(Some(InboxItem { offer, ..item }))
    }
}

/// The offers that stand longest, no more than an inbox shows.
fn oldest(offers: &HashMap<ConversationId, Offer>) -> Vec<&ConversationId> {
    let mut ids: Vec<_> = offers.iter().map(|(id, offer)| (offer.at, id)).collect();
    ids.sort_unstable();
    ids.into_iter().map(|(_, id)| id).take(INBOX_LIMIT).collect()
}

//! What a window of the agent shows: seen by colleagues, and followed if it isn't the agent's own.

use super::Talk;
use crate::error::Error;
use crate::live::socket::Gone;
use crate::live::{may_read, readable};
use shared::agent::{AgentUpdate, Vanished};
use shared::ids::ConversationId;
use shared::timeline::Seq;
use shared::visitor::VisitorUpdate;

impl Talk<'_> {
    pub(super) async fn open(&mut self, wanted: Option<ConversationId>) -> Result<(), Gone> {
        self.opened = None;
        let Some(id) = wanted else {
            self.show_as_open(None);
            return Ok(());
        };
        match self.follow(&id).await {
            Ok(last) => {
                self.wire.send(&AgentUpdate::Events { conversation: id, events: Vec::new(), last }).await
            }
            Err(error) => self.refuse(None, Some(id), error.into_problem()).await,
        }
    }

    /// Follows what the agent may read. Returns how far it goes.
    async fn follow(&mut self, id: &ConversationId) -> Result<Seq, Error> {
        let (store, session) = (&self.app.store, &self.session);
        if let Err(error) = readable(store, session, id).await {
            self.show_as_open(None);
            return Err(error);
        }
        // First it is followed, then it is read how far it goes: nothing gets lost in between.
        self.show_as_open(Some(id));
        self.opened = Some(id.clone());
        Ok(readable(store, session, id).await?.last)
    }

    /// Whoever may read it no longer doesn't follow it any further.
    pub(super) async fn look_again(&mut self) {
        let Some(id) = self.opened.clone() else { return };
        let agent = self.session.agent.id.clone();
        if self.app.live.hub.is_shown(&agent, &id) {
            return;
        }
        let found = self.app.store.conversation(&id).await;
        // The database is away: what was true stays true until it answers.
        if found.is_ok_and(|found| found.is_none_or(|conversation| !may_read(&self.session, &conversation))) {
            self.opened = None;
            self.app.live.hub.hide(&agent, &id, Vanished::NotYours);
        }
    }

    pub(super) fn types(&self, conversation: &ConversationId, on: bool) {
        let (agent, hub) = (self.session.agent.id.clone(), &self.app.live.hub);
        hub.types(self.line.1, conversation, on);
        if hub.is_present(&agent, conversation) {
            let update = VisitorUpdate::Typing { conversation: conversation.clone(), agent, on };
            hub.tell_visitor(conversation, &update);
        }
    }

    fn show_as_open(&self, id: Option<&ConversationId>) {
        let (party, number) = &self.line;
        self.app.live.hub.open(party, *number, &self.session.agent, id);
    }
}

//! What a window of the agent shows: seen by colleagues, and followed if it isn't the agent's own.

use super::Talk;
use crate::domain::conversation::{Conversation, Refusal};
use crate::error::Error;
use crate::live::may_read;
use crate::live::socket::Gone;
use shared::agent::{AgentUpdate, Vanished};
use shared::ids::ConversationId;
use shared::problem::Problem;
use shared::visitor::VisitorUpdate;

impl Talk<'_> {
    pub(super) async fn open(&mut self, wanted: Option<ConversationId>) -> Result<(), Gone> {
        self.opened = None;
        let Some(id) = wanted else {
            self.show_as_open(None);
            return Ok(());
        };
        match self.readable(&id).await {
            Ok(_) => {
                // First it is followed, then it is read how far it goes: nothing gets lost in between.
                self.show_as_open(Some(&id));
                self.opened = Some(id.clone());
                match self.readable(&id).await {
                    Ok(conversation) => {
                        let (events, last) = (Vec::new(), conversation.last);
                        self.wire.send(&AgentUpdate::Events { conversation: id, events, last }).await
                    }
                    Err(problem) => self.refuse(None, Some(id), problem).await,
                }
            }
            Err(problem) => {
                self.show_as_open(None);
                self.refuse(None, Some(id), problem).await
            }
        }
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

    async fn readable(&mut self, id: &ConversationId) -> Result<Conversation, Problem> {
        let found = self.app.store.conversation(id).await;
        let found = found.map_err(|error| Error::from(error).into_problem())?;
        let found = found.filter(|conversation| may_read(&self.session, conversation));
        found.ok_or_else(|| Refusal::NotFound.into())
    }
}

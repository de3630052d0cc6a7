//! What a window of the agent shows: seen by colleagues, and followed if it isn't the agent's own.

use super::Talk;
use crate::App;
use crate::domain::conversation::Actor;
use crate::domain::permissions::Who;
use crate::error::Error;
use crate::live::socket::Gone;
use crate::live::{may_read, readable, rights_of};
use crate::store;
use shared::agent::{AgentUpdate, Vanished};
use shared::ids::{AgentId, ConversationId};
use shared::people::AgentCard;
use shared::timeline::Seq;
use shared::visitor::VisitorUpdate;

/// Agents or queues were changed: whoever may read no longer what a window of theirs follows loses sight of it, at once.
pub async fn look_again(app: &App) {
    for (agent, id) in app.live.hub.following() {
        match may_still_read(app, &agent, &id).await {
            Ok(true) => {}
            Ok(false) => app.live.hub.hide(&agent, &id, Vanished::NotYours),
            // With the next sign of life it is asked again.
            Err(error) => tracing::warn!(?error, "whether an agent may follow a conversation was not asked"),
        }
    }
}

async fn may_still_read(app: &App, agent: &AgentId, id: &ConversationId) -> store::Result<bool> {
    let Some(agent) = app.store.agent(agent, app.clock.now()).await? else { return Ok(false) };
    let Some(conversation) = app.store.conversation(id).await? else { return Ok(false) };
    let who = Who {
        agent: agent.id.clone(),
        role: agent.set.role,
        manages: agent.set.manages.into_iter().collect(),
        queues: agent.set.queues.into_iter().collect(),
    };
    let card = AgentCard { id: agent.id, name: agent.set.name, photo: agent.photo };
    let rights = rights_of(&who, &conversation.queue);
    Ok(conversation.shows_to(&Actor::Agent { card, rights }))
}

impl Talk<'_> {
    pub(super) async fn open(&mut self, wanted: Option<ConversationId>) -> Result<(), Gone> {
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
        let followed = match self.readable_now(id).await {
            // First it is followed, then it is read how far it goes: nothing gets lost in between, and whoever loses the
            // right in between is noticed by one of the two.
            Ok(_) => {
                self.show_as_open(Some(id));
                self.readable_now(id).await
            }
            Err(error) => Err(error),
        };
        if followed.is_err() {
            self.show_as_open(None);
        }
        followed
    }

    /// How far a conversation goes that the agent may read as the database says now.
    async fn readable_now(&mut self, id: &ConversationId) -> Result<Seq, Error> {
        self.ask_for_session().await?;
        Ok(readable(&self.app.store, &self.session, id).await?.last)
    }

    /// Whoever may read it no longer doesn't follow it any further.
    pub(super) async fn look_again(&mut self) {
        let (hub, agent) = (&self.app.live.hub, &self.session.agent.id);
        let Some(id) = hub.opened(self.line.1).filter(|id| !hub.is_shown(agent, id)) else { return };
        let found = self.app.store.conversation(&id).await;
        // The database is away: what was true stays true until it answers.
        if found.is_ok_and(|found| found.is_none_or(|conversation| !may_read(&self.session, &conversation))) {
            hub.hide(agent, &id, Vanished::NotYours);
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

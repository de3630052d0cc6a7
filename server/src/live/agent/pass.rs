//! Conversations on their way between agents: declined, passed on, shared, taken up again.

use super::{Talk, acceptable};
use crate::domain::conversation::{Command, Refusal};
use crate::error::Error;
use crate::live::passing;
use crate::live::socket::Gone;
use shared::agent::Target;
use shared::ids::{AgentId, ClientId, ConversationId};
use shared::problem::Problem;

impl Talk<'_> {
    /// Only what the agent was asked can be declined.
    pub(super) async fn decline(&mut self, conversation: ConversationId, id: ClientId) -> Result<(), Gone> {
        if self.app.live.hub.is_asked(&self.session.agent.id, &conversation) {
            self.act(conversation, id, Command::Decline).await
        } else {
            self.refuse(Some(id), Some(conversation), Refusal::NotFound.into()).await
        }
    }

    pub(super) async fn transfer(
        &mut self,
        conversation: ConversationId,
        id: ClientId,
        to: Target,
    ) -> Result<(), Gone> {
        match passing::destination(self.app, to).await {
            Ok(to) => self.act(conversation, id, Command::Transfer { to }).await,
            Err(problem) => self.refuse(Some(id), Some(conversation), problem).await,
        }
    }

    pub(super) async fn invite(
        &mut self,
        conversation: ConversationId,
        id: ClientId,
        agent: &AgentId,
    ) -> Result<(), Gone> {
        match passing::colleague(&self.app.store, agent).await {
            Ok(agent) => self.act(conversation, id, Command::Invite { agent }).await,
            Err(problem) => self.refuse(Some(id), Some(conversation), problem).await,
        }
    }

    pub(super) async fn reopen(&mut self, conversation: ConversationId, id: ClientId) -> Result<(), Gone> {
        match self.can_go_on(&conversation, &id).await {
            Ok(()) => self.act(conversation, id.clone(), Command::Reopen { id }).await,
            Err(problem) => self.refuse(Some(id), Some(conversation), problem).await,
        }
    }

    /// Whether the visitor has begun no other conversation since.
    async fn can_go_on(&mut self, id: &ConversationId, wish: &ClientId) -> Result<(), Problem> {
        acceptable(wish)?;
        let found =
            self.app.store.conversation(id).await.map_err(|error| Error::from(error).into_problem())?;
        let actor = self.actor(id).await?;
        match found {
            None => Err(Refusal::NotFound.into()),
            // Whoever may not see it learns nothing of the visitor.
            Some(conversation) if !conversation.shows_to(&actor) => Ok(()),
            Some(conversation) => passing::can_go_on(&self.app.store, &conversation).await,
        }
    }
}

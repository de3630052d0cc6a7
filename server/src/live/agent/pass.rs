//! Conversations on their way between agents: declined, passed on, shared, taken up again.

use super::{Talk, acceptable};
use crate::domain::conversation::{Command, Refusal};
use crate::error::Error;
use crate::live::socket::Gone;
use shared::agent::Target;
use shared::ids::{AgentId, ClientId, ConversationId};
use shared::people::AgentCard;
use shared::problem::{Code, Problem};
use shared::staff::Presence;
use shared::time::Timestamp;
use shared::timeline::Destination;

fn failed(error: sqlx::Error) -> Problem {
    Error::from(error).into_problem()
}

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
        match self.destination(to).await {
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
        match self.colleague(agent).await {
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

    async fn destination(&mut self, to: Target) -> Result<Destination, Problem> {
        match to {
            Target::Agent(agent) => {
                let card = self.colleague(&agent).await?;
                if self.app.live.desk.presence(&agent).await == Presence::Offline {
                    return Err(Problem {
                        by: Some(card),
                        ..Problem::new(Code::NotThere, "the colleague is not there")
                    });
                }
                Ok(Destination::Agent(card))
            }
            Target::Queue(id) => {
                let queues = self.app.store.queues().await.map_err(failed)?;
                let queue = queues.into_iter().find(|queue| queue.id == id);
                let queue = queue.ok_or_else(|| Problem::new(Code::NotFound, "there is no such queue"))?;
                Ok(Destination::Queue { id, topic: queue.name })
            }
        }
    }

    /// A colleague who may sign in.
    async fn colleague(&mut self, agent: &AgentId) -> Result<AgentCard, Problem> {
        let known = self.app.store.colleagues().await.map_err(failed)?;
        let card = known.into_iter().map(|known| known.card).find(|card| card.id == *agent);
        card.ok_or_else(|| Problem::new(Code::NotFound, "there is no such colleague"))
    }

    /// Whether the visitor has begun no other conversation since.
    async fn can_go_on(&mut self, id: &ConversationId, wish: &ClientId) -> Result<(), Problem> {
        acceptable(wish)?;
        let Some(conversation) = self.app.store.conversation(id).await.map_err(failed)? else {
            return Err(Refusal::NotFound.into());
        };
        let visitor = &conversation.visitor;
        let latest = self.app.store.conversation_of_visitor(visitor, Timestamp(0)).await.map_err(failed)?;
        let actor = self.actor(id).await?;
        match latest {
            // Whoever may not see it learns nothing of the visitor.
            Some(latest) if latest.id != *id && conversation.shows_to(&actor) => {
                Err(Problem::new(Code::Ended, "the visitor has begun another conversation since"))
            }
            _ => Ok(()),
        }
    }
}

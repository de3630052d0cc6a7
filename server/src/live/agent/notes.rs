//! What the staff says about a conversation among themselves: notes and tags.

use super::{Talk, acceptable};
use crate::domain::conversation::{Actor, Command, Refusal};
use crate::error::Error;
use crate::live::socket::Gone;
use shared::ids::{AgentId, ClientId, ConversationId};
use shared::problem::{Code, Problem};
use shared::rules;
use shared::timeline::{MENTIONS_MAX, Seq};

impl Talk<'_> {
    pub(super) async fn note(
        &mut self,
        conversation: ConversationId,
        id: ClientId,
        text: &str,
        mentions: Vec<AgentId>,
    ) -> Result<(), Gone> {
        let checked = match rules::message(text) {
            Ok(text) => self.called(mentions).await.map(|mentions| (text, mentions)),
            Err(problem) => Err(problem),
        };
        match checked {
            Ok((text, mentions)) => {
                self.act(conversation, id.clone(), Command::Note { id, text, mentions }).await
            }
            Err(problem) => self.refuse(Some(id), Some(conversation), problem).await,
        }
    }

    pub(super) async fn take_back(
        &mut self,
        conversation: ConversationId,
        id: ClientId,
        note: Seq,
    ) -> Result<(), Gone> {
        match self.taking_back(&conversation, &id, note).await {
            Ok((actor, command)) => self.act_as(Ok(actor), conversation, id, command).await,
            Err(problem) => self.refuse(Some(id), Some(conversation), problem).await,
        }
    }

    /// Who wrote a note never changes, so it may be read before.
    async fn taking_back(
        &mut self,
        conversation: &ConversationId,
        id: &ClientId,
        note: Seq,
    ) -> Result<(Actor, Command), Problem> {
        acceptable(id)?;
        let actor = self.actor_with_rights(conversation).await?;
        let found = self.app.store.note_at(conversation, note).await;
        let found = found.map_err(|error| Error::from(error).into_problem())?;
        let author = found.ok_or_else(|| Problem::from(Refusal::NotFound))?.by.id;
        Ok((actor, Command::TakeBack { id: id.clone(), note, author }))
    }

    pub(super) async fn tag(
        &mut self,
        conversation: ConversationId,
        id: ClientId,
        tag: &str,
    ) -> Result<(), Gone> {
        match rules::tag(tag) {
            Ok(tag) => self.act(conversation, id.clone(), Command::Tag { id, tag }).await,
            Err(problem) => self.refuse(Some(id), Some(conversation), problem).await,
        }
    }

    /// The colleagues among them, each once; nobody is called to their own note.
    async fn called(&mut self, mut agents: Vec<AgentId>) -> Result<Vec<AgentId>, Problem> {
        if agents.len() > MENTIONS_MAX {
            return Err(Problem::new(
                Code::Invalid,
                format!("a note calls {MENTIONS_MAX} colleagues at most"),
            ));
        }
        if agents.is_empty() {
            return Ok(agents);
        }
        let known = self.app.store.colleagues().await.map_err(|error| Error::from(error).into_problem())?;
        agents.sort();
        agents.dedup();
        agents.retain(|agent| *agent != self.session.agent.id);
        if agents.iter().all(|agent| known.iter().any(|known| known.card.id == *agent)) {
            Ok(agents)
        } else {
            Err(Problem::new(Code::NotFound, "there is no such colleague"))
        }
    }
}

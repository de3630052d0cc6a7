//! What an agent does to a conversation, and how that is acknowledged.

use super::{Talk, acceptable};
use crate::domain::conversation::{Actor, Change, Command, Rights};
use crate::error::Error;
use crate::live::socket::Gone;
use crate::live::{as_actor, attach, read_on};
use crate::store::append::{Act, Outcome};
use shared::agent::{AgentUpdate, Vanished};
use shared::ids::{ClientId, ConversationId, FileId};
use shared::problem::{Code, Problem};
use shared::timeline::{AgentEntry, Receipts, Seq};

impl Talk<'_> {
    /// Who acts. Only an agent who isn't in the conversation needs the database to know what they may: what it says now,
    /// not what the connection was told when it last answered.
    pub(super) async fn actor(&mut self, conversation: &ConversationId) -> Result<Actor, Problem> {
        if self.app.live.hub.is_present(&self.session.agent.id, conversation) {
            return Ok(Actor::Agent { card: self.session.agent.clone(), rights: Rights::default() });
        }
        self.actor_with_rights(conversation).await
    }

    /// The same with what an agent may besides who is in the conversation.
    pub(super) async fn actor_with_rights(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<Actor, Problem> {
        self.ask_for_session().await?;
        let actor = as_actor(&self.app.store, &self.session, conversation).await;
        actor.map_err(|error| Error::from(error).into_problem())
    }

    /// What the database says of the agent now.
    pub(super) async fn ask_for_session(&mut self) -> Result<(), Problem> {
        let found = self.app.store.session(&self.session.session_hash, self.app.clock.now()).await;
        let found = found.map_err(|error| Error::from(error).into_problem())?;
        self.session = found.ok_or_else(|| Problem::new(Code::SessionExpired, "the session has ended"))?;
        Ok(())
    }

    pub(super) async fn act(
        &mut self,
        conversation: ConversationId,
        id: ClientId,
        command: Command,
    ) -> Result<(), Gone> {
        let actor = match acceptable(&id) {
            Ok(()) => self.actor(&conversation).await,
            Err(problem) => Err(problem),
        };
        self.act_as(actor, conversation, id, command).await
    }

    pub(super) async fn act_as(
        &mut self,
        actor: Result<Actor, Problem>,
        conversation: ConversationId,
        id: ClientId,
        command: Command,
    ) -> Result<(), Gone> {
        let is_settling = matches!(command, Command::DealWith { .. });
        let is_taking_back = matches!(command, Command::TakeBack { .. });
        let outcome = match actor {
            Ok(actor) => {
                self.app.live.ledger.act(Act { conversation: conversation.clone(), actor, command }).await
            }
            Err(problem) => Outcome::Refused(problem),
        };
        match outcome {
            // A colleague was faster.
            Outcome::Changed(_, Change::Nothing) if is_settling => {
                self.wire.send(&AgentUpdate::Vanished { conversation, reason: Vanished::DealtWith }).await
            }
            Outcome::Changed(_, Change::Nothing) if is_taking_back => {
                let problem = Problem::new(Code::NotFound, "the note was taken back before");
                self.refuse(Some(id), Some(conversation), problem).await
            }
            Outcome::Changed(_, Change::Nothing) => self.show(&conversation).await,
            // The entries themselves, or that it vanishes, are the acknowledgement, and they are on their way.
            Outcome::Changed(..) => Ok(()),
            Outcome::Repeated(entry) => {
                let last = entry.seq;
                self.wire.send(&AgentUpdate::Events { conversation, events: vec![entry], last }).await
            }
            Outcome::Refused(problem) => self.refuse(Some(id), Some(conversation), problem).await,
        }
    }

    pub(super) async fn message(
        &mut self,
        conversation: &ConversationId,
        id: &ClientId,
        text: &str,
        files: &[FileId],
    ) -> Result<Command, Problem> {
        let text = attach::text(text, files)?;
        let me = Actor::Agent { card: self.session.agent.clone(), rights: Rights::default() };
        let files = attach::files(self.app, &me, conversation, id, files).await?;
        Ok(Command::Send { id: id.clone(), text, files })
    }

    /// Taken twice: the answer is how the conversation stands.
    async fn show(&mut self, id: &ConversationId) -> Result<(), Gone> {
        match self.item(id).await {
            Ok(Some(item)) => self.wire.send(&AgentUpdate::Appeared(Box::new(item))).await,
            Ok(None) => Ok(()),
            Err(error) => self.refuse(None, Some(id.clone()), Error::from(error).into_problem()).await,
        }
    }

    pub(super) async fn seen(
        &mut self,
        conversation: ConversationId,
        receipts: Receipts,
    ) -> Result<(), Gone> {
        if let Ok(actor) = self.actor(&conversation).await {
            // A receipt that is lost is made good by the next one.
            let _ =
                self.app.live.ledger.act(Act { conversation, actor, command: Command::See(receipts) }).await;
        }
        Ok(())
    }

    pub(super) async fn entries(
        &mut self,
        id: &ConversationId,
        after: Seq,
    ) -> Result<(Vec<AgentEntry>, Seq), Problem> {
        let actor = self.actor(id).await?;
        read_on(&self.app.store, |conversation| conversation.shows_to(&actor), id, after).await
    }
}

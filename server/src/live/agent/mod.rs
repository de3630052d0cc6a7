//! An agent's connection: what the console asks, what it is told.

use crate::App;
use crate::domain::conversation::{Actor, Change, Command};
use crate::domain::routing::Input;
use crate::error::Error;
use crate::live::hub::{CLOSE_SIGNED_OUT, Order, Party, frame};
use crate::live::socket::{Gone, Seat, Wire};
use crate::live::transport::Transport;
use crate::live::{Live, attach, read_on};
use crate::store::append::{Act, Outcome};
use crate::store::sessions::AgentSession;
use shared::agent::{AgentCommand, AgentUpdate, InboxItem};
use shared::ids::{ClientId, ConversationId, FileId};
use shared::problem::{Code, Problem};
use shared::timeline::{AgentEntry, Receipts, Seq};
use shared::visitor::VisitorUpdate;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Serves an agent's connection until it ends.
pub async fn run(app: Arc<App>, transport: Transport, session: AgentSession) {
    let mut wire = Wire::new(transport, app.clock.clone(), |problem| {
        frame(&AgentUpdate::Refused { id: None, conversation: None, problem })
    });
    let party = Party::Agent(session.agent.id.clone(), session.session_hash.as_str().into());
    // First the place, then the look at the store: what is committed in between waits in the orders.
    let (_seat, mut orders) = Seat::take(&app.live, party, went);
    let mut talk = Talk { app: &app, wire: &mut wire, session };
    if talk.arrive().await.is_ok() {
        let _ = talk.listen(&mut orders).await;
    }
}

/// The agent's last connection is gone.
fn went(live: &Live, party: &Party) {
    if let Party::Agent(agent, _) = party {
        live.desk.tell(Input::Disconnected { agent: agent.clone() });
    }
}

struct Talk<'a> {
    app: &'a Arc<App>,
    wire: &'a mut Wire,
    session: AgentSession,
}

impl Talk<'_> {
    /// Asks the store whether the session still stands, and tells the desk which queues the agent is in: with every
    /// pong, so that what changes in the database holds for open connections too.
    async fn renew_lease(&mut self) -> Result<(), Gone> {
        let now = self.app.clock.now();
        let session = match self.app.store.session(&self.session.session_hash, now).await {
            Ok(Some(session)) => session,
            Ok(None) => {
                self.wire.send(&AgentUpdate::SignedOut).await?;
                self.wire.hang_up(CLOSE_SIGNED_OUT).await;
                return Err(Gone);
            }
            // The database is away: what was true stays true until it answers.
            Err(_) => return Ok(()),
        };
        self.session = session;
        let agent = self.session.agent.id.clone();
        if let Ok(queues) = self.app.store.queues_of(&agent).await {
            self.app.live.desk.tell(Input::Connected { agent, queues });
        }
        Ok(())
    }

    /// Shows the inbox. The desk learns of the agent first: see [`Desk::arrived`](crate::live::desk::Desk::arrived).
    async fn arrive(&mut self) -> Result<(), Gone> {
        let agent = self.session.agent.id.clone();
        let inbox = match self.app.store.queues_of(&agent).await {
            Ok(queues) => {
                self.app.live.desk.arrived(agent, queues).await;
                self.inbox().await
            }
            Err(error) => Err(error),
        };
        match inbox {
            Ok(inbox) => {
                let epoch = self.app.store.epoch().clone();
                let (now, me) = (self.app.clock.now(), self.session.agent.clone());
                self.wire.send(&AgentUpdate::Welcome { epoch, now, me, inbox }).await
            }
            Err(error) => {
                // Without the inbox the console would think it empty. It comes back by itself.
                self.refuse(None, None, Error::from(error).into_problem()).await?;
                Err(Gone)
            }
        }
    }

    async fn inbox(&mut self) -> crate::store::Result<Vec<InboxItem>> {
        let conversations = self.app.store.inbox(&self.session.agent.id, self.app.clock.now()).await?;
        let mut items = Vec::with_capacity(conversations.len());
        for conversation in &conversations {
            self.app.live.hub.learn(conversation);
            let online = self.app.live.hub.is_online(&conversation.visitor);
            items.push(self.app.store.inbox_item(conversation, online).await?);
        }
        Ok(items)
    }

    async fn listen(&mut self, orders: &mut mpsc::Receiver<Order>) -> Result<(), Gone> {
        loop {
            let command = self.wire.command(orders).await?;
            self.obey(command).await?;
        }
    }

    async fn obey(&mut self, command: AgentCommand) -> Result<(), Gone> {
        match command {
            AgentCommand::Take { conversation, id } => self.act(conversation, id, Command::Take).await,
            AgentCommand::Send { conversation, id, text, files } => {
                match self.message(&conversation, &id, &text, &files).await {
                    Ok(message) => self.act(conversation, id, message).await,
                    Err(problem) => self.refuse(Some(id), Some(conversation), problem).await,
                }
            }
            AgentCommand::End { conversation, id } => {
                self.act(conversation, id.clone(), Command::End { id }).await
            }
            AgentCommand::Typing { conversation, on } => {
                let agent = self.session.agent.id.clone();
                if self.app.live.hub.is_owner(&agent, &conversation) {
                    let update = VisitorUpdate::Typing { conversation: conversation.clone(), agent, on };
                    self.app.live.hub.tell_visitor(&conversation, &update);
                }
                Ok(())
            }
            AgentCommand::Seen { conversation, receipts } => self.seen(conversation, receipts).await,
            AgentCommand::Resume { conversation, after } => match self.entries(&conversation, after).await {
                Ok((events, last)) => {
                    self.wire.send(&AgentUpdate::Events { conversation, events, last }).await
                }
                Err(problem) => self.refuse(None, Some(conversation), problem).await,
            },
            AgentCommand::Pong => self.renew_lease().await,
            _ => Ok(()),
        }
    }

    async fn refuse(
        &mut self,
        id: Option<ClientId>,
        conversation: Option<ConversationId>,
        problem: Problem,
    ) -> Result<(), Gone> {
        self.wire.send(&AgentUpdate::Refused { id, conversation, problem }).await
    }

    /// Who acts. Only an agent who doesn't have the conversation needs the database to know what they may.
    async fn actor(&mut self, conversation: &ConversationId) -> Result<Actor, Problem> {
        let card = self.session.agent.clone();
        let member = !self.app.live.hub.is_owner(&card.id, conversation)
            && self
                .app
                .store
                .is_member(&card.id, conversation)
                .await
                .map_err(|error| Error::from(error).into_problem())?;
        Ok(Actor::Agent { card, member })
    }

    async fn act(
        &mut self,
        conversation: ConversationId,
        id: ClientId,
        command: Command,
    ) -> Result<(), Gone> {
        if !id.is_acceptable() {
            let problem = Problem::new(Code::Malformed, "the id must be 1 to 64 letters, digits, - or _");
            return self.refuse(Some(id), Some(conversation), problem).await;
        }
        let outcome = match self.actor(&conversation).await {
            Ok(actor) => {
                self.app.live.ledger.act(Act { conversation: conversation.clone(), actor, command }).await
            }
            Err(problem) => Outcome::Refused(problem),
        };
        match outcome {
            Outcome::Changed(_, Change::Nothing) => self.show(&conversation).await,
            // The entries themselves are the acknowledgement, and they are on their way.
            Outcome::Changed(..) => Ok(()),
            Outcome::Repeated(entry) => {
                let last = entry.seq;
                self.wire.send(&AgentUpdate::Events { conversation, events: vec![entry], last }).await
            }
            Outcome::Refused(problem) => self.refuse(Some(id), Some(conversation), problem).await,
        }
    }

    async fn message(
        &mut self,
        conversation: &ConversationId,
        id: &ClientId,
        text: &str,
        files: &[FileId],
    ) -> Result<Command, Problem> {
        let text = attach::text(text, files)?;
        let me = Actor::Agent { card: self.session.agent.clone(), member: false };
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

    async fn item(&mut self, id: &ConversationId) -> crate::store::Result<Option<InboxItem>> {
        let Some(conversation) = self.app.store.conversation(id).await? else { return Ok(None) };
        let online = self.app.live.hub.is_online(&conversation.visitor);
        self.app.store.inbox_item(&conversation, online).await.map(Some)
    }

    async fn seen(&mut self, conversation: ConversationId, receipts: Receipts) -> Result<(), Gone> {
        if let Ok(actor) = self.actor(&conversation).await {
            // A receipt that is lost is made good by the next one.
            let _ =
                self.app.live.ledger.act(Act { conversation, actor, command: Command::See(receipts) }).await;
        }
        Ok(())
    }

    async fn entries(&mut self, id: &ConversationId, after: Seq) -> Result<(Vec<AgentEntry>, Seq), Problem> {
        let actor = self.actor(id).await?;
        read_on(&self.app.store, &actor, id, after).await
    }
}

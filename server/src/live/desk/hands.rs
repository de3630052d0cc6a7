//! How what the engine wants is done: recorded by the ledger, shown by the hub.

use super::inputs::waits;
use crate::clock::Clock;
use crate::domain::conversation::{Actor, Change, Command, Conversation};
use crate::domain::routing::{Input, Standing};
use crate::entropy::Entropy;
use crate::live::hub::Hub;
use crate::live::ledger::WeakLedger;
use crate::store::append::{Act, Outcome};
use crate::store::{self, Store};
use shared::agent::{InboxItem, Offer, Vanished};
use shared::ids::{AgentId, ClientId, ConversationId, QueueId};
use shared::people::AgentCard;
use shared::time::Timestamp;
use shared::timeline::{AgentEntry, OfferRule, Stage};
use shared::visitor::VisitorUpdate;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::oneshot;

/// Pause before something is tried again that the database didn't let through, in milliseconds.
const RETRY_MILLIS: i64 = 500;
/// Longest such pause, in milliseconds.
const RETRY_MAX_MILLIS: i64 = 30_000;

/// How often a conversation is read that changes hands each time.
const SHOW_TRIES: u32 = 1_000;

/// Something to be done for one conversation.
pub enum Task {
    /// Offer it.
    Offer {
        /// To whom.
        agents: Vec<AgentId>,
        /// Who of them is named in the record.
        named: Vec<AgentCard>,
        /// By which rule.
        rule: OfferRule,
        /// Until when.
        until: Option<Timestamp>,
        /// Who waits for this.
        knock: Option<Arc<Knock>>,
    },
    /// Take offers back without a word in the timeline.
    Withdraw(Vec<AgentId>),
    /// Take offers back that nobody answered, and record that.
    NotAnswered {
        /// Who was silent.
        agents: Vec<AgentId>,
        /// Who of them is named in the record.
        named: Vec<AgentCard>,
    },
    /// Move it to another queue.
    Overflow(QueueId, String),
    /// Make a ticket of it.
    MakeTicket,
    /// Take it from an agent who has gone.
    Vacate(AgentId),
    /// Record that the visitor was told to wait.
    Notice(Standing),
    /// Tell the visitor where they stand.
    Tell(Standing),
    /// Show it to agents into whose view it has come.
    Show(Vec<AgentId>),
}

/// Somebody who waits until everything that holds this is done, or has failed for the first time.
pub struct Knock(Option<oneshot::Sender<()>>);

impl Knock {
    /// Answers when the last holder is done.
    pub fn new(reply: oneshot::Sender<()>) -> Arc<Self> {
        Arc::new(Self(Some(reply)))
    }
}

impl Drop for Knock {
    fn drop(&mut self) {
        if let Some(reply) = self.0.take() {
            let _ = reply.send(());
        }
    }
}

/// How long to wait before the next try: longer each time.
struct Patience(i64);

impl Default for Patience {
    fn default() -> Self {
        Self(RETRY_MILLIS)
    }
}

impl Patience {
    async fn wait(&mut self, clock: &Clock) {
        clock.sleep(self.0).await;
        self.0 = (self.0 * 2).min(RETRY_MAX_MILLIS);
    }
}

/// What it takes.
pub struct Hands {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// For the ids of what the desk records.
    pub entropy: Entropy,
    /// Who hears of it.
    pub hub: Arc<Hub>,
    /// The way to record it.
    pub ledger: WeakLedger,
}

impl Hands {
    /// Does what needs no waiting; gives back what does.
    pub fn at_once(&self, conversation: &ConversationId, task: Task) -> Option<Task> {
        match task {
            Task::Withdraw(agents) => self.hub.withdraw(conversation, &agents, Vanished::NotYours),
            Task::Tell(standing) => self.tell(conversation, standing),
            task => return Some(task),
        }
        None
    }

    /// Does what may need some time. A database that fails loses nothing: it is tried again until it is decided. Returns
    /// what the engine has to be told, if something can't be done that it takes for done.
    pub async fn carry_out(&self, conversation: &ConversationId, task: Task) -> Option<Input> {
        match task {
            Task::Offer { agents, named, rule, until, mut knock } => {
                let command = Command::NoteOffer { rule, agents: named, until };
                if let Some((_, entries)) = self.record(conversation, command, &mut knock).await {
                    let at = entries.first().map_or_else(|| self.clock.now(), |entry| entry.at);
                    // From here on the agents hear of it; what was written before is in the item.
                    self.hub.include(conversation, &agents, &Offer { rule, at, until });
                    self.show(conversation, &agents, &mut knock).await;
                }
            }
            Task::NotAnswered { agents, named } => {
                let command = Command::NoteUnanswered { agents: named };
                if self.record(conversation, command, &mut None).await.is_some() {
                    self.hub.withdraw(conversation, &agents, Vanished::NotAnswered);
                }
            }
            Task::Overflow(queue, topic) => {
                let command = Command::Overflow { queue, topic };
                if self.record(conversation, command, &mut None).await.is_none() {
                    return self.still_waiting(conversation).await;
                }
            }
            Task::MakeTicket => {
                let number = self.ticket_number().await;
                let id = ClientId(self.entropy.id(&self.clock));
                let command = Command::MakeTicket { id, number };
                if self.record(conversation, command, &mut None).await.is_none() {
                    return self.still_waiting(conversation).await;
                }
            }
            Task::Vacate(agent) => {
                self.record(conversation, Command::Vacate { agent }, &mut None).await;
            }
            Task::Notice(standing) => {
                let Standing { place, wait_millis, .. } = standing;
                self.record(conversation, Command::NoteNotice { place, wait_millis }, &mut None).await;
            }
            Task::Show(agents) => self.show(conversation, &agents, &mut None).await,
            task @ (Task::Withdraw(_) | Task::Tell(_)) => drop(self.at_once(conversation, task)),
        }
        None
    }

    /// Records a fact, unless it says nothing new. `None` if it is refused for good: somebody has taken or ended the
    /// conversation.
    async fn record(
        &self,
        conversation: &ConversationId,
        command: Command,
        knock: &mut Option<Arc<Knock>>,
    ) -> Option<(Arc<Conversation>, Vec<AgentEntry>)> {
        let mut patience = Patience::default();
        loop {
            let act =
                Act { conversation: conversation.clone(), actor: Actor::System, command: command.clone() };
            match self.ledger.act(act).await {
                Outcome::Changed(after, Change::Recorded(entries)) => return Some((after, entries)),
                Outcome::Changed(after, Change::Nothing) => return Some((after, Vec::new())),
                Outcome::Changed(..) | Outcome::Repeated(_) => return None,
                Outcome::Refused(problem) if !problem.code.is_passing() => return None,
                Outcome::Refused(problem) => tracing::warn!(?problem, "the desk waits for the database"),
            }
            drop(knock.take());
            patience.wait(&self.clock).await;
        }
    }

    /// The engine has forgotten the conversation, but neither did it become a ticket nor is its new queue there. A pause
    /// lets the desk learn why.
    async fn still_waiting(&self, id: &ConversationId) -> Option<Input> {
        let mut patience = Patience::default();
        loop {
            patience.wait(&self.clock).await;
            match self.store.conversation(id).await {
                Ok(Some(conversation)) if conversation.stage == Stage::Waiting => {
                    return Some(waits(&conversation, BTreeSet::new()));
                }
                Ok(_) => return None,
                Err(error) => tracing::warn!(?error, "the desk waits for the database"),
            }
        }
    }

    async fn ticket_number(&self) -> u32 {
        let mut patience = Patience::default();
        loop {
            match self.store.next_ticket_number().await {
                Ok(number) => return number,
                Err(error) => tracing::warn!(?error, "the desk waits for the database"),
            }
            patience.wait(&self.clock).await;
        }
    }

    /// Reads a conversation as an item of the inbox, and shows it to those of the agents who still see it.
    async fn show(&self, id: &ConversationId, agents: &[AgentId], knock: &mut Option<Arc<Knock>>) {
        let mut patience = Patience::default();
        for _ in 0..SHOW_TRIES {
            match self.item(id).await {
                // Taken since it was read, or read as taken before anybody was told: both pass in a moment.
                Ok(Some(item)) if !self.hub.show(agents, &item) => tokio::task::yield_now().await,
                Ok(_) => return,
                Err(error) => {
                    tracing::warn!(?error, "the desk waits for the database");
                    drop(knock.take());
                    patience.wait(&self.clock).await;
                }
            }
        }
    }

    async fn item(&self, id: &ConversationId) -> store::Result<Option<InboxItem>> {
        let Some(conversation) = self.store.conversation(id).await? else { return Ok(None) };
        let online = self.hub.is_online(&conversation.visitor);
        self.store.inbox_item(&conversation, online).await.map(Some)
    }

    fn tell(&self, conversation: &ConversationId, Standing { place, staffed, wait_millis }: Standing) {
        let update =
            VisitorUpdate::Waiting { conversation: conversation.clone(), place, staffed, wait_millis };
        self.hub.tell_visitor(conversation, &update);
    }
}

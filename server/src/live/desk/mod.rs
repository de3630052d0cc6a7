//! The one task that runs the routing engine. It sleeps until the next input or the next deadline, and does what the
//! engine says. After a restart it is rebuilt from the store; nothing of it is kept anywhere else.

use crate::clock::Clock;
use crate::domain::routing::{Effect, Engine, Input, Standing, WINDOW_MILLIS};
use crate::live::hub::Hub;
use crate::store::Store;
use shared::agent::AgentUpdate;
use shared::ids::{AgentId, ConversationId, QueueId};
use shared::timeline::Stage;
use shared::visitor::VisitorUpdate;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Pause before an offer is tried again that the database didn't let through, in milliseconds.
const RETRY_MILLIS: i64 = 500;

/// The way to the desk. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    inbox: mpsc::UnboundedSender<Message>,
}

enum Message {
    Input(Input),
    /// An agent has connected, and is being shown everything that waits.
    Arrived(AgentId, Vec<QueueId>, oneshot::Sender<()>),
    /// Tell the visitor again where the conversation stands.
    Repeat(ConversationId),
    /// Which queues have an agent who is present?
    Staffed(oneshot::Sender<BTreeSet<QueueId>>),
}

impl Desk {
    /// Starts the desk with all that waits in the store.
    ///
    /// # Errors
    /// The database doesn't answer.
    pub async fn start(store: Store, clock: Clock, hub: Arc<Hub>) -> anyhow::Result<Self> {
        let mut engine = Engine::default();
        let now = clock.now();
        for take in store.takes_since(now.plus_millis(-WINDOW_MILLIS)).await? {
            engine.recall(take.queue, take.waited_since, take.at);
        }
        for conversation in store.waiting().await? {
            hub.learn(&conversation);
            let since = conversation.opened_at;
            // Nobody is connected yet, so nobody can be told.
            engine.handle(
                now,
                Input::Waits { conversation: conversation.id, queue: conversation.queue, since },
            );
        }
        let (inbox, messages) = mpsc::unbounded_channel();
        tokio::spawn(run(engine, Hands { store, clock, hub }, messages));
        Ok(Self { inbox })
    }

    /// Passes an input to the engine.
    pub fn tell(&self, input: Input) {
        // The desk ends only with the server.
        let _ = self.inbox.send(Message::Input(input));
    }

    /// An agent has connected; returns once the agent hears of everything that waits. To be called before the store is
    /// asked for what the agent's inbox shows: then nothing falls between the two.
    pub async fn arrived(&self, agent: AgentId, queues: Vec<QueueId>) {
        let (done, heard) = oneshot::channel();
        let _ = self.inbox.send(Message::Arrived(agent, queues, done));
        let _ = heard.await;
    }

    /// The queues that have an agent who is present.
    pub async fn staffed(&self) -> BTreeSet<QueueId> {
        let (reply, answer) = oneshot::channel();
        let _ = self.inbox.send(Message::Staffed(reply));
        answer.await.unwrap_or_default()
    }

    /// Tells the visitor where the conversation stands, though nothing has changed.
    pub fn repeat(&self, conversation: ConversationId) {
        let _ = self.inbox.send(Message::Repeat(conversation));
    }
}

async fn run(mut engine: Engine, hands: Hands, mut messages: mpsc::UnboundedReceiver<Message>) {
    loop {
        let deadline = engine.next_deadline();
        let tick = async {
            match deadline {
                Some(deadline) => hands.clock.sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        let message = tokio::select! {
            message = messages.recv() => message,
            () = tick => Some(Message::Input(Input::Tick)),
        };
        match message {
            Some(Message::Input(input)) => {
                for effect in engine.handle(hands.clock.now(), input) {
                    hands.carry_out(effect).await;
                }
            }
            Some(Message::Arrived(agent, queues, done)) => {
                for effect in engine.handle(hands.clock.now(), Input::Connected { agent, queues }) {
                    match effect {
                        Effect::Offer { conversation, agents } => hands.hub.include(&conversation, &agents),
                        effect => hands.carry_out(effect).await,
                    }
                }
                let _ = done.send(());
            }
            Some(Message::Repeat(conversation)) => {
                if let Some(standing) = engine.standing(&conversation) {
                    hands.tell(&conversation, standing);
                }
            }
            Some(Message::Staffed(reply)) => {
                let _ = reply.send(engine.staffed());
            }
            None => return,
        }
    }
}

/// What the desk needs to do as the engine says.
struct Hands {
    store: Store,
    clock: Clock,
    hub: Arc<Hub>,
}

impl Hands {
    async fn carry_out(&self, effect: Effect) {
        match effect {
            Effect::Offer { conversation, agents } => {
                while let Err(error) = self.offer(&conversation, &agents).await {
                    tracing::warn!(?error, "an offer waits for the database");
                    self.clock.sleep(RETRY_MILLIS).await;
                }
            }
            Effect::Withdraw { conversation, agents } => self.hub.withdraw(&conversation, &agents),
            Effect::Tell { conversation, standing } => self.tell(&conversation, standing),
        }
    }

    async fn offer(&self, id: &ConversationId, agents: &[AgentId]) -> crate::store::Result<()> {
        // From here on the agents hear of it; what was written before is in the item.
        self.hub.include(id, agents);
        let Some(conversation) = self.store.conversation(id).await? else { return Ok(()) };
        // Taken in between: the withdrawal is on its way.
        if conversation.stage == Stage::Waiting {
            let online = self.hub.is_online(&conversation.visitor);
            let item = self.store.inbox_item(&conversation, online).await?;
            self.hub.offer(id, agents, &AgentUpdate::Appeared(Box::new(item)));
        }
        Ok(())
    }

    fn tell(&self, conversation: &ConversationId, Standing { place, staffed, wait_millis }: Standing) {
        let update =
            VisitorUpdate::Waiting { conversation: conversation.clone(), place, staffed, wait_millis };
        self.hub.tell_visitor(conversation, &update);
    }
}

//! The one task that runs the routing engine and the roster of who is there. It sleeps until the next input or the next
//! deadline, and lets be done what the two say. After a restart it is rebuilt from the store; nothing of it is kept
//! anywhere else.

mod hands;
mod held;
mod inputs;
mod overview;
mod run;
mod start;
mod work;

pub use self::inputs::inputs;
pub use self::overview::Overview;

use self::hands::Knock;
use crate::domain::routing::Input;
use shared::ids::{AgentId, ConversationId, QueueId};
use shared::people::AgentCard;
use shared::staff::{AwayReason, Presence, Status};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// The way to the desk. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    inbox: mpsc::UnboundedSender<Message>,
}

/// What waits for the desk's task before that has begun.
pub struct Messages(mpsc::UnboundedReceiver<Message>);

/// An agent, as the desk sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attendance {
    /// What colleagues see: the invisible are offline.
    pub presence: Presence,
    /// What admins see: the invisible are away.
    pub true_presence: Presence,
    /// How many conversations the agent has.
    pub conversations: u32,
}

impl Default for Attendance {
    fn default() -> Self {
        Self { presence: Presence::Offline, true_presence: Presence::Offline, conversations: 0 }
    }
}

/// How an agent stands: what they chose, and why they are away all the same.
pub type Standing = (Status, Option<AwayReason>);

enum Message {
    Input(Input),
    /// One more connection of an agent, with what is stored of them.
    Arrived(Box<Arrival>),
    /// One connection less.
    Left(AgentId),
    /// Signed out, or not to sign in any more.
    Gone(AgentId),
    Stirred(AgentId),
    Chose(AgentId, Status),
    /// A conversation has come into the view of agents by itself.
    Show(ConversationId, Vec<AgentId>),
    /// Tell the visitor again where the conversation stands.
    Repeat(ConversationId),
    /// Queues or agents have changed; who waits for it is told when it is known.
    Rearrange(oneshot::Sender<()>),
    /// Who is there, and how many conversations does each have?
    Staff(oneshot::Sender<HashMap<AgentId, Attendance>>),
    /// What goes on in all queues?
    Overview(oneshot::Sender<Overview>),
    /// Which queues have an agent who is present?
    Staffed(oneshot::Sender<BTreeSet<QueueId>>),
    /// What do colleagues see of an agent?
    Presence(AgentId, oneshot::Sender<Presence>),
}

struct Arrival {
    agent: AgentCard,
    status: Status,
    capacity: u32,
    standing: oneshot::Sender<Option<Standing>>,
    knock: Arc<Knock>,
}

impl Desk {
    /// A way to a desk that is yet to [start](start::Start::start). What is said meanwhile waits for it.
    pub fn new() -> (Self, Messages) {
        let (inbox, messages) = mpsc::unbounded_channel();
        (Self { inbox }, Messages(messages))
    }

    /// Passes an input to the engine.
    pub fn tell(&self, input: Input) {
        self.say(Message::Input(input));
    }

    /// One more connection of an agent is there; see [`Self::left`]. Returns how the agent stands, once the agent hears
    /// of everything that this lets them see. To be called before the store is asked for what the inbox shows: then
    /// nothing falls between the two.
    pub async fn arrived(&self, agent: AgentCard, status: Status, capacity: u32) -> Option<Standing> {
        let (standing, stands) = oneshot::channel();
        let (done, heard) = oneshot::channel();
        let knock = Knock::new(done);
        self.say(Message::Arrived(Box::new(Arrival { agent, status, capacity, standing, knock })));
        let _ = heard.await;
        stands.await.ok().flatten()
    }

    /// A connection that had [arrived](Self::arrived) is gone.
    pub fn left(&self, agent: &AgentId) {
        self.say(Message::Left(agent.clone()));
    }

    /// An agent is not there any more, at once and without the grace of a connection that broke: signed out by an admin,
    /// or deactivated.
    pub fn gone(&self, agent: &AgentId) {
        self.say(Message::Gone(agent.clone()));
    }

    /// An agent has done something.
    pub fn stirred(&self, agent: &AgentId) {
        self.say(Message::Stirred(agent.clone()));
    }

    /// An agent chose to be online, away or invisible. All their devices are told.
    pub fn choose(&self, agent: &AgentId, status: Status) {
        self.say(Message::Chose(agent.clone(), status));
    }

    /// Lets agents see a conversation into which they may look from now on.
    pub fn show(&self, conversation: ConversationId, agents: Vec<AgentId>) {
        self.say(Message::Show(conversation, agents));
    }

    /// Queues or agents have changed: they are read anew.
    pub fn rearrange(&self) {
        self.say(Message::Rearrange(oneshot::channel().0));
    }

    /// The same; returns once routing goes by what has changed, or can't read it.
    pub async fn rearranged(&self) {
        let _ = self.ask(Message::Rearrange).await;
    }

    /// All agents who are there or have a conversation.
    pub async fn staff(&self) -> HashMap<AgentId, Attendance> {
        self.ask(Message::Staff).await.unwrap_or_default()
    }

    /// What goes on in all queues.
    pub async fn overview(&self) -> Overview {
        self.ask(Message::Overview).await.unwrap_or_default()
    }

    /// The queues that have an agent who is present.
    pub async fn staffed(&self) -> BTreeSet<QueueId> {
        self.ask(Message::Staffed).await.unwrap_or_default()
    }

    /// What colleagues see of an agent.
    pub async fn presence(&self, agent: &AgentId) -> Presence {
        let presence = self.ask(|reply| Message::Presence(agent.clone(), reply)).await;
        presence.unwrap_or(Presence::Offline)
    }

    /// Tells the visitor where the conversation stands, though nothing has changed.
    pub fn repeat(&self, conversation: ConversationId) {
        self.say(Message::Repeat(conversation));
    }

    fn say(&self, message: Message) {
        // The desk ends only with the server.
        let _ = self.inbox.send(message);
    }

    async fn ask<T>(&self, message: impl FnOnce(oneshot::Sender<T>) -> Message) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        self.say(message(reply));
        answer.await.ok()
    }
}

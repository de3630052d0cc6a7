//! The wall: what goes on in all queues now, for who looks after them.

use crate::ids::{ConversationId, QueueId};
use crate::people::AgentCard;
use crate::staff::Presence;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Most waiting conversations that the wall names one by one, those that wait longest.
pub const WAITING_MAX: usize = 100;

/// What a console may say of the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WallCommand {
    /// Show it from now on: answered by [`AgentUpdate::Wall`](crate::agent::AgentUpdate::Wall), which comes again with
    /// every change, at most once a second.
    Watch,
    /// Show it no more.
    Unwatch,
}

/// Everything on the wall, as far as its reader may see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wall {
    /// The queues in their order.
    pub queues: Vec<WallQueue>,
    /// The agents who serve one of them and are there or have a conversation, by name.
    pub agents: Vec<WallAgent>,
    /// Who waits, the longest first; at most [`WAITING_MAX`].
    pub waiting: Vec<WallWaiting>,
}

/// A queue on the wall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WallQueue {
    /// Which.
    pub id: QueueId,
    /// What the staff calls it.
    pub name: String,
    /// Whether it is open now.
    pub open: bool,
    /// How many wait in it.
    pub waiting: u32,
    /// Since when the one waits who waits longest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// How many of its conversations go on with an agent.
    pub active: u32,
    /// How many of those who serve it get new conversations.
    pub present: u32,
    /// How many of them have room for one just now.
    pub free: u32,
}

/// An agent on the wall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WallAgent {
    /// Who.
    pub agent: AgentCard,
    /// Whether they are there; who is invisible is away.
    pub presence: Presence,
    /// Since when that is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// How many conversations they have.
    pub conversations: u32,
    /// How many they can have.
    pub capacity: u32,
}

/// A waiting conversation on the wall. Whose it is isn't told: many may see the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WallWaiting {
    /// Which.
    pub conversation: ConversationId,
    /// Where.
    pub queue: QueueId,
    /// Since when.
    pub since: Timestamp,
    /// To how many agents it is offered now.
    pub offered: u32,
}

//! Who is offered which conversation, and what the waiting are told. A pure engine: inputs go in with the time,
//! effects come out, and [`Engine::next_deadline`] says when to knock again if nothing else happens. It keeps nothing
//! that can't be rebuilt from the store and the live connections.

mod messages;
mod pace;

pub use self::messages::{Effect, Input, Line, Standing};
pub use self::pace::WINDOW_MILLIS;

use self::pace::Pace;
use shared::ids::{AgentId, ConversationId, QueueId};
use shared::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// A conversation whose visitor has written nothing for this long, in milliseconds, takes no room of its agent: 10
/// minutes.
pub const DOZE_MILLIS: i64 = 10 * 60 * 1_000;

/// Decides who is offered which conversation.
#[derive(Debug)]
pub struct Engine {
    paces: BTreeMap<QueueId, Pace>,
}

impl Engine {
    /// An engine that knows nothing yet. The same seed and the same inputs give the same effects.
    pub fn new(_seed: u64) -> Self {
        Self { paces: BTreeMap::new() }
    }

    /// Takes an input and returns what is to be done, in order.
    pub fn handle(&mut self, _now: Timestamp, _input: Input) -> Vec<Effect> {
        Vec::new()
    }

    /// When [`Input::Tick`] is due; later than the last `now` that was said.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        None
    }

    /// What a visitor was last told, if the conversation waits.
    pub fn standing(&self, _conversation: &ConversationId) -> Option<Standing> {
        None
    }

    /// The queues that somebody is there for.
    pub fn staffed(&self) -> BTreeSet<QueueId> {
        BTreeSet::new()
    }

    /// How many conversations an agent has, those included whose visitors have gone quiet.
    pub fn load(&self, _agent: &AgentId) -> u32 {
        0
    }

    /// How many members of a queue get new conversations, whether they have room just now or not.
    pub fn room_in(&self, _queue: &QueueId) -> u32 {
        0
    }

    /// A conversation was taken before the engine was there; in the order of taking.
    pub fn recall(&mut self, queue: QueueId, since: Timestamp, taken_at: Timestamp) {
        self.paces.entry(queue).or_default().taken(taken_at, since);
    }
}

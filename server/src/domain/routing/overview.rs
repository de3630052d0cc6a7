//! What the engine knows, for people who look at it from outside.

use super::Engine;
use shared::ids::{ConversationId, QueueId};
use shared::time::Timestamp;

/// A queue and who waits in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueOverview {
    /// Which.
    pub queue: QueueId,
    /// How many of those who serve it get new conversations.
    pub present: u32,
    /// How many of them have room for one.
    pub free: u32,
    /// Who waits, the longest first.
    pub waiting: Vec<WaitingOverview>,
}

/// A conversation that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingOverview {
    /// Which.
    pub conversation: ConversationId,
    /// Since when, in any queue.
    pub since: Timestamp,
    /// To how many it is offered.
    pub offered: u32,
}

impl Engine {
    /// All queues that are arranged or in which somebody waits.
    pub fn overview(&self) -> Vec<QueueOverview> {
        let count = |size: usize| u32::try_from(size).unwrap_or(u32::MAX);
        let queues = self.queues.iter().map(|queue| {
            let waiting = queue.telling.turns().filter_map(|(since, id)| {
                let waiting = self.waiting.get(id)?;
                let offered = count(queue.audience(waiting).len());
                Some(WaitingOverview { conversation: id.as_ref().clone(), since: *since, offered })
            });
            QueueOverview {
                queue: queue.id.clone(),
                present: queue.present,
                free: count(queue.free.len()),
                waiting: waiting.collect(),
            }
        });
        queues.collect()
    }
}

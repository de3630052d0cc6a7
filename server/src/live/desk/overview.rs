//! What the desk knows, for people who look at it from outside.

use super::run::Run;
use crate::domain::routing::QueueOverview;
use shared::ids::QueueId;
use shared::wall::WallAgent;
use std::collections::HashMap;

/// Everything at this moment.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// The queues with who waits in them.
    pub queues: Vec<QueueOverview>,
    /// How many conversations of each queue go on with an agent.
    pub active: HashMap<QueueId, u32>,
    /// Everyone of the staff by name, who is invisible as away.
    pub agents: Vec<WallAgent>,
}

impl Run {
    pub(super) fn overview(&self) -> Overview {
        let held: HashMap<_, _> = self.held.counts().collect();
        let agents = self.table.cards.values().map(|card| WallAgent {
            presence: self.roster.true_presence(&card.id),
            since: self.roster.since(&card.id),
            conversations: held.get(&card.id).copied().unwrap_or_default(),
            capacity: self.table.capacities.get(&card.id).copied().unwrap_or_default(),
            agent: card.clone(),
        });
        let mut agents: Vec<WallAgent> = agents.collect();
        agents.sort_by(|one, other| {
            let key = |agent: &WallAgent| (agent.agent.name.to_lowercase(), agent.agent.id.clone());
            key(one).cmp(&key(other))
        });
        Overview { queues: self.engine.overview(), active: self.held.active(), agents }
    }
}

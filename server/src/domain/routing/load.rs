//! Who has room for one more. An agent's room is taken by conversations whose visitors aren't quiet, and by offers that
//! were made to the agent among few: else one with room for one would be rung for ten.

use super::line::{QueueNo, Seat};
use super::waiting::Turn;
use shared::ids::AgentId;
use shared::time::Timestamp;
use std::collections::{BTreeSet, HashMap};
use std::ops::{Index, IndexMut};

/// An agent, by the order in which the engine heard of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentNo(usize);

/// What the engine knows of an agent.
#[derive(Debug)]
pub struct Agent {
    /// Who.
    pub id: AgentId,
    /// Simultaneous conversations at most; `None` for one who gets no new ones.
    pub room: Option<u32>,
    /// Conversations whose visitors have written lately.
    pub awake: u32,
    /// Conversations whose visitors have gone quiet.
    pub dozing: u32,
    /// What is offered to them among few.
    pub ringing: BTreeSet<Turn>,
    /// Whether they had room when that was last looked at; exactly then they are among the free of their queues.
    pub is_free: bool,
    /// The engine's count when they were last given something; 0 for never.
    pub given: u64,
    /// The queues they serve, and their place among those who do.
    pub serves: Vec<(QueueNo, Seat)>,
}

impl Agent {
    /// How much of their room is taken.
    pub fn busy(&self) -> usize {
        self.awake as usize + self.ringing.len()
    }

    /// Whether they have room for one more.
    pub fn has_room(&self) -> bool {
        self.room.is_some_and(|room| self.busy() < room as usize)
    }

    /// Whether more rings than they have room for.
    pub fn is_over(&self) -> bool {
        let room = self.room.unwrap_or(0) as usize;
        !self.ringing.is_empty() && self.busy() > room
    }

    /// Their place among those who serve a queue.
    pub fn seat(&self, queue: QueueNo) -> Option<Seat> {
        self.serves.iter().find(|(served, _)| *served == queue).map(|(_, seat)| *seat)
    }
}

/// All agents that the engine has heard of.
#[derive(Debug, Default)]
pub struct Staff {
    numbers: HashMap<AgentId, AgentNo>,
    agents: Vec<Agent>,
}

impl Staff {
    /// The number of an agent, if one was given.
    pub fn find(&self, id: &AgentId) -> Option<AgentNo> {
        self.numbers.get(id).copied()
    }

    /// The number of an agent.
    pub fn number(&mut self, id: &AgentId) -> AgentNo {
        if let Some(number) = self.find(id) {
            return number;
        }
        let number = AgentNo(self.agents.len());
        self.numbers.insert(id.clone(), number);
        self.agents.push(Agent {
            id: id.clone(),
            room: None,
            awake: 0,
            dozing: 0,
            ringing: BTreeSet::new(),
            is_free: false,
            given: 0,
            serves: Vec::new(),
        });
        number
    }

    /// Their ids.
    pub fn names<'a>(&self, agents: impl IntoIterator<Item = &'a AgentNo>) -> Vec<AgentId> {
        agents.into_iter().map(|agent| self[*agent].id.clone()).collect()
    }

    /// Everyone.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Agent> {
        self.agents.iter_mut()
    }
}

impl Index<AgentNo> for Staff {
    type Output = Agent;

    fn index(&self, agent: AgentNo) -> &Agent {
        &self.agents[agent.0]
    }
}

impl IndexMut<AgentNo> for Staff {
    fn index_mut(&mut self, agent: AgentNo) -> &mut Agent {
        &mut self.agents[agent.0]
    }
}

/// A conversation that an agent has.
#[derive(Debug)]
pub struct Held {
    /// Who.
    pub agent: AgentNo,
    /// When the visitor last wrote, as far as is known.
    pub heard_at: Timestamp,
    /// Whether it takes no room, the visitor being quiet.
    pub dozes: bool,
}

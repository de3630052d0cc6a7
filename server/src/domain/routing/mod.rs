//! Who is offered which conversation, and what the waiting are told. A pure engine: inputs go in with the time,
//! effects come out, and [`Engine::next_deadline`] says when to knock again if nothing else happens. It keeps nothing
//! that can't be rebuilt from the store and the live connections.

mod pace;

pub use self::pace::WINDOW_MILLIS;

use self::pace::Pace;
use shared::ids::{AgentId, ConversationId, QueueId};
use shared::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An agent whose last connection broke counts as present for this long, in milliseconds: a reload of the console is
/// not an absence.
pub const GRACE_MILLIS: i64 = 10_000;

/// Everything that the engine is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A conversation waits in a queue.
    Waits {
        /// Which.
        conversation: ConversationId,
        /// Where.
        queue: QueueId,
        /// Since when; who waits longest is first.
        since: Timestamp,
    },
    /// A waiting conversation was taken by an agent.
    Taken {
        /// Which.
        conversation: ConversationId,
    },
    /// A conversation waits no longer, though nobody took it.
    Settled {
        /// Which.
        conversation: ConversationId,
    },
    /// An agent is connected; said again when the queues change.
    Connected {
        /// Who.
        agent: AgentId,
        /// The queues that the agent is a member of.
        queues: Vec<QueueId>,
    },
    /// An agent's last connection is gone.
    Disconnected {
        /// Who.
        agent: AgentId,
    },
    /// A deadline has come.
    Tick,
}

/// Everything that the engine wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Show a waiting conversation to these agents.
    Offer {
        /// Which.
        conversation: ConversationId,
        /// To whom.
        agents: Vec<AgentId>,
    },
    /// Take it out of these agents' sight.
    Withdraw {
        /// Which.
        conversation: ConversationId,
        /// From whom.
        agents: Vec<AgentId>,
    },
    /// Tell the visitor where they stand.
    Tell {
        /// Whose conversation.
        conversation: ConversationId,
        /// The place in the queue.
        standing: Standing,
    },
}

/// Where a waiting conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// 1 is next.
    pub place: u32,
    /// Whether any member of the queue is present.
    pub staffed: bool,
    /// How long it will probably take, in milliseconds; `None` if nobody knows.
    pub wait_millis: Option<i64>,
}

#[derive(Debug)]
struct Presence {
    queues: BTreeSet<QueueId>,
    /// When the agent counts as gone; `None` while connected.
    gone_at: Option<Timestamp>,
}

#[derive(Debug)]
struct Waiting {
    queue: QueueId,
    since: Timestamp,
    offered: BTreeSet<AgentId>,
    told: Option<Standing>,
}

/// A queue.
#[derive(Debug, Default)]
struct Line {
    waiting: BTreeSet<(Timestamp, ConversationId)>,
    pace: Pace,
    /// Since when an agent is present; `None` while nobody is.
    staffed_since: Option<Timestamp>,
    /// When what was said of waiting times will have been wrong.
    guessed_until: Option<Timestamp>,
}

/// The engine with the first rule: every present member of the queue is offered what waits in it.
#[derive(Debug, Default)]
pub struct Engine {
    agents: BTreeMap<AgentId, Presence>,
    waiting: HashMap<ConversationId, Waiting>,
    lines: BTreeMap<QueueId, Line>,
}

impl Engine {
    /// Takes an input and returns what is to be done, in order.
    pub fn handle(&mut self, now: Timestamp, input: Input) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.let_go(now, &mut effects);
        self.guess_again(now, &mut effects);
        match input {
            Input::Waits { conversation, queue, since } => {
                self.waits(now, conversation, queue, since, &mut effects)
            }
            Input::Taken { conversation } => {
                self.taken(now, &conversation);
                self.settled(now, &conversation, &mut effects);
            }
            Input::Settled { conversation } => self.settled(now, &conversation, &mut effects),
            Input::Connected { agent, queues } => self.connected(now, agent, queues, &mut effects),
            Input::Disconnected { agent } => {
                if let Some(presence) = self.agents.get_mut(&agent) {
                    presence.gone_at = Some(now.plus_millis(GRACE_MILLIS));
                }
            }
            Input::Tick => {}
        }
        effects
    }

    /// When [`Input::Tick`] is due.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let gone = self.agents.values().filter_map(|presence| presence.gone_at);
        gone.chain(self.lines.values().filter_map(|line| line.guessed_until)).min()
    }

    /// Where a conversation stands, if it waits.
    pub fn standing(&self, conversation: &ConversationId) -> Option<Standing> {
        self.waiting.get(conversation).and_then(|waiting| waiting.told)
    }

    /// The queues that have a member who is present.
    pub fn staffed(&self) -> BTreeSet<QueueId> {
        self.agents.values().flat_map(|presence| &presence.queues).cloned().collect()
    }

    /// A conversation was taken before the engine was there, or by somebody else's; in the order of taking.
    pub fn recall(&mut self, queue: QueueId, since: Timestamp, taken_at: Timestamp) {
        self.lines.entry(queue).or_default().pace.taken(taken_at, since);
    }

    fn waits(
        &mut self,
        now: Timestamp,
        id: ConversationId,
        queue: QueueId,
        since: Timestamp,
        effects: &mut Vec<Effect>,
    ) {
        if self.waiting.contains_key(&id) {
            return;
        }
        let offered: BTreeSet<AgentId> = self.members(&queue).cloned().collect();
        if !offered.is_empty() {
            effects
                .push(Effect::Offer { conversation: id.clone(), agents: offered.iter().cloned().collect() });
        }
        self.lines.entry(queue.clone()).or_default().waiting.insert((since, id.clone()));
        self.waiting.insert(id, Waiting { queue: queue.clone(), since, offered, told: None });
        self.tell(now, &queue, effects);
    }

    fn taken(&mut self, now: Timestamp, id: &ConversationId) {
        let Some(waiting) = self.waiting.get(id) else { return };
        if let Some(line) = self.lines.get_mut(&waiting.queue) {
            // An agent whose last connection has just broken counts as there still.
            let staffed_since = line.staffed_since.unwrap_or(now);
            line.pace.taken(now, waiting.since.max(staffed_since));
        }
    }

    fn settled(&mut self, now: Timestamp, id: &ConversationId, effects: &mut Vec<Effect>) {
        let Some(waiting) = self.waiting.remove(id) else { return };
        if let Some(line) = self.lines.get_mut(&waiting.queue) {
            line.waiting.remove(&(waiting.since, id.clone()));
        }
        if !waiting.offered.is_empty() {
            effects.push(Effect::Withdraw {
                conversation: id.clone(),
                agents: waiting.offered.into_iter().collect(),
            });
        }
        self.tell(now, &waiting.queue, effects);
    }

    fn connected(&mut self, now: Timestamp, agent: AgentId, queues: Vec<QueueId>, effects: &mut Vec<Effect>) {
        let queues: BTreeSet<QueueId> = queues.into_iter().collect();
        let before = self
            .agents
            .insert(agent.clone(), Presence { queues: queues.clone(), gone_at: None })
            .map(|presence| presence.queues)
            .unwrap_or_default();
        for queue in queues.union(&before) {
            self.reoffer(queue, &agent, queues.contains(queue), effects);
            self.tell(now, queue, effects);
        }
    }

    /// Offers to `agent` what waits in the queue, or withdraws it.
    fn reoffer(&mut self, queue: &QueueId, agent: &AgentId, is_member: bool, effects: &mut Vec<Effect>) {
        for (_, id) in self.lines.get(queue).into_iter().flat_map(|line| &line.waiting) {
            let Some(waiting) = self.waiting.get_mut(id) else { continue };
            let agents = vec![agent.clone()];
            if is_member {
                if waiting.offered.insert(agent.clone()) {
                    effects.push(Effect::Offer { conversation: id.clone(), agents });
                }
            } else if waiting.offered.remove(agent) {
                effects.push(Effect::Withdraw { conversation: id.clone(), agents });
            }
        }
    }

    /// Counts agents as gone whose grace is over.
    fn let_go(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let gone: Vec<AgentId> = self
            .agents
            .iter()
            .filter(|(_, presence)| presence.gone_at.is_some_and(|at| at <= now))
            .map(|(agent, _)| agent.clone())
            .collect();
        for agent in gone {
            let Some(presence) = self.agents.remove(&agent) else { continue };
            for queue in &presence.queues {
                for (_, id) in self.lines.get(queue).into_iter().flat_map(|line| &line.waiting) {
                    if let Some(waiting) = self.waiting.get_mut(id) {
                        waiting.offered.remove(&agent);
                    }
                }
                self.tell(now, queue, effects);
            }
        }
    }

    /// Says anew what has turned out to be wrong.
    fn guess_again(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let is_wrong = |line: &Line| line.guessed_until.is_some_and(|until| until <= now);
        let wrong = self.lines.iter().filter(|(_, line)| is_wrong(line));
        for queue in wrong.map(|(queue, _)| queue.clone()).collect::<Vec<_>>() {
            self.tell(now, &queue, effects);
        }
    }

    fn members<'a>(&'a self, queue: &'a QueueId) -> impl Iterator<Item = &'a AgentId> {
        self.agents.iter().filter(|(_, presence)| presence.queues.contains(queue)).map(|(agent, _)| agent)
    }

    /// Tells everyone in the line whose standing has changed.
    fn tell(&mut self, now: Timestamp, queue: &QueueId, effects: &mut Vec<Effect>) {
        let staffed = self.members(queue).next().is_some();
        let line = self.lines.entry(queue.clone()).or_default();
        line.staffed_since = if staffed { line.staffed_since.or(Some(now)) } else { None };
        // Who waits longest could have been taken since they wait, and since somebody is there.
        let first = line.waiting.first().map(|(since, _)| *since);
        let ready_at = first.zip(line.staffed_since).map(|(since, staffed_since)| since.max(staffed_since));
        let guess = ready_at.and_then(|ready_at| line.pace.guess(now, ready_at));
        line.guessed_until = guess.map(|guess| guess.until);
        for (place, (_, id)) in (1..).zip(&line.waiting) {
            let Some(waiting) = self.waiting.get_mut(id) else { continue };
            let wait_millis = guess.map(|guess| guess.wait_millis(place));
            let standing = Standing { place, staffed, wait_millis };
            if waiting.told != Some(standing) {
                waiting.told = Some(standing);
                effects.push(Effect::Tell { conversation: id.clone(), standing });
            }
        }
    }
}

#[cfg(test)]
mod tests;
